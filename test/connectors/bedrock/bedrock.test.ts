import { vi } from 'vitest'
import { bedrock } from '../../../connectors/bedrock/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(bedrock)
runHostile(bedrock)
runCorpus(bedrock, ['panther-analysis/bedrock-invocation'])
