import { vi } from 'vitest'
import { langfuse } from '../../../connectors/langfuse/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(langfuse)
runHostile(langfuse)
runCorpus(langfuse, ['langfuse-framework-traces/langfuse-trace-export'])
