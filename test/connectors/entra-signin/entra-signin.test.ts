import { entraSignin } from '../../../connectors/entra-signin/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(entraSignin)
runHostile(entraSignin)
runCorpus(entraSignin, [
  'elastic-integrations/entra-signin',
  'elastic-beats/entra-signin',
  'azure-sentinel-sample-data/entra-signin-la-csv',
])
