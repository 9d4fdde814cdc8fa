/** A Cloud Audit Logs entry in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, compact, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { deltasOf } from './deltas.js'
import { isGrant, normalizeGrant } from './grant-timeline.js'
import { grantOf, grantTask, listOf, objectOf, type PamGrant, text } from './grants.js'
import { type Meaning, meaningOf } from './methods.js'
import { aliasOf, emailOf, isAccessManager, kindOf, memberAlias } from './principals.js'
import { type LogEntry, logEntry } from './record.js'
import { unwrap } from './unwrap.js'

/** One entry: one row of events, or one for each delta of a policy; the accounts it names, and the grant it asks for. A grant tells of itself. */
export function normalize(record: SourceRecord): CanonicalRows {
  if (isGrant(record.value)) return normalizeGrant(record.value)
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', `no audit log entry in this record: ${brief(record.value)}`)
  const parsed = logEntry.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return reject('bad_shape', `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not a log entry'}`)
  }
  const entry = parsed.data
  const time = timeOf(entry, record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `timestamp is no time: ${brief(entry.timestamp)}`)
  const found = read(entry)
  const base = toEvent(found, time)
  const deltas = deltasOf(entry.protoPayload, found.account)
  const events =
    deltas.length === 0
      ? [base]
      : deltas.map((delta, index) => ({
          ...base,
          ...delta,
          twin_id: base.twin_id && deltas.length > 1 ? `${base.twin_id}/${index}` : base.twin_id,
        }))
  const task = toTask(found, base)
  return { events, ...(task ? { tasks: [task] } : {}), ...accounts(found) }
}

/** What is looked up once and used in several columns. */
interface Reading {
  readonly entry: LogEntry
  readonly meaning: Meaning
  readonly log: string | null
  readonly account: string | null
  readonly actor: string | null
  readonly actorKind: ActorKind | null
  readonly grant: PamGrant | null
}

function read(entry: LogEntry): Reading {
  const { protoPayload: payload } = entry
  const log =
    /(?:%2F|\/)(activity|data_access|system_event|policy)$/i.exec(entry.logName ?? '')?.[1]?.toLowerCase() ?? null
  const authentication = payload.authenticationInfo
  const isSystem = log === 'system_event' || /(^|\.)PAM\w+Grant/.test(payload.methodName)
  const principal = authentication?.principalEmail ?? authentication?.principalSubject ?? null
  const actor = aliasOf(principal) ?? (isSystem ? 'gcp:system' : null)
  const labels = entry.resource?.labels
  const place = /^(?:(projects|organizations|folders|billingAccounts)\/([^/]+))\/logs\//.exec(entry.logName ?? '')
  return {
    entry,
    meaning: meaningOf(payload.methodName, log === 'data_access'),
    log,
    account: text(labels?.['project_id']) ?? place?.[2] ?? text(labels?.['organization_id']),
    actor,
    actorKind: actor === 'gcp:system' ? 'system' : kindOf(principal),
    grant: grantOf(payload),
  }
}

function toEvent(found: Reading, time: Moment & { readonly isReceipt?: boolean }): EventDraft {
  const { entry, meaning, grant } = found
  const { protoPayload: payload, operation } = entry
  const { authenticationInfo: authentication, requestMetadata: client } = payload
  const task = grant === null ? null : `request:${grant.id}`
  const outcome = outcomeOf(entry)
  const key = keyOf(found)
  const said = grant?.justification ?? null
  const isDecision = meaning.stage === 'approval' || meaning.stage === 'request'
  const sink = sinkChange(found)
  const issued = meaning.credential === 'grant' && grant ? `grant:${grant.id}` : key
  return {
    native_id: entry.insertId,
    // A long-running operation is logged when it begins and when it ends.
    twin_id: operation?.id && Boolean(operation.first) !== Boolean(operation.last) ? `gcp:${operation.id}` : null,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: sink?.stage ?? meaning.stage,
    activity: sink?.activity ?? meaning.activity,
    operation: payload.methodName,
    outcome,
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    task,
    actor: found.actor,
    actor_kind_hint: found.actorKind,
    on_behalf_of: delegationOf(found),
    credential: credentialOf(authentication?.serviceAccountKeyName),
    credential_class: meaning.credential ?? (authentication?.serviceAccountKeyName ? 'static' : null),
    used_class: meaning.credential && authentication?.serviceAccountKeyName ? 'static' : null,
    issued_credential: issued,
    issued_expires_at: meaning.stage === 'credential' ? (grant?.endsAt ?? keyExpiry(payload.response)) : null,
    subject: subjectOf(found),
    account: found.account,
    resource: grant?.resource ?? (payload.resourceName ? relative(payload.resourceName) : null),
    entitlement: grant?.roles[0] ?? entitlementOf(found),
    change: sink?.change ?? meaning.change,
    before: sink ? null : stateOf(payload.metadata?.['oldState'] ?? payload['resourceOriginalState']),
    after: sink?.after ?? policyAfter(found),
    decision: isDecision && outcome !== 'failure' && outcome !== 'denied' ? meaning.decision : null,
    ...referenceColumns(
      [
        ...findReferences(said, 'text'),
        ...findReferences(grant?.reason, 'text'),
        ...findReferences(text(labelOf(payload.request)), 'tag'),
      ].filter(({ ref }) => ref !== task),
    ),
    text: meaning.stage === 'approval' ? (grant?.reason ?? null) : said,
    source_ip: addressOf(client?.callerIp ?? client?.callerIP),
    user_agent: client?.callerSuppliedUserAgent,
    attributes: JSON.stringify(
      compact({
        service: payload.serviceName,
        log: found.log,
        resource_type: entry.resource?.type,
        labels: entry.resource?.labels,
        permissions: payload.authorizationInfo?.map(({ permission }) => permission).filter(Boolean),
        denied: payload.authorizationInfo
          ?.filter(({ granted }) => granted === false)
          .map(({ permission }) => permission),
        principal_subject: authentication?.principalSubject,
        authority: authentication?.authoritySelector,
        status_code: payload.status?.code,
        status_message: payload.status?.message,
        operation: operation?.id,
        trace: entry.trace,
        severity: entry.severity,
        grant_state: grant?.state,
        grant_name: grant?.name,
        roles: grant && grant.roles.length > 1 ? grant.roles : null,
        caller_address: client?.callerIp ?? client?.callerIP,
        time_is_receipt: time.isReceipt,
        ...({
          grant_path: meaning.grantPath ?? (isAccessManager(found.actor) ? 'broker' : null),
        } satisfies OwnAttributes),
        // The request says what was wanted; secrets in it are taken out when rows are stored.
        request: found.meaning.is_write && !grant ? trimmed(payload.request) : null,
      }),
    ),
  }
}

/** A request for a grant of the Privileged Access Manager. */
function toTask(found: Reading, event: EventDraft): TaskDraft | null {
  const { grant, meaning } = found
  if (grant === null || meaning.stage !== 'request' || event.outcome === 'denied' || event.outcome === 'failure')
    return null
  return {
    ...grantTask(grant),
    status: grant.state ?? 'requested',
    is_closed: false,
    requester: event.actor,
    requested_for: event.actor,
    created_at: event.occurred_at,
    updated_at: event.occurred_at,
    resolution_us: event.resolution_us,
    approval_state:
      grant.state === 'SCHEDULED' || grant.state === 'ACTIVATING' || grant.state === 'ACTIVE'
        ? 'not_required'
        : 'requested',
    has_history: false,
    refs: event.refs,
    ref_origins: event.ref_origins,
  }
}

/** Google writes UTC; copies drop the zone. Where a copy lost the time of the event, the time of its receipt stands in and says so. */
function timeOf(entry: LogEntry, zone: string): (Moment & { isReceipt?: boolean }) | null {
  const own = readAny(entry.timestamp, zone)
  if (own !== null || entry.timestamp) return own
  const received = readAny(entry.receiveTimestamp ?? text(entry['p_event_time']), zone)
  return received && { ...received, isReceipt: true }
}

function readAny(written: string | null | undefined, zone: string): Moment | null {
  return readTime(written, zone) ?? readEpochMillis(written) ?? readEpochSeconds(written)
}

function outcomeOf({ protoPayload: { status, authorizationInfo }, operation }: LogEntry): Outcome {
  const code = status?.code ?? 0
  if (code === 7 || code === 16) return 'denied'
  if (code !== 0) return 'failure'
  if (authorizationInfo?.some(({ granted }) => granted === false)) return 'denied'
  return operation?.first && !operation.last ? 'pending' : 'success'
}

/** For whom the caller acted, in the order of delegation: the first is the one it began with. */
function delegationOf({ entry, actor }: Reading): string[] | null {
  const { authenticationInfo, metadata } = entry.protoPayload
  const chain = (authenticationInfo?.serviceAccountDelegationInfo ?? []).flatMap((one) => {
    const alias = aliasOf(one.firstPartyPrincipal?.principalEmail ?? one.principalSubject)
    return alias === null ? [] : [alias]
  })
  const named = Array.isArray(metadata?.['identityDelegationChain']) ? metadata['identityDelegationChain'] : []
  const delegates = named.flatMap((one) => {
    const email = typeof one === 'string' ? one.split('/').at(-1) : null
    const alias = aliasOf(email)
    return alias === null ? [] : [alias]
  })
  const once = [...new Set(chain.length > 0 ? chain : delegates)].filter((alias) => alias !== actor)
  return once.length > 0 ? once : null
}

/** `//iam.googleapis.com/projects/p/serviceAccounts/s/keys/<id>`: the id is the key's own, whoever spells the rest. */
function credentialOf(name: string | null | undefined): string | null {
  const id = /\/keys\/([^/]+)$/.exec(name ?? '')?.[1]
  return id ? `gcp:key/${id}` : null
}

function keyOf({ meaning, entry: { protoPayload: payload } }: Reading): string | null {
  if (meaning.credential !== 'static') return null
  const names = [payload.response?.['name'], payload.request?.['name'], payload.resourceName]
  for (const name of names) {
    const found = typeof name === 'string' ? credentialOf(name) : null
    if (found !== null) return found
  }
  return null
}

function keyExpiry(response: LogEntry['protoPayload']['response']): number | null {
  const until = response?.['valid_before_time'] ?? response?.['validBeforeTime']
  const seconds = typeof until === 'object' && until !== null ? (until as Record<string, unknown>)['seconds'] : null
  const moment = readTime(until, 'UTC') ?? readEpochSeconds(seconds)
  // Google writes the year 9999 for a key that does not expire.
  return moment !== null && moment.at < 7_258_118_400_000_000 ? moment.at : null
}

function subjectOf(found: Reading): string | null {
  const { meaning, entry, grant, actor } = found
  const { protoPayload: payload } = entry
  if (grant) return grant.requester ? memberAlias(grant.requester) : meaning.stage === 'request' ? actor : null
  const about = activityParameters(payload.metadata)
  const member = about.get('USER_EMAIL') ?? text(payload.request?.['member'])
  if (member) return memberAlias(member)
  const isPrincipal = /serviceAccount/i.test(payload.methodName) || /iamcredentials/.test(payload.serviceName ?? '')
  if (!isPrincipal && !meaning.credential) return null
  const account = [
    payload.response?.['email'],
    entry.resource?.labels?.['email_id'],
    payload.request?.['name'],
    payload.resourceName,
  ]
    .map((one) =>
      typeof one === 'string' ? /[^/@\s]+@[^/@\s]+$|serviceAccounts\/([^/@\s]+@[^/@\s]+)/.exec(one) : null,
    )
    .find((one) => one !== null && one !== undefined)
  return account ? memberAlias(account[1] ?? account[0]) : null
}

function entitlementOf({ entry: { protoPayload: payload } }: Reading): string | null {
  const about = activityParameters(payload.metadata)
  const group = about.get('GROUP_EMAIL') ?? about.get('ROLE_NAME')
  if (group) return group
  if (/Role$/i.test(payload.methodName)) return text(payload.response?.['name']) ?? payload.resourceName ?? null
  const roleRef = objectOf(payload.request?.['roleRef'])
  return roleRef ? text(roleRef['name']) : null
}

/** What Google Workspace says in an entry of its own: `metadata.event[].parameter[]`. */
function activityParameters(metadata: LogEntry['protoPayload']['metadata']): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const event of listOf(metadata?.['event'])) {
    for (const parameter of listOf(objectOf(event)?.['parameter'])) {
      const { name, value } = objectOf(parameter) ?? {}
      if (typeof name === 'string' && typeof value === 'string') found.set(name, value)
    }
  }
  return found
}

/** A sink that is switched off or told to leave something out writes less than before. */
function sinkChange({ entry: { protoPayload: payload }, meaning }: Reading) {
  if (meaning.stage !== 'logging' || !/UpdateSink$/i.test(payload.methodName)) return null
  const sink = objectOf(payload.request?.['sink'])
  if (sink === null) return null
  const mask = String(payload.request?.['updateMask'] ?? '')
  const isReduced =
    sink['disabled'] === true || (listOf(sink['exclusions']).length > 0 && (mask === '' || /exclusions/.test(mask)))
  const activity = isReduced ? 'disable_logging' : sink['disabled'] === false ? 'enable_logging' : 'configure'
  return { stage: 'logging' as const, activity, change: 'modify' as const, after: JSON.stringify(sink) }
}

/** Without deltas the policy that was set is all that is known: it is the state after, and what it replaced is unknown. */
function policyAfter({ entry: { protoPayload: payload } }: Reading): string | null {
  if (!/set(IamPolicy|IamPermissions)$/i.test(payload.methodName)) return null
  const policy = objectOf(payload.request?.['policy'])
  return policy && Array.isArray(policy['bindings']) ? JSON.stringify(policy['bindings']) : null
}

function stateOf(value: unknown): string | null {
  return value === null || value === undefined ? null : typeof value === 'string' ? text(value) : JSON.stringify(value)
}

function labelOf(request: LogEntry['protoPayload']['request']): string | null {
  const labels = objectOf(request?.['labels'])
  return labels
    ? Object.values(labels)
        .filter((one) => typeof one === 'string')
        .join(' ')
    : null
}

function accounts(found: Reading): { identities?: IdentityDraft[] } {
  const { actor, actorKind, entry } = found
  if (actor === null || actor === 'gcp:system') return {}
  const { authenticationInfo } = entry.protoPayload
  const email = emailOf(authenticationInfo?.principalEmail)
  const subject = aliasOf(authenticationInfo?.principalSubject)
  return {
    identities: [
      {
        alias: actor,
        directory: 'gcp',
        login: authenticationInfo?.principalEmail ?? authenticationInfo?.principalSubject,
        email: actorKind === null ? email : null,
        basis: 'observed',
        kind_hint: actorKind,
        same_as: subject !== null && subject !== actor && actorKind === null ? [subject] : null,
      },
    ],
  }
}

/** `//cloudresourcemanager.googleapis.com/projects/p` is `projects/p`, as `resourceName` spells it. */
function relative(name: string): string {
  return name.replace(/^\/\/[\w.-]+\//, '')
}

function addressOf(written: string | null | undefined): string | null {
  const found = written?.trim() ?? ''
  return /^[\d.]+$|^[\da-f:.]*:[\da-f:.]*$/i.test(found) ? found : null
}

/** The request without its type, and not when it is long: the record itself is kept in the export. */
function trimmed(request: LogEntry['protoPayload']['request']) {
  if (!request) return null
  const { '@type': _type, ...rest } = request
  return JSON.stringify(rest).length > 2000 ? null : rest
}
