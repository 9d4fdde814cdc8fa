/** Databricks' audit log in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { parseList } from '../../src/read-carriers.js'
import { asFields, attributesOf, brief, emailOf, type Fields, reject, textOf, textsOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { type Meaning, writes } from '../../src/schema/meaning.js'
import type { ActorKind, Outcome } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { meaningOf } from './actions.js'
import { type Entry, readEntry } from './record.js'

/** Characters of one text that are kept. */
const TEXT_LENGTH = 4_000

/** One entry: one event; of an update of permissions one for each principal that gains and one for each that loses. */
export function normalize(record: SourceRecord): CanonicalRows {
  const entry = readEntry(record.value)
  if (entry === null) return reject('not_databricks', `no entry of an audit log: ${brief(record.value)}`)
  const time = timeOf(entry, record.timezone)
  if (time === null)
    return reject('bad_time', `no time: ${brief(entry.times.find((one) => one !== undefined && one !== null))}`)
  const { params } = entry
  const meant = refine(meaningOf(entry.service, entry.action), entry)
  const by = readActor(entry)
  const runBy = aliasOf(textOf(entry.metadata['run_by'] ?? entry.metadata['runBy']))
  const issued = credentialOf(params, meant)
  const said =
    textOf(params['commandText']) ??
    textOf(params['statement']) ??
    textOf(params['comment']) ??
    textOf(params['reason'])
  const event: EventDraft = {
    occurred_at: time.at,
    resolution_us: time.resolution,
    native_id: entry.id,
    operation: `${entry.service}.${entry.action}`,
    outcome: outcomeOf(entry),
    actor: by.alias,
    actor_kind_hint: by.kind,
    on_behalf_of: runBy === null || runBy === by.alias ? null : [runBy],
    session: entry.session === null ? null : `databricks:${entry.session.replace(/\s+/g, '-')}`,
    credential: meant.activity === 'sign_in' ? tokenOf(params) : null,
    account: entry.account ?? entry.workspace,
    subject: subjectOf(params) ?? aliasOf(newOwnerOf(entry)),
    resource: resourceOf(params),
    entitlement: meant.change_class?.startsWith('priv_')
      ? (entitlementOf(params) ?? rights[entry.action] ?? (newOwnerOf(entry) === null ? null : 'owner'))
      : null,
    after: stateAfter(params, meant),
    text: said?.slice(0, TEXT_LENGTH) ?? null,
    source_ip: entry.ip,
    user_agent: entry.agent,
    attributes: attributesOf({
      params: shortened(params),
      audit_level: entry.level,
      workspace: entry.workspace,
      request: entry.request,
      run_as: textOf(entry.metadata['run_as'] ?? entry.metadata['runAs']),
      status: textOf(entry.response['statusCode'] ?? entry.response['status_code']),
      error: textOf(entry.response['errorMessage'] ?? entry.response['error_message']),
    }),
    ...meant,
    ...issued,
    ...referenceColumns(findReferences(Object.keys(params).length === 0 ? null : JSON.stringify(params), 'text')),
  }
  const changes = parseList(params['changes'])
    .map(asFields)
    .filter((one) => one !== null)
  const told = changes.flatMap((change) => ofChange(event, change))
  const person = personOf(params)
  return { events: told.length > 0 ? told : [event], ...(person === null ? {} : { identities: [person] }) }
}

const gain = writes('execution', 'grant', 'priv_grant', 'add')
const loss = writes('revocation', 'remove', 'priv_removal', 'remove')

/** Unity Catalog's `changes`: a principal with the privileges that are added and those that are removed. */
function ofChange(event: EventDraft, change: Fields): EventDraft[] {
  const subject = aliasOf(textOf(change['principal']))
  return (
    [
      ['add', gain],
      ['remove', loss],
    ] as const
  ).flatMap(([direction, meant]) => {
    const privileges = textsOf(change[direction])
    if (privileges.length === 0) return []
    return [{ ...event, ...meant, subject, entitlement: privileges.join(', '), after: null }]
  })
}

/** What an action alone does not say: which setting was edited, whether an account is of a person, and who owns a thing from now on. */
function refine(meant: Meaning, entry: Entry): Meaning {
  const { action, params } = entry
  if (action === 'workspaceConfEdit' && /audit/i.test(textOf(params['workspaceConfKeys']) ?? '')) {
    const isOff = /^false$/i.test(textOf(params['workspaceConfValues']) ?? '')
    return writes('logging', isOff ? 'disable_logging' : 'enable_logging', null, isOff ? 'remove' : 'add')
  }
  if (
    meant.stage === 'identity' &&
    meant.change === 'add' &&
    /servicePrincipal/i.test(textOf(params['endpoint']) ?? '')
  )
    return writes('execution', 'create', 'nhi_create', 'add')
  if (newOwnerOf(entry) !== null) return writes('execution', 'grant', 'priv_grant', 'modify')
  if (meant.activity !== 'configure') return meant
  if (/^(create|install|mount)/.test(action)) return { ...meant, activity: 'create', change: 'add' }
  return /^(delete|permanentDelete|uninstall|unmount)/.test(action)
    ? { ...meant, activity: 'delete', change: 'remove' }
    : meant
}

/** Whoever owns a securable of Unity Catalog may do anything with it and pass it on. */
function newOwnerOf({ service, action, params }: Entry): string | null {
  return service === 'unityCatalog' && action.startsWith('update') ? first(params, ['new_owner', 'owner']) : null
}

/** The account of whom an entry gives the number beside the address. */
function personOf(params: Fields): IdentityDraft | null {
  const alias = aliasOf(textOf(params['targetUserId']))
  const email = emailOf(params['targetUserName'])
  return alias === null || email === null ? null : { alias, directory: 'databricks', email, basis: 'observed' }
}

interface By {
  readonly alias: string | null
  readonly kind: ActorKind | null
}

/** People are logged by their address, service principals by their application id, Databricks by names of its own. */
function readActor({ identity, params }: Entry): By {
  const name =
    textOf(identity['email']) ?? textOf(identity['subjectName'] ?? identity['subject_name']) ?? textOf(params['user'])
  if (name === null) return { alias: null, kind: null }
  return {
    alias: aliasOf(name),
    kind: isApplicationId(name) ? 'workload' : /^(System-User|DBR|Databricks)/i.test(name) ? 'system' : null,
  }
}

function isApplicationId(name: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)
}

function outcomeOf({ action, response }: Entry): Outcome {
  const status = Number(textOf(response['statusCode'] ?? response['status_code']) ?? Number.NaN)
  if (status === 401 || status === 403 || action === 'IpAccessDenied') return 'denied'
  if (status >= 400) return 'failure'
  return status >= 200 ? 'success' : 'unknown'
}

const receivers = [
  'targetUserName',
  'target_user_name',
  'principal',
  'principalName',
  'recipient_name',
  'targetServicePrincipalName',
  'service_principal',
  'targetUserId',
  'userId',
]
/** Names of what is acted on; of several the first that stands in the parameters. */
const places = (
  'full_name_arg securable_full_name targetGroupName targetGroupId resourceId warehouse_id warehouseId endpointId clusterId cluster_id cluster_name jobId job_id ' +
  'pipeline_id path notebookFullPath notebookId scope name workspaceConfKeys setting settingName metastore_id metastoreId policy_id ipAccessListId ' +
  'listId mountPoint share recipient_name tokenId'
).split(' ')

function subjectOf(params: Fields): string | null {
  return aliasOf(first(params, receivers))
}

function resourceOf(params: Fields): string | null {
  const securable = textOf(params['securable_full_name']) ?? textOf(params['securableFullName'])
  const type = textOf(params['securable_type']) ?? textOf(params['securableType'])
  if (securable !== null && type !== null) return `${type.toLowerCase()}/${securable}`
  const scope = textOf(params['scope'])
  const key = textOf(params['key'])
  if (scope !== null && key !== null) return `secret/${scope}/${key}`
  return first(params, places)
}

/** What the actions without a parameter for it give or take. */
const rights: Readonly<Record<string, string>> = {
  setAccountAdmin: 'account admin',
  removeAccountAdmin: 'account admin',
  changeAccountOwner: 'account owner',
  setAdmin: 'workspace admin',
  removeAdmin: 'workspace admin',
}

function entitlementOf(params: Fields): string | null {
  return first(params, [
    'permission',
    'aclPermissionSet',
    'permission_level',
    'privilege',
    'role',
    'targetGroupName',
    'targetGroupId',
  ])
}

/** How a setting is to be; requests have no state before. */
function stateAfter(params: Fields, meant: Meaning): string | null {
  const value = first(params, ['workspaceConfValues', 'rule_set', 'ruleSet', 'owner', 'new_owner', 'value'])
  if (value !== null) return value
  const isSetting = meant.change_class === 'trust_policy' || meant.change_class === 'prod_config'
  return isSetting && Object.keys(params).length > 0 ? JSON.stringify(params) : null
}

/** A token or secret that is issued or taken away; the expiry is in milliseconds since the epoch. */
function credentialOf(params: Fields, meant: Meaning): Partial<EventDraft> {
  const isSecret =
    meant.change_class === 'secret_issue' || (meant.stage === 'revocation' && meant.activity === 'revoke')
  const token = tokenOf(params)
  const id = token ?? (textOf(params['scope']) === null ? null : `databricks:${resourceOf(params)}`)
  if (!isSecret || id === null) return {}
  return {
    issued_credential: id.replace(/\s+/g, '-'),
    issued_expires_at: readEpochMillis(params['tokenExpirationTime'])?.at ?? null,
    // A stored secret is somebody else's credential: nobody is given one here.
    credential_class: meant.stage === 'credential' && token !== null ? 'static' : null,
  }
}

function tokenOf(params: Fields): string | null {
  const id = first(params, ['tokenId', 'token_id', 'tokenHash', 'secret_id', 'credential_id'])
  return id === null ? null : `databricks:token/${id.replace(/\s+/g, '-')}`
}

/** Commands and definitions may be as long as a notebook. */
function shortened(params: Fields): Fields {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.slice(0, TEXT_LENGTH) : value,
    ]),
  )
}

function first(params: Fields, names: readonly string[]): string | null {
  for (const name of names) {
    const value = textOf(params[name])
    if (value !== null) return value
  }
  return null
}

function aliasOf(name: string | null): string | null {
  if (name === null) return null
  const email = emailOf(name)
  return email === null ? `databricks:${name.replace(/\s+/g, '-')}` : `email:${email}`
}

function timeOf({ times }: Entry, zone: string | null): Moment | null {
  for (const value of times) {
    const moment = readTime(value, zone ?? 'UTC') ?? readEpochMillis(value) ?? readEpochSeconds(value)
    if (moment !== null) return moment
  }
  return null
}
