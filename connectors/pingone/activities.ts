/** What PingOne's activities mean in our words: `<object>.<what happened>`. */
import { type Change, looks, type Meaning, type Meanings, meaningIn, reads, writes } from '../../src/schema/meaning.js'
import type { ChangeClass } from '../../src/schema/words.js'

/** Types: https://docs.pingidentity.com/pingone/monitoring/p1_event_types.html */
const table: Meanings = [
  [
    /^(role_assignment|member_of_group|group_membership|membership|grant)\.(created|added)/,
    writes('execution', 'grant', 'priv_grant', 'add'),
  ],
  [
    /^(role_assignment|member_of_group|group_membership|membership|grant)\.updated/,
    writes('execution', 'grant', 'priv_grant', 'modify'),
  ],
  [
    /^(role_assignment|member_of_group|group_membership|membership|grant)\.(deleted|removed)/,
    writes('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [/^secret\.read/, reads('execution', 'read', 'data_access')],
  [
    /^(secret|api_key|gateway_credential|credential|key|pingid_properties)\.(created|updated|reset|rotated|added)/,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],
  [
    /^(secret|api_key|gateway_credential|credential|key|token|consent)\.(deleted|revoked|removed)/,
    writes('revocation', 'revoke', null, 'remove'),
  ],
  [/^(access_token|refresh_token|token|id_token)\.(created|issued)/, writes('credential', 'issue')],
  [/^session\.(deleted|revoked|terminated)/, writes('revocation', 'revoke', null, 'remove')],
  [/^(application|gateway|worker|agent)\.created/, writes('execution', 'create', 'nhi_create', 'add')],
  [/\.(evaluated|decision_made)|^decision\./, reads('policy', 'use')],
  [/impersonat/, writes('delegation', 'use')],
  [/^(subscription|webhook)\.(created|enabled)/, writes('logging', 'enable_logging', null, 'add')],
  [/^(subscription|webhook)\.(deleted|disabled)/, writes('logging', 'disable_logging', null, 'remove')],
  [/^(subscription|webhook)\.updated/, writes('logging', 'configure', null, 'modify')],
  [
    /^(flow|session|authentication|user\.access|sign_on|otp|saml|oauth|login|user\.authenticat)|^password\.check|(^|\.)authenticat/,
    looks('sign_in'),
  ],
  [/\.(read|retrieved|viewed|exported)$/, looks('read')],
]

/** Objects whose settings decide about trust, and those that are people's accounts; the rest is configuration. */
const objects: readonly (readonly [RegExp, 'identity' | ChangeClass])[] = [
  [
    /policy|identity_provider|idp|saml|^action$|mfa_(?!device)|fido|risk|authorize|decision|scope|^resource|certificate|trust|role|admin|jwks|gateway/,
    'trust_policy',
  ],
  [/^(?:user|password|device|population|group|identity|account|mfa_device|pairing)/, 'identity'],
]

const verbs: readonly (readonly [RegExp, string, Change])[] = [
  [/^(created|added|enabled|imported|paired|promoted)$/, 'create', 'add'],
  [/^(deleted|removed|unpaired)$/, 'delete', 'remove'],
  [
    /^(updated|disabled|reset|set|forced_change|locked|unlocked|deployed|changed|recovered|suspended|reactivated|activated|deactivated|moved)$/,
    'configure',
    'modify',
  ],
]

/** The meaning of an activity's type; one that nobody has named is context. */
export function meaningOf(type: string): Meaning {
  const known = meaningIn(table, type)
  if (known.activity !== 'other') return known
  const [object = '', verb = ''] = type.toLowerCase().split('.')
  const found = verbs.find(([pattern]) => pattern.test(verb))
  if (found === undefined) return known
  const [, activity, change] = found
  const about = objects.find(([pattern]) => pattern.test(object))?.[1] ?? 'prod_config'
  return about === 'identity'
    ? writes('identity', 'lifecycle', null, change)
    : writes('execution', activity, about, change)
}
