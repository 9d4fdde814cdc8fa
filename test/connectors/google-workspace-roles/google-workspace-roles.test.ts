import { googleWorkspaceRoles } from '../../../connectors/google-workspace-roles/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(googleWorkspaceRoles)
runHostile(googleWorkspaceRoles)
