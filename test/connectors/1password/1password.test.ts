import { vi } from 'vitest'
import { onePassword } from '../../../connectors/1password/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(onePassword)
runHostile(onePassword)
runCorpus(onePassword, [
  'elastic-integrations/onepassword/audit_events',
  'elastic-integrations/onepassword/signin_attempts',
  'panther-analysis/onepassword',
])
