/** What Auth0's event codes and Management API calls mean in our words: first match wins. */
import { looks, type Meaning, type Meanings, reads, writes } from '../../src/schema/meaning.js'

const codes: Meanings = [
  [/^mgmt_api_read$/, reads('execution', 'read', 'data_access')],
  [
    /^(s|f|ssa|fsa|fp|fu|fc|fco|fcoa|scoa|fens|sens|w|gd_auth_\w+|gd_otp_\w+|gd_webauthn_challenge\w*)$/,
    looks('sign_in'),
  ],
  [/^(slo|flo|oidc_backchannel_logout\w*)$/, looks('sign_out')],
  // Token exchanges: tokens are issued by the thousand, so they are of no change class.
  [/^(se|fe)[a-z_]*(ft|rt|de|ce)$|^(sd|fd)$/, writes('credential', 'issue')],
  [/^(srrt|frrt)$|revoke/, writes('revocation', 'revoke', null, 'remove')],
  [/^(du|sdu|fdu)$/, writes('identity', 'delete', null, 'remove')],
  [/^(ss|fs|si|fi)$/, writes('identity', 'lifecycle', null, 'add')],
  [
    /^(scp|fcp|sce|fce|scu|fcu|scpn|fcpn|scpr|fcpr|sv|fv|svr|fvr|ublkdu|sui|fui|gd_(un)?enroll\w*|gd_enrollment_\w+|gd_recovery_\w+|gd_tenant_update|gd_update_\w+|gd_user_delete)$/,
    writes('identity', 'lifecycle', null, 'modify'),
  ],
]

/** Paths below the API's version, with the methods they are meant for. */
const calls: readonly (readonly [RegExp, string, Meaning])[] = [
  [
    /^(users\/[^/]+\/(roles|permissions)|roles\/[^/]+\/users|organizations\/[^/]+\/members(\/[^/]+\/roles)?)$/,
    'post',
    writes('execution', 'grant', 'priv_grant', 'add'),
  ],
  [
    /^(users\/[^/]+\/(roles|permissions)|roles\/[^/]+\/users|organizations\/[^/]+\/members(\/[^/]+\/roles)?)$/,
    'delete',
    writes('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [/^roles\/[^/]+\/permissions$/, 'post', writes('execution', 'grant', 'priv_grant', 'add')],
  [/^roles\/[^/]+\/permissions$/, 'delete', writes('revocation', 'remove', 'priv_removal', 'remove')],
  [
    /^(tenants?[-/])?(invitations|members)|tenant[-_/](invitations|members)/,
    'post',
    writes('execution', 'grant', 'priv_grant', 'add'),
  ],
  [
    /^(tenants?[-/])?(invitations|members)|tenant[-_/](invitations|members)/,
    'delete',
    writes('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [/^organizations\/[^/]+\/invitations$/, 'post', writes('execution', 'grant', 'priv_grant', 'add')],
  [/^client-grants$/, 'post', writes('execution', 'grant', 'priv_grant', 'add')],
  [/^client-grants\//, 'patch', writes('execution', 'grant', 'priv_grant', 'modify')],
  [/^client-grants\//, 'delete', writes('revocation', 'remove', 'priv_removal', 'remove')],
  [
    /^clients\/[^/]+\/rotate-secret$|^keys\/signing\/rotate$/,
    'post',
    writes('credential', 'issue', 'secret_issue', 'modify'),
  ],
  [/^clients\/[^/]+\/credentials$/, 'post', writes('credential', 'issue', 'secret_issue', 'add')],
  [
    /^(clients\/[^/]+\/credentials|device-credentials|grants|sessions|refresh-tokens)(\/|$)|^users\/[^/]+\/(sessions|refresh-tokens)$/,
    'delete',
    writes('revocation', 'revoke', null, 'remove'),
  ],
  [
    /^keys\/signing\/[^/]+\/revoke$|^(blacklists\/tokens|sessions\/[^/]+\/revoke)$/,
    '',
    writes('revocation', 'revoke', null, 'remove'),
  ],
  [/^clients$/, 'post', writes('execution', 'create', 'nhi_create', 'add')],
  [/^log-streams$/, 'post', writes('logging', 'enable_logging', null, 'add')],
  [/^log-streams\//, 'delete', writes('logging', 'disable_logging', null, 'remove')],
  [/^log-streams\//, '', writes('logging', 'configure', null, 'modify')],
  [/^users$|^jobs\/users-imports$/, 'post', writes('identity', 'lifecycle', null, 'add')],
  [/^users\/[^/]+$/, 'delete', writes('identity', 'delete', null, 'remove')],
  [/^(users|user-blocks|tickets|anomaly)(\/|$)/, '', writes('identity', 'lifecycle', null, 'modify')],
]

const trust =
  /^(connections|guardian|attack-protection|risk-assessment|rules|rules-configs|actions|hooks|keys|resource-servers|self-service-profiles|network-acls)(\/|$)/

/** The meaning of an entry by its code, or, of a call of the Management API (`sapi`, `fapi`), by method and path. */
export function meaningOf(code: string, method: string | null, path: string | null): Meaning {
  if (/^(sapi|fapi)$/.test(code)) return meaningOfCall(method ?? '', path ?? '')
  for (const [pattern, meaning] of codes) if (pattern.test(code)) return meaning
  return looks('other')
}

function meaningOfCall(method: string, path: string): Meaning {
  const verb = method.toLowerCase()
  if (verb === 'get' || verb === 'head') return reads('execution', 'read', 'read_only')
  const below = path
    .replace(/^\/?(api\/)?(v2\/)?/, '')
    .replace(/\?.*$/, '')
    .replace(/\/$/, '')
  if (below === '') return writes('execution', 'other')
  for (const [pattern, only, meaning] of calls)
    if ((only === '' || only === verb) && pattern.test(below)) return meaning
  const [activity, change] =
    verb === 'delete'
      ? (['delete', 'remove'] as const)
      : verb === 'post' && !/\//.test(below)
        ? (['create', 'add'] as const)
        : (['configure', 'modify'] as const)
  return writes('execution', activity, trust.test(below) ? 'trust_policy' : 'prod_config', change)
}
