import { googleChat } from '../../../connectors/google-chat/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(googleChat)
runHostile(googleChat)
