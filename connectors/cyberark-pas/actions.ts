/** What the Vault's audit actions mean in our words, by the words of the action: first match wins. */
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

/** What an action is. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly changeClass: ChangeClass | null
  readonly change: 'add' | 'remove' | 'modify' | null
  readonly decision: Decision | null
}

const write = (
  stage: Stage,
  activity: string,
  changeClass: ChangeClass | null = null,
  change: Meaning['change'] = null,
): Meaning => ({ stage, activity, isWrite: true, changeClass, change, decision: null })

const look = (activity: string): Meaning => ({ ...write('context', activity), isWrite: false })

const decide = (stage: Stage, activity: string, decision: Decision): Meaning => ({
  ...write(stage, activity),
  decision,
})

/** Names: https://docs.cyberark.com/PAS/Latest/en/Content/PASREF/Vault%20Audit%20Action%20Codes.htm */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^(?:create|add|open) request\b/, decide('request', 'ask_approval', 'requested')],
  [/^(?:delete|cancel|remove) request\b/, decide('request', 'cancel', 'withdrawn')],
  [/^(?:confirm|approve) request\b/, decide('approval', 'decide', 'approved')],
  [/^(?:reject|deny) request\b/, decide('approval', 'decide', 'denied')],
  [/^(?:request .*expire|expire request)/, decide('approval', 'expire', 'expired')],
  [/^(?:retrieve|show|copy|display) (?:password|ssh key|secret)\b/, write('credential', 'issue', 'data_access')],
  [/^use (?:password|ssh key|secret)\b/, write('credential', 'issue')],
  [/^cpm (?:change|reconcile|rotate|release) (?:password|ssh key)/, write('credential', 'renew', null, 'modify')],
  [/^cpm verify/, look('read')],
  [/^psm (?:secure )?(?:connect|live session|session start)(?!.*end)/, write('execution', 'use')],
  [/^psm secure connect session end|^psm (?:disconnect|session end)/, look('sign_out')],
  [
    /^(?:keystroke|psm keystroke|window title|psm windows? title|psm sql|sql command|privileged command)/,
    write('execution', 'use'),
  ],
  [/terminate .*session/, write('revocation', 'revoke', null, 'remove')],
  [/^add (?:owner|safe member|rule|group member)\b/, write('execution', 'grant', 'priv_grant', 'add')],
  [/^update (?:owner|safe member|rule|group member)\b/, write('execution', 'grant', 'priv_grant', 'modify')],
  [
    /^(?:remove|delete) (?:owner|safe member|rule|group member)\b/,
    write('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [/^blservice audit|master policy/, write('execution', 'configure', 'trust_policy', 'modify')],
  [
    /public key for jwt|directory map|ldap|network area|trusted net|authentication method|saml|radius/,
    write('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [/^(?:get|list|retrieve|open|view|read|monitor|auto clear|old backup|backup|restore)\b/, look('read')],
  [/^clear .*(?:history|log|audit)/, write('logging', 'delete', null, 'remove')],
  [/^(?:add|add\/update) (?:external )?(?:user|group)\b/, write('identity', 'lifecycle', null, 'add')],
  [/^delete (?:external )?(?:user|group)\b/, write('identity', 'lifecycle', null, 'remove')],
  [
    /^(?:set password|reset user password|(?:update|rename|activate|enable|disable|suspend|unlock) (?:external )?(?:user|group)\b)/,
    write('identity', 'lifecycle', null, 'modify'),
  ],
  [/^add safe\b/, write('execution', 'create', 'prod_config', 'add')],
  [/^delete safe\b/, write('execution', 'delete', 'prod_config', 'remove')],
  [/^(?:update|rename) safe\b|^cpm (?:disable|enable)/, write('execution', 'configure', 'prod_config', 'modify')],
  [/^(?:store|update|rename|move|lock|unlock|undelete) |^general audit/, write('execution', 'update', null, 'modify')],
  [/^(?:add|create) /, write('execution', 'create', null, 'add')],
  [/^(?:delete|remove) /, write('execution', 'delete', null, 'remove')],
  [/^(?:full gateway connection|partial gateway|user authentication|undefined user logon|logon)/, look('sign_in')],
  [/^logoff/, look('sign_out')],
]

/** The meaning of an action; one that nobody has named is context. */
export function meaningOf(action: string): Meaning {
  const name = action.toLowerCase()
  return table.find(([pattern]) => pattern.test(name))?.[1] ?? look('other')
}
