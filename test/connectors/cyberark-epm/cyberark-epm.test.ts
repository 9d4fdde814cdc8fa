import { vi } from 'vitest'
import { cyberarkEpm } from '../../../connectors/cyberark-epm/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(cyberarkEpm)
runHostile(cyberarkEpm)
runCorpus(cyberarkEpm, ['azure-sentinel-sample-data/cyberark-epm'])
