import { gitlabMembers } from '../../../connectors/gitlab-members/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(gitlabMembers)
runHostile(gitlabMembers)
