import { jira } from '../../../connectors/jira/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(jira)
runHostile(jira)
runCorpus(jira, [
  'apache-devlake/jira-api',
  'grimoirelab-elk/jira-items',
  'grimoirelab-perceval/jira-api',
  'jira-csv-export/jira-csv',
])
