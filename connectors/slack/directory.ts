/** Slack's people, conversations, apps and files in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { ActorKind } from '../../src/schema/words.js'
import type { Fields, Found } from './kind.js'
import { channel, file, integrationLog, type User, user } from './record.js'
import { aliasOf, attributes, badShape, brief, compact, emailOf, known, readSeconds, redact, reject } from './values.js'

/** An account: one identity row, on the authority of the workspace's own directory. */
export function normalizeUser({ fields }: Found): CanonicalRows {
  const parsed = user.safeParse(fields)
  if (!parsed.success) return badShape('user', parsed.error)
  const account = parsed.data
  const { profile } = account
  const sameAs = [aliasOf(profile?.bot_id), aliasOf(account.enterprise_user?.id)].filter(
    (alias): alias is string => alias !== null && alias !== aliasOf(account.id),
  )
  return {
    identities: [
      {
        alias: `slack:${account.id.toUpperCase()}`,
        directory: 'slack',
        login: known(account.name),
        display_name:
          known(profile?.display_name) ?? known(profile?.real_name) ?? known(account.real_name) ?? known(account.name),
        email: emailOf(profile?.email),
        basis: 'directory',
        kind_hint: kindOfAccount(account),
        same_as: sameAs.length > 0 ? sameAs : null,
        title: known(profile?.title),
        status: account.deleted === true ? 'terminated' : account.deleted === false ? 'active' : null,
        attributes: attributes({
          team: account.team_id,
          real_name: known(account.real_name) ?? known(profile?.real_name),
          app_id: profile?.api_app_id,
          is_admin: account.is_admin,
          is_owner: account.is_owner,
          is_primary_owner: account.is_primary_owner,
          is_guest: account.is_restricted || account.is_ultra_restricted || null,
          is_workflow_bot: account.is_workflow_bot,
          is_stranger: account.is_stranger,
          has_2fa: account.has_2fa,
          updated: account.updated,
        }),
      },
    ],
  }
}

/** Slack says of an account whether a program holds it. A full account may still be shared by several people. */
function kindOfAccount(account: User): ActorKind | null {
  if (account.id === 'USLACKBOT') return 'system'
  if (account.is_bot || account.is_workflow_bot || account.profile?.bot_id) return 'workload'
  return account.is_bot === false ? 'human' : null
}

/** A member of a conversation, of whom a page gives the id and nothing else. */
export function normalizeMember({ fields }: Found): CanonicalRows {
  return { identities: [{ alias: `slack:${fields['id']}`, directory: 'slack', basis: 'observed' }] }
}

/** A bot, as `bots.info` describes it. */
export function normalizeBot({ fields }: Found): CanonicalRows {
  const alias = aliasOf(known(fields['id']))
  if (alias === null) return reject('missing_field', `bot id is ${brief(fields['id'])}`)
  const own = aliasOf(known(fields['user_id']))
  return {
    identities: [
      {
        alias,
        directory: 'slack',
        display_name: known(fields['name']),
        basis: 'directory',
        kind_hint: 'workload',
        same_as: own ? [own] : null,
        status: fields['deleted'] === true ? 'terminated' : 'active',
        attributes: attributes({ app_id: fields['app_id'] }),
      },
    ],
  }
}

/** A conversation: a group, whose display name is the folder name of its messages. */
export function normalizeChannel({ fields }: Found): CanonicalRows {
  const parsed = channel.safeParse(fields)
  if (!parsed.success) return badShape('channel', parsed.error)
  const one = parsed.data
  return {
    identities: [
      {
        alias: `slack:${one.id.toUpperCase()}`,
        directory: 'slack',
        display_name: known(one.name) ?? one.id,
        basis: 'directory',
        kind_hint: 'group',
        valid_from: readSeconds(one.created, null)?.at,
        attributes: attributes({
          creator: aliasOf(one.creator),
          is_archived: one.is_archived,
          is_private: one.is_private,
          is_ext_shared: one.is_ext_shared,
          members: (one.members ?? []).map(aliasOf),
          previous_names: one.previous_names,
          topic: one.topic?.value,
          purpose: one.purpose?.value,
        }),
      },
    ],
  }
}

/** Scopes that only tell an app who somebody is. */
const identityScopes = new Set([
  'openid',
  'email',
  'profile',
  'identify',
  'identity.basic',
  'identity.email',
  'identity.avatar',
  'identity.team',
])

/** An app or integration added, changed or removed. Signing in to an app with Slack adds no new principal. */
export function normalizeIntegration({ fields }: Found, record: SourceRecord): CanonicalRows {
  const parsed = integrationLog.safeParse(fields)
  if (!parsed.success) return badShape('integration log', parsed.error)
  const log = parsed.data
  const time = readSeconds(log.date, record.timezone)
  if (time === null) return reject('bad_time', `date is no time: ${brief(fields['date'])}`)
  const app = log.app_id ?? (log.service_id ? `service/${log.service_id}` : null)
  const scopes = (log.scope ?? '')
    .split(',')
    .map((scope) => scope.trim())
    .filter(Boolean)
  const isSignIn = scopes.length > 0 && scopes.every((scope) => identityScopes.has(scope))
  const isGone = /^(removed|disabled|deleted|revoked)$/i.test(log.change_type)
  const isNew = /^(added|enabled|installed)$/i.test(log.change_type)
  const changeClass = isSignIn
    ? null
    : isGone
      ? 'priv_removal'
      : isNew
        ? 'nhi_create'
        : /expand/i.test(log.change_type)
          ? 'priv_grant'
          : null
  const texts = compact({
    reason: log.reason,
    service_type: log.service_type,
    user_name: log.user_name,
    channel: log.channel,
  })
  return {
    events: [
      {
        native_id: `integration:${[log.date, log.user_id, log.app_id ?? log.service_id, log.change_type, log.scope].join(':')}`,
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: isSignIn ? 'context' : isGone ? 'revocation' : 'execution',
        activity: isGone ? 'remove' : isNew ? 'create' : 'configure',
        operation: `integration_${log.change_type.toLowerCase()}`,
        outcome: 'success',
        is_write: true,
        change_class: changeClass,
        actor: aliasOf(log.user_id),
        subject: app ? `slack:${app}` : null,
        resource: app ? `slack:${app}` : null,
        entitlement: scopes.length > 0 ? scopes.join(',') : null,
        change: isGone ? 'remove' : isNew ? 'add' : 'modify',
        ...referenceColumns(findReferences(log.reason, 'text')),
        attributes: attributes({
          ...texts,
          app: compact({ app_id: log.app_id, name: log.app_type ?? log.service_type }),
        }),
      },
    ],
    ...(log.app_id
      ? {
          identities: [
            {
              alias: `slack:${log.app_id.toUpperCase()}`,
              directory: 'slack',
              display_name: known(log.app_type),
              basis: 'observed',
              kind_hint: 'workload',
            },
          ],
        }
      : {}),
  }
}

/** A canvas or a file listed beside the channels: it was created, by whom and when. */
export function normalizeFile({ fields }: Found, record: SourceRecord): CanonicalRows {
  const parsed = file.safeParse(fields)
  if (!parsed.success) return badShape('file', parsed.error)
  const one = parsed.data
  const time = readSeconds(one.created ?? one.timestamp, record.timezone)
  if (time === null) return reject('bad_time', `created is no time: ${brief(one.created ?? one.timestamp)}`)
  return {
    events: [
      {
        native_id: one.id,
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: 'context',
        activity: 'create',
        operation: one.filetype === 'quip' || one.filetype === 'canvas' ? 'canvas' : 'file',
        outcome: 'success',
        is_write: true,
        actor: aliasOf(one.user),
        resource: `slack:${one.id}`,
        ...referenceColumns(findReferences(one.title, 'text')),
        text: known(one.title) ?? known(one.name),
        attributes: attributes({ filetype: one.filetype, mimetype: one.mimetype }),
      },
    ],
  }
}

/** What an error page of the API says; nothing was exported. */
export function normalizeError(fields: Fields): CanonicalRows {
  return reject('api_error', `Slack answered ${brief(redact(fields['error']))} instead of data`)
}
