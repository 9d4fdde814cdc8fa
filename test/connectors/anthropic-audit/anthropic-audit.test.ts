import { vi } from 'vitest'
import { anthropicAudit } from '../../../connectors/anthropic-audit/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(anthropicAudit)
runHostile(anthropicAudit)
runCorpus(anthropicAudit, ['panther-analysis/anthropic-compliance'])
