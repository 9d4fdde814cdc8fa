/** Finds the CloudTrail event inside what exports, pipelines and SIEMs put around it. */
import type { Reject, SourceRecord } from '../../src/connector.js'
import { eventFromCsv } from './csv.js'
import { asObject, asText, type Json, parseJson, respell } from './record.js'
import { eventFromLookup } from './summary.js'

/** The vendor's object, and what kind of record it is. `summary` marks an event that was rebuilt from a listing without its details. */
export type Unwrapped =
  | { readonly kind: 'event'; readonly event: Json; readonly summary: string | null; readonly time: unknown }
  | { readonly kind: 'insight'; readonly event: Json }
  | { readonly kind: 'digest'; readonly event: Json }
  | { readonly kind: 'reject'; readonly reject: Reject }

/** The CloudTrail event, Insight event or digest in a record; a reject when there is none. */
export function unwrap(record: SourceRecord): Unwrapped {
  if (record.format === 'csv') return eventFromCsv(record)
  return open(record.value, null, 0) ?? nothing('no CloudTrail event in the record', record.value)
}

/** Whether a value holds a CloudTrail record that AWS wrote: the sharper question that claims an export. */
export function isCloudTrail(value: unknown): boolean {
  const found = open(value, null, 0)
  if (found === null || found.kind === 'reject') return false
  if (found.kind !== 'event') return true
  const source = asText(found.event['eventSource'])
  // S3 notifications have `eventSource: aws:s3`, Alibaba's ActionTrail `ecs.aliyuncs.com`: neither is CloudTrail.
  return source !== null && /(^|\.)(amazonaws\.com(\.cn)?|amazon\.com|aws)$/.test(source)
}

/** Keys under which wrappers keep the event as an object or as JSON text, most specific first. */
const wrappers = ['detail', 'event.original', '_source', 'result', '_raw', 'message', '@message', 'Message', 'Item']

function open(value: unknown, time: unknown, depth: number): Unwrapped | null {
  if (depth > 5) return null
  if (typeof value === 'string') return openText(value, time, depth)
  const outer = asObject(value)
  if (outer === null) return null
  if (typeof outer['eventName'] === 'string' && (typeof outer['eventSource'] === 'string' || 'userIdentity' in outer)) {
    const around = outer['eventTime'] === undefined ? (outer['@timestamp'] ?? outer['p_event_time'] ?? time) : null
    return { kind: 'event', event: outer, summary: null, time: around }
  }
  if (outer['eventType'] === 'AwsCloudTrailInsight') return { kind: 'insight', event: outer }
  if (typeof outer['digestS3Object'] === 'string' && 'digestEndTime' in outer) return { kind: 'digest', event: outer }
  if ('CloudTrailEvent' in outer || ('EventId' in outer && 'EventName' in outer)) return openLookup(outer, depth)
  if (typeof outer['eventname'] === 'string') return open(respell(outer), outer['p_event_time'] ?? time, depth + 1)
  if (outer['source'] === undefined && outer['eventSource'] !== undefined && outer['eventID'] !== undefined)
    return { kind: 'event', event: outer, summary: null, time }
  const original = asObject(outer['event'])?.['original']
  if (typeof original === 'string') return open(original, outer['@timestamp'] ?? time, depth + 1)
  for (const key of wrappers) {
    const inner = outer[key]
    if (inner === undefined || inner === null || (typeof inner === 'string' && !inner.includes('{'))) continue
    const found = open(inner, outer['@timestamp'] ?? outer['p_event_time'] ?? time, depth + 1)
    if (found !== null) return found
  }
  return null
}

function openText(text: string, time: unknown, depth: number): Unwrapped | null {
  if (!text.includes('eventName') && !text.includes('CloudTrailEvent') && !text.includes('digestS3Object')) return null
  // Syslog and the like write a prefix before the event.
  const parsed = parseJson(text) ?? parseJson(text.slice(text.indexOf('{')))
  if (parsed !== undefined) return open(parsed, time, depth + 1)
  return {
    kind: 'reject',
    reject: { reason: 'malformed_json', detail: `the wrapped event is not valid JSON: ${text.slice(0, 80)}` },
  }
}

/** `aws cloudtrail lookup-events`: the event as JSON text, or, where a query cut that off, the fields of the listing. */
function openLookup(outer: Json, depth: number): Unwrapped {
  const inner = outer['CloudTrailEvent']
  const parsed = typeof inner === 'string' ? parseJson(inner) : inner
  const found = parsed === undefined ? null : open(parsed, null, depth + 1)
  if (found !== null && found.kind !== 'reject') return found
  return { kind: 'event', event: eventFromLookup(outer), summary: 'lookup-events', time: null }
}

function nothing(detail: string, value: unknown): Unwrapped {
  const keys = asObject(value)
    ? `keys ${Object.keys(value as Json)
        .slice(0, 8)
        .join(', ')}`
    : typeof value
  return { kind: 'reject', reject: { reason: 'not_cloudtrail', detail: `${detail} (${keys})` } }
}
