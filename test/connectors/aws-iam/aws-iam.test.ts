import { awsIam } from '../../../connectors/aws-iam/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(awsIam)
runHostile(awsIam)
runCorpus(awsIam, ['aws-credential-report/aws-iam-credential-report'])
