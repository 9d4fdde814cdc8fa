/** What the Vault's audit actions mean in our words, by the words of the action: first match wins. */
import { decides, looks, type Meaning, type Meanings, meaningIn, writes } from '../../src/schema/meaning.js'

/** Names: https://docs.cyberark.com/PAS/Latest/en/Content/PASREF/Vault%20Audit%20Action%20Codes.htm */
const table: Meanings = [
  [/^(?:create|add|open) request\b/, decides('request', 'ask_approval', 'requested')],
  [/^(?:delete|cancel|remove) request\b/, decides('request', 'cancel', 'withdrawn')],
  [/^(?:confirm|approve) request\b/, decides('approval', 'decide', 'approved')],
  [/^(?:reject|deny) request\b/, decides('approval', 'decide', 'denied')],
  [/^(?:request .*expire|expire request)/, decides('approval', 'expire', 'expired')],
  [/^(?:retrieve|show|copy|display) (?:password|ssh key|secret)\b/, writes('credential', 'issue', 'data_access')],
  [/^use (?:password|ssh key|secret)\b/, writes('credential', 'issue')],
  [/^cpm (?:change|reconcile|rotate|release) (?:password|ssh key)/, writes('credential', 'renew', null, 'modify')],
  [/^cpm verify/, looks('read')],
  [/^psm (?:secure )?(?:connect|live session|session start)(?!.*end)/, writes('execution', 'use')],
  [/^psm secure connect session end|^psm (?:disconnect|session end)/, looks('sign_out')],
  [
    /^(?:keystroke|psm keystroke|window title|psm windows? title|psm sql|sql command|privileged command)/,
    writes('execution', 'use'),
  ],
  [/terminate .*session/, writes('revocation', 'revoke', null, 'remove')],
  [/^add (?:owner|safe member|rule|group member)\b/, writes('execution', 'grant', 'priv_grant', 'add')],
  [/^update (?:owner|safe member|rule|group member)\b/, writes('execution', 'grant', 'priv_grant', 'modify')],
  [
    /^(?:remove|delete) (?:owner|safe member|rule|group member)\b/,
    writes('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [/^blservice audit|master policy/, writes('execution', 'configure', 'trust_policy', 'modify')],
  [
    /public key for jwt|directory map|ldap|network area|trusted net|authentication method|saml|radius/,
    writes('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [/^(?:get|list|retrieve|open|view|read|monitor|auto clear|old backup|backup|restore)\b/, looks('read')],
  [/^clear .*(?:history|log|audit)/, writes('logging', 'delete', null, 'remove')],
  [/^(?:add|add\/update) (?:external )?(?:user|group)\b/, writes('identity', 'lifecycle', null, 'add')],
  [/^delete (?:external )?(?:user|group)\b/, writes('identity', 'lifecycle', null, 'remove')],
  [
    /^(?:set password|reset user password|(?:update|rename|activate|enable|disable|suspend|unlock) (?:external )?(?:user|group)\b)/,
    writes('identity', 'lifecycle', null, 'modify'),
  ],
  [/^add safe\b/, writes('execution', 'create', 'prod_config', 'add')],
  [/^delete safe\b/, writes('execution', 'delete', 'prod_config', 'remove')],
  [/^(?:update|rename) safe\b|^cpm (?:disable|enable)/, writes('execution', 'configure', 'prod_config', 'modify')],
  [/^(?:store|update|rename|move|lock|unlock|undelete) |^general audit/, writes('execution', 'update', null, 'modify')],
  [/^(?:add|create) /, writes('execution', 'create', null, 'add')],
  [/^(?:delete|remove) /, writes('execution', 'delete', null, 'remove')],
  [/^(?:full gateway connection|partial gateway|user authentication|undefined user logon|logon)/, looks('sign_in')],
  [/^logoff/, looks('sign_out')],
]

/** The meaning of an action; one that nobody has named is context. */
export function meaningOf(action: string): Meaning {
  return meaningIn(table, action)
}
