/** A directory audit in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, compact, reject } from '../../src/read-fields.js'
import { fieldReference, findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readAmerican } from '../../src/time.js'
import { type Meaning, meaningOf } from './activities.js'
import { type Change, changesOf, issuedKeys, plain, stateOf } from './changes.js'
import { type DirectoryAudit, directoryAudit, type Target } from './record.js'
import { normalizeSignIn } from './sign-in.js'
import { unwrap, unwrapSignIn } from './unwrap.js'

/** One directory audit: one row of events, the accounts it names, and the request it opens. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) {
    const signIn = unwrapSignIn(record.value)
    if (signIn !== null) return normalizeSignIn(signIn, record.timezone)
    return reject('not_an_event', `no directory audit in this record: ${brief(record.value)}`)
  }
  const parsed = directoryAudit.safeParse(fields)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return reject('bad_shape', `${issue?.path.join('.') || 'record'}: ${issue?.message ?? 'not a directory audit'}`)
  }
  const audit = parsed.data
  const time = readAmerican(audit.activityDateTime, record.timezone)
  if (time === null) return reject('bad_time', `activityDateTime is no time: ${brief(audit.activityDateTime)}`)
  const found = read(audit, meaningOf(audit.activityDisplayName))
  const event = toEvent(found, time, record.timezone)
  const task = toTask(found, event)
  return { events: [event], ...(task ? { tasks: [task] } : {}), ...accounts(found) }
}

/** What is looked up once and used in several columns. */
interface Reading {
  readonly audit: DirectoryAudit
  readonly meaning: Meaning
  readonly details: ReadonlyMap<string, string>
  readonly targets: readonly Target[]
  readonly changes: readonly Change[]
  readonly actor: Account | null
  readonly subject: Account | null
  readonly isPim: boolean
}

interface Account {
  readonly alias: string
  readonly kind: ActorKind | null
  readonly login: string | null
  readonly name: string | null
  readonly sameAs: readonly string[] | null
}

function read(audit: DirectoryAudit, meaning: Meaning): Reading {
  const details = new Map<string, string>()
  for (const { key, value } of audit.additionalDetails ?? []) {
    const shown = plain(value)
    if (key && shown !== null) details.set(key.toLowerCase(), shown)
  }
  const targets = audit.targetResources ?? []
  const changes = changesOf(targets)
  const actor = actorOf(audit, details)
  const isPim =
    /^(PIM|Privileged Identity Management)$/i.test(audit.loggedByService ?? '') ||
    /\bPIM\b/.test(audit.activityDisplayName)
  return {
    audit,
    meaning,
    details,
    targets,
    changes,
    actor,
    subject: subjectOf(audit, meaning, targets, changes, actor, details),
    isPim,
  }
}

function toEvent(found: Reading, time: Moment, zone: string | null): EventDraft {
  const { audit, meaning, details, targets, changes, actor } = found
  const task = requestOf(found)
  const outcome = outcomeOf(audit.result)
  const keys = meaning.credential === 'secret' ? issuedKeys(changes) : null
  const isRemoval = keys !== null && keys.added.length === 0 && keys.removed.length > 0
  const key = keys?.added[0] ?? keys?.removed[0] ?? null
  const isGrant = meaning.credential === 'grant' && task !== null
  const { before, after } = stateOf(changes)
  return {
    native_id: audit.id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: isRemoval ? 'revocation' : meaning.stage,
    activity: isRemoval ? 'revoke' : meaning.activity,
    operation: audit.activityDisplayName,
    outcome,
    is_write: meaning.is_write,
    change_class: isRemoval ? null : meaning.change_class,
    task,
    actor: actor?.alias,
    actor_kind_hint: actor?.kind,
    session: null,
    credential_class: isGrant ? 'grant' : key === null ? null : key.isCertificate ? 'certificate' : 'static',
    issued_credential: isGrant ? task!.replace(/^request:/, 'grant:') : key === null ? null : `entra:key/${key.id}`,
    issued_expires_at: isGrant && meaning.stage === 'credential' ? expiry(details, zone) : null,
    subject: found.subject?.alias,
    account: audit.tenantId ?? details.get('tid'),
    resource: resourceOf(found),
    entitlement: entitlementOf(found),
    change: isRemoval ? 'remove' : meaning.change,
    before,
    after,
    decision: outcome === 'failure' ? null : meaning.decision,
    ...referenceColumns(references(found).filter(({ ref }) => ref !== task)),
    text: said(found),
    source_ip: address(audit.initiatedBy?.user?.ipAddress ?? audit.callerIpAddress ?? details.get('ipaddr')),
    user_agent: audit.userAgent ?? details.get('user-agent'),
    attributes: JSON.stringify(
      compact({
        category: audit.category,
        service: audit.loggedByService,
        operation_type: audit.operationType,
        correlation_id: audit.correlationId,
        result: audit.result,
        result_reason: audit.resultReason,
        initiated_by_app: actor?.kind === null ? audit.initiatedBy?.app?.displayName : null,
        targets: targets.map((one) =>
          compact({ id: one.id, type: one.type, name: one.displayName, login: one.userPrincipalName }),
        ),
        changed: changes.map(({ name }) => name),
        keys_added: keys?.added.map(({ id }) => id),
        keys_removed: keys?.removed.map(({ id }) => id),
        details: Object.fromEntries(details),
        ...({ grant_path: meaning.grantPath } satisfies OwnAttributes),
      }),
    ),
  }
}

/** A PIM or access package request that this record opens. */
function toTask(found: Reading, event: EventDraft): TaskDraft | null {
  const { audit, details, actor, subject } = found
  if (event.stage !== 'request' || event.activity !== 'create' || !event.task || event.outcome === 'failure')
    return null
  const id = event.task.replace(/^request:/, '')
  const until = expiry(details, null)
  const from = readAmerican(details.get('starttime'), null)?.at ?? null
  return {
    task: event.task,
    native_id: id,
    kind: 'request',
    key: id,
    title: event.entitlement ? `${audit.activityDisplayName}: ${event.entitlement}` : audit.activityDisplayName,
    description: event.text,
    type: audit.activityDisplayName,
    status: 'requested',
    is_closed: false,
    requester: actor?.alias,
    requested_for: subject?.alias ?? actor?.alias,
    created_at: event.occurred_at,
    updated_at: event.occurred_at,
    planned_start_at: from,
    planned_end_at: until !== null && (from === null || until > from) ? until : null,
    resolution_us: event.resolution_us,
    scope: event.resource ? [event.resource] : null,
    scope_entitlements: event.entitlement ? [event.entitlement] : null,
    approval_state: 'requested',
    has_history: false,
    refs: event.refs,
    ref_origins: event.ref_origins,
    attributes: JSON.stringify(compact({ ticket_system: details.get('ticketsystem') })),
  }
}

/** Elevated access means the root of Azure; a directory role without a unit means the whole directory. */
const directory = 'entra:/'

function resourceOf({ meaning, targets, details, subject, actor, changes, audit }: Reading): string | null {
  const scope = [details.get('scope'), details.get('resourceid'), details.get('azureresourceid')].find((one) =>
    one?.startsWith('/'),
  )
  if (meaning.entitlement === 'role') {
    if (/^User has elevated|elevated access|User Access Administrator/i.test(audit.activityDisplayName)) return '/'
    if (scope) return scope
    const unit = targets.find((one) => /^AdministrativeUnit$/i.test(one.type ?? ''))
    if (unit?.id) return `entra:/administrativeUnits/${unit.id}`
    const group = targets.find((one) => /^Group$/i.test(one.type ?? '') && `entra:${one.id}` !== subject?.alias)
    if (group?.id) return `entra:${group.id}`
    if (/ResourceManagement/i.test(audit.category ?? '')) {
      const azure = targets.find(
        (one) => one.id && !/^(Role|Request|User|Directory|Other|ServicePrincipal)$/i.test(one.type ?? ''),
      )
      return azure?.id ? (azure.id.startsWith('/') ? azure.id : `entra:${azure.id}`) : null
    }
    return directory
  }
  if (meaning.entitlement === 'group') {
    const group = targets.find(
      (one) => /Group|AdministrativeUnit/i.test(one.type ?? '') && `entra:${one.id}` !== subject?.alias,
    )
    const id = group?.id ?? changes.find(({ name }) => /^(Group|AdministrativeUnit)\.ObjectID$/i.test(name))?.either
    return id ? `entra:${id}` : null
  }
  if (scope) return scope
  const others = [subject?.alias, actor?.alias]
  const isRequest = (target: Target) => /Request$/i.test(target.type ?? '')
  const one = targets.find((target) => !isRequest(target) && !others.includes(`entra:${target.id}`))
  const first = one ?? targets.find((target) => !isRequest(target))
  return first?.id ? `entra:${first.id}` : (first?.displayName ?? null)
}

function entitlementOf({ meaning, targets, details, changes, audit, subject }: Reading): string | null {
  const changed = (name: RegExp) => changes.find((one) => name.test(one.name))?.either ?? null
  const target = (type: RegExp) =>
    targets.find((one) => type.test(one.type ?? '') && one.displayName)?.displayName ?? null
  switch (meaning.entitlement) {
    case 'role': {
      if (/User Access Administrator/i.test(audit.activityDisplayName)) return 'User Access Administrator'
      const role =
        target(/^Role/i) ??
        changed(/^Role\.DisplayName$/i) ??
        details.get('rolename') ??
        changed(/^Role\.(TemplateId|ObjectID)$/i)
      // In PIM for groups the role is Member or Owner, and says little without its group.
      const group = /^(Member|Owner)$/i.test(role ?? '') ? target(/^Group$/i) : null
      return group === null ? role : `${group} (${role})`
    }
    case 'group':
      return (
        targets.find((one) => /Group|AdministrativeUnit/i.test(one.type ?? '') && `entra:${one.id}` !== subject?.alias)
          ?.displayName ?? changed(/^(Group|AdministrativeUnit)\.DisplayName$/i)
      )
    case 'permission':
      return (
        changed(/^AppRole\.Value$/i) ??
        changed(/^DelegatedPermissionGrant\.Scope$/i)?.trim() ??
        /Scope: ([^,\]]+)/.exec(changed(/^ConsentAction\.Permissions$/i) ?? '')?.[1]?.trim() ??
        changed(/^AppRole\.DisplayName$/i)
      )
    case 'package':
      return (
        target(/AccessPackage$|Access ?Package$/i) ??
        target(/AccessPackage/i) ??
        details.get('accesspackagename') ??
        null
      )
    case 'target':
      return targets[0]?.displayName ?? null
    default:
      return null
  }
}

/** The id that request, decision and completion share: PIM writes it as a target and as a detail, and uses it as correlation id. */
function requestOf({ audit, meaning, details, targets, isPim }: Reading): string | null {
  const isPackage = meaning.entitlement === 'package' || /Entitlement Management/i.test(audit.loggedByService ?? '')
  const isRequest = meaning.stage === 'request' || meaning.stage === 'approval'
  if (!isPim && !isPackage && !isRequest) return null
  const named = targets.find((one) =>
    /^(Request|AccessPackageAssignmentRequest|EntitlementManagementRequest)$/i.test(one.type ?? ''),
  )
  const own = details.get('requestid') ?? named?.id
  if (own) return `request:${own}`
  const mayUseCorrelation =
    isRequest ||
    meaning.credential === 'grant' ||
    (isPim && meaning.change_class === 'priv_grant' && /in PIM/i.test(audit.activityDisplayName))
  return mayUseCorrelation && audit.correlationId ? `request:${audit.correlationId}` : null
}

/** The platform's own principals, by the names and ids they have in every tenant. */
const platform =
  /^(MS-PIM|Microsoft Approval Management|Azure AD PIM|Azure AD Identity Governance.*|Microsoft\.Azure\.SyncFabric|Device Registration Service|Azure AD Cloud Sync|Microsoft Substrate Management|fim_password_service.*)$|^01fc33a7-78ba-4d2f-a4b7-768e336e890e$/i

function actorOf(audit: DirectoryAudit, details: ReadonlyMap<string, string>): Account | null {
  const { user, app } = audit.initiatedBy ?? {}
  if (user && (user.id || user.userPrincipalName)) {
    const login = user.userPrincipalName ?? null
    const isGuid = !login?.includes('@')
    return account(user.id ?? null, isGuid ? null : login, user.displayName ?? null, null)
  }
  if (app && (app.servicePrincipalId || app.appId || app.displayName)) {
    const kind = platform.test(app.displayName ?? '') || platform.test(app.appId ?? '') ? 'system' : 'workload'
    const own = app.servicePrincipalId ?? app.appId
    const sameAs =
      app.servicePrincipalId && app.appId && app.appId !== app.servicePrincipalId ? [`entra:${app.appId}`] : null
    return {
      alias: own ? `entra:${own}` : `entra:app/${app.displayName}`,
      kind,
      login: app.servicePrincipalName ?? app.appId ?? null,
      name: app.displayName ?? null,
      sameAs,
    }
  }
  const own = details.get('oid')
  return own ? account(own, null, null, null) : null
}

function account(id: string | null, login: string | null, name: string | null, kind: ActorKind | null): Account | null {
  const alias = id ? `entra:${id}` : login ? `email:${login.trim().toLowerCase()}` : null
  return alias === null || /:\s*$/.test(alias) ? null : { alias, login, name, kind, sameAs: null }
}

/** Who receives or loses: the user or principal among the targets, not the role, group or application it is about. */
function subjectOf(
  audit: DirectoryAudit,
  meaning: Meaning,
  targets: readonly Target[],
  changes: readonly Change[],
  actor: Account | null,
  details: ReadonlyMap<string, string>,
): Account | null {
  if (meaning.stage === 'context' || meaning.stage === 'logging' || meaning.change_class === 'trust_policy') return null
  if (/^User has (elevated|removed)/i.test(audit.activityDisplayName)) return actor
  const toAccount = (one: Target) =>
    account(one.id ?? null, one.userPrincipalName ?? null, one.displayName ?? null, kindOf(one))
  if (meaning.entitlement === 'permission') {
    // The target is the API; the one that receives stands among the changed properties, or is a second target.
    const client = changes.find(({ name }) => /^ServicePrincipal\.ObjectID$/i.test(name))?.either
    if (client) {
      const name = changes.find((one) => /^ServicePrincipal\.DisplayName$/i.test(one.name))?.either ?? null
      return account(client, null, name, 'workload')
    }
    const principal = targets.find((one) => /^(User|Group)$/i.test(one.type ?? '')) ?? targets[0]
    return principal ? toAccount(principal) : null
  }
  const isAbout = (one: Target) =>
    /^(User|ServicePrincipal|Application|Agent.*)$/i.test(one.type ?? '') && (one.id || one.userPrincipalName)
  const member = targets.find((one) => isAbout(one) && one.type !== 'Application') ?? targets.find(isAbout)
  if (member) return toAccount(member)
  const group =
    meaning.entitlement === 'role' ? undefined : targets.find((one) => /^Group$/i.test(one.type ?? '') && one.id)
  if (group && meaning.entitlement !== 'group') return toAccount(group)
  const login = details.get('targetuserprincipalname')
  if (login) return account(null, login, null, null)
  return meaning.stage === 'request' ? actor : null
}

function kindOf(one: Target): ActorKind | null {
  if (/^Agent/i.test(one.type ?? '')) return 'agent'
  if (/^(ServicePrincipal|Application)$/i.test(one.type ?? '')) return 'workload'
  return /^Group$/i.test(one.type ?? '') ? 'group' : null
}

function outcomeOf(result: string | null | undefined): Outcome {
  if (/^success/i.test(result ?? '')) return 'success'
  return /^(fail|timeout|error)/i.test(result ?? '') ? 'failure' : 'unknown'
}

function expiry(details: ReadonlyMap<string, string>, zone: string | null): number | null {
  return (readAmerican(details.get('expirationtime'), zone) ?? readAmerican(details.get('endtime'), zone))?.at ?? null
}

/** What somebody gave as a reason. `resultReason` carries it in PIM, access reviews and requests; elsewhere it is the system's own word. */
function said({ audit, details, isPim, meaning }: Reading): string | null {
  const reason = details.get('justification') ?? details.get('reason')
  if (reason) return reason
  const isTheirs = isPim || meaning.stage === 'request' || meaning.stage === 'approval' || meaning.stage === 'review'
  return isTheirs && outcomeOf(audit.result) !== 'failure' && audit.resultReason?.trim() ? audit.resultReason : null
}

function references(found: Reading): Reference[] {
  const { details } = found
  const ticket = details.get('ticketnumber')
  return [
    ...(ticket ? fieldReference(ticket) : []),
    ...findReferences(said(found), 'text'),
    ...[...details].flatMap(([key, value]) =>
      /comment|description|notes/.test(key) ? findReferences(value, 'text') : [],
    ),
  ]
}

function accounts({ actor, targets, subject }: Reading): { identities?: IdentityDraft[] } {
  const named = targets
    .filter((one) => one.id && /^(User|ServicePrincipal|Agent.*)$/i.test(one.type ?? ''))
    .map((one) => account(one.id!, one.userPrincipalName ?? null, one.displayName ?? null, kindOf(one)))
  const once = new Map<string, IdentityDraft>()
  for (const one of [actor, ...named, subject]) {
    if (!one?.alias.startsWith('entra:') || once.has(one.alias)) continue
    once.set(one.alias, {
      alias: one.alias,
      directory: 'entra',
      login: one.login,
      display_name: one.name,
      email: one.kind === null ? emailOf(one.login) : null,
      basis: 'observed',
      kind_hint: one.kind,
      same_as: one.sameAs,
    })
  }
  return once.size > 0 ? { identities: [...once.values()] } : {}
}

/** A guest's login (`ana_partner.example#EXT#@tenant`) is no address: what stands before `#EXT#` cannot be turned back for certain. */
function emailOf(login: string | null): string | null {
  const written = login?.trim().toLowerCase() ?? ''
  return /^[^\s@/#]+@[^\s@/]+\.[^\s@/]+$/.test(written) ? written : null
}

function address(written: string | null | undefined): string | null {
  const found = written?.trim() ?? ''
  return found === '' || /^(null|unknown|<null>)$/i.test(found) ? null : found
}
