import { microsoft365 } from '../../../connectors/microsoft-365/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(microsoft365)
runHostile(microsoft365)
runCorpus(microsoft365, [
  'elastic-integrations/m365-unified-audit',
  'elastic-beats/m365-unified-audit',
  'panther-analysis/m365-unified-audit',
])
