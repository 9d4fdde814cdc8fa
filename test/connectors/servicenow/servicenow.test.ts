import { servicenow } from '../../../connectors/servicenow/index.js'
import { runCases } from '../run-cases.js'

runCases(servicenow)
