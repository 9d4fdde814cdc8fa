import { bitbucket } from '../../../connectors/bitbucket/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(bitbucket)
runHostile(bitbucket)
