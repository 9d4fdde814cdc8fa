/** Proposes a mapping from a sample: every guess stands in it with its reason, and what a person has to decide is a TODO. */
import type { Connector, SourceRecord } from '../connector.js'
import { asFields, emailOf, type Fields, listOf } from '../read-fields.js'
import { elementFields, parseElement, type XmlElement } from '../read-xml-element.js'
import { yamlScalar } from '../read-yaml.js'
import { findReferences } from '../references.js'
import { guessLine, hasPairs, type LineLayout } from './guess-line.js'
import { guessTime, type TimeGuess } from './guess-time.js'
import { columnNames, decisionWords, type Meaning, meanings, outcomeWords, plainWords, wordFor } from './guess-words.js'
import { parseMapping } from './mapping.js'
import { textsIn } from './template.js'

/** What a proposal looks at. */
export interface Sample {
  readonly kind: 'json' | 'csv' | 'xml' | 'text'
  readonly records: readonly Fields[]
  readonly header: readonly string[]
  /** Key of the array that holds the records. */
  readonly envelope: string | null
  /** XML: name of the element that is a record. */
  readonly element: string | null
  readonly layout: LineLayout | null
  readonly hasPairs: boolean
  /** Connectors that claim the file already. */
  readonly claims: readonly string[]
}

/** An export that can be read with any connector, as `sampleExport` gives it. */
interface Readable {
  readonly format: string
  readonly claims: readonly string[]
  readonly read: (connector: Connector, most: number) => Promise<{ records: readonly SourceRecord[] }>
}

/** A column of the sample, nested ones by their path. */
interface Column {
  readonly path: string
  readonly values: readonly string[]
  /** Records that have it. */
  readonly records: number
}

/** Reads up to `most` records, once it is known where in the file they lie. */
export async function sampleOf(found: Readable, most: number): Promise<Sample> {
  const { claims } = found
  const nothing = { header: [], envelope: null, element: null, layout: null, hasPairs: false, claims }
  const { records } = await found.read(reader({}), most)
  const [first] = records
  if (found.format === 'csv') {
    const header = first?.header ?? []
    return { ...nothing, kind: 'csv', header, records: fieldsOf(records) }
  }
  if (found.format === 'xml') {
    const root = parseElement(String(first?.value ?? ''))
    const element = root === null ? null : repeated(root)
    const { records: elements } = element === null ? { records: [] } : await found.read(reader({ element }), most)
    const parsed = elements.flatMap(({ value }) => parseElement(String(value)) ?? [])
    return { ...nothing, kind: 'xml', element, records: parsed.map(elementFields) }
  }
  if (found.format === 'text') {
    const lines = records.map(({ value }) => String(value))
    const layout = guessLine(lines)
    const pairs = hasPairs(lines)
    const connector = reader({ line: layout.line, pairs })
    const rows = records.flatMap((record) => connector.normalize(record).events?.[0]?.attributes ?? [])
    return { ...nothing, kind: 'text', layout, hasPairs: pairs, records: rows.map(rowOf) }
  }
  const envelope = records.length === 1 ? arrayIn(first!.value) : null
  if (envelope === null) return { ...nothing, kind: 'json', records: fieldsOf(records) }
  const { records: inner } = await found.read(reader({ records: envelope }), most)
  return { ...nothing, kind: 'json', envelope, records: fieldsOf(inner) }
}

function rowOf(attributes: string): Fields {
  return JSON.parse(attributes) as Fields
}

/** A mapping that keeps whatever there is: it reads the sample with the very reader that the proposal will use. */
function reader(read: Readonly<Record<string, string | boolean>>): Connector {
  return parseMapping(
    JSON.stringify({
      mapping: 'sample',
      title: 'sample',
      system: 'reference',
      read,
      claims: { file: '*' },
      events: { occurred_at: '2000-01-01T00:00:00Z', operation: 'sample', attributes: 'rest' },
    }),
    'sample',
  )
}

function fieldsOf(records: readonly SourceRecord[]): Fields[] {
  return records.map(({ value }) => asFields(value)).filter((fields) => fields !== null)
}

/** The key of the longest list of objects. */
function arrayIn(value: unknown): string | null {
  const lists = Object.entries(asFields(value) ?? {}).filter(([, list]) =>
    listOf(list).some((one) => asFields(one) !== null),
  )
  lists.sort(([, a], [, b]) => listOf(b).length - listOf(a).length)
  return lists[0]?.[0] ?? null
}

/** The name that most children of one element share. */
function repeated(root: XmlElement): string | null {
  let best = { name: '', count: 0 }
  const open = [root]
  for (let element = open.shift(); element !== undefined; element = open.shift()) {
    const counts = new Map<string, number>()
    for (const { name, children, attributes } of element.children)
      if (children.length > 0 || Object.keys(attributes).length > 0) counts.set(name, (counts.get(name) ?? 0) + 1)
    for (const [name, count] of counts) if (count > best.count) best = { name, count }
    // Inside of what repeats there are its fields.
    if (best.count <= 1) open.push(...element.children)
  }
  return best.count === 0 ? null : best.name
}

// ── columns ──

/** Columns looked for in a record, and how deep. */
const MOST_COLUMNS = 200
const DEEPEST = 5

function columnsOf(records: readonly Fields[]): Column[] {
  const found = new Map<string, { values: string[]; records: number }>()
  for (const record of records) {
    const seen = new Set<string>()
    const visit = (value: unknown, path: string, depth: number) => {
      const fields = asFields(value)
      if (fields !== null && depth < DEEPEST) {
        for (const [name, inner] of Object.entries(fields))
          visit(inner, path === '' ? name : `${path}.${name}`, depth + 1)
        return
      }
      if (Array.isArray(value) && value.some((one) => asFields(one) !== null)) {
        for (const one of value.slice(0, 5)) visit(one, `${path}[]`, depth + 1)
        return
      }
      const texts = textsIn(value)
      // A place cannot spell braces.
      if (texts.length === 0 || /[{}]/.test(path) || (found.size >= MOST_COLUMNS && !found.has(path))) return
      const column = found.get(path) ?? { values: [], records: 0 }
      found.set(path, column)
      column.values.push(...texts)
      if (!seen.has(path)) column.records++
      seen.add(path)
    }
    visit(record, '', 0)
  }
  return [...found].map(([path, column]) => ({ path, ...column }))
}

function distinct(column: Column): string[] {
  const counts = new Map<string, number>()
  for (const value of column.values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([value]) => value)
}

const share = (column: Column, holds: (value: string) => boolean) =>
  column.values.filter(holds).length / Math.max(1, column.values.length)

/** The column whose name says most; earlier words count more, and so do a short path and being there in every record. */
function best(
  columns: readonly Column[],
  words: readonly RegExp[],
  accepts: (column: Column) => boolean,
  total: number,
): Column | null {
  let found: { column: Column; score: number } | null = null
  for (const column of columns) {
    const rank = words.findIndex((word) => word.test(plainWords(column.path)))
    if (rank === -1 || !accepts(column)) continue
    const depth = column.path.split('.').length + (column.path.includes('[]') ? 3 : 0)
    const score = (words.length - rank) * 10 + (column.records / total) * 15 - depth
    if (found === null || score > found.score) found = { column, score }
  }
  return found?.column ?? null
}

const address = /^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/i
const isShort = (column: Column) => share(column, (value) => value.length <= 80) > 0.95
/** Yes and no: what `Contains deleted message` holds is no message. */
const isFlag = (column: Column) => share(column, (value) => /^(?:true|false|yes|no|[01])$/i.test(value)) > 0.95
const isRepeating = (column: Column) =>
  isShort(column) && distinct(column).length <= Math.max(20, column.values.length / 5)

/** Values of a column that a proposal lists. */
const MOST_VALUES = 40

// ── writing ──

/** The columns of a sample that ours are filled from. */
interface Chosen {
  readonly times: readonly Column[]
  readonly timing: TimeGuess | null
  readonly actor: Column | null
  readonly action: Column | null
  readonly outcome: Column | null
  readonly item: Column | null
  readonly text: Column | null
  /** Columns that are taken over as they are. */
  readonly plain: Readonly<Record<'native_id' | 'resource' | 'account' | 'source_ip' | 'user_agent', Column | null>>
  readonly session: Column | null
  /** Columns whose texts mention tracked items. */
  readonly mentioning: readonly Column[]
}

/** Each column serves once; what is told by its values (times, addresses) is looked for before what is told by its name alone. */
function choose(sample: Sample, columns: readonly Column[]): Chosen {
  const total = sample.records.length
  const taken = new Set<Column>()
  const take = (words: readonly RegExp[], accepts: (column: Column) => boolean) => {
    const free = columns.filter((column) => !taken.has(column))
    const found = best(free, words, accepts, total)
    if (found) taken.add(found)
    return found
  }
  const timings = new Map(columns.map((column) => [column, timingOf(column, sample.layout)]))
  const isTime = (column: Column) => timings.get(column) != null
  const time = take(columnNames.time, isTime) ?? take([/./], isTime)
  const timing = time && timings.get(time)!
  const isAlike = (column: Column) => timing !== null && timings.get(column)?.format === timing.format
  const second = time && time.records < total ? take(columnNames.time, isAlike) : null

  const isWord = (column: Column) => !isTime(column) && isShort(column) && !isFlag(column)
  const isOwn = (column: Column) => !isTime(column) && column.records === total && distinct(column).length === total
  const isAddress = (column: Column) => share(column, (value) => address.test(value)) > 0.8
  const source_ip = take(columnNames.ip, isAddress)
  const user_agent = take(columnNames.agent, () => true)
  const native_id = take(columnNames.id, isOwn)
  const item = take(columnNames.item, (column) => isWord(column) && share(column, (value) => !/\s/.test(value)) > 0.8)
  const isPerson = (column: Column) => isWord(column) && !notTheActor.test(plainWords(column.path))
  const isMail = (column: Column) => isPerson(column) && share(column, (value) => emailOf(value) !== null) > 0.3
  const actor = take(columnNames.actor, isMail) ?? take(columnNames.actor, isPerson)
  const action =
    take(columnNames.action, (column) => isWord(column) && isRepeating(column)) ?? take(columnNames.action, isWord)
  const outcome = take(
    columnNames.outcome,
    (column) => !isTime(column) && isShort(column) && distinct(column).length <= 20,
  )
  const resource = take(columnNames.resource, isWord)
  const account = take(columnNames.account, isWord)
  const session = take(columnNames.session, isWord)
  const text = take(columnNames.text, (column) => !isTime(column) && !isFlag(column))
  const mentioning = columns.filter((column) => column !== item && column !== native_id && mentioned(column) !== null)
  const times = [time, second].filter((column) => column !== null)
  const plain = { native_id, resource, account, source_ip, user_agent }
  return { times, timing, actor, action, outcome, item, text, plain, session, mentioning: mentioning.slice(0, 5) }
}

const notTheActor = /\b(agent|target|recipient|approver|assignee)\b/

/** A reference that a column's texts mention; null when there is none, or its texts are addresses. */
function mentioned(column: Column): string | null {
  if (share(column, (value) => /^\S+@\S+$|^https?:/.test(value)) >= 0.5) return null
  for (const value of column.values) {
    const [found] = findReferences(value, 'text')
    if (found) return found.ref
  }
  return null
}

function timingOf({ path, values }: Column, layout: LineLayout | null): TimeGuess | null {
  if (layout === null || path !== 'time') return guessTime(values.slice(0, 200))
  const { format } = layout
  return { format, hasZone: format.endsWith('Z') || format.startsWith('epoch') }
}

/** The text of a mapping for the sample. `told.file` is what the comments call the mapping, `told.export` the sample. */
export function proposeMapping(
  name: string,
  sample: Sample,
  told: { readonly file: string; readonly export: string },
): string {
  const columns = columnsOf(sample.records)
  const chosen = choose(sample, columns)
  const { times, timing, actor, action, outcome, item, text, plain, session, mentioning } = chosen
  const file = brief(told.file)
  const shown = brief(told.export)
  const lines = [
    `# Reads ${shown} and exports like it. Proposed from ${sample.records.length} records: every line with a TODO is a guess for you to settle.`,
    `# Then: approvenance connectors check ${file} ${shown}`,
    `# and: approvenance analyze <exports> --case <case> --mapping ${file}`,
    `mapping: ${name}`,
    `title: ${yamlScalar(told.export)}   # TODO what these exports are called`,
    'system: cloud_audit   # TODO one of ticketing, chat, iam, cloud_audit, policy, agent, reference',
    '# lag_seconds: 3600   # how long after it happened an event can still be missing from an export',
    ...readLines(sample),
    ...claimLines(sample, columns, [times[0] ?? null, actor, action]),
    ...timeLines(timing, sample.layout),
    'events:',
    ...momentLines(times, timing),
    ...actorLines(actor, name),
    ...operationLines(action, sample.records.length),
    ...(item
      ? [`  task: ${itemOf(item)}   # ${distinct(item).length} different; the record is a part of this item`]
      : []),
    ...outcomeLines(outcome),
    ...Object.entries(plain).flatMap(([column, from]) =>
      from ? [`  ${column}: ${place(from)}   # such as ${brief(from.values[0]!)}`] : [],
    ),
    ...(session ? [`  session: ${yamlScalar(`${name}:{${session.path}}`)}`] : []),
    ...(text ? [`  text: ${place(text)}`] : []),
    ...(mentioning.length > 0 ? ['  refs:'] : []),
    ...mentioning.map((column) => `    - {find: ${place(column)}}   # such as ${mentioned(column)}`),
    '  attributes: rest   # what no other line reads is kept',
    ...caseLines(action),
    ...taskLines(item, outcome, text),
    ...identityLines(actor, columns, name),
  ]
  return `${lines.join('\n')}\n`
}

function momentLines(times: readonly Column[], timing: TimeGuess | null): string[] {
  const [first] = times
  if (!first || !timing) return ['  occurred_at: "{time}"   # TODO no column holds times: name the one that does']
  const places = times.length === 1 ? place(first) : `[${times.map(place).join(', ')}]`
  return [`  occurred_at: ${places}   # ${timing.format}, such as ${brief(first.values[0]!)}`]
}

function operationLines(action: Column | null, total: number): string[] {
  if (action === null) return ['  operation: record   # TODO no column says what was done']
  const value = action.records === total ? place(action) : `[${place(action)}, unnamed]`
  return [`  operation: ${value}   # the vendor's word; ${distinct(action).length} different`]
}

function place(column: Column): string {
  return yamlScalar(`{${column.path}}`)
}

/** A value for a comment: on one line, and nothing that would end it. */
function brief(value: string): string {
  const plain = value.replace(/\s+/g, ' ').replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '?')
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain
}

function readLines({ envelope, element, layout, hasPairs: pairs }: Sample): string[] {
  const lines = [
    ...(envelope ? [`  records: ${yamlScalar(envelope)}   # the array that holds the records`] : []),
    ...(element ? [`  element: ${yamlScalar(element)}   # the element that is a record`] : []),
    ...(layout
      ? [`  line: ${yamlScalar(layout.line)}   # TODO each (?<name>…) is a column; take the message apart further`]
      : []),
    ...(pairs ? ['  pairs: true   # key=value in a line are columns too'] : []),
  ]
  return lines.length > 0 ? ['read:', ...lines] : []
}

function claimLines(sample: Sample, columns: readonly Column[], chosen: readonly (Column | null)[]): string[] {
  const always = columns
    .filter(({ records, path }) => records === sample.records.length && !path.includes('[]'))
    .map(({ path }) => path)
  const told = [
    ...new Set([
      ...chosen.flatMap((column) => (column && always.includes(column.path) ? [column.path] : [])),
      ...always,
    ]),
  ].slice(0, 6)
  const lines = [`  format: ${sample.kind}`]
  if (sample.kind === 'csv')
    lines.push(
      `  header: [${sample.header
        .filter((name) => name !== '')
        .slice(0, 12)
        .map(yamlScalar)
        .join(', ')}]`,
    )
  else if (told.length > 0)
    lines.push(`  keys: [${told.map(yamlScalar).join(', ')}]   # most of the first records have all of these`)
  else lines.push('  file: "*"   # TODO a name that only these exports have')
  const instead =
    sample.claims.length > 0
      ? [`instead_of: [${sample.claims.join(', ')}]   # TODO it knows the file too: is a mapping needed?`]
      : []
  return ['claims:   # what only these exports have; all of it has to hold', ...lines, ...instead]
}

function timeLines(timing: TimeGuess | null, layout: LineLayout | null): string[] {
  if (timing === null) return []
  const parts = [
    `format: ${yamlScalar(timing.format)}`,
    ...(timing.hasZone ? [] : ['zone: UTC']),
    ...(timing.order === undefined ? [] : [`order: ${timing.order ?? 'day-first'}`]),
    ...(layout?.lacksYear ? ['year: 2026'] : []),
  ]
  const doubts = [
    ...(timing.hasZone ? [] : ['the times carry no zone: is it UTC?']),
    ...(timing.order === null ? ['03/04 may be March or April: the values do not tell'] : []),
    ...(layout?.lacksYear ? ['the times carry no year'] : []),
  ]
  return [`time: {${parts.join(', ')}}${doubts.length > 0 ? `   # TODO ${doubts.join('; ')}` : ''}`]
}

function actorLines(actor: Column | null, name: string): string[] {
  if (actor === null) return ['  # actor: "email:{user}"   # TODO nobody was found who acts']
  const addresses = share(actor, (value) => emailOf(value) !== null)
  const own = yamlScalar(`${name}:{${actor.path}}`)
  const mail = yamlScalar(`email:{${actor.path}}`)
  if (addresses === 1) return [`  actor: ${mail}   # addresses all through`]
  if (addresses > 0) return [`  actor: [${mail}, ${own}]   # an address where it is one, else the name`]
  return [
    `  actor: ${own}   # TODO a name of this system, such as ${brief(actor.values[0]!)}; who is it elsewhere? See identities.csv`,
  ]
}

/** Keys that are known by their looks are typed so; any other is a ticket of this system. */
function itemOf(item: Column): string {
  const isChange = share(item, (value) => /^CHG\d{7,}$/.test(value)) > 0.8
  return yamlScalar(`${isChange ? 'change' : 'ticket'}:{${item.path}}`)
}

function outcomeLines(outcome: Column | null): string[] {
  if (outcome === null) return []
  const values = distinct(outcome).slice(0, MOST_VALUES)
  const lines = values.map(
    (value) => `      ${yamlScalar(value)}: ${wordFor(value, outcomeWords) ?? 'unknown   # TODO'}`,
  )
  const decided = values.filter((value) => wordFor(value, decisionWords) !== null)
  const isDecision =
    decided.length * 2 >= values.length && decided.some((value) => wordFor(value, decisionWords) === 'approved')
  return [
    `  outcome:   # success, failure, denied, pending or unknown`,
    `    is: ${place(outcome)}`,
    '    values:',
    ...lines,
    '      "*": unknown',
    ...(isDecision
      ? [
          '  decision:   # TODO only where the record is the decision itself',
          `    is: ${place(outcome)}`,
          '    values:',
          ...decided.map((value) => `      ${yamlScalar(value)}: ${wordFor(value, decisionWords)}`),
        ]
      : []),
  ]
}

function caseLines(action: Column | null): string[] {
  if (action === null) return []
  const values = distinct(action)
  const groups = new Map<Meaning, string[]>()
  const rest: string[] = []
  for (const value of values.slice(0, 300)) {
    const meaning = meanings.find(({ words }) => words.test(plainWords(value)))
    if (meaning === undefined) rest.push(value)
    else groups.set(meaning, [...(groups.get(meaning) ?? []), value])
  }
  const lines = [...groups].flatMap(([{ sentence, columns }, list]) => [
    `    - when: {${yamlScalar(action.path)}: [${list.slice(0, MOST_VALUES).map(yamlScalar).join(', ')}]}   # ${sentence}`,
    ...Object.entries(columns).map(([column, word]) => `      ${column}: ${word}`),
  ])
  const left =
    rest.length > 0
      ? [
          `  # TODO not placed, so context: ${rest.slice(0, MOST_VALUES).map(brief).join(', ')}${rest.length > MOST_VALUES ? ', …' : ''}`,
        ]
      : []
  return lines.length > 0
    ? ['  cases:   # TODO the first that holds adds its columns; look at each', ...lines, ...left]
    : left
}

function taskLines(item: Column | null, outcome: Column | null, text: Column | null): string[] {
  if (item === null) return []
  const key = itemOf(item)
  return [
    'tasks:   # TODO keep this only if these records are the tracker of the items; a log that only mentions them needs `refs` instead of `task`',
    `  when: {${yamlScalar(item.path)}: "*"}`,
    `  task: ${key}`,
    `  kind: ${key.includes('change:') ? 'change' : 'ticket'}`,
    `  key: ${place(item)}`,
    ...(text ? [`  title: ${place(text)}`] : []),
    ...(outcome ? [`  status: ${place(outcome)}`] : []),
  ]
}

/** A record that gives an id and an address of one account says who it is. */
function identityLines(actor: Column | null, columns: readonly Column[], name: string): string[] {
  if (actor === null || !actor.path.includes('.')) return []
  const parent = actor.path.slice(0, actor.path.lastIndexOf('.'))
  const beside = columns.filter(({ path }) => path.startsWith(`${parent}.`) && path !== actor.path)
  const id = beside.find(({ path }) => /(^|\.)(id|uid|user_?id|account_?id)$/i.test(path))
  const shown = beside.find(({ path }) => /(display|full)?_?name$/i.test(path))
  if (id === undefined || share(actor, (value) => emailOf(value) !== null) === 0) return []
  return [
    'identities:   # the record gives id and address of one account',
    `  alias: ${yamlScalar(`${name}:{${id.path}}`)}`,
    `  email: {is: ${place(actor)}, match: '[^\\s@]+@[^\\s@]+', lower: true}`,
    ...(shown ? [`  display_name: ${place(shown)}`] : []),
    `  when: {${yamlScalar(actor.path)}: "*"}`,
  ]
}
