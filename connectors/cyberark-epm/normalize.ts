/** Endpoint Privilege Manager's records in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Meaning } from '../../src/schema/meaning.js'
import { type Moment, readTime } from '../../src/time.js'
import { meaningOfAction, meaningOfEvent } from './meanings.js'
import { readRecord, said } from './record.js'

/** One record: one row of events. A record that sums up many stands at the time of the newest. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = readRecord(record.value)
  if (found === null) return reject('not_epm', `no event and no action of an administrator: ${brief(record.value)}`)
  const { kind, fields } = found
  const written = fields[kind === 'admin' ? 'EventTime' : 'lastEventDate']
  const time = readTime(written, record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `no time: ${brief(written)}`)
  return { events: [kind === 'admin' ? action(fields, time) : endpointEvent(fields, time)] }
}

function endpointEvent(fields: Fields, time: Moment): EventDraft {
  const type = textOf(fields['eventType']) ?? 'unknown'
  const user = said(fields, 'userName')
  const why = said(fields, 'justification')
  const location = textOf(fields['fileLocation']) ?? ''
  const name = said(fields, 'fileName')
  return {
    occurred_at: time.at,
    resolution_us: time.resolution,
    native_id: textOf(fields['lastEventId']),
    ...meaningOfEvent(type),
    operation: type,
    outcome: isRefused(fields, type) ? 'denied' : 'success',
    actor: user === null ? null : `cyberark-epm:${user}`,
    actor_kind_hint: user !== null && /^nt (?:authority|service)\\/i.test(user) ? 'system' : null,
    account: textOf(fields['set_name']) ?? textOf(fields['setName']),
    resource: textOf(fields['filePath']) ?? (name === null ? null : `${location}${name}`),
    entitlement: textOf(fields['policyName']),
    ...referenceColumns(findReferences(why, 'text')),
    text: why,
    source_ip: textOf(fields['sourceWSIp']),
    attributes: attributesOf({
      record: textOf(fields['event_type']),
      hash: textOf(fields['hash']),
      publisher: textOf(fields['publisher']),
      command_line: textOf(fields['processCommandLine']),
      run_as: textOf(fields['runAsUsername']),
      was_admin: fields['userIsAdmin'],
      policy_action: textOf(fields['policyAction']),
      protection: textOf(fields['threatProtectionAction']) ?? textOf(fields['threatDetectionAction']),
      justification_email: textOf(fields['justificationEmail']),
      agent: textOf(fields['agentId']) ?? textOf(fields['lastEventAgentId']) ?? textOf(fields['lastAgentId']),
      computer: said(fields, 'computerName'),
      first_at: textOf(fields['firstEventDate']),
      events: fields['totalEvents'] ?? fields['agentEventCount'],
      users: fields['affectedUsers'],
      computers: fields['affectedComputers'],
    }),
  }
}

function isRefused(fields: Fields, type: string): boolean {
  return /block|restrict|deny|denied/i.test([type, textOf(fields['policyAction']) ?? ''].join(' '))
}

function action(fields: Fields, time: Moment): EventDraft {
  const description = textOf(fields['Description']) ?? ''
  const name = textOf(fields['Administrator'])
  const email = emailOf(name)
  const session = textOf(fields['InternalSessionId'])
  const meaning = meaningOfAction(description)
  return {
    occurred_at: time.at,
    resolution_us: time.resolution,
    ...meaning,
    operation: [textOf(fields['Feature']), /^\w+/.exec(description)?.[0]].filter(Boolean).join(': ') || 'unknown',
    outcome: 'success',
    actor: email !== null ? `email:${email}` : name === null ? null : `cyberark-epm:${name}`,
    session: session === null ? null : `cyberark-epm:${session}`,
    account: textOf(fields['SetName']),
    ...concerned(description, meaning),
    ...referenceColumns(findReferences(description, 'text')),
    source_ip: textOf(fields['LoggedFrom']),
    attributes: attributesOf({
      description,
      role: textOf(fields['Role']),
      permission: textOf(fields['PermissionDescription']),
      logged_on_at: textOf(fields['LoggedAt']),
    }),
  }
}

/** What the description names: in quotation marks or behind a colon; an address in it is who gets or loses a role. */
function concerned(description: string, { change_class }: Meaning): Pick<EventDraft, 'resource' | 'subject'> {
  const [, quoted, last] = /["']([^"']+)["']|:\s*(.+)$/.exec(description) ?? []
  const isAccess = change_class === 'priv_grant' || change_class === 'priv_removal'
  const email = isAccess ? emailOf(/[^\s"':]+@[^\s"',]+/.exec(description)?.[0]) : null
  return { resource: textOf(quoted ?? last), subject: email === null ? null : `email:${email}` }
}
