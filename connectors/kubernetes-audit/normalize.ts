/** Kubernetes' audit event in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  compact,
  emailOf,
  type Fields,
  fieldsAt,
  listOf,
  reject,
  textOf,
  textsOf,
} from '../../src/read-fields.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { Hands, OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { looks, writes } from '../../src/schema/meaning.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { ActorKind, CredentialClass, Decision, Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './operations.js'
import { clusterOfLogGroup, unwrap } from './record.js'

/** One audit event: one row of events, or one for each subject of a binding; the accounts it names; the request for a certificate it opens. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = unwrap(record.value)
  if (found === null) return reject('not_an_event', `no Kubernetes audit event in this record: ${brief(record.value)}`)
  const { event } = found
  const time = timeOf(event, found.carrierTime, record.timezone)
  if (time === null)
    return reject('bad_time', `requestReceivedTimestamp is no time: ${brief(event['requestReceivedTimestamp'])}`)
  const cluster = found.cluster ?? clusterOfLogGroup(record.page?.['logGroup'])
  const call = callOf(event)
  const caller = readUser(asFields(event['user']))
  const impersonated = readUser(asFields(event['impersonatedUser']))
  const meaning = adjusted(call, caller, event)
  const row = toEvent(event, call, meaning, caller, impersonated, time, cluster)
  const task = taskOf(event, row)
  const identities = [...(caller?.identities ?? []), ...(impersonated?.identities ?? [])]
  return {
    events: spread(row, event, meaning),
    ...(task ? { tasks: [task] } : {}),
    ...(identities.length > 0 ? { identities } : {}),
  }
}

/** Moment the API server got the request; a stage's own time stands for rows that lost it. UTC is meant where a store dropped the zone. */
function timeOf(event: Fields, carrierTime: unknown, zone: string | null): Moment | null {
  for (const value of [event['requestReceivedTimestamp'], event['stageTimestamp'], event['timestamp'], carrierTime]) {
    if (value === undefined || value === null || value === '') continue
    return readTime(value, zone ?? 'UTC') ?? readEpochMillis(value)
  }
  return null
}

/** What was called: verb and target. */
interface Call {
  readonly verb: string
  readonly resource: string | null
  readonly subresource: string | null
  readonly name: string | null
  readonly namespace: string | null
  readonly uri: string | null
  readonly stage: string
}

function callOf(event: Fields): Call {
  const ref = asFields(event['objectRef'])
  const uri = textOf(event['requestURI'])
  const created = fieldsAt(event, 'responseObject', 'metadata') ?? fieldsAt(event, 'requestObject', 'metadata')
  return {
    verb: (textOf(event['verb']) ?? 'unknown').toLowerCase(),
    resource: textOf(ref?.['resource'])?.toLowerCase() ?? null,
    subresource: textOf(ref?.['subresource'])?.toLowerCase() ?? null,
    // The name of a new object stands in its body only.
    name: textOf(ref?.['name']) ?? textOf(created?.['name']),
    namespace: textOf(ref?.['namespace']),
    uri,
    stage: textOf(event['stage']) ?? 'ResponseComplete',
  }
}

/** A call that has only arrived, and the daily work of the cluster's own parts, are told but not judged. */
function adjusted(call: Call, caller: User | null, event: Fields): Meaning {
  const { verb, resource, subresource, name, namespace } = call
  const meaning = meaningOf(verb, resource, subresource, name, namespace)
  if (call.stage === 'RequestReceived') return looks('other')
  if (caller?.part === null || caller === null) return isStaticToken(call, event) ? staticToken : meaning
  const unjudged: Meaning = { ...meaning, change_class: null, decision: null }
  // The control plane binds roles when it starts; of its controllers none does so by itself.
  const isKept = caller.part === 'controller' && meaning.special === 'binding' && meaning.change_class !== null
  if (meaning.special === 'csr' && meaning.stage === 'request') return { ...unjudged, stage: 'context' }
  if (!meaning.is_write) return { ...unjudged, stage: 'context' }
  return isKept ? meaning : unjudged
}

/** A secret of this type is a service account's token that never expires; its body is in the log at level Request and above only. */
function isStaticToken(call: Call, event: Fields): boolean {
  return (
    call.verb === 'create' &&
    call.resource === 'secrets' &&
    asFields(event['requestObject'])?.['type'] === 'kubernetes.io/service-account-token'
  )
}

const staticToken: Meaning = { ...writes('credential', 'issue', 'secret_issue', 'add'), special: 'static-token' }

function toEvent(
  event: Fields,
  call: Call,
  meaning: Meaning,
  caller: User | null,
  impersonated: User | null,
  time: Moment,
  cluster: string | null,
): EventDraft {
  const annotations = asFields(event['annotations'])
  const body = asFields(event['requestObject'])
  const answer = asFields(event['responseObject'])
  const issued = issuedBy(event, call, meaning)
  const isForOther = impersonated !== null && (caller?.kind === 'workload' || caller?.kind === 'system')
  const decision = decisionOf(meaning, body, answer)
  const isIssue = meaning.special === 'csr' && meaning.stage === 'credential'
  // The signer writes the certificate into the status; other writes there issue nothing.
  const stage = isIssue && issued === null ? 'context' : meaning.stage
  const hasStages = call.stage === 'ResponseStarted' || isLong(call)
  const auditId = textOf(event['auditID'])
  const task = csrTask(meaning, call)
  return {
    native_id: auditId,
    twin_id: hasStages && auditId !== null && call.stage !== 'RequestReceived' ? `k8s:${auditId}` : null,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage,
    activity: isIssue && issued === null ? 'update' : meaning.activity,
    operation: operationOf(call),
    outcome: outcomeOf(event, call),
    is_write: meaning.is_write,
    change_class: meaning.change_class,
    task,
    actor: caller?.alias,
    actor_kind_hint: caller?.kind,
    on_behalf_of: isForOther && impersonated.alias !== caller?.alias ? [impersonated.alias] : null,
    session: caller?.session,
    credential: caller?.credential,
    credential_class: issued?.class ?? caller?.credentialClass,
    used_class: issued ? caller?.credentialClass : null,
    issued_credential: issued?.credential,
    issued_expires_at: issued?.expires,
    subject: subjectOf(call, meaning, body, answer, caller),
    account: cluster,
    resource: resourceOf(call),
    entitlement: entitlementOf(call, meaning, body, answer),
    change: meaning.change,
    after: afterOf(meaning, body, answer),
    decision,
    ...referenceColumns(references(event, call, meaning, caller, impersonated).filter(({ ref }) => ref !== task)),
    text: changeCause(body) ?? conditionOf(body)?.message ?? null,
    source_ip: textsOf(event['sourceIPs'])[0] ?? null,
    user_agent: textOf(event['userAgent']),
    attributes: attributesOf({
      audit_stage: call.stage,
      level: textOf(event['level']),
      stage_at: textOf(event['stageTimestamp']),
      request_uri: call.uri,
      api_group: textOf(asFields(event['objectRef'])?.['apiGroup']),
      code: fieldsAt(event, 'responseStatus')?.['code'],
      message: textOf(fieldsAt(event, 'responseStatus')?.['message']),
      reason: textOf(fieldsAt(event, 'responseStatus')?.['reason']),
      groups: textsOf(asFields(event['user'])?.['groups']),
      extra: asFields(asFields(event['user'])?.['extra']),
      impersonated_user: impersonated?.name,
      impersonated_groups: textsOf(asFields(event['impersonatedUser'])?.['groups']),
      source_ips: textsOf(event['sourceIPs']).slice(1),
      decision: textOf(annotations?.['authorization.k8s.io/decision']),
      decision_reason: textOf(annotations?.['authorization.k8s.io/reason']),
      annotations: otherAnnotations(annotations),
      is_platform: caller !== null && caller.part !== null ? true : null,
      trigger: textOf(body?.['command']),
      ...({ hands: handsOf(call), place_name: placeOf(call) } satisfies OwnAttributes),
    }),
  }
}

/** Somebody sits at a container's shell: at a terminal, typing into it, or by the name of what runs in it. */
function handsOf(call: Call): Hands | null {
  const isInside = call.resource === 'pods' && (call.subresource === 'exec' || call.subresource === 'attach')
  return isInside && call.uri !== null && shell.test(call.uri) ? 'shell' : null
}

const shell = /[?&](tty|stdin)=(true|1)|[?&]command=(%2F[a-z%0-9A-F]*)?(\/[a-z/]*)?(ba|z|k|da)?sh(&|$)/

/** The namespace; what lies in none is the cluster's. */
function placeOf(call: Call): string {
  return (call.resource === 'namespaces' ? call.name : call.namespace) ?? '*'
}

/** Calls that last: their start and their end are two records of one action. */
function isLong(call: Call): boolean {
  return call.verb === 'watch' || /^(exec|attach|portforward|log|proxy)$/.test(call.subresource ?? '')
}

function operationOf(call: Call): string {
  if (call.resource === null) return `${call.verb} ${call.uri?.replace(/\?.*$/, '') ?? 'unknown'}`
  return `${call.verb} ${call.resource}${call.subresource === null ? '' : `/${call.subresource}`}`
}

/** The object by its place: `namespaces/prod/pods/web-0`, `clusterrolebindings/ops`. */
function resourceOf(call: Call): string | null {
  if (call.resource === null) return call.uri?.replace(/\?.*$/, '') ?? null
  const place = call.namespace === null || call.resource === 'namespaces' ? '' : `namespaces/${call.namespace}/`
  return `${place}${call.resource}${call.name === null ? '' : `/${call.name}`}`
}

function outcomeOf(event: Fields, call: Call): Outcome {
  if (call.stage === 'RequestReceived') return 'pending'
  if (call.stage === 'Panic') return 'failure'
  if (asFields(event['annotations'])?.['authorization.k8s.io/decision'] === 'forbid') return 'denied'
  const code = Number(textOf(fieldsAt(event, 'responseStatus')?.['code']) ?? Number.NaN)
  if (code === 401 || code === 403) return 'denied'
  if (code >= 400) return 'failure'
  if (code >= 100) return 'success'
  return fieldsAt(event, 'responseStatus')?.['status'] === 'Failure' ? 'failure' : 'unknown'
}

/** Who called, with everything the authenticator said of him. */
interface User {
  readonly name: string
  readonly alias: string
  readonly kind: ActorKind | null
  /** A part of the cluster itself: its control plane and nodes, or one of its controllers. */
  readonly part: 'plane' | 'controller' | null
  readonly session: string | null
  readonly credential: string | null
  readonly credentialClass: CredentialClass | null
  readonly identities: readonly IdentityDraft[]
}

const plane =
  /^(system:(apiserver|kube-apiserver|kube-controller-manager|kube-scheduler|kube-proxy|cloud-controller-manager|addon-manager|node|node:.*|bootstrap:.*|node-problem-detector|volume-scheduler|gke-.*|konnectivity-server)|eks:.*|aksService|aks-.*|system:serviceaccount:kube-system:(eks|aks|gke)-.*|node-client|kubelet.*)$/
const controllers =
  /^system:serviceaccount:kube-system:([\w-]*-controller(-manager)?|generic-garbage-collector|horizontal-pod-autoscaler|root-ca-cert-publisher|certificate-controller|pod-garbage-collector|coredns|kube-dns|kube-proxy|metrics-server|aws-node|cluster-autoscaler|cilium|calico-node|attachdetach-controller|persistent-volume-binder|bootstrap-signer|token-cleaner)$/

function readUser(user: Fields | null): User | null {
  const name = textOf(user?.['username'])
  if (user === null || name === null) return null
  const extra = asFields(user['extra'])
  const arn = textsOf(extra?.['arn'])[0] ?? null
  const isArn = arn?.startsWith('arn:') === true
  const key = textsOf(extra?.['accessKeyId'])[0] ?? null
  const sessionName = textsOf(extra?.['sessionName'])[0] ?? null
  const principal = /^(?:aws-iam-authenticator|heptio-authenticator-aws):\d{12}:(A[A-Z0-9]{10,})$/.exec(
    textOf(user['uid']) ?? '',
  )?.[1]
  const credentialId = textsOf(extraOf(extra, 'credential-id'))[0] ?? null
  const alias = isArn ? `aws:${arn}` : `k8s:${name}`
  const part = plane.test(name) ? 'plane' : controllers.test(name) ? 'controller' : null
  const isMachine = sessionName !== null && /^i-[0-9a-f]{8,17}$/.test(sessionName)
  const kind: ActorKind | null =
    part !== null
      ? 'system'
      : name.startsWith('system:serviceaccount:') || isMachine
        ? 'workload'
        : name === 'system:anonymous'
          ? 'unknown'
          : null
  const credential = key !== null ? `aws:${key}` : credentialId !== null ? `k8s:${credentialId}` : null
  return {
    name,
    alias,
    kind,
    part,
    session: principal && sessionName !== null ? `aws:${principal}:${sessionName}` : null,
    credential,
    credentialClass: credential === null ? null : classOf(key ?? credentialId ?? ''),
    identities: identitiesOf(alias, name, isArn ? centerName(arn, sessionName) : null, kind, extra),
  }
}

/** Only Identity Center sets the session names of its roles itself; elsewhere the caller chooses them. */
function centerName(arn: string | null, sessionName: string | null): string | null {
  return arn?.includes(':assumed-role/AWSReservedSSO_') ? sessionName : null
}

function classOf(id: string): CredentialClass {
  if (id.startsWith('ASIA') || id.startsWith('JTI=')) return 'session'
  if (id.startsWith('AKIA')) return 'static'
  return id.startsWith('X509') ? 'certificate' : 'unknown'
}

/** Keys of `extra` have a domain before a slash; Panther writes the slash as `_slash_` and dots as `_`. */
function extraOf(extra: Fields | null, name: string): unknown {
  if (extra === null) return undefined
  return extra[`authentication.kubernetes.io/${name}`] ?? extra[`authentication_kubernetes_io_slash_${name}`]
}

/**
 * What the record says of an account. A name that ends in an address was set by the identity provider (`oidc:ana@example.com`); it attributes
 * and merges nothing, because a client certificate may carry any name. AKS gives the directory's object id beside it.
 */
function identitiesOf(
  alias: string,
  name: string,
  sessionName: string | null,
  kind: ActorKind | null,
  extra: Fields | null,
): IdentityDraft[] {
  if (kind === 'system' || kind === 'unknown') return []
  const login = sessionName ?? name
  const email = kind === null ? emailOf(login.replace(/^.*[:#|/](?=[^:#|/]*@)/, '')) : null
  const objectId = textsOf(extra?.['oid'])[0]
  const isWorkload = kind === 'workload' && sessionName === null
  if (email === null && objectId === undefined && !isWorkload) return []
  return [
    {
      alias,
      directory: alias.startsWith('aws:') ? 'aws' : 'k8s',
      login,
      email,
      basis: email === null ? 'observed' : 'session_name',
      kind_hint: kind,
      same_as: objectId === undefined ? null : [`entra:${objectId}`],
    },
  ]
}

/** A binding names its subjects in its body, and each of them gains something: one row for each. */
function spread(row: EventDraft, event: Fields, meaning: Meaning): EventDraft[] {
  if (meaning.special !== 'binding' || row.stage !== 'execution') return [row]
  const body = bindingBody(asFields(event['requestObject']), asFields(event['responseObject']))
  const subjects = [...new Set(listOf(body?.['subjects']).flatMap((one) => subjectAlias(asFields(one)) ?? []))]
  if (subjects.length === 0) return [row]
  return subjects.map((subject) => ({ ...row, subject }))
}

/** The stored object is whole; a patch may leave the role or the subjects out. */
function bindingBody(body: Fields | null, answer: Fields | null): Fields | null {
  return answer !== null && ('subjects' in answer || 'roleRef' in answer) ? answer : body
}

function subjectAlias(subject: Fields | null): string | null {
  const name = textOf(subject?.['name'])
  if (name === null) return null
  if (subject?.['kind'] === 'Group') return `k8s:group/${name}`
  if (subject?.['kind'] !== 'ServiceAccount') return `k8s:${name}`
  return `k8s:system:serviceaccount:${textOf(subject['namespace']) ?? 'default'}:${name}`
}

function subjectOf(
  call: Call,
  meaning: Meaning,
  body: Fields | null,
  answer: Fields | null,
  caller: User | null,
): string | null {
  if (call.resource === 'serviceaccounts' && call.name !== null && meaning.is_write && meaning.stage !== 'context')
    return `k8s:system:serviceaccount:${call.namespace ?? 'default'}:${call.name}`
  if (meaning.special === 'static-token') {
    const account = textOf(fieldsAt(body, 'metadata', 'annotations')?.['kubernetes.io/service-account.name'])
    return account === null ? null : `k8s:system:serviceaccount:${call.namespace ?? 'default'}:${account}`
  }
  if (meaning.special !== 'csr') return null
  const asker = textOf(fieldsAt(answer, 'spec')?.['username']) ?? textOf(fieldsAt(body, 'spec')?.['username'])
  if (asker !== null) return `k8s:${asker}`
  return meaning.stage === 'request' ? (caller?.alias ?? null) : null
}

function entitlementOf(call: Call, meaning: Meaning, body: Fields | null, answer: Fields | null): string | null {
  if (meaning.special === 'binding') {
    const role = asFields(bindingBody(body, answer)?.['roleRef'])
    const name = textOf(role?.['name'])
    return name === null ? null : `${textOf(role?.['kind']) ?? 'Role'}/${name}`
  }
  if (meaning.special === 'role' && call.name !== null)
    return `${call.resource === 'clusterroles' ? 'ClusterRole' : 'Role'}/${call.name}`
  if (meaning.special === 'csr')
    return textOf(fieldsAt(answer, 'spec')?.['signerName']) ?? textOf(fieldsAt(body, 'spec')?.['signerName'])
  return null
}

/** The state the call left, of the parts that say who may do what or what runs. Secrets are never looked into. */
function afterOf(meaning: Meaning, body: Fields | null, answer: Fields | null): string | null {
  if (meaning.special === 'role') return jsonOf(answer?.['rules'] ?? body?.['rules'])
  if (meaning.special === 'scale') {
    const replicas = fieldsAt(answer, 'spec')?.['replicas'] ?? fieldsAt(body, 'spec')?.['replicas']
    return textOf(replicas)
  }
  if (meaning.special === 'workload' && meaning.change !== 'remove') {
    const images = imagesOf(answer).length > 0 ? imagesOf(answer) : imagesOf(body)
    return images.length > 0 ? images.join(', ') : null
  }
  return null
}

function imagesOf(object: Fields | null): string[] {
  const spec = asFields(object?.['spec'])
  const template =
    fieldsAt(spec, 'jobTemplate', 'spec', 'template', 'spec') ?? fieldsAt(spec, 'template', 'spec') ?? spec
  return listOf(template?.['containers']).flatMap((one) => textOf(asFields(one)?.['image']) ?? [])
}

function jsonOf(value: unknown): string | null {
  return Array.isArray(value) && value.length > 0 ? JSON.stringify(value) : null
}

interface Issued {
  readonly credential: string
  readonly class: CredentialClass
  readonly expires: number | null
}

/** A token's id stands in an annotation; a service account's token kept as a secret has no id but its name; a certificate has its request. */
function issuedBy(event: Fields, call: Call, meaning: Meaning): Issued | null {
  const answer = asFields(event['responseObject'])
  if (meaning.special === 'token') {
    const annotations = asFields(event['annotations'])
    const id = textOf(annotations?.['authentication.kubernetes.io/issued-credential-id'])
    if (id === null) return null
    const expires = readTime(fieldsAt(answer, 'status')?.['expirationTimestamp'], 'UTC')
    return { credential: `k8s:${id}`, class: classOf(id), expires: expires?.at ?? null }
  }
  if (meaning.special === 'static-token' && call.name !== null)
    return { credential: `k8s:secret/${call.namespace ?? 'default'}/${call.name}`, class: 'static', expires: null }
  const isSigned = meaning.stage === 'credential' && textOf(fieldsAt(answer, 'status')?.['certificate']) !== null
  if (meaning.special === 'csr' && isSigned && call.name !== null)
    return { credential: `k8s:csr/${call.name}`, class: 'certificate', expires: null }
  return null
}

/** Requests for certificates are tracked items: asked, decided, signed. Those that nodes make of themselves are decided by the cluster. */
function csrTask(meaning: Meaning, call: Call): string | null {
  if (meaning.special !== 'csr' || call.name === null) return null
  return /^(csr|node-csr)-[a-z0-9]{5,}$/i.test(call.name) && meaning.stage === 'context'
    ? null
    : `request:csr/${call.name}`
}

function taskOf(event: Fields, row: EventDraft): TaskDraft | null {
  if (row.stage !== 'request' || !row.task || row.outcome !== 'success') return null
  const body = asFields(event['responseObject']) ?? asFields(event['requestObject'])
  const spec = fieldsAt(body, 'spec')
  return {
    task: row.task,
    native_id: textOf(fieldsAt(body, 'metadata')?.['uid']),
    kind: 'request',
    key: row.task.slice('request:'.length),
    title: `Certificate by ${row.entitlement ?? 'an unnamed signer'}`,
    type: 'CertificateSigningRequest',
    status: 'Pending',
    is_closed: false,
    requester: row.actor,
    requested_for: row.subject,
    created_at: row.occurred_at,
    updated_at: row.occurred_at,
    resolution_us: row.resolution_us,
    scope_entitlements: row.entitlement ? [row.entitlement] : null,
    approval_state: 'requested',
    has_history: false,
    refs: row.refs,
    ref_origins: row.ref_origins,
    attributes: attributesOf({ usages: textsOf(spec?.['usages']), expiration_seconds: spec?.['expirationSeconds'] }),
  }
}

function conditionOf(body: Fields | null): { type: string; message: string | null } | null {
  const conditions = listOf(fieldsAt(body, 'status')?.['conditions']).map(asFields)
  const last = conditions.findLast((one) => /^(Approved|Denied)$/.test(String(one?.['type'])))
  return last ? { type: String(last['type']), message: textOf(last['message']) } : null
}

function decisionOf(meaning: Meaning, body: Fields | null, answer: Fields | null): Decision | null {
  if (meaning.decision) return meaning.decision
  if (meaning.stage !== 'approval') return null
  const type = (conditionOf(body) ?? conditionOf(answer))?.type
  return type === 'Approved' ? 'approved' : type === 'Denied' ? 'denied' : null
}

function changeCause(body: Fields | null): string | null {
  return textOf(fieldsAt(body, 'metadata', 'annotations')?.['kubernetes.io/change-cause'])
}

/** Keys that people and pipelines put on objects, and what a proxy says of its user. Names count for rights only: pods are numbered too. */
function references(
  event: Fields,
  call: Call,
  meaning: Meaning,
  caller: User | null,
  impersonated: User | null,
): Reference[] {
  if (caller?.part !== null && caller !== null) return []
  const metadata = fieldsAt(event, 'requestObject', 'metadata')
  const tags = [metadata?.['annotations'], metadata?.['labels']].flatMap((one) => Object.entries(asFields(one) ?? {}))
  const extras = [asFields(event['user']), asFields(event['impersonatedUser'])].flatMap((user) =>
    Object.entries(asFields(user?.['extra']) ?? {}),
  )
  const session = textsOf(fieldsAt(event, 'user', 'extra')?.['sessionName'])[0]
  return [
    ...tags.flatMap(([key, value]) =>
      key === 'kubectl.kubernetes.io/last-applied-configuration' || typeof value !== 'string'
        ? []
        : findReferences(value, key === 'kubernetes.io/change-cause' ? 'text' : 'tag'),
    ),
    ...extras.flatMap(([key, value]) =>
      /ticket|change|reason|request|task|justification/i.test(key)
        ? textsOf(value).flatMap((one) => findReferences(one, 'tag'))
        : [],
    ),
    ...findReferences(session, 'session'),
    ...(impersonated ? findReferences(impersonated.name, 'session') : []),
    ...(meaning.special === 'binding' || meaning.special === 'csr' ? findReferences(call.name, 'tag') : []),
  ]
}

function otherAnnotations(annotations: Fields | null): Record<string, unknown> | null {
  if (annotations === null) return null
  const others = Object.entries(annotations).filter(([key]) => !/^authorization\.k8s\.io\/(decision|reason)$/.test(key))
  return compact(Object.fromEntries(others))
}
