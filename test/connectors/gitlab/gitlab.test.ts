import { gitlab } from '../../../connectors/gitlab/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(gitlab)
runHostile(gitlab)
runCorpus(gitlab, ['apache-devlake/gitlab-api'])
