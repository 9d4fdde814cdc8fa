/** From Jira's words to ours: which record it is, and what becomes of it. */
import type { CanonicalRows, ExportHead, SourceRecord } from '../../src/connector.js'
import type { EventDraft } from '../../src/schema/events.js'
import { approvalEvents } from './normalize-approval.js'
import { commentEvent } from './normalize-comment.js'
import { isJiraHeader, normalizeCsv } from './normalize-csv.js'
import { historyEvents, type Item } from './normalize-history.js'
import { normalizeHook } from './normalize-hook.js'
import { badTime, issueOfRequest, missing, normalizeIssue } from './normalize-issue.js'
import { type People, people } from './people.js'
import {
  account,
  approval,
  comment,
  customerRequest,
  history,
  isObject,
  issue,
  issueOfAddress,
  type Kind,
  type Unwrapped,
  unwrap,
} from './record.js'

/** Whether an export is one of Jira's: a CSV with its headers, or records of its shapes. */
export function looksLikeJira(head: ExportHead): boolean {
  if (head.format === 'csv') return isJiraHeader(head.header)
  if (head.records.some((record) => unwrap(record) !== null)) return true
  const isPage = head.envelope === 'issues' && (head.keys.includes('startAt') || head.keys.includes('isLast'))
  const isEmpty = head.records.length === 0
  return isEmpty && (isPage || /\/rest\/servicedeskapi\/request\/|\/rest\/api\/[^/]+\/issue\//.test(head.text))
}

/** Rows of one record of any of the kinds, or why it gives none. */
export function normalizeJira(record: SourceRecord): CanonicalRows {
  if (record.format === 'csv') return normalizeCsv(record)
  const page = record.page
  const self = page && isObject(page['_links']) ? page['_links']['self'] : page?.['self']
  const found = unwrap(record.value, typeof self === 'string' ? self : null)
  if (!found)
    return {
      reject: {
        reason: 'unknown_record',
        detail: `no issue, change, comment, approval or user: ${brief(record.value)}`,
      },
    }
  return readers[found.kind](found, record)
}

type Reader = (found: Unwrapped, record: SourceRecord) => CanonicalRows

const readers: Readonly<Record<Kind, Reader>> = {
  issue: ({ value }, record) => {
    const parsed = issue.safeParse(value)
    return parsed.success ? normalizeIssue(parsed.data, record) : shapeless('issue', value)
  },
  'customer-request': ({ value }, record) => {
    const parsed = customerRequest.safeParse(value)
    if (!parsed.success) return shapeless('request', value)
    const { issue: asIssue, names } = issueOfRequest(parsed.data)
    return normalizeIssue(asIssue, { timezone: record.timezone, page: { names } })
  },
  history: (found, record) => {
    const parsed = history.safeParse(found.value)
    if (!parsed.success) return shapeless('change', found.value)
    const who = people()
    const events = historyEvents(parsed.data, itemOf(found, record, who))
    if (!events) return badTime(`created time of change ${parsed.data.id ?? ''} is no time: ${parsed.data.created}`)
    return withEvents(events, who, found.value)
  },
  'bulk-histories': (found, record) => {
    const who = people()
    const item = itemOf(found, record, who)
    const entries = Array.isArray(found.value['changeHistories']) ? found.value['changeHistories'] : []
    const events: EventDraft[] = []
    for (const entry of entries) {
      const parsed = history.safeParse(entry)
      const rows = parsed.success ? historyEvents(parsed.data, item) : null
      if (!rows) return badTime(`a change of issue ${found.value['issueId']} cannot be read: ${brief(entry)}`)
      events.push(...rows)
    }
    return withEvents(events, who, found.value)
  },
  comment: (found, record) => {
    const parsed = comment.safeParse(found.value)
    if (!parsed.success) return shapeless('comment', found.value)
    const who = people()
    const event = commentEvent(parsed.data, itemOf(found, record, who))
    if (!event) return badTime(`created time of comment ${parsed.data.id ?? ''} is no time: ${parsed.data.created}`)
    return withEvents([event], who, found.value)
  },
  approval: (found, record) => {
    const parsed = approval.safeParse(found.value)
    if (!parsed.success) return shapeless('approval', found.value)
    const who = people()
    const events = approvalEvents(parsed.data, itemOf(found, record, who))
    if (!events) return missing(`approval ${parsed.data.id ?? ''} has neither a created nor a completed time`)
    return withEvents(events, who, found.value)
  },
  account: ({ value }) => {
    const who = people()
    who.alias(account.safeParse(value).data)
    const identities = who.rows()
    return identities.length > 0 ? { identities } : missing(`the user record has no id: ${brief(value)}`)
  },
  page: ({ value }, record) => normalizePage(value, record),
  hook: ({ value }, record) => normalizeHook(value, record),
}

/** A whole search page that stands as one record, as in a file of one page to a line. */
function normalizePage(value: Readonly<Record<string, unknown>>, record: SourceRecord): CanonicalRows {
  const issues = Array.isArray(value['issues']) ? value['issues'] : []
  const rows = issues.map((one) => normalizeJira({ ...record, value: one, page: value }))
  const bad = rows.find((row) => row.reject)
  if (bad) return bad
  return {
    events: rows.flatMap((row) => row.events ?? []),
    tasks: rows.flatMap((row) => row.tasks ?? []),
    identities: rows.flatMap((row) => row.identities ?? []),
  }
}

/** The item that a separate record belongs to: by key, or by id, which the models match with the issue's own record. */
function itemOf(found: Unwrapped, record: SourceRecord, who: People): Item {
  const { value } = found
  const links = isObject(value['_links']) ? value['_links']['self'] : null
  const addresses = [value['self'], links, found.at].filter((one) => typeof one === 'string')
  const named = addresses.map((one) => issueOfAddress(one)).find((one) => one !== null)
  const written = value['issueId']
  const own = typeof written === 'string' || typeof written === 'number' ? String(written).trim() : ''
  const id = named ?? (own || null)
  const task = id === null ? null : /^\d+$/.test(id) ? `native:jira:${id}` : `ticket:${id.toUpperCase()}`
  return { task, people: who, zone: record.timezone }
}

function withEvents(events: readonly EventDraft[], who: People, value: unknown): CanonicalRows {
  if (events.length === 0) return missing(`the record names no change: ${brief(value)}`)
  return { events, identities: who.rows() }
}

function shapeless(what: string, value: unknown): CanonicalRows {
  return { reject: { reason: 'bad_shape', detail: `the ${what} has not the documented shape: ${brief(value)}` } }
}

function brief(value: unknown) {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
