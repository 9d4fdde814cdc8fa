import { zendesk } from '../../../connectors/zendesk/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(zendesk)
runHostile(zendesk)
runCorpus(zendesk, ['panther-analysis/zendesk-audit'])
