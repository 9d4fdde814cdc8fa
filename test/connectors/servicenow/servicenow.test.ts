import { servicenow } from '../../../connectors/servicenow/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(servicenow)
runHostile(servicenow)
runCorpus(servicenow, ['elastic-integrations-2025/servicenow-table', 'uci-servicenow/servicenow-incident-csv'])
