import { jira } from '../../../connectors/jira/index.js'
import { runCases } from '../run-cases.js'

runCases(jira)
