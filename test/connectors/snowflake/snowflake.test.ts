import { vi } from 'vitest'
import { snowflake } from '../../../connectors/snowflake/index.js'
import { runCases, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(snowflake)
runHostile(snowflake)
