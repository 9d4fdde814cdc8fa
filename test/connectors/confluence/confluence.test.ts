import { confluence } from '../../../connectors/confluence/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(confluence)
runHostile(confluence)
runCorpus(confluence, ['grimoirelab-elk/confluence-items'])
