import { vi } from 'vitest'
import { pingfederate } from '../../../connectors/pingfederate/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(pingfederate)
runHostile(pingfederate)
runCorpus(pingfederate, ['azure-sentinel-sample-data/pingfederate'])
