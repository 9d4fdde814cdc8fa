/** What Salesforce's setup actions and log events mean in our words: first match wins. */
import { type Change, looks, type Meaning, reads, writes } from '../../src/schema/meaning.js'

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const regrant = writes('execution', 'grant', 'priv_grant', 'modify')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const account = (change: Change | null) => writes('identity', 'lifecycle', null, change)
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const secret = writes('credential', 'issue', 'secret_issue', 'modify')
const impersonation = reads('delegation', 'sign_in')

/** Codes of SetupAuditTrail.Action. Salesforce publishes no list: these were seen in exports and tools of others. */
const codes: readonly (readonly [RegExp, Meaning])[] = [
  [/^(PermSet|PermissionSet)\w*Unassign/i, removal],
  [/^(PermSet|PermissionSet)\w*Assign/i, grant],
  [/^PermSetDisable|^PermissionSetGroupComponentRemove/i, removal],
  [
    /^PermSet(Enable|EntityPerm|Fls|RecordType|Apex|SetupEntity|CustomPerm)|^PermissionSetGroupComponentAdd|^profile(Perm|Olp|Fls|RecordType|Apex)\w*/i,
    regrant,
  ],
  [/^changedroleforusertonone/i, removal],
  [/^changed(profile|role)foruser|^tm2_userAdded/i, regrant],
  [/^loginasgranted/i, grant],
  [/^loginasrevoked|^tm2_userRemoved/i, removal],
  [/^su\w*login|^suloginaccessused/i, impersonation],
  [/^su\w*logout/i, reads('delegation', 'sign_out')],
  [/ConsumerSecret|ConsumerKey|^(insert|create)\w*Certificate|certificate(Created|Uploaded)|Certificate$/i, secret],
  [
    /^insert(Connected)?Application|^create(Connected|External)\w*App/i,
    writes('execution', 'create', 'nhi_create', 'add'),
  ],
  [/^(created|insert|new)user/i, account('add')],
  [
    /user$|^changed(email|username|password|federationid|manager|user|communitynickname|interactionuser|marketinguser)|^resetpassword|TwoFactor|Authenticator|lightninglogin/i,
    account('modify'),
  ],
  [/eventMonitor|EventLog|entity_history|fieldHistory|auditTrail/i, writes('logging', 'configure', null, 'modify')],
  [
    /Application|AuthProvider|saml|sso|Idp|oauth|namedCredential|externalCredential|remoteSite|cors|csp|ipRange|loginIp|password(Policy|Expir|Length|Compl)|session|sharing|orgWide|mfa|IpRelaxation|trusted/i,
    trust,
  ],
  [/^(created|new|insert|add)/i, writes('execution', 'create', 'prod_config', 'add')],
  [/^(deleted|removed|delete)/i, writes('execution', 'delete', 'prod_config', 'remove')],
  [
    /^(changed|activated|deactivated|update|enable|disable)/i,
    writes('execution', 'configure', 'prod_config', 'modify'),
  ],
]

/** Sentences of SetupAuditTrail.Display, for downloads without codes. */
const sentences: readonly (readonly [RegExp, Meaning])[] = [
  [/permission set\b.*\bunassigned\b|^unassigned permission set/i, removal],
  [/permission set\b.*\bassigned\b|^assigned permission set/i, grant],
  [/permission set .*\bto disabled\b|^removed .*\b(group|queue)\b/i, removal],
  [/^changed (profile|role) for user|permission set .*\bto enabled\b|^changed profile\b/i, regrant],
  [/^added .*\b(group|queue)\b|^granted login access/i, grant],
  [/^revoked login access/i, removal],
  [/^logged in (as|using login-as)/i, impersonation],
  [/^logged out/i, reads('delegation', 'sign_out')],
  [/^created( new)? user/i, account('add')],
  [/\buser\b/i, account('modify')],
  [
    /connected app|single sign-on|saml|auth(entication)? provider|session setting|password polic|ip range|sharing (rule|model)|remote site|named credential/i,
    trust,
  ],
  [/^(created|added|new)/i, writes('execution', 'create', 'prod_config', 'add')],
  [/^(deleted|removed)/i, writes('execution', 'delete', 'prod_config', 'remove')],
]

/** Types of event log files and streamed events, without `Event` and `Stream` behind them. */
const types: readonly (readonly [RegExp, Meaning])[] = [
  [/^LoginAs$/i, impersonation],
  [/^Login$/i, looks('sign_in')],
  [/^Logout$/i, looks('sign_out')],
  [/^PermissionUpdate$|^PermissionSet$/i, regrant],
  [/Export|Download|^BulkApi/i, reads('execution', 'read', 'data_access')],
  [
    /^(ContentTransfer|ContentDistribution|MetadataApiOperation|PackageInstall|ApexUnexpected\w*)$/i,
    writes('execution', 'update'),
  ],
]

/** The meaning of an entry of the setup trail, by its code where it has one; the trail has changes only. */
export function meaningOfSetup(code: string | null, display: string | null): Meaning {
  if (code !== null && /^(group|queue)Membership/i.test(code))
    return /^(removed|deleted)/i.test(display ?? '') ? removal : grant
  const [table, name] = code === null ? [sentences, display ?? ''] : [codes, code]
  return table.find(([pattern]) => pattern.test(name))?.[1] ?? writes('execution', 'configure', null, 'modify')
}

/** The meaning of a logged event; of those nobody has named the method says whether they changed something. */
export function meaningOfEvent(type: string, method: string | null, operation: string | null): Meaning {
  const name = type.replace(/Event(Stream|Store|Log)?$/, '')
  if (/^PermissionSet/.test(name) && /Unassigned|Disabled|Revoked/i.test(operation ?? '')) return removal
  if (/^PermissionSet/.test(name) && /Assigned/i.test(operation ?? '')) return grant
  if (name === 'Report' && /export/i.test(operation ?? '')) return reads('execution', 'read', 'data_access')
  const found = types.find(([pattern]) => pattern.test(name))?.[1]
  if (found !== undefined) return found
  return {
    ...looks('other'),
    is_write: /^(post|put|patch|delete|create|update|upsert|insert|remove)/i.test(method ?? ''),
  }
}
