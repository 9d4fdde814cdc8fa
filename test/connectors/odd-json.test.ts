/**
 * What JSON may hold and JavaScript gets wrong, sent through the real reader into every connector: ids beyond 2^53, and members that bear the names
 * of what every object inherits.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.js'
import type { CanonicalRows, Connector, SourceRecord } from '../../src/connector.js'
import { readJson } from '../../src/read-json.js'
import { type Case, readCases } from './run-cases.js'

type Members = Readonly<Record<string, unknown>>

/** The JSON cases of a connector that it takes for its own. */
function jsonCases(id: string): readonly Case[] {
  return readCases(id).filter(({ path, expected }) => /\.jsonl?$/.test(path) && expected.claimed !== false)
}

/** The values of a case's file, and how to write them as such a file again. */
function open({ path }: Case) {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  const isLines = path.endsWith('.jsonl')
  const lines = isLines ? text.split('\n').filter((line) => line.trim() !== '') : [text]
  return { format: isLines ? ('json-lines' as const) : ('json-object' as const), values: lines.flatMap(parsed) }
}

function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}

/** The records of a file with this text, as the connector is given them. */
async function recordsOf(connector: Connector, one: Case, text: string): Promise<SourceRecord[]> {
  const { format } = open(one)
  const { expected } = one
  const options = { format, envelopes: connector.envelopes ?? [], maxRecordBytes: 1 << 24 }
  const found: SourceRecord[] = []
  async function* bytes() {
    yield Buffer.from(text)
  }
  for await (const { records, broken } of readJson(bytes(), options)) {
    expect(broken).toEqual([])
    const { file = one.name, timezone = null } = expected
    found.push(...records.map((record) => ({ ...record, file, format, timezone })))
  }
  return found
}

/** What the connector makes of a file with this text. */
async function rowsOf(connector: Connector, one: Case, text: string): Promise<CanonicalRows[]> {
  return (await recordsOf(connector, one, text)).map((record) => connector.normalize(record))
}

/** A copy in which `change` has been at every object, innermost first. */
function everywhere(value: unknown, change: (members: Members) => Members): unknown {
  if (Array.isArray(value)) return value.map((one) => everywhere(one, change))
  if (typeof value !== 'object' || value === null) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, everywhere(one, change)])))
}

/** Numbers that fit into a float, each with one as long as vendors' ids may grow. */
const SHORT = 711_000_000_000_001n
const LONG = 9_117_199_254_740_993n

/** The case as text, its numeric ids numbered from `first` on. */
function renumbered(values: readonly unknown[], first: bigint): { text: string; ids: number } {
  let ids = 0
  const text = values
    .map((value) => {
      const marked = everywhere(value, (members) =>
        Object.fromEntries(
          Object.entries(members).map(([key, one]) =>
            typeof one === 'number' && /(^id|(?<!type)_id|[a-z](?<!Type)I[dD])$/.test(key)
              ? [key, `@@${ids++}@@`]
              : [key, one],
          ),
        ),
      )
      return JSON.stringify(marked).replace(/"@@(\d+)@@"/g, (_, nth) => String(first + 2n * BigInt(nth)))
    })
    .join('\n')
  return { text, ids }
}

/** Rows as text in which an id looks the same whichever of the two numberings it had, and whether it stood in quotes. */
function withoutNumbers(rows: readonly CanonicalRows[], first: bigint, ids: number): string {
  const last = first + 2n * BigInt(ids)
  return JSON.stringify(rows).replace(/(?:\\*")?(\d{15,16})(?:\\*")?/g, (whole, digits) => {
    const number = BigInt(digits)
    return number >= first && number < last ? `#${(number - first) / 2n}#${(number - first) % 2n}` : whole
  })
}

describe('an id beyond 2^53 keeps its digits', () => {
  for (const connector of connectors)
    for (const one of jsonCases(connector.id)) {
      const { values } = open(one)
      const short = renumbered(values, SHORT)
      if (short.ids === 0) continue
      test(`${connector.id}/${one.name}`, async () => {
        const long = renumbered(values, LONG)
        const [before, after] = [await rowsOf(connector, one, short.text), await rowsOf(connector, one, long.text)]
        expect(after.length).toBe(before.length)
        const used = (rows: readonly CanonicalRows[]) => rows.filter((_, index) => !before[index]!.reject)
        expect(withoutNumbers(used(after), LONG, long.ids)).toBe(withoutNumbers(used(before), SHORT, short.ids))
      })
    }
})

/** Names that every object inherits, and with them what makes a prototype. */
const inherited = ['toString', 'valueOf', 'constructor', 'hasOwnProperty', '__proto__']

/** A string that holds these members wherever they are not there yet: as text, because an object literal would swallow `__proto__`. */
function burdened(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(burdened).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  // What an object with one member is, its shape says: DynamoDB's `{"S": "text"}`.
  const free = Object.keys(value).length > 1 ? inherited.filter((name) => !Object.hasOwn(value, name)) : []
  const added = free.map((name) => `${JSON.stringify(name)}:"x"`)
  return `{${[...Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${burdened(one)}`), ...added].join()}}`
}

/** The columns of an event that say what happened. */
const told = (rows: readonly CanonicalRows[]) =>
  rows.map(({ events = [], reject }) =>
    reject
      ? 'rejected'
      : events.map(({ stage, activity, operation, outcome, task, actor, subject, decision, occurred_at }) =>
          [stage, activity, operation, outcome, task, actor, subject, decision, occurred_at].map((one) => one ?? null),
        ),
  )

/** Cases whose records are known by having no other members. */
const exact = new Set(['google-chat/group-info.json'])

describe('members named like what every object inherits change nothing', () => {
  for (const connector of connectors)
    for (const one of jsonCases(connector.id).filter(({ name }) => !exact.has(`${connector.id}/${name}`)))
      test(`${connector.id}/${one.name}`, async () => {
        const { values } = open(one)
        const plain = values.map((value) => JSON.stringify(value)).join('\n')
        const heavy = values.map(burdened).join('\n')
        expect(told(await rowsOf(connector, one, heavy))).toEqual(told(await rowsOf(connector, one, plain)))
        expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
      })
})

/** Calls `check` while a word of the record is `constructor`, for each word in turn; words at one place of a list stand for each other. */
function withOddWords(value: unknown, check: (place: string) => void, seen: Set<string>, path = '') {
  if (typeof value !== 'object' || value === null) return
  const members = value as Record<string, unknown>
  for (const [key, one] of Object.entries(members)) {
    const place = Array.isArray(value) ? `${path}[]` : `${path}.${key}`
    if (typeof one === 'string' && /^[\w .-]{1,40}$/.test(one) && !seen.has(place)) {
      seen.add(place)
      members[key] = 'constructor'
      check(place)
      members[key] = one
    } else withOddWords(one, check, seen, place)
  }
}

describe('a word that names what every object inherits is a word nobody knows', () => {
  for (const connector of connectors)
    for (const one of jsonCases(connector.id))
      test(`${connector.id}/${one.name}`, async () => {
        const text = open(one).values.map((value) => JSON.stringify(value))
        const seen = new Set<string>()
        for (const record of await recordsOf(connector, one, text.join('\n')))
          withOddWords(
            record.value,
            (place) => {
              const rows = connector.normalize(record)
              const shown = JSON.stringify(rows, (_, member) =>
                typeof member === 'function' ? String(member) : member,
              )
              expect(shown, place).not.toContain('[native code]')
            },
            seen,
          )
      })
})

describe('Jira’s toString', () => {
  const jira = connectors.find(({ id }) => id === 'jira')!
  const one = readCases('jira').find(({ name }) => name === 'stage-events.json')!
  const text = readFileSync(one.path, 'utf8')
  const statuses = async (changed: string) =>
    (await rowsOf(jira, one, changed)).flatMap(({ events = [] }) =>
      events.filter(({ operation }) => operation === 'issue_updated:status').map(({ after }) => after),
    )

  test('is read as the member it is', async () => expect(await statuses(text)).toEqual(['Approval denied', 'Closed']))

  test('is not the function that every object has where the member is missing', async () =>
    expect(await statuses(text.replace(/,\s*"toString": "Approval denied"/, ''))).toEqual(['7', 'Closed']))
})
