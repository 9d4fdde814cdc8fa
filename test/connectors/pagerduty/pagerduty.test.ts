import { pagerduty } from '../../../connectors/pagerduty/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(pagerduty)
runHostile(pagerduty)
runCorpus(pagerduty, ['apache-devlake/pagerduty'])
