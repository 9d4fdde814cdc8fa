import { mattermost } from '../../../connectors/mattermost/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(mattermost)
runHostile(mattermost)
runCorpus(mattermost, ['elastic-integrations/mattermost-audit'])
