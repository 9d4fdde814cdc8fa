import { awsIdentityCenter } from '../../../connectors/aws-identity-center/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(awsIdentityCenter)
runHostile(awsIdentityCenter)
