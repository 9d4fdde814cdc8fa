import { vi } from 'vitest'
import { duo } from '../../../connectors/duo/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(duo)
runHostile(duo)
// Panther's authentication samples are trimmed of their times; its folder is not asked for here.
runCorpus(duo, [
  'elastic-integrations/duo/auth',
  'elastic-integrations/duo/offline_enrollment',
  'azure-sentinel-sample-data/duo',
])
