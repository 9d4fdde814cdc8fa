import { vi } from 'vitest'
import { atif } from '../../../connectors/atif/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(atif)
runHostile(atif)
runCorpus(atif, ['copilot-otel/atif-trajectory'])
