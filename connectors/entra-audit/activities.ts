/** What Entra's audit activities mean in our words, first match wins. Catalogue: https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
import type { GrantPath } from '../../src/schema/attributes.js'
import { type Meaning as CommonMeaning, decides, looks, reads, writes } from '../../src/schema/meaning.js'

/** How an activity is to be read. */
export interface Meaning extends CommonMeaning {
  /** Whether a grant is lent (`grant`) or a secret issued (`secret`) or taken back. */
  readonly credential?: 'grant' | 'secret'
  /** What names the entitlement: the role, the group, the permission, the access package. */
  readonly entitlement?: 'role' | 'group' | 'permission' | 'package' | 'target'
  readonly grantPath?: GrantPath
}

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const production = writes('execution', 'configure', 'prod_config', 'modify')
const newPrincipal = writes('execution', 'create', 'nhi_create', 'add')
const secretRead: Meaning = reads('execution', 'read', 'data_access')
const role = { entitlement: 'role' } as const
const group = { entitlement: 'group' } as const
const accessPackage = { entitlement: 'package' } as const
const permission = { entitlement: 'permission' } as const
/** Privileged Identity Management and entitlement management lend what they give. */
const lent = { ...grant, grantPath: 'broker' } as const

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Privileged Identity Management. `comleted` is Microsoft's own spelling in places.
  [
    /^Add member to role approval requested \(PIM activation\)$/i,
    { ...decides('approval', 'ask_approval', 'requested'), ...role },
  ],
  [
    /^Add member to role request approved \(PIM activation\)$|^Approve request - direct role assignment$/i,
    { ...decides('approval', 'decide', 'approved'), ...role },
  ],
  [/^Add member to role request denied \(PIM activation\)$/i, { ...decides('approval', 'decide', 'denied'), ...role }],
  [/^Update (eligible )?member in PIM approved by admin/i, { ...decides('approval', 'decide', 'approved'), ...role }],
  [/^Update (eligible )?member in PIM denied by admin/i, { ...decides('approval', 'decide', 'denied'), ...role }],
  [/^PIM activation request expired$/i, { ...decides('approval', 'expire', 'expired'), ...role }],
  [/^(Add|Update) (eligible )?member .*\bcanceled \(/i, { ...decides('approval', 'cancel', 'cancelled'), ...role }],
  [/^Cancel request( for role (removal|update))?$/i, { ...decides('approval', 'cancel', 'cancelled'), ...role }],
  [
    /^(Add|Update) (eligible )?member (to role |in PIM )?(in PIM )?requested \(/i,
    { ...decides('request', 'create', 'requested'), ...role },
  ],
  [/^Remove (eligible )?member from role (in PIM )?requested \(/i, { ...writes('request', 'create'), ...role }],
  [
    /^Add member to role completed \(PIM activation\)$/i,
    { ...writes('credential', 'issue', 'priv_grant', 'add'), credential: 'grant', grantPath: 'broker', ...role },
  ],
  [/^Add (eligible |scoped )?member to role outside of PIM/i, { ...grant, grantPath: 'outside_of_broker', ...role }],
  [/^(Add|Restore) (eligible |scoped )?member (to|from) role\b.*\bPIM\b/i, { ...lent, ...role }],
  [
    /^Remove member from role \(PIM activation expired\)$/i,
    { ...writes('revocation', 'expire', 'priv_removal', 'remove'), credential: 'grant', ...role },
  ],
  [
    /^Remove member from role completed \(PIM deactivate\)$/i,
    { ...writes('revocation', 'revoke', 'priv_removal', 'remove'), credential: 'grant', ...role },
  ],
  [
    /^Remove (eligible )?member from role in PIM comp?leted \(|^Remove permanent (direct|eligible) role assignment$/i,
    { ...removal, ...role },
  ],
  [
    /^Restore (eligible )?member from role|^Restore permanent (direct|eligible) role assignment$/i,
    { ...grant, ...role },
  ],
  [/^Process (role (removal|update) )?request$|^Remove request$/i, { ...writes('context', 'other'), ...role }],
  [/^Update role setting in PIM$|^PIM policy removed$/i, { ...trust, ...role }],
  [
    /^(Disable|Enable|Deactivate) PIM alert$|^(Off|On)boarded resource (from|to) PIM$|^Tenant offboarded from PIM$/i,
    production,
  ],
  [/PIM alert$|^Resource updated$/i, looks('other')],

  // Access reviews
  [/^(Bulk )?Approve decisions?$/i, decides('review', 'decide', 'approved')],
  [/^(Bulk )?Deny (all )?decisions?$/i, decides('review', 'decide', 'denied')],
  [
    /^(Don't know decision|(Bulk )?Reset decisions?|Bulk mark decisions as don't know|Auto review)$/i,
    writes('review', 'decide'),
  ],
  [/^(Apply decision|Apply review|Auto apply review)$/i, writes('review', 'update', null, 'modify')],
  [/^Create access review$/i, writes('review', 'create')],
  [/^Access review ended$/i, writes('review', 'close')],
  [/\baccess review\b/i, writes('review', 'update')],

  // Requests of access reviews' business flows and of Microsoft's support (Customer Lockbox)
  [/^(Create request|Request created)$/i, decides('request', 'create', 'requested')],
  [/^Update request$/i, writes('request', 'update', null, 'modify')],
  [
    /^(Request approved|Approval approved|Approve all requests in business flow)$/i,
    decides('approval', 'decide', 'approved'),
  ],
  [/^(Request denied|Request rejected|Deny all requests in business flow)$/i, decides('approval', 'decide', 'denied')],
  [/^Request expired$/i, decides('approval', 'expire', 'expired')],
  [/^Request canceled$/i, decides('approval', 'cancel', 'cancelled')],
  [/^(Approval removed|Delete approvals)$/i, decides('approval', 'decide', 'dismissed')],

  // Entitlement management
  [
    /^User requests .*access package assignment|^Entitlement Management creates access package assignment request for user$/i,
    { ...decides('request', 'create', 'requested'), ...accessPackage },
  ],
  [
    /^(Auto approve|Approve) access package assignment request$/i,
    { ...decides('approval', 'decide', 'approved'), ...accessPackage },
  ],
  [/^Deny access package assignment request$/i, { ...decides('approval', 'decide', 'denied'), ...accessPackage }],
  [
    /^(Cancel|Delete) access package assignment request$/i,
    { ...decides('approval', 'cancel', 'cancelled'), ...accessPackage },
  ],
  [
    /^Approval stage completed for access package assignment request$|^Update request answers by approver$/i,
    { ...writes('context', 'update'), ...accessPackage },
  ],
  [
    /^Fulfill access package assignment request$|^Administrator directly assigns user to access package$|^Extend access package assignment$/i,
    { ...lent, ...accessPackage },
  ],
  [
    /^Administrator directly removes user access package assignment$|^Entitlement Management removes access package assignment/i,
    { ...removal, ...accessPackage },
  ],
  [
    /^Fulfill access package resource assignment$|^(Partially fulfill|Ready to fulfill|Failed) access package|^Schedule a future access package/i,
    { ...writes('context', 'other'), ...accessPackage },
  ],
  [
    /^Remove access package resource assignment$/i,
    { ...writes('revocation', 'remove', null, 'remove'), ...accessPackage },
  ],
  [/^Add Entitlement Management role assignment$/i, { ...grant, ...role }],
  [/^Remove Entitlement Management role assignment$/i, { ...removal, ...role }],
  [
    /access package (assignment )?policy|^(Create|Update|Delete) (access package|access package catalog|connected organization|incompatible)/i,
    trust,
  ],

  // Directory roles
  [/^User has elevated their access to User Access Administrator/i, { ...grant, ...role }],
  [
    /^(User has removed their elevated access|The role assignment of User Access Administrator has been removed)/i,
    { ...removal, ...role },
  ],
  [
    /^Add (eligible |scoped )?member to role\b|^Add (EligibleRoleAssignment|role assignment) to role ?definition$|^(Add|Create) role assignment/i,
    { ...grant, ...role },
  ],
  [
    /^Remove (eligible |scoped )?member from role\b|^Remove (EligibleRoleAssignment|role assignment) from role ?definition$|^(Remove|Delete) role assignment/i,
    { ...removal, ...role },
  ],
  [
    /^(Add role definition|Add role from template|Role definition created)$/i,
    { ...writes('execution', 'create', 'priv_grant', 'add'), entitlement: 'target' },
  ],
  [
    /^Update role( definition)?$/i,
    { ...writes('execution', 'configure', 'priv_grant', 'modify'), entitlement: 'target' },
  ],
  [/^Delete role definition$/i, { ...removal, entitlement: 'target' }],

  // Applications and service principals
  [/^(Add|Grant) app role assignment/i, { ...grant, ...permission }],
  [/^Remove app role assignment/i, { ...removal, ...permission }],
  [/^(Add delegated permission grant|Add OAuth2PermissionGrant)$|^Restore consent$/i, { ...grant, ...permission }],
  [/^Remove (delegated permission grant|OAuth2PermissionGrant)$/i, { ...removal, ...permission }],
  [
    /^Consent to application$|^Grant contextual consent to application$/i,
    { ...writes('delegation', 'grant', 'priv_grant', 'add'), ...permission },
  ],
  [/^Revoke consent$/i, { ...writes('delegation', 'revoke', 'priv_removal', 'remove'), ...permission }],
  [
    /^Add service principal credentials$|^Update application\s*[-–—]\s*Certificates and secrets management|^Update external secrets$/i,
    { ...writes('credential', 'issue', 'secret_issue', 'add'), credential: 'secret' },
  ],
  [
    /^Remove (service principal|policy) credentials$/i,
    { ...writes('revocation', 'revoke', null, 'remove'), credential: 'secret' },
  ],
  [/federated identity credential/i, trust],
  [/^(Add|Restore) (application|service principal)$|^Add agent identity|^Create agent/i, newPrincipal],
  [
    /^((Hard )?delete|Remove) (application|service principal|agent identity)/i,
    writes('revocation', 'delete', 'priv_removal', 'remove'),
  ],
  [/^Add owner to (application|service principal|group)$/i, { ...grant, entitlement: 'target' }],
  [/^Remove owner from (application|service principal|group)$/i, { ...removal, entitlement: 'target' }],
  [
    /^(Add|Remove) policy (to|from) (application|service principal)$|^(Add|Update|Delete) permission grant policy$/i,
    trust,
  ],
  [/^Update (application|service principal)\b|^(Set|Unset) verified publisher$/i, production],

  // Groups
  [/^Add member to group$|^Add member to (restricted management )?administrative unit$/i, { ...grant, ...group }],
  [
    /^Remove member from group$|^Remove member from (restricted management )?administrative unit$/i,
    { ...removal, ...group },
  ],
  [/^(Add|Create) group$/i, writes('identity', 'create', null, 'add')],
  [/^((Hard )?delete|Restore|Update) group$/i, writes('identity', 'update', null, 'modify')],
  [/^Set group to be managed by user$/i, writes('identity', 'update', null, 'modify')],

  // Logging
  [
    /enriched audit logs settings|^(Update|Disable|Enable) (audit|diagnostic|log)/i,
    writes('logging', 'configure', null, 'modify'),
  ],

  // Who is let in, and how
  [
    /conditional access|AuthenticationContextClassReference|security defaults|continuous access evaluation|authorization policy|IdentityProtectionPolicy/i,
    trust,
  ],
  [
    /cross-tenant|partner|federation settings|domain authentication|(un)?verified domain|verify domain|MultiTenantOrg|kerberos domain|identity provider/i,
    trust,
  ],
  [
    /^(Add|Added|Update|Delete|Remove) policy\b|authentication (methods policy|strength)|CertificationBasedAuthConfiguration|^Set password policy$|Sign-In Risk Policy|User Risk/i,
    trust,
  ],
  [/passthrough authentication|Desktop Sso|feature rollout|DirSync|^Convert federated user/i, trust],
  [
    /named location|provisioning (configuration|setting)|attribute mappings|custom (task )?extension|\bworkflow\b|administrative unit|company|tenant setting|forwarding|filtering|device registration polic|rollout/i,
    production,
  ],

  // Secrets of people and devices that were shown or made
  [/^(Read BitLocker key|Reveal local administrator password)$/i, secretRead],
  [
    /temporary access pass|^Create application password for user$/i,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],

  // A password that was changed, by its owner or for them
  [/^(Reset|Change) (user )?password\b|^Reset password \(/i, writes('credential', 'renew', null, 'modify')],

  // People and accounts
  [
    /^(Add|Create) user$|^Invite (external|internal) user|^Viral user creation$/i,
    writes('identity', 'create', null, 'add'),
  ],
  [/^((Hard )?delete (external )?user|Disable account)$/i, writes('identity', 'lifecycle', null, 'remove')],
  [/^(Enable account|Restore user)$/i, writes('identity', 'lifecycle', null, 'add')],
  [/StsRefreshTokenValidFrom|^Revoke sign.?in sessions/i, writes('revocation', 'revoke', null, 'remove')],
  [
    /\b(user|password|account|security info|strong authentication|license|FIDO2|Windows Hello|credential|external)\b/i,
    writes('identity', 'update', null, 'modify'),
  ],
]

const seen = new Map<string, Meaning>()

/** Looks the activity up; one that nobody has named is context, and its first word says whether it wrote. */
export function meaningOf(activity: string): Meaning {
  let meaning = seen.get(activity)
  if (meaning === undefined) {
    meaning = lookUp(activity.trim())
    // A log has some hundred activities; a hostile one must not fill the memory.
    if (seen.size < 2000) seen.set(activity, meaning)
  }
  return meaning
}

function lookUp(name: string): Meaning {
  const found = meanings.find(([pattern]) => pattern.test(name))
  if (found && !readingVerbs.test(name)) return found[1]
  if (found && found[1] === secretRead) return secretRead
  if (readingVerbs.test(name)) return looks('read')
  if (/^(add|create|register|assign|enable|invite|upload|import)\b/i.test(name))
    return writes('context', 'create', null, 'add')
  if (/^(delete|remove|disable|unregister|revoke)\b/i.test(name)) return writes('context', 'delete', null, 'remove')
  return writes('context', 'update', null, 'modify')
}

const readingVerbs = /^(GET|Get|Read|Download|Export|List|Evaluate|Validate|Check|Retrieve|Verify one|Email)\b/
