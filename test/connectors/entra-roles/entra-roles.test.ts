import { entraRoles } from '../../../connectors/entra-roles/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(entraRoles)
runHostile(entraRoles)
