import { vi } from 'vitest'
import { pingone } from '../../../connectors/pingone/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(pingone)
runHostile(pingone)
runCorpus(pingone, ['elastic-integrations/pingone-audit'])
