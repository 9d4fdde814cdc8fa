import { awsCloudtrail } from '../../../connectors/aws-cloudtrail/index.js'
import { runCases } from '../run-cases.js'

runCases(awsCloudtrail)
