/** What process-mining logs write: attributes by key, of the event and of its case. */
import type { SourceRecord } from '../../src/connector.js'
import { asFields, textOf } from '../../src/read-fields.js'
import { parseElement, type XmlElement } from '../../src/read-xml-element.js'

/** An event with the names of the XES standard, wherever it was read. */
export interface LogEvent {
  readonly caseId: string | null
  readonly activity: string | null
  readonly time: string | null
  readonly lifecycle: string | null
  readonly resource: string | null
  readonly id: string | null
  /** Whether the record is known to be the first of its case. */
  readonly isFirst: boolean
  /** Whether it is known whether it is. */
  readonly knowsOrder: boolean
  /** What else the event says, and what its case says. */
  readonly attributes: Readonly<Record<string, string>>
  readonly caseAttributes: Readonly<Record<string, string>>
}

type Column = 'caseId' | 'activity' | 'time' | 'lifecycle' | 'resource' | 'id'

/** Keys of XES, and the headers that Disco, ProM, Celonis, PM4Py and UiPath write for the same; the surer ones first. */
const names: Readonly<Record<Column, RegExp>> = {
  caseId: /^(case:concept:name|case[ _-]?(id|key|number)|_case_key|caseid|trace[ _-]?id)$/i,
  activity: /^(concept:name|activity([ _-]?(name|en|label|id))?)$/i,
  time: /^(time:timestamp|(complete|completion|end)[ _-]?(timestamp|time)|(event[ _-]?)?(timestamp|time)|eventtime)$/i,
  lifecycle: /^(lifecycle:transition|lifecycle|event[ _-]?type|transition)$/i,
  resource: /^(org:resource|resource|user([ _-]?name)?|originator)$/i,
  id: /^(identity:id|event[ _-]?id|id|concept:instance)$/i,
}

const surest: Readonly<Record<Column, string>> = {
  caseId: 'case:concept:name',
  activity: 'concept:name',
  time: 'time:timestamp',
  lifecycle: 'lifecycle:transition',
  resource: 'org:resource',
  id: 'identity:id',
}

type Columns = Readonly<Record<Column, string | null>>

/** Which columns of a table are which; null when it has no case, activity and time, and so is no event log. */
export function columnsOf(header: readonly string[]): Columns | null {
  const found = Object.fromEntries(
    Object.entries(names).map(([column, name]) => {
      const sure = surest[column as Column]
      return [column, header.includes(sure) ? sure : (header.find((one) => name.test(one)) ?? null)]
    }),
  ) as Columns
  return found.caseId !== null && found.activity !== null && found.time !== null ? found : null
}

/** The event that a record is; null for a record of another shape. */
export function eventOf({ value, header, page }: SourceRecord): LogEvent | null {
  if (typeof value === 'string') return xesEvent(value, page)
  const columns = header ? columnsOf(header) : null
  const row = asFields(value)
  if (columns === null || row === null) return null
  const own = (column: Column) => (columns[column] === null ? null : textOf(row[columns[column]]))
  const used = new Set(Object.values(columns))
  const rest = Object.entries(row).flatMap(([name, cell]) => {
    const text = name === '' || used.has(name) ? null : textOf(cell)
    return text === null ? [] : [[name, text] as const]
  })
  const isOfCase = ([name]: readonly [string, string]) => /^(case:|\(case\)[ _])/i.test(name)
  return {
    caseId: own('caseId'),
    activity: own('activity'),
    time: own('time'),
    lifecycle: own('lifecycle'),
    resource: own('resource'),
    id: own('id'),
    isFirst: false,
    knowsOrder: false,
    attributes: Object.fromEntries(rest.filter((entry) => !isOfCase(entry))),
    caseAttributes: Object.fromEntries(rest.filter(isOfCase).map(([name, text]) => [caseName(name), text])),
  }
}

function xesEvent(text: string, page: SourceRecord['page']): LogEvent | null {
  const element = parseElement(text)
  if (element?.name !== 'event') return null
  const own = attributesOf(element)
  const trace = traceOf(String(page?.['parent'] ?? ''))
  const around = trace ?? new Map<string, string>()
  const take = (from: Map<string, string>, ...keys: readonly string[]) => {
    const key = keys.find((one) => from.has(one))
    return key === undefined ? null : (from.get(key)?.trim() ?? null) || null
  }
  const caseId = take(around, 'concept:name', 'identity:id') ?? take(own, 'case:concept:name', '(case)_id')
  const standard = [surest.activity, surest.time, surest.lifecycle, surest.resource]
  const rest = [...own].filter(([key]) => !standard.includes(key))
  const ofCase = rest.filter(([key]) => key.startsWith('(case)_'))
  return {
    caseId,
    activity: take(own, surest.activity, 'Activity'),
    time: take(own, surest.time),
    lifecycle: take(own, surest.lifecycle),
    resource: take(own, surest.resource, 'Resource'),
    id: take(own, 'identity:id', 'id', 'concept:instance'),
    isFirst: page?.['index'] === 1,
    knowsOrder: trace !== null,
    attributes: Object.fromEntries(rest.filter(([key]) => !key.startsWith('(case)_'))),
    caseAttributes: Object.fromEntries([
      ...[...around].filter(([key]) => key !== 'concept:name'),
      ...ofCase.map(([key, value]) => [caseName(key), value] as const),
    ]),
  }
}

let lastTrace: { readonly text: string; readonly attributes: Map<string, string> | null } = {
  text: '',
  attributes: null,
}

/** Attributes of the case around an event; null when there is none. All events of a case bring the same text: it is taken apart once. */
function traceOf(text: string): Map<string, string> | null {
  if (text !== lastTrace.text) {
    const trace = parseElement(text)
    lastTrace = { text, attributes: trace?.name === 'trace' ? attributesOf(trace) : null }
  }
  return lastTrace.attributes
}

/** XES writes an attribute as an element named for its type, with key and value; lists of attributes are nested. */
function attributesOf(element: XmlElement): Map<string, string> {
  const found = new Map<string, string>()
  for (const { attributes } of element.children) {
    const { key, value } = attributes
    if (key !== undefined && value !== undefined && !found.has(key)) found.set(key, value)
  }
  return found
}

function caseName(name: string) {
  return name.replace(/^(case:|\(case\)[ _])/i, '')
}
