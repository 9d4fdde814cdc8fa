import { jira } from '../../../connectors/jira/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(jira)
runHostile(jira)
