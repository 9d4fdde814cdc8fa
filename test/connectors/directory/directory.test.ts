import { vi } from 'vitest'
import { directory } from '../../../connectors/directory/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(directory)
runHostile(directory)
runCorpus(directory, ['azure-sentinel-sample-data/entra-users'])
