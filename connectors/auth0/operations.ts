/** What Auth0's event codes and Management API calls mean in our words: first match wins. */
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

const codes: readonly (readonly [RegExp, Meaning])[] = [
  [/^mgmt_api_read$/, m('execution', 'read', 'data_access', null, false)],
  [
    /^(s|f|ssa|fsa|fp|fu|fc|fco|fcoa|scoa|fens|sens|w|gd_auth_\w+|gd_otp_\w+|gd_webauthn_challenge\w*)$/,
    m('context', 'sign_in', null, null, false),
  ],
  [/^(slo|flo|oidc_backchannel_logout\w*)$/, m('context', 'sign_out', null, null, false)],
  // Token exchanges: tokens are issued by the thousand, so they are of no change class.
  [/^(se|fe)[a-z_]*(ft|rt|de|ce)$|^(sd|fd)$/, m('credential', 'issue')],
  [/^(srrt|frrt)$|revoke/, m('revocation', 'revoke', null, 'remove')],
  [/^(du|sdu|fdu)$/, m('identity', 'delete', null, 'remove')],
  [/^(ss|fs|si|fi)$/, m('identity', 'lifecycle', null, 'add')],
  [
    /^(scp|fcp|sce|fce|scu|fcu|scpn|fcpn|scpr|fcpr|sv|fv|svr|fvr|ublkdu|sui|fui|gd_(un)?enroll\w*|gd_enrollment_\w+|gd_recovery_\w+|gd_tenant_update|gd_update_\w+|gd_user_delete)$/,
    m('identity', 'lifecycle', null, 'modify'),
  ],
]

/** Paths below the API's version, with the methods they are meant for. */
const calls: readonly (readonly [RegExp, string, Meaning])[] = [
  [
    /^(users\/[^/]+\/(roles|permissions)|roles\/[^/]+\/users|organizations\/[^/]+\/members(\/[^/]+\/roles)?)$/,
    'post',
    m('execution', 'grant', 'priv_grant', 'add'),
  ],
  [
    /^(users\/[^/]+\/(roles|permissions)|roles\/[^/]+\/users|organizations\/[^/]+\/members(\/[^/]+\/roles)?)$/,
    'delete',
    m('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [/^roles\/[^/]+\/permissions$/, 'post', m('execution', 'grant', 'priv_grant', 'add')],
  [/^roles\/[^/]+\/permissions$/, 'delete', m('revocation', 'remove', 'priv_removal', 'remove')],
  [
    /^(tenants?[-/])?(invitations|members)|tenant[-_/](invitations|members)/,
    'post',
    m('execution', 'grant', 'priv_grant', 'add'),
  ],
  [
    /^(tenants?[-/])?(invitations|members)|tenant[-_/](invitations|members)/,
    'delete',
    m('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [/^organizations\/[^/]+\/invitations$/, 'post', m('execution', 'grant', 'priv_grant', 'add')],
  [/^client-grants$/, 'post', m('execution', 'grant', 'priv_grant', 'add')],
  [/^client-grants\//, 'patch', m('execution', 'grant', 'priv_grant', 'modify')],
  [/^client-grants\//, 'delete', m('revocation', 'remove', 'priv_removal', 'remove')],
  [
    /^clients\/[^/]+\/rotate-secret$|^keys\/signing\/rotate$/,
    'post',
    m('credential', 'issue', 'secret_issue', 'modify'),
  ],
  [/^clients\/[^/]+\/credentials$/, 'post', m('credential', 'issue', 'secret_issue', 'add')],
  [
    /^(clients\/[^/]+\/credentials|device-credentials|grants|sessions|refresh-tokens)(\/|$)|^users\/[^/]+\/(sessions|refresh-tokens)$/,
    'delete',
    m('revocation', 'revoke', null, 'remove'),
  ],
  [
    /^keys\/signing\/[^/]+\/revoke$|^(blacklists\/tokens|sessions\/[^/]+\/revoke)$/,
    '',
    m('revocation', 'revoke', null, 'remove'),
  ],
  [/^clients$/, 'post', m('execution', 'create', 'nhi_create', 'add')],
  [/^log-streams$/, 'post', m('logging', 'enable_logging', null, 'add')],
  [/^log-streams\//, 'delete', m('logging', 'disable_logging', null, 'remove')],
  [/^log-streams\//, '', m('logging', 'configure', null, 'modify')],
  [/^users$|^jobs\/users-imports$/, 'post', m('identity', 'lifecycle', null, 'add')],
  [/^users\/[^/]+$/, 'delete', m('identity', 'delete', null, 'remove')],
  [/^(users|user-blocks|tickets|anomaly)(\/|$)/, '', m('identity', 'lifecycle', null, 'modify')],
]

const trust =
  /^(connections|guardian|attack-protection|risk-assessment|rules|rules-configs|actions|hooks|keys|resource-servers|self-service-profiles|network-acls)(\/|$)/

/** The meaning of an entry by its code, or, of a call of the Management API (`sapi`, `fapi`), by method and path. */
export function meaningOf(code: string, method: string | null, path: string | null): Meaning {
  if (/^(sapi|fapi)$/.test(code)) return meaningOfCall(method ?? '', path ?? '')
  for (const [pattern, meaning] of codes) if (pattern.test(code)) return meaning
  return m('context', 'other', null, null, false)
}

function meaningOfCall(method: string, path: string): Meaning {
  const verb = method.toLowerCase()
  if (verb === 'get' || verb === 'head') return m('execution', 'read', 'read_only', null, false)
  const below = path
    .replace(/^\/?(api\/)?(v2\/)?/, '')
    .replace(/\?.*$/, '')
    .replace(/\/$/, '')
  if (below === '') return m('execution', 'other', null, null)
  for (const [pattern, only, meaning] of calls)
    if ((only === '' || only === verb) && pattern.test(below)) return meaning
  const [activity, change] =
    verb === 'delete'
      ? (['delete', 'remove'] as const)
      : verb === 'post' && !/\//.test(below)
        ? (['create', 'add'] as const)
        : (['configure', 'modify'] as const)
  return m('execution', activity, trust.test(below) ? 'trust_policy' : 'prod_config', change)
}
