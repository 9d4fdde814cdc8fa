/** Runs the models over a few hand-written rows and compares the tables a case names. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtInClasses } from '../../src/change-classes.js'
import type { Connector } from '../../src/connector.js'
import { runModels } from '../../src/correlate.js'
import { loadReference, type Reference } from '../../src/reference.js'
import { duckdbType, type Table } from '../../src/schema/column.js'
import { tables } from '../../src/schema/index.js'
import { loadSqlFiles } from '../../src/sql-file.js'
import { Store } from '../../src/store/store.js'
import { formatTime } from '../../src/time.js'

type Given = Record<string, Record<string, unknown>[]>

/** A case: rows of the canonical tables and reference files (`ref_people`, …), then what some tables must hold. */
export interface ModelCase {
  readonly name: string
  readonly why: string
  readonly given: Given
  readonly parameters?: Record<string, number>
  /** Per table the rows expected, in any order; only the columns named are compared. `[]` means the table is empty. */
  readonly expect: Record<string, Record<string, unknown>[]>
}

/** All cases of the folder. A file holds one case or a list. */
export function loadModelCases(folder: string): ModelCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ModelCase | ModelCase[]
      return (Array.isArray(content) ? content : [content]).map((one, i) => ({ ...one, name: `${file}#${i + 1}` }))
    })
}

/** Runs a case and returns, per table, the rows found, cut to the columns the case names and sorted like the expectation. */
export async function runModelCase(one: ModelCase): Promise<{ found: unknown; expected: unknown }> {
  const store = await Store.open(':memory:')
  try {
    await loadGiven(store, one.given)
    await runModels(
      store,
      {
        connectors: catalogue,
        changeClasses: builtInClasses,
        declaredSources: (one.given['declared'] ?? []) as never,
        trackerProjects: [],
        breakGlass: { identities: ['email:bg-*'], declareMinutes: 30, maxHours: 4, reviewHours: 72 },
        parameters: one.parameters ?? {},
        asOf: null,
        from: null,
        to: null,
      },
      () => 0,
      {},
      modelsBehind(Object.keys(one.expect)),
    )
    const found: Record<string, unknown> = {}
    const expected: Record<string, unknown> = {}
    for (const [table, rows] of Object.entries(one.expect)) {
      const names = Object.keys(rows[0] ?? { any: 1 })
      const all = await store.rows(`select * from ${table}`)
      expected[table] = sorted(rows)
      found[table] = sorted(all.map((row) => Object.fromEntries(names.map((name) => [name, shown(name, row[name])]))))
    }
    return { found, expected }
  } finally {
    store.close()
  }
}

/** The models that some tables are made from, in order: planning all of them takes longer than running a case. */
function modelsBehind(names: readonly string[]) {
  const reads = (sql: string) => {
    const code = sql.replace(/--.*$/gm, '')
    // macros_order.sql reads this table on behalf of whoever uses its macros
    return [...(code.match(/\w+/g) ?? []), ...(/\b(is_before|ahead_us)\(/.test(code) ? ['fct_clocks'] : [])]
  }
  const needed = new Set(names)
  // a model reads only tables made before it
  return models
    .toReversed()
    .filter((model) => {
      const isNeeded = needed.has(model.name)
      if (isNeeded) for (const word of reads(model.sql)) needed.add(word)
      return isNeeded
    })
    .reverse()
}

const models = loadSqlFiles('models')

const catalogue = [
  {
    id: 'jira',
    title: 'Jira',
    system: 'ticketing',
    holds: ['request', 'approval'],
    lagSeconds: 0,
    aliases: ['jira'],
    refs: ['ticket'],
  },
  {
    id: 'slack',
    title: 'Slack',
    system: 'chat',
    holds: ['request', 'approval'],
    lagSeconds: 0,
    aliases: ['slack'],
    refs: ['thread'],
  },
  {
    id: 'aws-cloudtrail',
    title: 'CloudTrail',
    system: 'cloud_audit',
    holds: ['execution'],
    lagSeconds: 900,
    statesBefore: false,
    isSoonDormant: true,
    signed: () => null,
    aliases: ['aws'],
  },
  {
    id: 'aws-team',
    title: 'AWS TEAM',
    system: 'iam',
    holds: ['request', 'approval'],
    lagSeconds: 0,
    refs: ['request'],
  },
  {
    id: 'otel-genai',
    title: 'OpenTelemetry GenAI',
    system: 'agent',
    holds: ['recommendation', 'disposition', 'policy', 'execution', 'delegation'],
    lagSeconds: 0,
    aliases: ['agent', 'otel'],
  },
] as unknown as Connector[]

const defaults: Record<string, Record<string, unknown>> = {
  events: {
    connector: 'aws-cloudtrail',
    resolution_us: 1_000_000,
    stage: 'context',
    activity: 'other',
    operation: 'op',
    outcome: 'success',
    is_write: true,
  },
  tasks: { connector: 'jira', kind: 'ticket', resolution_us: 1000, has_history: true },
  identities: { connector: 'jira', directory: 'jira', basis: 'directory' },
  sources: { bytes: 1, records_read: 1, records_used: 1, records_rejected: 0 },
}

async function loadGiven(store: Store, given: Given) {
  const events = (given.events ?? []).map((row, i) => ({
    ...defaults.events,
    source_id: row.connector ?? 'aws-cloudtrail',
    record_no: i + 1,
    ...row,
  }))
  const sources = given.sources ?? sourcesOf(events)
  const rows: Given = { ...given, events, sources }
  for (const [name, table] of Object.entries(tables) as [string, Table][]) {
    const types = Object.fromEntries(
      Object.entries(table.columns).map(([column, { type }]) => [
        column,
        type === 'texts' ? (['VARCHAR'] as const) : duckdbType[type],
      ]),
    )
    const full = (rows[name] ?? []).map((row, i) => ({
      source_id: 'jira',
      record_no: i + 1,
      ...defaults[name],
      ...row,
    }))
    await store.createTableFromRows(`raw_${name}`, types, full)
  }
  await loadReference(store, emptyReference)
  for (const [name, list] of Object.entries(given).filter(([name]) => name.startsWith('ref_'))) {
    const columns = await store.rows(
      'select column_name as name, data_type as type from duckdb_columns() where table_name = $name',
      { name },
    )
    await store.createTableFromRows(
      name,
      Object.fromEntries(columns.map((c) => [String(c.name), String(c.type)])),
      list,
    )
  }
}

/** One source per connector, covering what its events span, unless the case says otherwise. */
function sourcesOf(events: Record<string, unknown>[]) {
  const systems = [...new Set(events.map((event) => String(event.connector)))]
  return systems.map((connector) => {
    const times = events
      .filter((event) => event.connector === connector)
      .map((event) => String(event.occurred_at))
      .sort()
    return {
      ...defaults.sources,
      source_id: connector,
      file: `${connector}.json`,
      connector,
      first_event_at: times[0],
      last_event_at: times.at(-1),
    }
  })
}

const emptyReference = {
  rows: {
    people: [],
    identities: [],
    owners: [],
    approvers: [],
    delegations: [],
    standing_approvals: [],
    entitlements: [],
    conflicts: [],
    calendar: [],
    waivers: [],
  },
  files: [],
} as unknown as Reference

function shown(name: string, value: unknown) {
  if (typeof value === 'number' && /_(lo|hi|at)$/.test(name)) return formatTime(value).replace('.000000Z', 'Z')
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
}

function sorted(rows: readonly Record<string, unknown>[]) {
  return [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
