/** The six canonical tables, as a table of contents. */
import { entitlements } from './entitlements.js'
import { events } from './events.js'
import { identities } from './identities.js'
import { rejects } from './rejects.js'
import { sources } from './sources.js'
import { tasks } from './tasks.js'

export const tables = { sources, events, tasks, identities, entitlements, rejects } as const
export type TableName = keyof typeof tables
