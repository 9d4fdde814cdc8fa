import { entraAudit } from '../../../connectors/entra-audit/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(entraAudit)
runHostile(entraAudit)
runCorpus(entraAudit, [
  'elastic-integrations/entra-audit',
  'elastic-beats/entra-audit',
  'panther-analysis/entra-audit-signin',
])
