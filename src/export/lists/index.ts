/** The lists that tabular formats write, in their order. */
import type { List } from '../list.js'
import { chains, changes, credentials, deltas, scopes, steps, unaccounted } from './chains.js'
import { clocks, days, files, holes, rejects, systems } from './coverage.js'
import { controls, findingRecords, findings, populations, waivers } from './findings.js'
import { accounts, identities, ledger, lookalikes } from './identities.js'

/** Every list of a case. */
export const lists: readonly List[] = [
  ...[findings, findingRecords, populations, controls, waivers],
  ...[chains, steps, credentials, changes, scopes, deltas, unaccounted],
  ...[identities, accounts, lookalikes, ledger],
  ...[systems, files, days, holes, clocks, rejects],
]
