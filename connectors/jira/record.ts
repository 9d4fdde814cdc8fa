/** What Jira and Jira Service Management write, in their own spelling; unknown fields pass. */
import { z } from 'zod'

/** A field that may be anything but is only used when it has its documented type; blank is unknown. */
const text = z
  .string()
  .transform((value) => (value.trim() === '' ? null : value))
  .nullish()
  .catch(null)
const named = z.looseObject({ id: z.unknown().optional(), key: text, name: text }).nullish().catch(null)
const when = z.union([z.string(), z.number()]).nullish().catch(null)
const id = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim() || null)
  .nullish()
  .catch(null)

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/ ; Server has `key` and `name` in place of `accountId`. */
const userShape = z.looseObject({
  self: text,
  accountId: text,
  accountType: text,
  key: text,
  name: text,
  emailAddress: text,
  displayName: text,
  active: z.boolean().nullish().catch(null),
})
export type User = z.infer<typeof userShape>
const user = userShape.nullish().catch(null)

/** One changed field. `toString` is Jira's own spelling; it is read as own property because every object inherits a function of that name. */
export interface ChangeItem {
  readonly field: string
  readonly fieldId: string | null
  readonly from: string | null
  readonly fromText: string | null
  readonly to: string | null
  readonly toText: string | null
}

const changeItem = z.unknown().transform((value): ChangeItem => {
  const own = (name: string) => {
    const found = isObject(value) && Object.hasOwn(value, name) ? value[name] : null
    if (typeof found === 'string') return found.trim() === '' ? null : found
    return typeof found === 'number' ? String(found) : null
  }
  return {
    field: own('field') ?? own('fieldId') ?? 'unknown field',
    fieldId: own('fieldId'),
    from: own('from'),
    fromText: own('fromString'),
    to: own('to'),
    toText: own('toString'),
  }
})

/** One entry of the change history: who changed which fields at once. */
export const history = z.looseObject({
  id,
  author: user,
  created: when,
  items: z.array(changeItem),
  historyMetadata: z.looseObject({ type: text, description: text }).nullish().catch(null),
})
export type History = z.infer<typeof history>

/** A comment, or a worklog: the same people and times around another text. */
export const comment = z.looseObject({
  id,
  self: text,
  issueId: id,
  author: user,
  updateAuthor: user,
  created: when,
  updated: when,
  started: when,
  body: z.unknown().optional(),
  comment: z.unknown().optional(),
  timeSpent: text,
  jsdPublic: z.boolean().nullish().catch(null),
})
export type Comment = z.infer<typeof comment>

/** JSM writes a date as an object of four spellings; `epochMillis` has no zone to get wrong. */
const serviceDate = z
  .looseObject({ epochMillis: z.number().nullish().catch(null), iso8601: text, jira: text })
  .nullish()
  .catch(null)
export type ServiceDate = z.infer<typeof serviceDate>

/** https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/#api-rest-servicedeskapi-request-issueidorkey-approval-get */
export const approval = z.looseObject({
  id,
  name: text,
  finalDecision: text,
  approvers: z.array(z.looseObject({ approver: user, approverDecision: text })),
  createdDate: serviceDate,
  completedDate: serviceDate,
  _links: z.looseObject({ self: text }).nullish().catch(null),
})
export type Approval = z.infer<typeof approval>

const issueLink = z.looseObject({ type: named, inwardIssue: named, outwardIssue: named })

const fields = z.looseObject({
  summary: text,
  description: z.unknown().optional(),
  environment: z.unknown().optional(),
  created: when,
  updated: when,
  resolutiondate: when,
  statuscategorychangedate: when,
  duedate: text,
  status: z.looseObject({ id, name: text, statusCategory: named }).nullish().catch(null),
  resolution: named,
  priority: named,
  project: named,
  security: named,
  issuetype: z
    .looseObject({ name: text, subtask: z.boolean().nullish().catch(null) })
    .nullish()
    .catch(null),
  parent: z.looseObject({ id, key: text }).nullish().catch(null),
  reporter: user,
  creator: user,
  assignee: user,
  labels: z.array(z.string()).nullish().catch(null),
  issuelinks: z.array(issueLink).nullish().catch(null),
  comment: z
    .looseObject({ comments: z.array(z.unknown()), total: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
})
export type Fields = z.infer<typeof fields>

const names = z.record(z.string(), z.string()).nullish().catch(null)

/** An issue; `comments_data` is where Perceval keeps the comments that it fetched apart. */
export const issue = z.looseObject({
  id,
  key: z.string(),
  self: text,
  fields,
  names,
  changelog: z
    .looseObject({ histories: z.array(z.unknown()), total: z.number().nullish().catch(null) })
    .nullish()
    .catch(null),
  comments_data: z.array(z.unknown()).nullish().catch(null),
})
export type Issue = z.infer<typeof issue>

/** A JSM customer request: the same issue as the portal shows it. */
export const customerRequest = z.looseObject({
  issueId: id,
  issueKey: z.string(),
  requestTypeId: id,
  createdDate: serviceDate,
  reporter: user,
  currentStatus: z.looseObject({ status: text, statusCategory: text, statusDate: serviceDate }).nullish().catch(null),
  requestFieldValues: z.array(z.looseObject({ fieldId: z.string(), label: text, value: z.unknown().optional() })),
})
export type CustomerRequest = z.infer<typeof customerRequest>

/** A user of the directory, as `/rest/api/3/users` lists it. */
export const account = userShape

/** What the connector reads: the kind tells which shape the record has. */
export type Kind =
  | 'issue'
  | 'history'
  | 'bulk-histories'
  | 'comment'
  | 'approval'
  | 'customer-request'
  | 'account'
  | 'page'
  | 'hook'

/** A record without the wrappers of those who fetched it. `at` is the address it was fetched from, which names its issue. */
export interface Unwrapped {
  readonly kind: Kind
  readonly value: Readonly<Record<string, unknown>>
  readonly at: string | null
}

/** Wrappers in use: Elasticsearch hits, Perceval and DevLake envelopes, automation rules, Airbyte and Singer streams. */
const wrappers = ['_source', 'data', 'issue', '_airbyte_data', 'record', 'json', 'body'] as const

/** Finds the Jira record in a value, below at most four wrappers; null when there is none. */
export function unwrap(value: unknown, at: string | null = null, depth = 0): Unwrapped | null {
  const found = typeof value === 'string' && depth > 0 ? parseObject(value) : value
  if (!isObject(found)) return null
  const place = typeof found['url'] === 'string' ? found['url'] : at
  const kind = kindOf(found)
  if (kind) return { kind, value: found, at: place }
  if (depth === 4) return null
  for (const wrapper of wrappers) {
    const inner = found[wrapper]
    if (inner === undefined) continue
    const unwrapped = unwrap(inner, place, depth + 1)
    if (unwrapped) return unwrapped
  }
  return null
}

const issueKey = /^[A-Z][A-Z0-9_]+-\d+$/
const issueAddress = /\/rest\/(?:api|agile|servicedeskapi|internal)\/[^?]*?\/?(?:issue|request)\/([^/?]+)/

/** The issue that an API address is about, by key or by id; null when it is about none. */
export function issueOfAddress(address: string | null | undefined): string | null {
  return issueAddress.exec(address ?? '')?.[1] ?? null
}

function kindOf(value: Readonly<Record<string, unknown>>): Kind | null {
  if (typeof value['webhookEvent'] === 'string' && 'timestamp' in value) return 'hook'
  if (typeof value['key'] === 'string' && issueKey.test(value['key']) && isObject(value['fields'])) return 'issue'
  if (typeof value['issueKey'] === 'string' && Array.isArray(value['requestFieldValues'])) return 'customer-request'
  if (Array.isArray(value['issues']) && value['issues'].some((one) => unwrap(one)?.kind === 'issue')) return 'page'
  const items = Array.isArray(value['items']) ? value['items'] : null
  if (items?.every(isChange) && value['created'] !== undefined && (items.length > 0 || 'author' in value))
    return 'history'
  if (Array.isArray(value['changeHistories']) && value['issueId'] !== undefined) return 'bulk-histories'
  if (Array.isArray(value['approvers']) && ('finalDecision' in value || 'canAnswerApproval' in value)) return 'approval'
  const self = typeof value['self'] === 'string' ? value['self'] : ''
  if (/\/issue\/[^/]+\/(comment|worklog)\//.test(self) && 'created' in value) return 'comment'
  const isAccount = 'accountType' in value || /\/rest\/api\/[^/]+\/user\b/.test(self)
  return isAccount && 'displayName' in value && !('fields' in value) ? 'account' : null
}

function isChange(value: unknown) {
  return (
    isObject(value) &&
    Object.hasOwn(value, 'field') &&
    (Object.hasOwn(value, 'fromString') || Object.hasOwn(value, 'toString'))
  )
}

/** Whether a value is an object with keys of its own. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseObject(json: string): unknown {
  if (!json.startsWith('{')) return null
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
