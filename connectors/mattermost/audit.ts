/** Mattermost's audit log: the flat records of release 5 and 6, and the nested ones since 7. https://docs.mattermost.com/administration-guide/comply/embedded-json-audit-log-schema.html */
import type { CanonicalRows } from '../../src/connector.js'
import { attributesOf, brief, type Fields, fieldsAt, reject, textOf } from '../../src/read-fields.js'
import type { ChangeClass, Outcome, Stage } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { aliasOf } from './record.js'

interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
}

const is = (stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning => ({
  stage,
  activity,
  isWrite: true,
  ...(change ? { change } : {}),
  ...(changeClass ? { changeClass } : {}),
})
const looks = (activity: string, changeClass?: ChangeClass): Meaning => ({
  ...is(changeClass ? 'execution' : 'context', activity, undefined, changeClass),
  isWrite: false,
})

/** What the names of audit events mean; first match wins. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [/^removeAuditLogCertificate$/, is('logging', 'disable_logging', 'remove')],
  [/^addAuditLogCertificate$/, is('logging', 'enable_logging', 'add')],
  [/Policy$/, is('logging', 'configure', 'modify')],
  [/^login/, looks('sign_in')],
  [/^[lL]ogout/, looks('sign_out')],
  [
    /^(create|enable)UserAccessToken$|^regen\w*(Secret|Token)$|^regen/,
    is('credential', 'issue', 'add', 'secret_issue'),
  ],
  [/^(revoke|disable)UserAccessToken$|^revoke/i, is('revocation', 'revoke', 'remove')],
  [/^demoteUserToGuest$/, is('revocation', 'remove', 'remove', 'priv_removal')],
  [/^promoteGuestToUser$/, is('execution', 'grant', 'add', 'priv_grant')],
  [/^update\w*Roles$/, is('execution', 'grant', 'modify', 'priv_grant')],
  [
    /^(patch|update|create)(Role|Scheme)$|^addUserTo(Role|GroupSyncables?)|^linkLdapGroup$|Syncable$/,
    is('execution', 'configure', 'modify', 'priv_grant'),
  ],
  [
    /^create(Bot|OAuthApp|IncomingHook|OutgoingHook|Command)$|^convertUserToBot$/,
    is('execution', 'create', 'add', 'nhi_create'),
  ],
  [
    /^(delete|disable)(Bot|OAuthApp|IncomingHook|OutgoingHook|Command)$|^localDelete(IncomingHook|OutgoingHook)/,
    is('revocation', 'remove', 'remove', 'priv_removal'),
  ],
  [/Saml|Ldap|^(add|remove)\w*Certificate$|^migrate(Auth|Id)/, is('execution', 'configure', 'modify', 'trust_policy')],
  [/^get\w*Config$/, looks('read')],
  [
    /Config|License|Plugin|^upgradeToEnterprise|^restartServer|^testSite/,
    is('execution', 'configure', 'modify', 'prod_config'),
  ],
  [
    /^(download|create)(Export|ComplianceReport|Job)|^downloadJob|^exportFile|^bulkExport/,
    looks('read', 'data_access'),
  ],
  [
    /^(create|delete|permanentDelete)User$|^createUserWith|^(local)?PermanentDelete\w*Users?$/,
    is('identity', 'lifecycle'),
  ],
  [/^updateUserActive$|^updateBotActive$/, is('identity', 'lifecycle', 'modify')],
  [
    /^(patch|update|reset|switch|verify|attach|set|send)\w*(User|Users|Password|Mfa|AccountType|DeviceId|Email|Auth|Bot)$/,
    is('identity', 'update', 'modify'),
  ],
  [/^add(Team|Channel|Group)\w*Members?|^add\w+ToTeam|^joinTeam|^invite/, is('context', 'grant', 'add')],
  [/^remove(Team|Channel|Group)\w*Members?|^remove\w+From/, is('context', 'remove', 'remove')],
  [/^createPost/, is('context', 'message')],
  [/^(update|patch)Post/, is('context', 'edit', 'modify')],
  [/^(get|search|list|view|download|ping|autocomplete)/i, looks('read')],
  [/^(local)?(create|add|upload|import|restore|save)/i, is('context', 'create', 'add')],
  [/^(local)?(delete|remove|permanentDelete)/i, is('context', 'delete', 'remove')],
]

const others = is('context', 'update', 'modify')

/** One audit record. */
export function normalizeAudit(fields: Fields): CanonicalRows {
  const operation = textOf(fields['event_name']) ?? textOf(fields['event'])
  if (operation === null) return reject('missing_field', `event is ${brief(fields['event'])}`)
  const time = readTime(fields['timestamp'])
  if (time === null) return reject('bad_time', `timestamp is no time: ${brief(fields['timestamp'])}`)
  const actor = fieldsAt(fields, 'actor') ?? fields
  const data = fieldsAt(fields, 'event')
  const parameters = fieldsAt(data, 'parameters') ?? fields
  const before = fieldsAt(data, 'prior_state')
  const after = fieldsAt(data, 'resulting_state')
  const user = fieldsAt(parameters, 'user')
  const status = textOf(fields['status'])
  const known = meanings.find(([pattern]) => pattern.test(operation))?.[1] ?? others
  const roles = textOf(parameters['roles']) ?? textOf(parameters['new_roles']) ?? textOf(after?.['roles'])
  const formerly = textOf(before?.['roles'])
  const meaning = /Roles$/.test(operation) ? rolesMeaning(known, formerly, roles) : known
  const isSignIn = meaning.activity === 'sign_in'
  const who =
    aliasOf(actor['user_id']) ??
    (isSignIn && status === 'success' ? (aliasOf(user?.['id']) ?? aliasOf(parameters['login_id'])) : null)
  const path = textOf(fieldsAt(fields, 'meta')?.['api_path']) ?? textOf(fields['api_path'])
  const session = textOf(actor['session_id'])
  const object = ['channel', 'channeld', 'team', 'post', 'hook', 'bot', 'oauth_app', 'role', 'plugin']
    .map((name) => fieldsAt(parameters, name))
    .find((one) => textOf(one?.['id']) !== null)
  const named = aliasOf(user?.['id']) ?? aliasOf(parameters['user_id'])
  const subject = data === null && parameters['user_id'] === actor['user_id'] ? aliasOf(user?.['id']) : named
  const addressed = /\/users\/([a-z0-9]{26})(?:\/|$)/.exec(path ?? '')?.[1]
  const single = /^\[?([a-z0-9]{26})\]?$/.exec(textOf(parameters['user_ids']) ?? '')?.[1]
  return {
    events: [
      {
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: meaning.stage,
        activity: meaning.activity,
        operation,
        outcome: outcomeOf(status, fields),
        is_write: meaning.isWrite,
        change_class: meaning.changeClass,
        actor: who,
        session: session === null ? null : `mattermost:${session}`,
        subject: isSignIn ? null : (subject ?? aliasOf(single) ?? aliasOf(addressed)),
        resource: textOf(object?.['id']) ?? path,
        entitlement: /Roles$/.test(operation) ? roles : null,
        change: meaning.change,
        before: /Roles$/.test(operation) ? formerly : stateOf(before),
        after: /Roles$/.test(operation) ? roles : stateOf(after),
        source_ip: textOf(actor['ip_address']),
        user_agent: textOf(actor['client']),
        attributes: attributesOf({
          api_path: path,
          object: textOf(object?.['name']),
          object_type: data?.['object_type'],
          active: parameters['active'],
          error: textOf(fields['err']) ?? textOf(fieldsAt(fields, 'error')?.['description']),
          code: fields['code'] ?? fieldsAt(fields, 'error')?.['status_code'],
          login: isSignIn ? parameters['login_id'] : null,
          user_ids: parameters['user_ids'],
          errors: parameters['errors'] === '[]' ? null : parameters['errors'],
          cluster: fieldsAt(fields, 'meta')?.['cluster_id'] ?? fields['cluster_id'],
          forwarded_for: actor['x_forwarded_for'],
        }),
      },
    ],
    ...(who !== null && isSignIn && user !== null && textOf(user['name']) !== null && textOf(user['id']) !== null
      ? { identities: [{ alias: who, directory: 'mattermost', login: textOf(user['name']), basis: 'observed' }] }
      : {}),
  }
}

/** Setting somebody's roles gives or takes: where no role of an administrator stands any more, it took. */
function rolesMeaning(known: Meaning, before: string | null, after: string | null): Meaning {
  if (after === null) return known
  const had = new Set((before ?? '').split(/\s+/))
  const gained = after.split(/\s+/).filter((role) => !had.has(role))
  const takes = before === null ? !/admin|manager/.test(after) : gained.length === 0
  return takes ? is('revocation', 'remove', 'remove', 'priv_removal') : { ...known, change: 'add' }
}

function outcomeOf(status: string | null, fields: Fields): Outcome {
  const code = Number(fields['code'] ?? fieldsAt(fields, 'error')?.['status_code'] ?? 0)
  // A batch that was taken and then refused for its members is logged as a success with errors.
  const errors = textOf(fields['errors']) ?? '[]'
  if (status === 'success') return errors === '[]' ? 'success' : 'failure'
  if (status === 'fail') return code === 401 || code === 403 ? 'denied' : 'failure'
  return status === 'attempt' ? 'pending' : 'unknown'
}

/** What the record keeps of a state, as JSON, without what opens doors. */
function stateOf(state: Fields | null): string | null {
  if (state === null) return null
  const kept = Object.entries(state).filter(([key]) => !/secret|token|password|key$/i.test(key))
  return attributesOf(Object.fromEntries(kept))?.slice(0, 2000) ?? null
}
