import { linear } from '../../../connectors/linear/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(linear)
runHostile(linear)
