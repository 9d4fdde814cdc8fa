/** From Zendesk's words to ours. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, emailOf, type Fields, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'
import { type Moment, readTime } from '../../src/time.js'
import * as shapes from './record.js'

/** Rows of one record of any kind, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const value = shapes.unwrap(record.value)
  if (value === null)
    return reject('unknown_record', `no ticket, audit, approval request, user or log entry: ${brief(record.value)}`)
  return readers[shapes.kindOf(value)!](value)
}

const readers: Readonly<Record<shapes.Kind, (value: Fields) => CanonicalRows>> = {
  ticket: ticketRows,
  audit: auditRows,
  approval: approvalRows,
  log: logRows,
  user: (value) => {
    const { data } = shapes.user.safeParse(value)
    if (!data?.id) return misshapen('user', value)
    const status = data.suspended === true ? 'suspended' : data.suspended === false ? 'active' : null
    return {
      identities: [
        {
          alias: `zendesk:${data.id}`,
          directory: 'zendesk',
          display_name: data.name,
          email: emailOf(data.email),
          basis: 'directory',
          status,
          attributes: attributesOf({ role: data.role }),
        },
      ],
    }
  },
}

// ── tickets ──

function ticketRows(value: Fields): CanonicalRows {
  const parsed = shapes.ticket.safeParse(value)
  if (!parsed.success || !parsed.data.id) return misshapen('ticket', value)
  const { data } = parsed
  const created = readTime(data.created_at)
  if (!created) return badTime('ticket', data.id, data.created_at)
  const task = taskOf(data.id!)
  const references = [
    ...findReferences(data.subject, 'text'),
    ...findReferences(data.description, 'text'),
    ...findReferences(data.external_id, 'field'),
    ...(data.tags ?? []).flatMap((tag) => findReferences(textOf(tag), 'tag')),
  ]
  const isClosed = data.status === null ? null : /^(solved|closed|deleted)$/i.test(data.status)
  return {
    tasks: [
      {
        task,
        native_id: data.id,
        kind: 'ticket',
        key: `zendesk/${data.id}`,
        title: data.subject,
        description: data.description,
        type: data.type,
        status: data.status,
        is_closed: isClosed,
        requester: aliasOf(data.requester_id),
        opened_by: aliasOf(data.submitter_id),
        assignee: aliasOf(data.assignee_id),
        created_at: created.at,
        updated_at: readTime(data.updated_at)?.at ?? null,
        resolution_us: created.resolution,
        has_history: false,
        ...referenceColumns(references),
        attributes: attributesOf({
          priority: data.priority,
          group: data.group_id,
          channel: data.via?.channel,
          tags: data.tags,
          external_id: data.external_id,
        }),
      },
    ],
    events: [
      {
        ...eventOf(data.submitter_id ?? data.requester_id, created),
        native_id: `ticket/${data.id}`,
        stage: 'request',
        activity: 'create',
        operation: 'ticket.created',
        task,
        on_behalf_of:
          data.submitter_id && data.requester_id && data.requester_id !== data.submitter_id
            ? [`zendesk:${data.requester_id}`]
            : null,
        account: siteOf(data.url),
        ...referenceColumns(references),
        text: [data.subject, data.description].filter(Boolean).join('\n\n') || null,
        attributes: attributesOf({ channel: data.via?.channel }),
      },
    ],
  }
}

const final = /^(solved|closed)$/i

/** One save of a ticket: a row for each field that changed and each comment; what Zendesk sent out by itself is left out unless there is nothing else. */
function auditRows(value: Fields): CanonicalRows {
  const parsed = shapes.ticketAudit.safeParse(value)
  if (!parsed.success || !parsed.data.ticket_id) return misshapen('ticket audit', value)
  const { data } = parsed
  const time = readTime(data.created_at)
  if (!time) return badTime('ticket audit', data.id, data.created_at)
  const base = {
    task: taskOf(data.ticket_id!),
    source_ip: data.metadata?.system?.ip_address,
    user_agent: data.metadata?.system?.client,
  }
  const channel = attributesOf({ channel: data.via?.channel })
  const events: EventDraft[] = []
  for (const one of data.events) {
    const common = {
      ...eventOf(one.author_id ?? data.author_id, time),
      ...base,
      native_id: one.id ? `${data.id}/${one.id}` : data.id,
      attributes: channel,
    }
    if (one.type === 'Comment')
      events.push({
        ...common,
        stage: 'context',
        activity: 'comment',
        operation: 'Comment',
        text: one.body,
        ...referenceColumns(findReferences(one.body, 'text')),
        attributes: attributesOf({ channel: data.via?.channel, public: one.public }),
      })
    else if (one.type === 'Change' && one.field_name) {
      const before = shown(one.previous_value)
      const after = shown(one.value)
      events.push({
        ...common,
        stage: 'context',
        activity: activityOf(one.field_name, before, after),
        operation: one.field_name,
        subject: one.field_name === 'assignee_id' ? aliasOf(after) : null,
        change: 'modify',
        before,
        after,
        ...referenceColumns(findReferences(after, 'text')),
      })
    }
  }
  if (events.length === 0)
    events.push({
      ...eventOf(data.author_id, time),
      ...base,
      native_id: data.id,
      stage: 'context',
      activity: 'other',
      operation: data.events[0]?.type ?? 'audit',
      attributes: channel,
    })
  return { events }
}

function activityOf(field: string, before: string | null, after: string | null) {
  if (field === 'assignee_id' || field === 'group_id') return 'assign'
  if (field !== 'status') return 'edit'
  if (final.test(after ?? '')) return 'close'
  return final.test(before ?? '') ? 'reopen' : 'transition'
}

// ── approval requests ──

const decisions: ReadonlyMap<string, Decision> = new Map(
  Object.entries<Decision>({
    approved: 'approved',
    rejected: 'denied',
    denied: 'denied',
    withdrawn: 'withdrawn',
    active: 'requested',
    pending: 'requested',
  }),
)

function approvalRows(value: Fields): CanonicalRows {
  const parsed = shapes.approval.safeParse(value)
  if (!parsed.success) return misshapen('approval request', value)
  const { data } = parsed
  const created = readTime(data.created_at)
  if (!created) return badTime('approval request', data.id, data.created_at)
  const said = [data.subject, data.message].filter(Boolean).join('\n\n') || null
  const base = {
    native_id: data.id,
    stage: 'approval' as const,
    task: data.ticket_details?.id ? taskOf(data.ticket_details.id) : null,
  }
  const events: EventDraft[] = [
    {
      ...eventOf(data.created_by_user?.id, created),
      ...base,
      activity: 'ask_approval',
      operation: 'approval_request.created',
      subject: aliasOf(data.assignee_user?.id),
      decision: 'requested',
      text: said,
      ...referenceColumns(findReferences(said, 'text')),
    },
  ]
  const status = decisions.get(data.status ?? '') ?? null
  const answered =
    data.decisions && data.decisions.length > 0
      ? data.decisions
      : status && status !== 'requested'
        ? [
            {
              decided_at: data.decided_at,
              decided_by_user: status === 'withdrawn' ? null : data.assignee_user,
              decision_notes: null,
              status: data.status,
            },
          ]
        : []
  for (const one of answered) {
    const decided = readTime(one.decided_at)
    const decision = decisions.get(one.status ?? '') ?? null
    if (!decided) return badTime('decision of approval request', data.id, one.decided_at)
    events.push({
      ...eventOf(one.decided_by_user?.id, decided),
      ...base,
      activity: decision === 'withdrawn' ? 'cancel' : 'decide',
      operation: 'approval_request.decided',
      decision,
      text: one.decision_notes,
    })
  }
  const people = [
    data.created_by_user,
    data.assignee_user,
    ...(data.decisions ?? []).map((one) => one.decided_by_user),
  ].filter((one) => one?.id)
  return {
    events,
    identities: [
      ...new Map(
        people.map((one) => [
          one!.id,
          {
            alias: `zendesk:${one!.id}`,
            directory: 'zendesk',
            display_name: one!.name,
            email: emailOf(one!.email),
            basis: 'observed',
          },
        ]),
      ).values(),
    ],
  }
}

// ── the audit log ──

interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  readonly credential?: 'static'
}

const wrote = (stage: Stage, activity: string, change: Meaning['change'], changeClass?: ChangeClass): Meaning => ({
  stage,
  activity,
  isWrite: true,
  ...(change ? { change } : {}),
  ...(changeClass ? { changeClass } : {}),
})

/** The owner of the account may do everything, and is told by the name that is shown. */
const newOwner = /\bowner changed from (?:.+?) to (.+?)(?:\n|$)/i

/** What an entry means, by what was touched, what was done and how it is described. */
function meaningOf(log: shapes.AuditLog): Meaning {
  const type = log.source_type ?? ''
  const action = log.action ?? ''
  const said = `${log.source_label ?? ''} ${log.change_description ?? ''}`
  const isGone = /destroy|delete|revoke/i.test(action) || /\bdeleted\b|\brevoked\b/i.test(log.change_description ?? '')
  if (/login|session/i.test(action)) return { stage: 'context', activity: 'sign_in', isWrite: false }
  if (/export/i.test(action))
    return { stage: 'execution', activity: 'read', isWrite: false, changeClass: 'data_access' }
  if (/^account$/i.test(type) && newOwner.test(said)) return wrote('execution', 'grant', 'modify', 'priv_grant')
  if (/account_assumption|assum(e|ption)/i.test(`${type} ${said}`))
    return wrote('delegation', /\bto (off|disabled|never)\b|expired/i.test(said) ? 'revoke' : 'grant', 'modify')
  if (/api_?token|oauth_?token|access_?token|oauth\/client/i.test(type) || /\bAPI token\b/i.test(said))
    return isGone
      ? { ...wrote('revocation', 'revoke', 'remove'), credential: 'static' }
      : { ...wrote('credential', 'issue', 'add', 'secret_issue'), credential: 'static' }
  if (
    /^(user|membership|group_?membership|organization_?membership|custom_?role|permission_?set|role)/i.test(type) &&
    /\brole changed|permission|custom role|membership/i.test(`${said} ${type}`)
  ) {
    const isLess = /to (end[- ]?user|not set|light agent|none)\b/i.test(said) && !/to (admin|owner)/i.test(said)
    return isGone || isLess
      ? wrote('revocation', 'remove', 'remove', 'priv_removal')
      : wrote('execution', 'grant', action === 'create' ? 'add' : 'modify', 'priv_grant')
  }
  if (/sso|saml|security|password|two.?factor|ip_restriction|remote_auth|auth/i.test(`${type} ${said}`))
    return wrote('execution', 'configure', 'modify', 'trust_policy')
  if (/^user/i.test(type)) return wrote('identity', 'lifecycle', 'modify')
  if (
    /rule|trigger|automation|macro|view|account|setting|app|webhook|target|sla|brand|ticket_?field|schedule|sandbox/i.test(
      type,
    )
  )
    return wrote('execution', 'configure', 'modify', 'prod_config')
  return wrote(
    'context',
    isGone ? 'delete' : action === 'create' ? 'create' : 'update',
    isGone ? 'remove' : action === 'create' ? 'add' : 'modify',
  )
}

function logRows(value: Fields): CanonicalRows {
  const parsed = shapes.auditLog.safeParse(value)
  if (!parsed.success) return misshapen('log entry', value)
  const { data } = parsed
  const time = readTime(data.created_at, 'UTC')
  if (!time) return badTime('log entry', data.id, data.created_at)
  const meaning = meaningOf(data)
  const delta = /\bchanged from (.+?) to (.+?)(?:\n|$)/i.exec(data.change_description ?? '')
  const isUser = /^user/i.test(data.source_type ?? '')
  const owner = newOwner.exec(data.change_description ?? '')?.[1]
  const isAccess = /^priv_/.test(meaning.changeClass ?? '')
  const actor = aliasOf(data.actor_id)
  const event: EventDraft = {
    ...eventOf(data.actor_id, time),
    native_id: data.id,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: [data.source_type, data.action].filter(Boolean).join('.') || 'audit_log',
    is_write: meaning.isWrite,
    change_class: meaning.changeClass,
    credential_class: meaning.credential,
    issued_credential: meaning.credential && data.source_id ? `zendesk:token/${data.source_id}` : null,
    subject: isUser ? aliasOf(data.source_id) : meaning.credential ? actor : owner ? `zendesk:${owner}` : null,
    account: siteOf(data.url),
    resource: data.source_type ? `${data.source_type}/${data.source_label ?? data.source_id ?? ''}` : null,
    entitlement: owner ? 'account owner' : isAccess ? delta?.[meaning.stage === 'revocation' ? 1 : 2] : null,
    change: meaning.change,
    before: delta?.[1],
    after: delta?.[2],
    ...referenceColumns(findReferences(data.change_description, 'text')),
    text: data.change_description,
    source_ip: data.ip_address,
    attributes: attributesOf({ action: data.action_label, source_id: data.source_id, source_label: data.source_label }),
  }
  if (!actor || !data.actor_name) return { events: [event] }
  return {
    events: [event],
    identities: [{ alias: actor, directory: 'zendesk', display_name: data.actor_name, basis: 'observed' }],
  }
}

// ── small steps ──

function taskOf(id: string) {
  return `ticket:zendesk/${id}`
}

/** `zendesk:<id>`; -1 and 0 are Zendesk itself or nobody. */
function aliasOf(id: string | null | undefined): string | null {
  if (!id || id === '0') return null
  return id === '-1' ? 'zendesk:system' : `zendesk:${id}`
}

function siteOf(url: string | null) {
  return /^https?:\/\/([^./]+)\.zendesk\.com/.exec(url ?? '')?.[1] ?? null
}

function eventOf(id: string | null | undefined, at: Moment) {
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    actor: aliasOf(id),
    actor_kind_hint: id === '-1' ? 'system' : null,
  }
}

function shown(value: unknown): string | null {
  return Array.isArray(value)
    ? listOf(value)
        .map((one) => textOf(one) ?? '')
        .join(', ') || null
    : typeof value === 'boolean'
      ? String(value)
      : textOf(value)
}

function badTime(what: string, id: string | null, value: unknown): CanonicalRows {
  return reject('bad_time', `time of ${what} ${id ?? '(no id)'} is no time: ${brief(value ?? undefined)}`)
}

function misshapen(what: string, value: Fields): CanonicalRows {
  return reject('bad_shape', `the ${what} is not as Zendesk writes it: ${brief(value)}`)
}
