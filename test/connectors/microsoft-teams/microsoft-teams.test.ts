import { microsoftTeams } from '../../../connectors/microsoft-teams/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(microsoftTeams)
runHostile(microsoftTeams)
runCorpus(microsoftTeams, ['splunk-attack-data/m365-copilot'])
