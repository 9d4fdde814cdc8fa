/** What Duo's administrator actions mean in our words: first match wins. Names: https://duo.com/docs/adminapi#administrator-logs. */
import { looks, type Meaning, type Meanings, reads, writes } from '../../src/schema/meaning.js'

const table: Meanings = [
  [/^admin_(login|2fa)|^admin_.*_error$/, looks('sign_in')],
  [/^admin_logout/, looks('sign_out')],
  [/^admin_(create|import)$/, writes('execution', 'grant', 'priv_grant', 'add')],
  [/^admin_(delete|remove)$/, writes('revocation', 'remove', 'priv_removal', 'remove')],
  [/^admin_role_|^administrative_unit_(add|assign)/, writes('execution', 'grant', 'priv_grant', 'modify')],
  [/^bypass_create$/, writes('credential', 'issue', 'secret_issue', 'add')],
  [/^bypass_view$/, reads('execution', 'read', 'data_access')],
  [/^bypass_(delete|detele|expire)/, writes('revocation', 'revoke', null, 'remove')],
  [/skey.*(view|read)/, reads('execution', 'read', 'data_access')],
  [/skey.*(reset|regen|rotate)|^regenerate_.*secret/, writes('credential', 'issue', 'secret_issue', 'modify')],
  [/^integration_create$/, writes('execution', 'create', 'prod_config', 'add')],
  [/^integration_(delete|remove)$/, writes('execution', 'delete', 'prod_config', 'remove')],
  [/^integration_/, writes('execution', 'configure', 'prod_config', 'modify')],
  [/policy.*_create$|^create_.*policy/, writes('execution', 'create', 'trust_policy', 'add')],
  [/policy.*_(delete|remove)$/, writes('execution', 'delete', 'trust_policy', 'remove')],
  [
    /policy|single_sign_on|factor_restrictions|risk_profile|trusted_endpoint|^sso_/,
    writes('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [
    /^(customer|account|settings|global_settings)_?.*update|^update_/,
    writes('execution', 'configure', 'prod_config', 'modify'),
  ],
  [
    /^(user|group|phone|hardtoken|token|u2ftoken|webauthncredential|desktoptoken|tablet|o2fa)_.*create|_provisioned$/,
    writes('identity', 'lifecycle', null, 'add'),
  ],
  [
    /^(user|group|phone|hardtoken|token|u2ftoken|webauthncredential|desktoptoken|tablet|o2fa)_.*(delete|remove|deprovisioned)/,
    writes('identity', 'lifecycle', null, 'remove'),
  ],
  [
    /^(user|group|phone|hardtoken|token|u2ftoken|webauthncredential|desktoptoken|tablet|o2fa|admin|activation)_|enroll|sync/,
    writes('identity', 'lifecycle', null, 'modify'),
  ],
]

/** The meaning of an action; one that nobody has named is context, and its last word says whether it wrote. */
export function meaningOf(action: string): Meaning {
  const name = action.toLowerCase()
  for (const [pattern, meaning] of table) if (pattern.test(name)) return meaning
  return /(view|read|login|logout|list|error|attempt|viewed|export)$/.test(name)
    ? looks('other')
    : writes('context', 'other')
}
