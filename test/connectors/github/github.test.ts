import { github } from '../../../connectors/github/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(github)
runHostile(github)
runCorpus(github, ['apache-devlake/github-api', 'grimoirelab-elk/github-items', 'elastic-integrations/github-issues'])
