import { vi } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(salesforce)
runHostile(salesforce)
runCorpus(salesforce, [
  'elastic-integrations/salesforce/setupaudittrail',
  'elastic-integrations/salesforce/logout_rest',
  'elastic-integrations/salesforce/logout_stream',
  'elastic-integrations/salesforce/apex',
  'panther-analysis/salesforce',
])
