import { discord } from '../../../connectors/discord/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(discord)
runHostile(discord)
runCorpus(discord, ['chat-analytics/discord-export'])
