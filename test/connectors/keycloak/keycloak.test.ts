import { vi } from 'vitest'
import { keycloak } from '../../../connectors/keycloak/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(keycloak)
runHostile(keycloak)
runCorpus(keycloak, ['elastic-integrations/keycloak'])
