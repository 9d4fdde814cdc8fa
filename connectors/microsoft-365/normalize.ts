/** A record of the unified audit log in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { parseList } from '../../src/read-carriers.js'
import { brief, compact, parseFields, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { writes } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Decision, Outcome } from '../../src/schema/words.js'
import { type Moment, readAmerican } from '../../src/time.js'
import { type Meaning, meaningOf } from './operations.js'
import { type AuditData, auditData } from './record.js'
import { unwrap } from './unwrap.js'

/** One record: one row of events, or one for each member that was added or removed; the accounts and the request it names. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', `no audit data in this record: ${brief(record.value)}`)
  const parsed = auditData.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return reject('bad_shape', `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not audit data'}`)
  }
  const data = parsed.data
  const time = readAmerican(data.CreationTime, record.timezone)
  if (time === null) return reject('bad_time', `CreationTime is no time: ${brief(data.CreationTime)}`)
  const found = read(data)
  const event = toEvent(found, time)
  const members = membersOf(data)
  const events = members.length === 0 ? [event] : members.map((subject) => ({ ...event, subject }))
  const task = toTask(found, event)
  return { events, ...(task ? { tasks: [task] } : {}), ...accounts(found) }
}

/** What is looked up once and used in several columns. */
interface Reading {
  readonly data: AuditData
  readonly operation: string
  readonly meaning: Meaning
  readonly parameters: ReadonlyMap<string, string>
  readonly extended: ReadonlyMap<string, string>
  readonly changes: readonly { readonly name: string; readonly before: string | null; readonly after: string | null }[]
  readonly who: Who
}

interface Who {
  readonly alias: string | null
  readonly kind: ActorKind | null
  readonly id: string | null
  readonly login: string | null
}

function read(data: AuditData): Reading {
  // Some records of the API have a type and nothing else that says what happened.
  const operation = data.Operation ?? `RecordType ${data.RecordType ?? 'unknown'}`
  const parameters = pairs(data.Parameters)
  return {
    data,
    operation,
    meaning: adjusted(meaningOf(operation), operation, parameters),
    parameters,
    extended: pairs(data.ExtendedProperties),
    changes: parseList(data.ModifiedProperties).flatMap((one) => {
      const fields = parseFields(one)
      const name = textOf(fields?.['Name'])
      return name === null ? [] : [{ name, before: plain(fields?.['OldValue']), after: plain(fields?.['NewValue']) }]
    }),
    who: whoOf(data),
  }
}

/** Cmdlets that do many things: the parameter says which. */
function adjusted(meaning: Meaning, operation: string, parameters: ReadonlyMap<string, string>): Meaning {
  const is = (name: string, value: RegExp) => value.test(parameters.get(name.toLowerCase()) ?? '')
  if (/^Set-AdminAuditLogConfig$/i.test(operation) && parameters.has('unifiedauditlogingestionenabled'))
    return switched(is('UnifiedAuditLogIngestionEnabled', /true/i))
  if (/^Set-Mailbox$/i.test(operation) && parameters.has('auditenabled')) return switched(is('AuditEnabled', /true/i))
  if (/^Set-OrganizationConfig$/i.test(operation) && parameters.has('auditdisabled'))
    return switched(is('AuditDisabled', /false/i))
  if (/^Set-MailboxAuditBypassAssociation$/i.test(operation)) return switched(is('AuditBypassEnabled', /false/i))
  if (/^Set-Mailbox$/i.test(operation) && parameters.has('grantsendonbehalfto'))
    return writes('execution', 'grant', 'priv_grant', 'add')
  return meaning
}

function switched(isOn: boolean): Meaning {
  return writes('logging', isOn ? 'enable_logging' : 'disable_logging', null, isOn ? 'add' : 'remove')
}

function toEvent(found: Reading, time: Moment): EventDraft {
  const { data, meaning, operation, parameters, extended, changes, who } = found
  const outcome = outcomeOf(data, operation)
  const task = requestOf(found)
  const key = meaning.isSecret ? keyOf(changes) : null
  const telling = changes.filter(
    ({ name }) =>
      !/^(Included Updated Properties|TargetId\.|SPN$)|\.(ObjectID|TemplateId|WellKnownObjectName)$/i.test(name),
  )
  const said =
    parameters.get('reason') ??
    parameters.get('justification') ??
    parameters.get('comment') ??
    textOf(data['Justification'])
  const entitlement = entitlementOf(found)
  return {
    native_id: data.Id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation,
    outcome,
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    task,
    actor: who.alias,
    actor_kind_hint: who.kind,
    session: sessionOf(found),
    credential_class: key === null ? null : 'static',
    issued_credential: key === null ? null : `entra:key/${key}`,
    subject: subjectOf(found),
    account: data.OrganizationId,
    resource: resourceOf(found),
    entitlement,
    change: meaning.change,
    before: side(telling, 'before') ?? (meaning.change === 'remove' ? entitlement : null),
    after: side(telling, 'after') ?? afterOf(found, entitlement),
    decision: outcome === 'failure' || outcome === 'denied' ? null : decisionOf(found),
    ...referenceColumns(
      [...findReferences(said, 'text'), ...findReferences(textOf(data['ItemName']), 'text')].filter(
        ({ ref }) => ref !== task,
      ),
    ),
    text: said,
    source_ip: addressOf(data.ClientIPAddress ?? data.ClientIP ?? data.ActorIpAddress),
    user_agent: data.UserAgent ?? extended.get('useragent'),
    attributes: JSON.stringify(
      compact({
        workload: data.Workload,
        record_type: data.RecordType,
        user_type: data.UserType,
        user_key: data.UserKey,
        result: data.ResultStatus,
        logon_error: data.LogonError,
        application_id: data.ApplicationId ?? data['AppId'],
        client: data['ClientInfoString'],
        logon_type: data['LogonType'],
        mailbox: data['MailboxOwnerUPN'],
        team: data['TeamName'],
        channel: data['ChannelName'],
        site: data['SiteUrl'],
        event_data: data['EventData'],
        correlation_id: data['CorrelationId'] ?? data['InterSystemsId'],
        changed: changes.map(({ name }) => name),
        parameters: Object.fromEntries(parameters),
        extended: Object.fromEntries(extended),
        ...({ grant_path: meaning.grantPath } satisfies OwnAttributes),
      }),
    ),
  }
}

function toTask(found: Reading, event: EventDraft): TaskDraft | null {
  if (found.meaning.stage !== 'request' || !event.task || event.outcome === 'failure' || event.outcome === 'denied')
    return null
  const key = event.task.replace(/^request:/, '')
  return {
    task: event.task,
    native_id: key,
    kind: 'request',
    key,
    title: event.entitlement ? `${found.operation}: ${event.entitlement}` : found.operation,
    description: event.text,
    type: found.operation,
    status: 'requested',
    is_closed: false,
    requester: event.actor,
    requested_for: event.subject ?? event.actor,
    created_at: event.occurred_at,
    updated_at: event.occurred_at,
    resolution_us: event.resolution_us,
    scope: event.resource ? [event.resource] : null,
    scope_entitlements: event.entitlement ? [event.entitlement] : null,
    approval_state: 'requested',
    has_history: false,
    refs: event.refs,
    ref_origins: event.ref_origins,
  }
}

const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** `UserId` names the account by address; the directory's own records give its object id as well. */
function whoOf(data: AuditData): Who {
  const ids = parseList(data.Actor).flatMap((one) => textOf(parseFields(one)?.['ID']) ?? [])
  const principal = ids
    .concat(data.UserId ?? [])
    .map((id) => /^(User|ServicePrincipal)_(.+)$/.exec(id))
    .find((match) => match)
  const plainId = ids.find((id) => guid.test(id))
  const id =
    principal?.[2] ??
    (data.Workload === 'AzureActiveDirectory' && /^UserLog/.test(data.Operation ?? '') ? plainId : null) ??
    null
  const login = data.UserId?.trim() || null
  const isService =
    principal?.[1] === 'ServicePrincipal' ||
    /^(5|6)$/.test(data.UserType ?? '') ||
    /^(app@sharepoint|Application)$/i.test(login ?? '')
  const isPlatform =
    /^(4|7|8)$/.test(data.UserType ?? '') ||
    /^(SYSTEM|S-1-5-18$|NT AUTHORITY\\|NT SERVICE\\|SHAREPOINT\\system|Microsoft\w+Operator|SecurityComplianceAlerts)/i.test(
      login ?? '',
    )
  const kind = isPlatform ? 'system' : isService ? 'workload' : null
  const known = login !== null && !/^(not available|unknown|null)$/i.test(login)
  const email = known ? emailOf(login) : null
  const alias =
    isService && id
      ? `entra:${id}`
      : email && !isPlatform && !/^app@sharepoint$/.test(email)
        ? `email:${email}`
        : id
          ? `entra:${id}`
          : known
            ? guid.test(login)
              ? `entra:${login}`
              : `m365:${login}`
            : null
  return { alias, kind, id, login }
}

function subjectOf({ data, operation, parameters, meaning, who }: Reading): string | null {
  const named = ['user', 'trustee', 'member', 'grantsendonbehalfto', 'delegate']
    .map((name) => parameters.get(name))
    .find((one) => one !== undefined)
  if (named) return nameAlias(named)
  const invited = textOf(data['TargetUserOrGroupName'])
  if (invited)
    return /securitygroup|sharepointgroup/i.test(textOf(data['TargetUserOrGroupType']) ?? '')
      ? `m365:group/${invited}`
      : nameAlias(invited)
  if (data.Workload === 'AzureActiveDirectory' && !/^UserLog/.test(operation)) {
    const ids = parseList(data.Target).flatMap((one) => textOf(parseFields(one)?.['ID']) ?? [])
    const principal = ids
      .map((id) => /^(?:User|ServicePrincipal|Group)_(.+)$/.exec(id)?.[1])
      .find((id) => id !== undefined)
    if (principal) return `entra:${principal}`
    return data.ObjectId && emailOf(data.ObjectId) ? `email:${emailOf(data.ObjectId)}` : null
  }
  return meaning.stage === 'request' ? who.alias : null
}

/** Members that a Teams record adds or removes, each of them a receiver. */
function membersOf(data: AuditData): string[] {
  return parseList(data.Members).flatMap((one) => {
    const name = textOf(parseFields(one)?.['UPN']) ?? textOf(parseFields(one)?.['DisplayName'])
    return name === null ? [] : [nameAlias(name)]
  })
}

function entitlementOf({ data, parameters, changes, operation, meaning }: Reading): string | null {
  const role = changes.find(({ name }) =>
    /^(Role\.DisplayName|Group\.DisplayName|AppRole\.Value|DelegatedPermissionGrant\.Scope)$/i.test(name),
  )
  if (role) return (role.after ?? role.before)?.trim() || null
  const named = ['accessrights', 'role', 'rolegroup']
    .map((name) => parameters.get(name))
    .find((one) => one !== undefined)
  if (named) return named
  if (/RoleGroup/i.test(operation)) return parameters.get('identity') ?? data.ObjectId ?? null
  if (/RequestedAccess|ElevatedAccess/i.test(operation)) return parameters.get('task') ?? null
  if (meaning.change_class !== 'priv_grant' && meaning.change_class !== 'priv_removal') return null
  const group = /<Group>([^<]+)<\/Group>/.exec(textOf(data['EventData']) ?? '')?.[1]
  return group ?? textOf(data['TeamName'])
}

function resourceOf({ data, parameters }: Reading): string | null {
  const identity = parameters.get('identity')
  return (
    data.ObjectId ?? identity ?? textOf(data['TeamGuid']) ?? textOf(data['MailboxOwnerUPN']) ?? textOf(data['SiteUrl'])
  )
}

function afterOf({ meaning, operation, parameters }: Reading, entitlement: string | null): string | null {
  if (meaning.change === 'remove') return null
  const given = [...parameters].filter(([name]) => name !== 'identity')
  if (/^(Set|New|Update|Enable|Disable)-/i.test(operation) && given.length > 0)
    return JSON.stringify(Object.fromEntries(given))
  return meaning.change === 'add' ? entitlement : null
}

function side(changes: Reading['changes'], which: 'before' | 'after'): string | null {
  const known = changes.filter((change) => change[which] !== null)
  if (known.length === 0) return null
  return changes.length === 1
    ? known[0]![which]
    : JSON.stringify(Object.fromEntries(known.map((change) => [change.name, change[which]])))
}

function keyOf(changes: Reading['changes']): string | null {
  const ids = (of: string | null) => [...(of ?? '').matchAll(/KeyIdentifier=([\w-]+)/g)].map(([, id]) => id!)
  for (const { name, before, after } of changes) {
    if (!/KeyDescription/i.test(name)) continue
    const [old, now] = [ids(before), ids(after)]
    return now.find((id) => !old.includes(id)) ?? old.find((id) => !now.includes(id)) ?? null
  }
  return null
}

function decisionOf({ meaning, parameters }: Reading): Decision | null {
  if (meaning.decision) return meaning.decision
  if (meaning.stage !== 'approval') return null
  const said = parameters.get('approvaldecision') ?? ''
  if (/^approve/i.test(said)) return 'approved'
  if (/^cancel/i.test(said)) return 'cancelled'
  return /^(deny|denied|reject)/i.test(said) ? 'denied' : null
}

function requestOf({ data, operation, parameters }: Reading): string | null {
  if (/approval\s*request/i.test(operation)) {
    const item = [data['ApprovalId'], data['ApprovalRequestId'], data['RequestId'], data.ObjectId].map(textOf)
    const id = item.find((one) => one !== null && guid.test(one))
    return id ? `request:${id.toLowerCase()}` : null
  }
  if (!/ElevatedAccessRequest|AccessToCustomerDataRequest|^AccessRequest/i.test(operation)) return null
  const id =
    parameters.get('requestid') ?? parameters.get('serviceRequestId'.toLowerCase()) ?? textOf(data['RequestId'])
  return id ? `request:${id}` : null
}

function sessionOf({ data, extended }: Reading): string | null {
  const session =
    textOf(data['SessionId']) ??
    textOf(parseFields(data['AppAccessContext'])?.['AADSessionId']) ??
    extended.get('sessionid')
  return session ? `entra:${session}` : null
}

function outcomeOf(data: AuditData, operation: string): Outcome {
  if (/LoginFailed$/i.test(operation)) return 'failure'
  const status = data.ResultStatus ?? ''
  if (/^DlpRuleMatch$/i.test(operation) && /"BlockAccess"/.test(JSON.stringify(data['PolicyDetails'] ?? null)))
    return 'denied'
  if (/^(fail|failed|failure|false|error|partiallysucceeded)$/i.test(status)) return 'failure'
  if (/^(denied|blocked)$/i.test(status)) return 'denied'
  return /^(pending|inprogress|started)$/i.test(status) ? 'pending' : 'success'
}

function accounts({ who, data }: Reading): { identities?: IdentityDraft[] } {
  const rows: IdentityDraft[] = []
  const email = emailOf(who.login)
  if (who.id) {
    rows.push({
      alias: `entra:${who.id}`,
      directory: 'entra',
      login: who.login,
      email: who.kind === null ? email : null,
      basis: 'observed',
      kind_hint: who.kind,
    })
  } else if (who.alias !== null && !who.alias.startsWith('email:')) {
    rows.push({
      alias: who.alias,
      directory: who.alias.startsWith('entra:') ? 'entra' : 'm365',
      login: who.login,
      basis: 'observed',
      kind_hint: who.kind,
    })
  } else if (who.alias !== null) {
    rows.push({
      alias: who.alias,
      directory: 'm365',
      login: who.login,
      email,
      basis: 'observed',
      kind_hint: who.kind,
      attributes: data.UserKey ? JSON.stringify({ user_key: data.UserKey }) : null,
    })
  }
  return rows.length > 0 ? { identities: rows } : {}
}

/** `[{"Name", "Value"}]`; names in lower case, values readable, the first of equal names. */
function pairs(written: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const one of parseList(written)) {
    const fields = parseFields(one)
    const [name, value] = [textOf(fields?.['Name'] ?? fields?.['name']), plain(fields?.['Value'] ?? fields?.['value'])]
    if (name !== null && value !== null && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), value)
  }
  return found
}

/** A value that may be JSON in text, a list of one, or framed by line breaks. */
function plain(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') {
    const trimmed = value.trim()
    if (!/^(\[|")/.test(trimmed)) return trimmed === '' ? null : trimmed
    try {
      const inner: unknown = JSON.parse(trimmed)
      return typeof inner === 'string' ? inner.trim() || null : plain(inner)
    } catch {
      return trimmed
    }
  }
  if (Array.isArray(value))
    return value.length === 0 ? null : value.length === 1 ? plain(value[0]) : JSON.stringify(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function nameAlias(name: string): string {
  const email = emailOf(name)
  if (email) return `email:${email}`
  return guid.test(name.trim()) ? `entra:${name.trim()}` : `m365:${name.trim() || 'unknown'}`
}

function emailOf(name: string | null | undefined): string | null {
  const written = name?.trim().toLowerCase() ?? ''
  return /^[^\s@/#\\|]+@[^\s@/|]+\.[^\s@/|]+$/.test(written) ? written : null
}

/** `[2001:db8::1]:443`, `192.0.2.1:443` and `::ffff:192.0.2.1` are addresses in disguise; names are none. */
function addressOf(written: string | null | undefined): string | null {
  let found = written?.trim() ?? ''
  found = /^\[([^\]]+)\](?::\d+)?$/.exec(found)?.[1] ?? found
  found = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(found)?.[1] ?? found
  found = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(found)?.[1] ?? found
  return /^\d+\.\d+\.\d+\.\d+$|^[\da-f:.]*:[\da-f:.]*$/i.test(found) && found !== '::' ? found : null
}
