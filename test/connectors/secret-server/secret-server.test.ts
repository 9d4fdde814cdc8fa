import { secretServer } from '../../../connectors/secret-server/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(secretServer)
runHostile(secretServer)
runCorpus(secretServer, ['elastic-integrations/thycotic-secret-server'])
