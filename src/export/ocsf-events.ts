/** Events of the timeline as OCSF events: their class and what it asks for, with the record they were read from. */
import { visibleLine } from '../visible.js'
import { classOf, isRole, type OcsfClass, type OcsfVersion, otherClassOf } from './ocsf-classes.js'
import { sentenceOf, type TimelineRow } from './timeline.js'

/** What every event says of its class. */
export function classified(of: OcsfClass) {
  return {
    activity_id: of.activity,
    activity_name: visibleLine(of.activityName),
    category_uid: of.category,
    category_name: of.categoryName,
    class_uid: of.uid,
    class_name: of.name,
    type_uid: of.uid * 100 + of.activity,
    type_name: visibleLine(`${of.name}: ${of.activityName}`),
  }
}

/** What wrote the event, and by which release of the schema. */
export function metadataOf(version: OcsfVersion, toolVersion: string) {
  return { version, product: { name: 'Approvenance', vendor_name: 'Approvenance', version: toolVersion } }
}

/** Milliseconds, as OCSF counts. */
export const millis = (micros: number) => Math.floor(micros / 1000)

/** An event of the timeline. */
export function eventOf(row: TimelineRow, version: OcsfVersion, toolVersion: string) {
  const of = classOf(row, version)
  const other = otherClassOf(row, version)
  return {
    ...classified(of),
    time: millis(row.occurred_at),
    severity_id: 1,
    severity: 'Informational',
    ...statusOf(row.outcome),
    message: visibleLine(sentenceOf(row)),
    metadata: {
      ...metadataOf(version, toolVersion),
      uid: row.event_id,
      ...(row.native_id !== null && { original_event_uid: row.native_id }),
      log_name: row.file,
      log_provider: row.connector,
      sequence: row.record_no,
    },
    ...(actorOf(row) && of.uid !== 3002 && { actor: actorOf(row) }),
    ...subjectsOf(row, of),
    unmapped: {
      ...unmappedOf(row),
      ...(other && {
        [version === '1.8.0' ? 'class_since_1.9.0' : 'class_until_1.8.0']: {
          class_uid: other.uid,
          class_name: other.name,
          activity_id: other.activity,
          activity_name: visibleLine(other.activityName),
        },
      }),
    },
  }
}

function statusOf(outcome: string) {
  if (outcome === 'success') return { status_id: 1, status: 'Success' }
  if (outcome === 'failure' || outcome === 'denied') return { status_id: 2, status: 'Failure', status_detail: outcome }
  return { status_id: 0, status: 'Unknown' }
}

/** What each class asks for beside what all have. */
function subjectsOf(row: TimelineRow, of: OcsfClass) {
  const privileges = [row.entitlement ?? row.resource ?? row.operation]
  const resources = row.resource === null ? {} : { resources: [{ uid: row.resource }] }
  switch (of.uid) {
    case 3001:
      return {
        user: namedUser(row.subject ?? row.resource),
        ...(row.entitlement !== null && { policies: [{ uid: row.entitlement }] }),
      }
    case 3002:
      return { user: actorOf(row)?.user ?? { name: 'unknown' }, service: { name: row.connector }, ...endpointOf(row) }
    case 3003:
      return {
        user: namedUser(row.subject ?? row.person ?? row.identity),
        privileges,
        ...(row.issued_credential !== null && {
          session: {
            uid: row.issued_credential,
            ...(row.issued_expires_at !== null && { expiration_time: millis(row.issued_expires_at) }),
          },
        }),
      }
    case 3004:
      return {
        entity: { uid: row.tasks?.[0] ?? row.native_id ?? row.event_id, type: row.tasks === null ? 'Record' : 'Task' },
      }
    case 3005:
    case 3007:
      return {
        user: namedUser(row.subject ?? row.resource),
        ...(row.entitlement !== null && { privileges }),
        ...resources,
      }
    case 3008:
      return {
        iam_role: { uid: [row.subject, row.resource].find(isRole) ?? row.subject ?? row.operation },
        ...(row.entitlement !== null && { privileges }),
        ...resources,
      }
    default:
      return {
        actor: actorOf(row) ?? { app_name: row.connector },
        api: { operation: row.operation, service: { name: row.connector } },
        src_endpoint: endpointOf(row).src_endpoint ?? { name: 'unknown' },
        ...resources,
      }
  }
}

/** How an actor's kind is called; unknown is never taken for a person. */
const userTypes: Readonly<Record<string, { readonly type_id: number; readonly type: string }>> = {
  human: { type_id: 1, type: 'User' },
  system: { type_id: 3, type: 'System' },
  workload: { type_id: 4, type: 'Service' },
  agent: { type_id: 99, type: 'Agent' },
  group: { type_id: 99, type: 'Group' },
}

function actorOf(row: TimelineRow) {
  const { identity, person, kind } = row
  if (identity === null && person === null) return null
  return {
    user: {
      name: person ?? identity!,
      ...(identity !== null && { uid: identity }),
      ...(userTypes[kind ?? ''] ?? { type_id: 0, type: 'Unknown' }),
    },
    ...(row.session !== null && { session: { uid: row.session } }),
  }
}

function namedUser(name: string | null) {
  return { name: name ?? 'unknown', ...(name !== null && { uid: name }) }
}

function endpointOf({ source_ip: address }: TimelineRow) {
  if (address === null || address === '') return {}
  return { src_endpoint: isAddress(address) ? { ip: address } : { name: address } }
}

/** Whether text is an address of the internet, by the rules of URLs. */
function isAddress(text: string): boolean {
  if (/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text)) return true
  return /^[0-9a-f:]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`)
}

/** What OCSF has no place for: which task it belongs to and how that is known, and what the rules say of it. */
function unmappedOf(row: TimelineRow) {
  const { stage, activity, change_class, change, decision, tasks, grades, link_methods, link_confidences } = row
  const { findings, rules, verdicts, unaccounted, on_behalf_of, credential, account, file, record_no } = row
  const fields = { stage, activity, change_class, change, decision, tasks, grades, link_methods, link_confidences }
  const said = { findings, rules, verdicts, unaccounted, on_behalf_of, credential, account, file, record_no }
  return Object.fromEntries(Object.entries({ ...fields, ...said }).filter(([, value]) => value !== null))
}
