/**
 * What Secret Server's events mean in our words, first match wins. They are known by the name in the header (`SECRET - VIEW`), in small letters:
 * https://docs.delinea.com/online-help/secret-server/alerts-events/events/event-subscriptions/event-list/index.htm
 */
import { decides, looks, type Meaning, type Meanings, meaningIn, reads, writes } from '../../src/schema/meaning.js'

const table: Meanings = [
  [/^secret - access ?request(?:ed)?$/, decides('request', 'create', 'requested')],
  [/^secret - access ?approved$/, decides('approval', 'decide', 'approved')],
  [/^secret - access ?denied$/, decides('approval', 'decide', 'denied')],
  [/^secret - check ?out$/, writes('credential', 'issue', null, 'add')],
  [/^secret - (?:force ?)?check ?in$/, writes('revocation', 'revoke', null, 'remove')],
  [
    /^secret - (?:view|viewed_edit|cache ?view|copy|password ?(?:displayed|copied).*|export|launch.*|session recording view)$/,
    reads('execution', 'read', 'data_access'),
  ],
  [/^secret - create$/, writes('execution', 'create', null, 'add')],
  [/^secret - (?:secret)?password ?change(?:d|failure)?$/, writes('execution', 'update', null, 'modify')],
  [/^secret - delete$/, writes('execution', 'delete', null, 'remove')],
  [/^secret - edit$/, writes('execution', 'update', null, 'modify')],
  [/^(?:secret|folder) - edit ?permissions$/, writes('execution', 'grant', 'priv_grant', 'modify')],
  [/^(?:secret|folder) - secret ?policy ?change$/, writes('execution', 'configure', 'trust_policy', 'modify')],
  [/^role - assign/, writes('execution', 'grant', 'priv_grant', 'modify')],
  [/^role - /, writes('execution', 'configure', 'priv_grant', 'modify')],
  [/^(?:user|group) - added ?to ?group$/, writes('execution', 'grant', 'priv_grant', 'add')],
  [/^(?:user|group) - removed ?from ?group$/, writes('revocation', 'remove', 'priv_removal', 'remove')],
  [/^unlimited administrator - enabled?$/, writes('break_glass', 'grant', 'priv_grant', 'add')],
  [/^unlimited administrator - disabled?$/, writes('break_glass', 'remove', 'priv_removal', 'remove')],
  [/^user - (?:login|log ?in.*)$/, looks('sign_in')],
  [/^user - log ?out$/, looks('sign_out')],
  [/^user - create$/, writes('identity', 'create', null, 'add')],
  [/^user - /, writes('identity', 'lifecycle', null, 'modify')],
  [/^folder - (?:create|delete|edit)$/, writes('execution', 'update', null, 'modify')],
  [/^configuration - |^script.* - |^secret ?template - /, writes('execution', 'configure', 'prod_config', 'modify')],
]

/** The meaning of an event by its name. */
export function meaningOf(name: string): Meaning {
  return meaningIn(table, name)
}
