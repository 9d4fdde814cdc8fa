/** A case in pseudonyms: every text that is read from its store is hidden, and an order by name is an order by pseudonym. */
import type { Note } from '../notes.js'
import type { About } from '../report/about.js'
import { severities, verdicts } from '../report/words.js'
import type { Disguise, Parameters, Row, Store } from '../store/store.js'
import type { KnownName, NameTable } from './pseudonyms.js'
import { Pseudonyms } from './pseudonyms.js'
import { readRows } from './read-rows.js'

/** Columns whose order tells whose name comes first in the alphabet. */
const naming = /(?:^|_)(?:person|alias|aliases|identity|subject|name|approver|actor|owner|reviewer|a|b)(?:$|_)/

/** Columns whose values are asked for again. */
const keys = new Set(['task', 'event_id', 'finding_id', 'person', 'alias', 'system'])

/**
 * Puts a case into pseudonyms: from here on its store shows nothing else. Gives what hides the rest, such as parameters of the run. People who noted
 * something on it are known from their notes alone.
 */
export async function disguise(
  store: Store,
  key: Uint8Array,
  table: NameTable,
  notes: readonly Note[],
): Promise<Pseudonyms> {
  const known: KnownName[] = [...severities, ...verdicts].map((name) => ({ name, kind: 'word' }))
  for await (const row of readRows<KnownName>(store, 'names')) known.push(row)
  if ((await store.tables()).includes('baseline_findings'))
    for await (const row of readRows<KnownName>(store, 'names_before')) known.push(row)
  // "Ana Example, internal audit": the name, and the whole
  for (const by of new Set(notes.flatMap((note) => [note.by, note.by.split(',')[0]!.trim()])))
    if (by !== '') known.push({ name: by, kind: 'name' })
  const pseudonyms = new Pseudonyms(key, known, table)
  store.wear(disguiseBy(pseudonyms))
  return pseudonyms
}

/** What the pipeline tells reports, hidden too. The seal of the notes goes: with it a name could be tried. */
export function hideAbout(about: About, names: Pseudonyms): About {
  const { notes, ...rest } = names.hideAll(about) as About
  return notes === undefined ? rest : { ...rest, notes: { ...notes, seal: null } }
}

function disguiseBy(pseudonyms: Pseudonyms): Disguise {
  /** What was hidden, as it was: a key that was shown is asked for again. */
  const asked = new Map<string, string>()
  const hideCell = (column: string, value: unknown): unknown => {
    const hidden = pseudonyms.hideAll(value)
    if (hidden !== value && typeof value === 'string' && keys.has(column)) asked.set(String(hidden), value)
    return hidden
  }
  const original = (text: string) => asked.get(text) ?? text
  return {
    asked: (parameters) =>
      Object.fromEntries(
        Object.entries(parameters).map(([name, value]): [string, Parameters[string]] => {
          if (typeof value === 'string') return [name, original(value)]
          return [name, Array.isArray(value) ? value.map(original) : (value as Parameters[string])]
        }),
      ),
    shown: (sql, rows) => {
      const hidden = rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, hideCell(name, value)])),
      )
      const order = orderOf(sql)
      return order.some(({ column }) => naming.test(column)) ? hidden.sort((a, b) => compare(a, b, order)) : hidden
    },
    isToldByOrder: (sql) => orderOf(sql).some(({ column }) => naming.test(column)),
  }
}

interface Order {
  readonly column: string
  readonly isDescending: boolean
}

/** The columns that a statement orders by, up to the first that is an expression. */
function orderOf(sql: string): Order[] {
  const clause = /\border by\s+([^()]*)$/i.exec(sql.replace(/--[^\n]*/g, '').trim())?.[1] ?? ''
  const order: Order[] = []
  for (const part of clause.split(',')) {
    const found = /^(?:\w+\.)?(\w+)(\s+desc)?(?:\s+nulls\s+\w+)?$/i.exec(part.trim())
    if (!found) break
    order.push({ column: found[1]!, isDescending: found[2] !== undefined })
  }
  return order
}

function compare(a: Row, b: Row, order: readonly Order[]): number {
  for (const { column, isDescending } of order) {
    const [left, right] = [a[column] ?? null, b[column] ?? null]
    if (left === right) continue
    if (left === null) return 1
    if (right === null) return -1
    return left < right === isDescending ? 1 : -1
  }
  return 0
}
