import { servicenow } from '../../../connectors/servicenow/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(servicenow)
runHostile(servicenow)
