import { azureDevops } from '../../../connectors/azure-devops/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(azureDevops)
runHostile(azureDevops)
