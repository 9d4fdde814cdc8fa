/** Reference data of the operator's: ten CSV files that say who people are, who may approve, what is owned, excused or planned. */
import { type Config, globProblem, type ReferenceName, referenceNames } from './config.js'
import { asUserError, type Problem } from './problems.js'
import { readCsvLines } from './read-csv.js'
import { isThere, readFirstLine, readText } from './read-text.js'
import type { Store } from './store/store.js'
import { formatTime, readTime } from './time.js'

/** What a cell of a reference file must look like. A `time` is ISO 8601 with a zone; an `alias` is typed and may end in `*`. */
type CellKind = 'text' | 'time' | 'glob' | 'alias' | 'rule' | readonly string[]

interface ReferenceColumn {
  readonly kind: CellKind
  readonly required: boolean
}

const needed = (kind: CellKind = 'text'): ReferenceColumn => ({ kind, required: true })
const maybe = (kind: CellKind = 'text'): ReferenceColumn => ({ kind, required: false })

/** The columns of each reference file, in the order of the tables `ref_<name>`. */
export const referenceColumns: Readonly<Record<ReferenceName, Readonly<Record<string, ReferenceColumn>>>> = {
  people: {
    person: needed(),
    display_name: maybe(),
    title: maybe(),
    team: maybe(),
    manager: maybe(),
    status: maybe(['active', 'suspended', 'terminated']),
    active_from: maybe('time'),
    active_to: maybe('time'),
  },
  identities: {
    alias: needed('alias'),
    identity: needed(),
    kind: needed(['human', 'agent', 'workload', 'system', 'group']),
    valid_from: maybe('time'),
    valid_to: maybe('time'),
    note: maybe(),
  },
  owners: {
    subject: needed(),
    business_owner: maybe(),
    technical_owner: maybe(),
    purpose: maybe(),
    effective_from: maybe('time'),
    effective_to: maybe('time'),
  },
  approvers: {
    change_class: needed(),
    resource: needed('glob'),
    approver: needed(),
    role: maybe(['business', 'technical']),
    valid_from: maybe('time'),
    valid_to: maybe('time'),
  },
  delegations: {
    delegator: needed(),
    delegate: needed(),
    scope: maybe('glob'),
    valid_from: needed('time'),
    valid_to: needed('time'),
  },
  standing_approvals: {
    id: needed(),
    subject: needed(),
    scope: needed('glob'),
    approver: needed(),
    valid_from: needed('time'),
    valid_to: needed('time'),
  },
  entitlements: { as_of: needed('time'), subject: needed(), entitlement: needed(), resource: maybe() },
  conflicts: { left: needed(), right: needed(), why: maybe() },
  calendar: {
    kind: needed(['job', 'freeze', 'window', 'drill']),
    subject: needed(),
    schedule: maybe(),
    from: maybe('time'),
    to: maybe('time'),
    note: maybe(),
  },
  waivers: {
    rule: maybe('rule'),
    task: maybe(),
    finding: maybe(),
    approver: needed(),
    reason: needed(),
    expires: needed('time'),
  },
}

/** What each reference file makes possible, for the summary of a run that has none of that name. */
export const referenceUses: Readonly<Record<ReferenceName, string>> = {
  people: 'who has left, who reports to whom',
  identities: 'which accounts belong to one person; which identities are agents, workloads or shared',
  owners: 'who owns each identity, workflow and control',
  approvers: 'who may approve what',
  delegations: 'who may approve for somebody else',
  standing_approvals: 'which changes need no approval of their own',
  entitlements: 'who held what before the exports begin',
  conflicts: 'which entitlements must not meet in one person',
  calendar: 'scheduled jobs, freezes, maintenance windows and drills',
  waivers: 'findings that a named person answers for',
}

/** A row of a reference file: cells as text, times as microseconds, empty cells null, and where it stood. */
export type ReferenceRow = Readonly<Record<string, string | number | null>> & {
  readonly file: string
  readonly line_no: number
}

/** All reference data of a run. */
export interface Reference {
  readonly rows: Readonly<Record<ReferenceName, readonly ReferenceRow[]>>
  /** The files it came from, and how each was found. */
  readonly files: readonly ReferenceFile[]
}

/** A reference file that is used: named by the configuration, or lying among the exports with the header of one. */
export interface ReferenceFile {
  readonly name: ReferenceName
  /** How messages and tables name it. */
  readonly file: string
  /** Where it lies. */
  readonly path: string
  readonly rows: number
  readonly found: 'configured' | 'among the exports'
}

/** A CSV file that lies among the exports: candidates for reference data that the configuration does not name. */
export interface Candidate {
  /** Where it lies. */
  readonly path: string
  /** How messages and tables name it. */
  readonly file: string
}

function noRows(): Record<ReferenceName, ReferenceRow[]> {
  return Object.fromEntries(referenceNames.map((name) => [name, []])) as unknown as Record<
    ReferenceName,
    ReferenceRow[]
  >
}

/** Reference data that was in use and is only told of: the files, without their rows. */
export function recallReference(files: readonly ReferenceFile[]): Reference {
  return { rows: noRows(), files }
}

/**
 * Reads every reference file the configuration names, and those of the candidates whose header is exactly one of ours.
 * A name that the configuration gives wins over candidates. Throws one UserError with every bad row of every file.
 */
export function readReference(config: Config, candidates: readonly Candidate[] = []): Reference {
  const rows = noRows()
  const files: ReferenceFile[] = []
  const problems: Problem[] = []
  const take = (name: ReferenceName, path: string, file: string, found: ReferenceFile['found']) => {
    const before = rows[name].length
    rows[name].push(...readRows(name, readText(path, file), file, problems))
    files.push({ name, file, path, rows: rows[name].length - before, found })
  }
  for (const name of referenceNames) {
    const path = config.reference[name]
    if (path === undefined) continue
    if (isThere(path)) take(name, path, path, 'configured')
    else problems.push({ file: config.file ?? path, line: null, message: `${name}: there is no file ${path}` })
  }
  for (const { path, file } of [...candidates].sort((a, b) => (a.file < b.file ? -1 : 1))) {
    const name = recogniseReference(readHeader(path))
    if (name !== null && config.reference[name] === undefined) take(name, path, file, 'among the exports')
  }
  if (problems.length > 0) throw asUserError('the reference data', problems)
  return { rows, files }
}

/** Which reference file a CSV header belongs to: only its columns, all that are required, and no other table's; else null. */
export function recogniseReference(header: readonly string[]): ReferenceName | null {
  const fitting = referenceNames.filter((name) => {
    const columns = referenceColumns[name]
    const mandatory = Object.keys(columns).filter((column) => columns[column]!.required)
    return (
      header.length > 1 && header.every((cell) => cell in columns) && mandatory.every((cell) => header.includes(cell))
    )
  })
  return fitting.length === 1 ? fitting[0]! : null
}

/** Makes the tables `ref_<name>`, all ten, empty where there is no file: the columns of the CSV, then `file` and `line_no`. */
export async function loadReference(store: Store, reference: Reference): Promise<void> {
  for (const name of referenceNames) {
    const columns = Object.entries(referenceColumns[name])
    const types = Object.fromEntries(
      columns.map(([column, { kind }]) => [column, kind === 'time' ? 'TIMESTAMP WITH TIME ZONE' : 'VARCHAR']),
    )
    const plain = reference.rows[name].map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, asText(key, value)])),
    )
    await store.createTableFromRows(`ref_${name}`, { ...types, file: 'VARCHAR', line_no: 'BIGINT' }, plain)
  }
}

function asText(column: string, value: string | number | null) {
  return typeof value === 'number' && column !== 'line_no' ? formatTime(value) : value
}

/** Names of the columns of a CSV; none when it cannot be read. */
export function readHeader(path: string): string[] {
  return (readCsvLines(readFirstLine(path) ?? '')[0]?.cells ?? []).map((cell) => cell.trim())
}

/** Rows of one file; what is wrong with it goes to `problems`. Blank lines and lines that start with # are passed over. */
function readRows(name: ReferenceName, text: string, file: string, problems: Problem[]): ReferenceRow[] {
  const columns = referenceColumns[name]
  const lines = readCsvLines(text)
  const header = lines[0]
  if (!header) {
    problems.push({ file, line: 1, message: `empty; expected the header ${Object.keys(columns).join(',')}` })
    return []
  }
  const names = header.cells.map((cell) => cell.trim())
  if (!checkHeader(name, names, file, problems)) return []
  const rows: ReferenceRow[] = []
  for (const { cells, line } of lines.slice(1)) {
    if (cells.length > names.length) {
      problems.push({
        file,
        line,
        message: `${cells.length} cells; the header has ${names.length} (a text with a comma needs quotes)`,
      })
      continue
    }
    const before = problems.length
    const row: Record<string, string | number | null> = {}
    for (const column of Object.keys(columns)) {
      const cell = (cells[names.indexOf(column)] ?? '').trim()
      const { value, problem } = readCell(column, columns[column]!, cell)
      if (problem !== null) problems.push({ file, line, message: problem })
      row[column] = value
    }
    const wrong = problems.length === before ? rowProblem(name, row) : null
    if (wrong !== null) problems.push({ file, line, message: wrong })
    rows.push({ ...row, file, line_no: line })
  }
  return rows
}

function checkHeader(name: ReferenceName, names: readonly string[], file: string, problems: Problem[]): boolean {
  const columns = referenceColumns[name]
  const known = Object.keys(columns)
  const wrong = [
    ...names
      .filter((cell) => !(cell in columns))
      .map((cell) => `unknown column: ${cell || '(empty)'}; expected ${known.join(',')}`),
    ...names
      .filter((cell, index) => cell in columns && names.indexOf(cell) !== index)
      .map((cell) => `column ${cell} is there twice`),
    ...known
      .filter((cell) => columns[cell]!.required && !names.includes(cell))
      .map((cell) => `missing column: ${cell}`),
  ]
  for (const message of wrong) problems.push({ file, line: 1, message })
  return wrong.length === 0
}

function readCell(
  name: string,
  column: ReferenceColumn,
  cell: string,
): { value: string | number | null; problem: string | null } {
  if (cell === '') return { value: null, problem: column.required ? `${name} is empty; it is required` : null }
  const { kind } = column
  const bad = (expected: string) => ({ value: null, problem: `${name}: ${JSON.stringify(cell)}; expected ${expected}` })
  if (kind === 'time') {
    const moment = cell.length > 10 ? readTime(cell) : null
    return moment === null
      ? bad('a time with a zone such as 2026-04-16T00:00:00Z')
      : { value: moment.at, problem: null }
  }
  if (kind === 'glob') {
    const wrong = globProblem(cell)
    return wrong === null
      ? { value: cell, problem: null }
      : { value: null, problem: `${name}: bad glob ${JSON.stringify(cell)}: ${wrong}` }
  }
  if (kind === 'alias' && !/^[a-z0-9_]+:[^*]*\*?$/.test(cell))
    return bad('a typed alias such as email:ana@corp.example, * only at its end')
  if (kind === 'rule' && !/^[A-Z]+\d{2,4}$/.test(cell)) return bad('a rule id such as R31')
  if (Array.isArray(kind) && !kind.includes(cell)) return bad(`one of ${kind.join(', ')}`)
  return { value: cell, problem: null }
}

/** What is wrong with a row as a whole. */
function rowProblem(name: ReferenceName, row: Readonly<Record<string, string | number | null>>): string | null {
  if (name === 'waivers' && row.finding === null && (row.rule === null || row.task === null))
    return 'a waiver names a finding, or a rule and a task'
  for (const [from, to] of [
    ['valid_from', 'valid_to'],
    ['active_from', 'active_to'],
    ['effective_from', 'effective_to'],
    ['from', 'to'],
  ] as const) {
    const start = row[from]
    const end = row[to]
    if (typeof start === 'number' && typeof end === 'number' && start > end) return `${from} is after ${to}`
  }
  return null
}
