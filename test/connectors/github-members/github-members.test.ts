import { githubMembers } from '../../../connectors/github-members/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(githubMembers)
runHostile(githubMembers)
