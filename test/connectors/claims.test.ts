import { connectors } from '../../connectors/index.js'
import { loadMappings, shippedMappings } from '../../src/mapping/load.js'
import { runClaims } from './run-cases.js'

const names = shippedMappings().map(({ name }) => name)
runClaims([...connectors, ...loadMappings(names, connectors)])
