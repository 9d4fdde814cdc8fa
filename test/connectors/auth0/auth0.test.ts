import { vi } from 'vitest'
import { auth0 } from '../../../connectors/auth0/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(auth0)
runHostile(auth0)
runCorpus(auth0, ['elastic-integrations/auth0', 'panther-analysis/auth0'])
