/** GitHub's audit log entry in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, emailOf, type Fields, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind, CredentialClass } from '../../src/schema/words.js'
import { type Moment, readEpochMillis, readTime } from '../../src/time.js'
import { type Meaning, meaningOf } from './actions.js'
import { type Entry, entry, unwrap } from './record.js'

/** One entry: one row of events, and the account where the entry says who is behind it. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('not_an_event', `no GitHub audit log entry in this record: ${brief(record.value)}`)
  const parsed = entry.safeParse(fields)
  if (!parsed.success) return reject('bad_shape', `action is ${brief(fields['action'])}, expected text`)
  const log = parsed.data
  const written = ['@timestamp', 'at_sign_timestamp', 'created_at', 'p_event_time', 'timestamp'].map(
    (name) => fields[name],
  )
  const time = written.map((value) => readWhen(value, record.timezone)).find((moment) => moment !== null)
  if (!time) {
    const value = written.find((one) => one !== undefined && one !== null && one !== '')
    if (value === undefined) return reject('missing_field', `${log.action} has neither @timestamp nor created_at`)
    return reject('bad_time', `@timestamp of ${log.action} is no time: ${brief(value)}`)
  }
  const event = toEvent(log, fields, meaningOf(log.action), time)
  return { events: [event, ...issuing(event)], identities: accounts(log) }
}

/** Allowing a token to reach the organisation is a decision, and it puts the token in force. */
function issuing(event: EventDraft): EventDraft[] {
  if (event.operation !== 'personal_access_token.access_granted') return []
  const issue = { stage: 'credential', activity: 'issue', change: 'add', change_class: 'secret_issue', decision: null }
  return [{ ...event, ...issue }]
}

/** Epoch milliseconds; stores in between write UTC without a zone. GitHub counts no finer than milliseconds. */
function readWhen(value: unknown, zone: string | null): Moment | null {
  const millis =
    typeof value === 'number' ? Math.trunc(value) : typeof value === 'string' ? value.replace(/\.0+$/, '') : null
  const moment = readEpochMillis(millis) ?? readTime(value, zone ?? 'UTC')
  return moment && { at: moment.at, resolution: Math.max(moment.resolution, 1000) }
}

function toEvent(log: Entry, fields: Fields, meaning: Meaning, time: Moment): EventDraft {
  const pull = pullOf(log)
  const isAgent = isAgentActor(log)
  const issued = issuedCredential(log, fields, meaning)
  const references = referencesOf(log, fields).filter(({ ref }) => ref.toLowerCase() !== pull?.toLowerCase())
  const user = aliasOf(log.user)
  return {
    native_id: log._document_id,
    twin_id: log.action === 'pull_request.merge' && pull ? `github-merge:${pull.slice(3).toLowerCase()}` : null,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: meaning.stage,
    activity: meaning.activity,
    operation: log.action,
    outcome: meaning.outcome ?? (/(^|[._])(failed|failure)$/.test(log.action) ? 'failure' : 'success'),
    is_write: meaning.isWrite,
    change_class: meaning.changeClass,
    task: pull,
    actor: aliasOf(log.actor),
    actor_kind_hint: kindOf(log, isAgent),
    on_behalf_of: isAgent && user && user !== aliasOf(log.actor) ? [user] : null,
    agent_run: log.agent_session_id,
    credential: log.hashed_token ? `github:token/${log.hashed_token}` : null,
    credential_class: issued
      ? meaning.credential
      : log.hashed_token
        ? credentialClass(log.programmatic_access_type)
        : null,
    issued_credential: issued,
    issued_expires_at: expiry(fields),
    subject: subjectOf(log, fields, meaning, isAgent),
    account: log.org ?? log.business,
    resource: repositoryOf(log) ?? teamOf(log, fields) ?? log.org ?? log.business,
    entitlement: entitlementOf(log, fields, meaning),
    change: meaning.change,
    ...beforeAndAfter(fields),
    decision: meaning.decision ?? (meaning.stage === 'approval' ? reviewDecision(fields) : null),
    ...referenceColumns(references),
    text: textOf(fields['comment']) ?? textOf(fields['reason']) ?? textOf(fields['message']),
    source_ip: log.actor_ip,
    user_agent: log.user_agent,
    attributes: attributesOf({ ...rest(fields), country: asFields(fields['actor_location'])?.['country_code'] }),
  }
}

/** `github:<login>` in lower case; a deploy key acts under no login. */
function aliasOf(login: string | null): string | null {
  return login === null ? null : `github:${login.toLowerCase()}`
}

function isAgentActor(log: Entry) {
  return log.actor_is_agent === true || /^(Copilot|copilot-swe-agent\[bot\])$/i.test(log.actor ?? '')
}

/** What the entry says of the actor. A user's token may be a person's or a script's: nothing is said. */
function kindOf(log: Entry, isAgent: boolean): ActorKind | null {
  if (isAgent) return 'agent'
  const isApp = /server-to-server|^public key|^deploy_key|^github_app$/i.test(log.programmatic_access_type ?? '')
  return log.actor_is_bot === true || log.actor?.endsWith('[bot]') || isApp ? 'workload' : null
}

function credentialClass(type: string | null): CredentialClass {
  if (/GitHub App/i.test(type ?? '')) return 'session'
  return /personal access|oauth|public key|deploy|authentication token/i.test(type ?? '') ? 'static' : 'unknown'
}

/** The token, key or secret that the entry is about. Secrets of Actions are known by name and place only. */
function issuedCredential(log: Entry, fields: Fields, meaning: Meaning): string | null {
  if (!meaning.credential) return null
  const pat = textOf(fields['personal_access_token_id']) ?? textOf(fields['user_programmatic_access_id'])
  if (pat) return `github:pat/${pat}`
  const key = textOf(fields['fingerprint']) ?? textOf(fields['deploy_key_id']) ?? textOf(fields['key_id'])
  if (key) return `github:key/${key}`
  const name = textOf(fields['key']) ?? textOf(fields['secret_name']) ?? textOf(fields['title'])
  if (name) return `github:secret/${repositoryOf(log) ?? log.org ?? ''}/${name}`
  return log.token_id ? `github:token-id/${log.token_id}` : null
}

function expiry(fields: Fields): number | null {
  const value = fields['token_expires_at'] ?? fields['user_programmatic_access_expires_at'] ?? fields['expires_at']
  return (readEpochMillis(value) ?? readTime(value, 'UTC'))?.at ?? null
}

function subjectOf(log: Entry, fields: Fields, meaning: Meaning, isAgent: boolean): string | null {
  if (meaning.stage === 'context' || meaning.stage === 'policy' || meaning.stage === 'logging') return null
  const team = textOf(fields['team'])
  const app = textOf(fields['integration']) ?? textOf(fields['oauth_application']) ?? textOf(fields['name'])
  if (/^(integration|oauth_application|integration_installation)/.test(log.action) && app)
    return `github:app/${app.toLowerCase()}`
  if (/^org\.oauth_app_access/.test(log.action)) return app ? `github:app/${app.toLowerCase()}` : null
  if (log.user && !isAgent) return aliasOf(log.user)
  if (team && /repository/.test(log.action)) return `github:team/${team.toLowerCase()}`
  return meaning.credential || /request_created$/.test(log.action) ? aliasOf(log.actor) : null
}

/** A team that is made, renamed or deleted is what was acted on. */
function teamOf(log: Entry, fields: Fields): string | null {
  return /^team\.(create|destroy|rename|change_\w+)$/.test(log.action) ? textOf(fields['team']) : null
}

function entitlementOf(log: Entry, fields: Fields, meaning: Meaning): string | null {
  if (!/^priv_/.test(meaning.changeClass ?? '') && meaning.stage !== 'identity' && meaning.stage !== 'request')
    return null
  const team = textOf(fields['team'])
  if (team && !/repository/.test(log.action)) return team
  const role = textOf(fields['permission']) ?? textOf(fields['role']) ?? textOf(fields['role_name'])
  return role ?? textOf(fields['permissions']) ?? (/^org\.\w*member$/.test(log.action) ? 'member' : null)
}

/** GitHub writes a changed setting as `x` and `old_x` (or `previous_x`). */
function beforeAndAfter(fields: Fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = /^(?:old|previous)_(\w+)$/.exec(name)?.[1]
    const before = asShown(value)
    if (field === undefined || before === null) continue
    return { before, after: asShown(fields[field]) ?? asShown(fields[`new_${field}`]) }
  }
  return { after: asShown(fields['permission']) ?? asShown(fields['visibility']) }
}

function asShown(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'object'
    ? JSON.stringify(value)
    : (textOf(value) ?? (typeof value === 'boolean' ? String(value) : null))
}

/** A review's state, in the streams that write it. */
function reviewDecision(fields: Fields): EventDraft['decision'] {
  const state = String(fields['review_state'] ?? fields['state'] ?? '')
  if (/^approved?$/i.test(state)) return 'approved'
  return /^(changes_requested|rejected)$/i.test(state) ? 'denied' : null
}

function pullOf(log: Entry): string | null {
  const found = /([\w.-]+\/[\w.-]+)\/pulls?\/(\d+)/.exec(log.pull_request_url ?? '')
  return found ? `pr:${found[1]}#${found[2]}` : null
}

/** `org/repo`; some entries list several, and then the first stands and the rest is in the attributes. */
function repositoryOf(log: Entry): string | null {
  return log.repo ?? textOf(listOf(log['repo'])[0]) ?? log.repository
}

function referencesOf(log: Entry, fields: Fields): Reference[] {
  const commit = textOf(fields['head_sha']) ?? textOf(fields['after'])
  return [
    ...findReferences(log.pull_request_title, 'text'),
    ...findReferences(textOf(fields['head_branch']) ?? textOf(fields['branch']), 'branch'),
    ...(commit && /^[0-9a-f]{40}$/.test(commit) ? [{ ref: `commit:${commit}`, origin: 'field' } as const] : []),
    ...['comment', 'reason', 'message', 'description'].flatMap((name) => findReferences(textOf(fields[name]), 'text')),
  ]
}

const inColumns = new Set(
  (
    'action _document_id @timestamp at_sign_timestamp created_at p_event_time p_parse_time p_any_usernames p_any_actor_ids p_udm p_log_type p_source_label data actor actor_ip user_agent org repo hashed_token ' +
    'agent_session_id actor_location pull_request_url user'
  ).split(' '),
)

function rest(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !inColumns.has(name) && value !== false && value !== 0),
  )
}

/** The account of the identity provider behind the actor, which enterprises with SAML see in the log. */
function accounts(log: Entry): IdentityDraft[] {
  const alias = aliasOf(log.actor)
  const email = emailOf(log.external_identity_nameid) ?? emailOf(log.external_identity_username)
  if (alias === null || email === null) return []
  return [
    {
      alias,
      directory: 'github',
      login: log.actor,
      email,
      basis: 'observed',
      attributes: attributesOf({ id: log.actor_id }),
    },
  ]
}
