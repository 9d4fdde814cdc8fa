import { slack } from '../../../connectors/slack/index.js'
import { runCases } from '../run-cases.js'

runCases(slack)
