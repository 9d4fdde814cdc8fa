/** What the records of AI agents have in common, whoever writes them: keys of runs, aliases of agents, tools that only read. */
import type { CanonicalRows } from './connector.js'
import { findReferences, type Reference } from './references.js'
import type { EventDraft } from './schema/events.js'
import type { TaskDraft } from './schema/tasks.js'

/** An object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>

/** Characters of one text that are kept beside the columns; the record in the export has the rest. */
const LONGEST = 2000

/** The value as an object; null for anything else. */
export function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

/** An object that may stand as JSON text; null for anything else. */
export function fieldsOf(value: unknown): Fields | null {
  return asFields(fromJson(value))
}

/** The value of a JSON text, the value itself where it is none. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Text, or a number as text, trimmed; null when there is none. */
export function known(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** An e-mail address in lower case; null for anything else. */
export function emailOf(value: unknown): string | null {
  const address = known(value)?.toLowerCase() ?? ''
  return /^[^\s@<>/]+@[^\s@<>/]+\.[^\s@<>/]+$/.test(address) ? address : null
}

/** `agent:<name or id>`; null for none. Blanks would end the key in lists and are written as `-`. */
export function agentAlias(name: unknown): string | null {
  const text = known(name)
  return text === null ? null : `agent:${text.replace(/\s+/g, '-')}`
}

/** The person an agent acts for: the address where there is one, else the id as its system spells it, `<system>:<id>`. */
export function personAlias(system: string, email: unknown, id: unknown): string | null {
  const address = emailOf(email) ?? emailOf(id)
  if (address !== null) return `email:${address}`
  const bare = known(id)
  return bare === null ? null : `${system}:${bare.replace(/\s+/g, '-')}`
}

/** Key of a run or conversation as `events.task` spells it: `run:<id>`. */
export function runKey(id: unknown): string | null {
  const text = known(id)
  return text === null ? null : `run:${text.replace(/\s+/g, '-')}`
}

/** Key of a trace, which is a run of its own where no conversation is named: `trace:<32 hex digits>`. Zeros are no trace. */
export function traceKey(id: unknown): string | null {
  const text = known(id)?.replace(/^0x/i, '').toLowerCase() ?? ''
  return text === '' || /^0+$/.test(text) || /\s/.test(text) ? null : `trace:${text}`
}

/** Trace and parent span of a W3C `traceparent`, https://www.w3.org/TR/trace-context/#traceparent-header. */
export function readTraceparent(value: unknown): { readonly trace: string; readonly span: string } | null {
  const found = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/i.exec(known(value) ?? '')
  if (!found || /^0+$/.test(found[1]!)) return null
  return { trace: found[1]!.toLowerCase(), span: found[2]!.toLowerCase() }
}

const reading =
  /^(get|list|read|view|search|find|fetch|grep|glob|ls|cat|show|describe|query|lookup|look_?up|browse|open|inspect|check|count|web_?search|web_?fetch|retriev\w*|think|report_intent|todo\w*|task_?(get|list|output)|tool_?search|rg|file_?search|semantic_?search|ask_?user\w*|(task|agent|sub_?agent)$)(?![a-z])/
const changing =
  /(?<![a-z])(write|create|update|delete|remove|set|put|post|send|edit|apply|patch|insert|drop|grant|revoke|exec|run|deploy|kill|move|rename|upload)(?![a-z])/

/**
 * Whether a tool only reads, as far as its name says: `get_weather`, `mcp__jira__search_issues`, `Read`; handing work to another agent (`Task`)
 * changes nothing either, for that agent's own calls are recorded. A name that says nothing is taken to change something. Where the record has a
 * hint of the tool's own (`readOnlyHint`), that comes first.
 */
export function isReadingTool(name: string | null): boolean {
  if (name === null) return false
  const last = name.split(/__|[./:]/).at(-1) ?? name
  const words = last
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll('-', '_')
  return reading.test(words) && !changing.test(words)
}

const places = [
  'file_path',
  'filePath',
  'notebook_path',
  'path',
  'uri',
  'url',
  'arn',
  'resource',
  'resource_id',
  'resourceId',
  'repository',
  'repo',
  'bucket',
  'database',
  'table',
]

/** What a tool call acts on, by the member of its arguments that names a place; null when none does. */
export function placeIn(input: unknown): string | null {
  const fields = fieldsOf(input)
  if (fields === null) return null
  for (const name of places) {
    const value = fields[name]
    if (typeof value === 'string' && value.trim() !== '') return cut(value.trim(), 500)
  }
  return null
}

/** What a call says in words: the command, query or prompt of its arguments, else the arguments as JSON. */
export function sayingOf(input: unknown): string | null {
  const fields = fieldsOf(input)
  if (fields === null) return known(input) === null ? null : cut(known(input)!, LONGEST)
  const command = fields['command'] ?? fields['cmd'] ?? fields['query'] ?? fields['prompt']
  if (typeof command === 'string' && command.trim() !== '') return cut(command.trim(), LONGEST)
  if (Array.isArray(command) && command.length > 0) return cut(command.map(String).join(' '), LONGEST)
  return Object.keys(fields).length === 0 ? null : cut(JSON.stringify(fields), LONGEST)
}

/** Parts of a tool call of which a record may tell. */
interface ToolCallParts {
  /** The id that the records of one call share. */
  readonly id?: unknown
  readonly tool?: unknown
  /** Undefined and null where the record does not hold it; a call without arguments has an empty object. */
  readonly input?: unknown
  readonly output?: unknown
  /** Whether the source says that it kept only a share of its records or of this record's fields. */
  readonly isSampled?: boolean
}

/**
 * What a record tells of a tool call, for the attribute `tool_call`: `{id, tool, holds: ["input", "output"], is_sampled}`. The same in every
 * connector of agents, so that call, decision and result meet by id and a model can say which parts of a call no record holds.
 */
export function toolCallOf(of: ToolCallParts): Fields {
  const holds = (['input', 'output'] as const).filter((part) => of[part] !== undefined && of[part] !== null)
  return { id: known(of.id), tool: known(of.tool), holds, is_sampled: of.isSampled === true ? true : null }
}

/** References in what a person or an agent wrote: a key that is all the text stands in a field. */
export function referencesIn(...texts: readonly unknown[]): Reference[] {
  return texts.flatMap((value) => {
    const text =
      typeof value === 'string' ? value : value === null || value === undefined ? null : JSON.stringify(value)
    if (text === null || text === undefined) return []
    const isKeyAlone = /^\s*[A-Za-z][A-Za-z0-9_]*-?\d+\s*$/.test(text)
    return findReferences(text, isKeyAlone ? 'field' : 'text')
  })
}

/** Parts of a message of any of the usual shapes as one text: text, `{text}`, `{content}`, lists of these. Calls and results are left out. */
export function textOfMessage(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : cut(value.trim(), LONGEST)
  if (depth > 6) return null
  if (Array.isArray(value)) {
    const parts = value.map((part) => textOfMessage(part, depth + 1)).filter((part) => part !== null)
    return parts.length === 0 ? null : cut(parts.join('\n'), LONGEST)
  }
  const fields = asFields(value)
  if (fields === null) return null
  if (typeof fields['type'] === 'string' && /tool|function|thinking|reasoning|image/.test(fields['type'])) return null
  const messages = fields['messages']
  if (Array.isArray(messages)) return textOfMessage(messages.at(-1), depth + 1)
  for (const name of holdingText) {
    const text = textOfMessage(fields[name], depth + 1)
    if (text !== null) return text
  }
  return null
}

/** Members under which the vendors' messages hold what was said; `text` may be settings, and Gemini offers candidates. */
const holdingText = ['text', 'content', 'parts', 'message', 'output', 'candidates']

/** The fields that say something, long texts cut, as JSON; null when none does. Members of a very long whole are cut to their beginning. */
export function attributesJson(fields: Fields): string | null {
  const kept = compact(fields)
  const json = JSON.stringify(kept)
  if (json === '{}') return null
  return json.length <= 16 * LONGEST ? json : JSON.stringify(shortened(kept, 2))
}

/** Fields without null, empty text, empty lists and empty objects; texts longer than 2,000 characters are cut and say so. */
export function compact(fields: Fields, depth = 0): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key in fields) {
    // A plain assignment would set the prototype for this one name.
    if (!Object.hasOwn(fields, key) || key === '__proto__') continue
    const value = shorten(fields[key], depth)
    if (!isEmpty(value)) kept[key] = value
  }
  return kept
}

function shorten(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value, LONGEST)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => shorten(one, depth + 1))
  return depth > 6 ? value : compact(value as Fields, depth + 1)
}

/** Members whose JSON is long, as the beginning of that JSON; those of objects on the first levels one by one. */
function shortened(fields: Fields, levels: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const json = typeof value === 'object' && value !== null ? JSON.stringify(value) : ''
      if (json.length <= LONGEST) return [key, value]
      const inner = levels > 0 ? asFields(value) : null
      return [key, inner === null ? cut(json, LONGEST) : shortened(inner, levels - 1)]
    }),
  )
}

/** Text of so many characters at most; what is cut off is counted. */
export function cut(text: string, most = LONGEST): string {
  if (text.length <= most) return text
  // Half a surrogate pair is no text.
  const end = /[\ud800-\udbff]/.test(text[most - 1]!) ? most - 1 : most
  return `${text.slice(0, end)}…[${text.length - end} more]`
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value !== 'object') return false
  for (const _ in value) return false
  return true
}

/** An event with the columns that every event needs; what the record says of it goes on top. */
export function agentEvent(
  base: Pick<EventDraft, 'occurred_at' | 'resolution_us' | 'operation'>,
  rest: Partial<EventDraft>,
): EventDraft {
  return { stage: 'context', activity: 'other', outcome: 'unknown', is_write: false, ...base, ...rest }
}

/**
 * A run as a task. Of several records of it staging takes the one updated last and else the first read: so `updated_at` is for the record that tells
 * of the whole run or begins it, and stays empty in those that merely belong to it.
 */
export function runTask(task: string, at: number, resolution: number, rest: Partial<TaskDraft> = {}): TaskDraft {
  return {
    task,
    kind: 'agent_run',
    key: task.slice(task.indexOf(':') + 1),
    created_at: at,
    resolution_us: resolution,
    has_history: false,
    ...rest,
  }
}

/** One task a key: the earliest beginning, the latest change, and of each other column the first that is said. */
export function mergeRuns(tasks: readonly TaskDraft[]): TaskDraft[] {
  const merged = new Map<string, TaskDraft>()
  for (const task of tasks) {
    const before = merged.get(task.task)
    if (!before) {
      merged.set(task.task, task)
      continue
    }
    merged.set(task.task, {
      ...fill(before, task),
      created_at: Math.min(before.created_at ?? Infinity, task.created_at ?? Infinity),
      updated_at: latest(before.updated_at, task.updated_at),
      resolution_us: Math.max(before.resolution_us, task.resolution_us),
    })
  }
  return [...merged.values()]
}

/** The later of two times of which either may be unknown. */
function latest(one: number | null | undefined, other: number | null | undefined): number | null {
  return one === null || one === undefined ? (other ?? null) : Math.max(one, other ?? one)
}

/** One row an alias, with what the first and then the further rows of it say. */
export function onceEach<Row extends { readonly alias: string }>(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>()
  for (const row of rows) merged.set(row.alias, fill(merged.get(row.alias), row))
  return [...merged.values()]
}

/** The first row, with what only the second one says. */
function fill<Row extends object>(first: Row | undefined, second: Row): Row {
  if (first === undefined) return second
  const both = { ...first } as Record<string, unknown>
  for (const [column, value] of Object.entries(second))
    if (both[column] === null || both[column] === undefined) both[column] = value
  return both as Row
}

/** A record that cannot be used, and why. */
export function reject(reason: string, detail: string): CanonicalRows {
  return { reject: { reason, detail } }
}

/** The first thing a schema found wrong, as a reject. */
export function badShape(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): CanonicalRows {
  const issue = error.issues[0]
  return reject('bad_shape', `${issue?.path.map(String).join('.') || 'record'}: ${issue?.message ?? 'not as expected'}`)
}

/** A value as it stood, cut for a message. */
export function brief(value: unknown): string {
  const shown = value === undefined ? 'missing' : JSON.stringify(value)
  return shown.length > 120 ? `${shown.slice(0, 120)}…` : shown
}
