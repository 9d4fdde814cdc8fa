/** What Duo's administrator actions mean in our words: first match wins. Names: https://duo.com/docs/adminapi#administrator-logs. */
import type { ChangeClass, Stage } from '../../src/schema/words.js'

/** What an operation is. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly changeClass: ChangeClass | null
  readonly change: 'add' | 'remove' | 'modify' | null
}

const m = (
  stage: Stage,
  activity: string,
  changeClass: ChangeClass | null = null,
  change: Meaning['change'] = null,
  isWrite = true,
): Meaning => ({ stage, activity, isWrite, changeClass, change })

const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^admin_(login|2fa)|^admin_.*_error$/, m('context', 'sign_in', null, null, false)],
  [/^admin_logout/, m('context', 'sign_out', null, null, false)],
  [/^admin_(create|import)$/, m('execution', 'grant', 'priv_grant', 'add')],
  [/^admin_(delete|remove)$/, m('revocation', 'remove', 'priv_removal', 'remove')],
  [/^admin_role_|^administrative_unit_(add|assign)/, m('execution', 'grant', 'priv_grant', 'modify')],
  [/^bypass_create$/, m('credential', 'issue', 'secret_issue', 'add')],
  [/^bypass_view$/, m('execution', 'read', 'data_access', null, false)],
  [/^bypass_(delete|detele|expire)/, m('revocation', 'revoke', null, 'remove')],
  [/skey.*(view|read)/, m('execution', 'read', 'data_access', null, false)],
  [/skey.*(reset|regen|rotate)|^regenerate_.*secret/, m('credential', 'issue', 'secret_issue', 'modify')],
  [/^integration_create$/, m('execution', 'create', 'prod_config', 'add')],
  [/^integration_(delete|remove)$/, m('execution', 'delete', 'prod_config', 'remove')],
  [/^integration_/, m('execution', 'configure', 'prod_config', 'modify')],
  [/policy.*_create$|^create_.*policy/, m('execution', 'create', 'trust_policy', 'add')],
  [/policy.*_(delete|remove)$/, m('execution', 'delete', 'trust_policy', 'remove')],
  [
    /policy|single_sign_on|factor_restrictions|risk_profile|trusted_endpoint|^sso_/,
    m('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [
    /^(customer|account|settings|global_settings)_?.*update|^update_/,
    m('execution', 'configure', 'prod_config', 'modify'),
  ],
  [
    /^(user|group|phone|hardtoken|token|u2ftoken|webauthncredential|desktoptoken|tablet|o2fa)_.*create|_provisioned$/,
    m('identity', 'lifecycle', null, 'add'),
  ],
  [
    /^(user|group|phone|hardtoken|token|u2ftoken|webauthncredential|desktoptoken|tablet|o2fa)_.*(delete|remove|deprovisioned)/,
    m('identity', 'lifecycle', null, 'remove'),
  ],
  [
    /^(user|group|phone|hardtoken|token|u2ftoken|webauthncredential|desktoptoken|tablet|o2fa|admin|activation)_|enroll|sync/,
    m('identity', 'lifecycle', null, 'modify'),
  ],
]

/** The meaning of an action; one that nobody has named is context, and its last word says whether it wrote. */
export function meaningOf(action: string): Meaning {
  const name = action.toLowerCase()
  for (const [pattern, meaning] of table) if (pattern.test(name)) return meaning
  return m('context', 'other', null, null, !/(view|read|login|logout|list|error|attempt|viewed|export)$/.test(name))
}
