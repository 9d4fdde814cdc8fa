import { awsTeam } from '../../../connectors/aws-team/index.js'
import { runCases } from '../run-cases.js'

runCases(awsTeam)
