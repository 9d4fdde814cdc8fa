/** A mapping: a connector declared in data. The file is checked whole, then made into the same interface that connectors in code have. */
import { globProblem } from '../config.js'
import type { CanonicalRows, Connector, Declaration, ExportHead, SourceRecord } from '../connector.js'
import { sha256 } from '../hash.js'
import { matchGlob } from '../ingest/match-glob.js'
import { asFields, brief, type Fields, reject } from '../read-fields.js'
import { elementFields, parseElement } from '../read-xml-element.js'
import { type Complain, parseYaml } from '../read-yaml.js'
import { type Stage, stages } from '../schema/words.js'
import { compileMoment } from './moment.js'
import { compileRow, type RowReader } from './row.js'
import { type MappedTable, type Mapping, mappedTables, mappingShape, type RowShape } from './shape.js'
import { compilePlace } from './template.js'
import { compilePattern, compileWhen, inside, type Site } from './value.js'

/** Seconds after which an event can be expected in an export whose mapping does not say. */
const usualLag = 3600

/** Makes the connector that a mapping file declares. `file` is what messages name. Throws one UserError with every mistake: file, line, what was expected. */
export function parseMapping(text: string, file: string): Connector {
  let compiled: Compiled | null = null
  const mapping = parseYaml(text, file, {
    shape: mappingShape,
    what: 'the mapping',
    hint: 'docs/mapping.md shows what a mapping may say; `approvenance connectors new <file>` proposes one from a sample',
    check: (data, complain) => {
      compiled = compile(data, complain)
    },
  })
  return connectorOf(mapping, compiled!, { file, text, sha256: sha256(text) })
}

interface Compiled {
  readonly rows: readonly RowReader[]
  readonly fields: (value: unknown) => Fields | null
  readonly looksLike: (head: ExportHead) => boolean
}

function connectorOf(mapping: Mapping, { rows, fields, looksLike }: Compiled, declaration: Declaration): Connector {
  const { mapping: id, title, system, read, instead_of: insteadOf, never_logs: neverLogs } = mapping
  const keys = rows.filter(({ table }) => table === 'tasks').flatMap((row) => row.leads('task'))
  const prefixes = [...new Set(keys.filter((lead) => /:./.test(lead)))]
  return {
    id,
    title,
    system,
    holds: mapping.holds ?? stagesOf(rows),
    lagSeconds: mapping.lag_seconds ?? usualLag,
    exportName: mapping.export_name ?? title,
    aliases: [id],
    declaration,
    ...(prefixes.length > 0 && { refs: prefixes }),
    ...(neverLogs && { neverLogs }),
    ...(insteadOf && { insteadOf }),
    ...(read?.records && { envelopes: [read.records] }),
    ...(read?.element && { elements: [read.element] }),
    looksLike,
    normalize: (record) => rowsOf(record, rows, fields),
  }
}

/** The stages that rows of events can get. */
function stagesOf(rows: readonly RowReader[]): readonly Stage[] {
  const found = new Set(rows.filter(({ table }) => table === 'events').flatMap((row) => row.constants('stage')))
  return stages.filter((stage) => found.has(stage))
}

function rowsOf(record: SourceRecord, readers: readonly RowReader[], fields: Compiled['fields']): CanonicalRows {
  const value = fields(record.value)
  if (value === null) return reject('not_mapped', `the record is not as the mapping reads it: ${brief(record.value)}`)
  const rows: Record<MappedTable, unknown[]> = { events: [], tasks: [], identities: [], entitlements: [] }
  let count = 0
  for (const { table, read } of readers) {
    for (const row of read({ record: value }, record.timezone)) {
      if ('reject' in row) return row as CanonicalRows
      rows[table].push(row)
      count++
    }
  }
  if (count === 0) return reject('not_mapped', `no row of the mapping applies: ${brief(record.value)}`)
  // The columns were checked against the tables when the mapping was compiled.
  return rows as CanonicalRows
}

function compile(mapping: Mapping, complain: Complain): Compiled {
  const site = (...path: PropertyKey[]): Site => ({ path, complain })
  const timing = mapping.time ?? {}
  compileMoment(timing, {}, site('time'))
  const rows = mappedTables.flatMap((table) => {
    const given = mapping[table]
    if (given === undefined) return []
    const isList = Array.isArray(given)
    return ([given].flat() as RowShape[]).map((shape, i) =>
      compileRow(table, shape, timing, mapping.mapping, isList ? site(table, i) : site(table)),
    )
  })
  if (rows.length === 0) complain([], `a mapping needs at least one of ${mappedTables.join(', ')}`)
  const { read = {} } = mapping
  const line = read.line === undefined ? null : compilePattern(read.line, site('read', 'line'))
  if (read.line !== undefined && !read.line.includes('(?<'))
    complain(['read', 'line'], 'read.line: expected named groups such as (?<time>\\S+)')
  const fields = (value: unknown) => fieldsOf(value, line, read.pairs === true)
  return { rows, fields, looksLike: compileClaims(mapping, fields, site('claims')) }
}

/** `key=value` and `key="value"` in a line of text. */
const pair = /([\w.@-]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s,;]+))/g

/** A record as fields: JSON objects and table rows as they are, XML elements taken apart, lines of text by their pattern. */
function fieldsOf(value: unknown, line: RegExp | null, hasPairs: boolean): Fields | null {
  if (typeof value !== 'string') return asFields(value)
  if (line === null && !hasPairs) {
    const element = parseElement(value)
    return element === null ? null : elementFields(element)
  }
  const found = line?.exec(value)
  if (found === null) return null
  const pairs = hasPairs
    ? [...value.matchAll(pair)].map(([, key, double, single, bare]) => [key!, double ?? single ?? bare!] as const)
    : []
  return { ...Object.fromEntries(pairs), ...found?.groups }
}

const formatOf: Readonly<Record<ExportHead['format'], 'json' | 'csv' | 'xml' | 'text'>> = {
  'json-lines': 'json',
  'json-array': 'json',
  'json-object': 'json',
  'json-values': 'json',
  'json-pages': 'json',
  csv: 'csv',
  xml: 'xml',
  text: 'text',
}

/** Everything a mapping claims has to hold; `keys` and `where` for most of the first records. */
function compileClaims(mapping: Mapping, fields: Compiled['fields'], site: Site): (head: ExportHead) => boolean {
  const { format, file, header, keys = [], where, text } = mapping.claims
  const { line, pairs, records } = mapping.read ?? {}
  if (file === undefined && header === undefined && keys.length === 0 && where === undefined && text === undefined)
    site.complain(
      site.path,
      'claims: expected at least one of header, keys, where, text, file: a mapping must know its own exports',
    )
  const wrongGlob = file === undefined ? null : globProblem(file)
  if (wrongGlob !== null)
    site.complain([...site.path, 'file'], `claims.file: bad glob ${JSON.stringify(file)}: ${wrongGlob}`)
  const matchesFile = file === undefined || wrongGlob !== null ? null : matchGlob(file)
  const pattern = text === undefined ? null : compilePattern(text, inside(site, 'text'), 'mu')
  const places = keys.map(compilePlace)
  const holds = where === undefined ? null : compileWhen(where, inside(site, 'where'))
  const judgesRecords = places.length > 0 || holds !== null || line !== undefined
  const readsText = line !== undefined || pairs === true

  function isMine(value: unknown) {
    const record = fields(value)
    if (record === null) return false
    return places.every(({ read }) => read({ record }) !== undefined) && (holds?.({ record }) ?? true)
  }

  return (head) => {
    const kind = formatOf[head.format]
    if (format !== undefined && kind !== format) return false
    if (readsText !== (kind === 'text')) return false
    // The same records may come one to a line, without the array around them.
    if (records !== undefined && head.envelope !== records && !judgesRecords) return false
    if (matchesFile !== null && !matchesFile(head.file)) return false
    if (header !== undefined && !header.every((column) => head.header.includes(column))) return false
    if (pattern !== null && !pattern.test(head.text)) return false
    if (!judgesRecords) return true
    return head.records.filter(isMine).length * 2 > head.records.length
  }
}
