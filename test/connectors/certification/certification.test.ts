import { certification } from '../../../connectors/certification/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(certification)
runHostile(certification)
