import { vi } from 'vitest'
import { githubCopilot } from '../../../connectors/github-copilot/index.js'
import { runCases, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(githubCopilot)
runHostile(githubCopilot)
