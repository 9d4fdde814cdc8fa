import { connectors } from '../../connectors/index.js'
import { runClaims } from './run-cases.js'

runClaims(connectors)
