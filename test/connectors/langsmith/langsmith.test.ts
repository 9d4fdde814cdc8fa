import { vi } from 'vitest'
import { langsmith } from '../../../connectors/langsmith/index.js'
import { runCases, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(langsmith)
runHostile(langsmith)
