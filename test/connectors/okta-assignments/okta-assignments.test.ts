import { oktaAssignments } from '../../../connectors/okta-assignments/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(oktaAssignments)
runHostile(oktaAssignments)
