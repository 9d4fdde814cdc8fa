import { gitlabAudit } from '../../../connectors/gitlab-audit/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(gitlabAudit)
runHostile(gitlabAudit)
