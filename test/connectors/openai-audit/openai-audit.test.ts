import { vi } from 'vitest'
import { openaiAudit } from '../../../connectors/openai-audit/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(openaiAudit)
runHostile(openaiAudit)
runCorpus(openaiAudit, ['panther-analysis/openai-audit'])
