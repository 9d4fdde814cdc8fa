/** What Google's methods mean in our words, first match wins. Methods differ in version and prefix, so they are matched by their ends. */
import type { GrantPath } from '../../src/schema/attributes.js'
import { type Meaning as CommonMeaning, decides, looks, reads, writes } from '../../src/schema/meaning.js'

/** How a method is to be read. */
export interface Meaning extends CommonMeaning {
  /** What is issued or taken back: a token that dies by itself, a key, or a grant of the Privileged Access Manager. */
  readonly credential?: 'session' | 'static' | 'grant'
  readonly grantPath?: GrantPath
}

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const widened = writes('execution', 'configure', 'priv_grant', 'modify')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const production = writes('execution', 'configure', 'prod_config', 'modify')
const deployed = writes('execution', 'deploy', 'prod_config', 'modify')
const newPrincipal = writes('execution', 'create', 'nhi_create', 'add')
const key = { ...writes('credential', 'issue', 'secret_issue', 'add'), credential: 'static' } as const
const keyGone = { ...writes('revocation', 'revoke', null, 'remove'), credential: 'static' } as const
const token = { ...writes('credential', 'issue', null, 'add'), credential: 'session' } as const
const dataRead: Meaning = reads('execution', 'read', 'data_access')
const loggingOff = writes('logging', 'disable_logging', null, 'remove')
const loggingOn = writes('logging', 'enable_logging', null, 'add')
const loggingChange = writes('logging', 'configure', null, 'modify')
const signIn: Meaning = looks('sign_in')

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Privileged Access Manager; its own doings are system events
  [/PrivilegedAccessManager\.CreateGrant$/i, decides('request', 'create', 'requested')],
  [/PrivilegedAccessManager\.ApproveGrant$/i, decides('approval', 'decide', 'approved')],
  [/PrivilegedAccessManager\.DenyGrant$/i, decides('approval', 'decide', 'denied')],
  [/PrivilegedAccessManager\.WithdrawGrant$/i, decides('approval', 'cancel', 'withdrawn')],
  [/PAMExpireGrant$/i, decides('approval', 'expire', 'expired')],
  [/PAMActivateGrant$/i, { ...writes('credential', 'issue', null, 'add'), credential: 'grant' }],
  [
    /PrivilegedAccessManager\.RevokeGrant$/i,
    { ...writes('revocation', 'revoke', 'priv_removal', 'remove'), credential: 'grant' },
  ],
  [/PAMEndGrant$/i, { ...writes('revocation', 'expire', 'priv_removal', 'remove'), credential: 'grant' }],
  [/PAMDeleteGrant$/i, writes('context', 'update', null, 'modify')],
  [
    /PAMReportExternalGrantModification$/i,
    { ...writes('context', 'update', null, 'modify'), grantPath: 'changed_outside' },
  ],
  [/PrivilegedAccessManager\.(Create|Update|Delete)Entitlement$/i, trust],

  // Who holds what
  [/set(IamPolicy|IamPermissions)$/i, widened],
  [/(^|\.)(SetOrgPolicy|ClearOrgPolicy)$|OrgPolicy\.\w*(Create|Update|Delete)\w*$/i, trust],
  [/Create(Custom)?Role$|iam\.admin\.v\d\.(Update|Undelete)Role$/i, widened],
  [/iam\.admin\.v\d\.DeleteRole$/i, removal],
  [/(addGroupMember|groups\.members\.insert|MembershipsService\.(CreateMembership|UpdateMembership))$/i, grant],
  [/(removeGroupMember|groups\.members\.delete|MembershipsService\.DeleteMembership)$/i, removal],
  [
    /AdminService\.(assignRole|grantAdminPrivilege|grantDelegatedAdminPrivileges|addPrivilege|authorizeApiClientAccess)$/i,
    grant,
  ],
  [
    /AdminService\.(unassignRole|revokeAdminPrivilege|revokeDelegatedAdminPrivileges|removePrivilege|removeApiClientAccess)$/i,
    removal,
  ],

  // Service accounts, keys, tokens
  [/(Create|Undelete|Enable)ServiceAccount$/i, newPrincipal],
  [/(Delete|Disable)ServiceAccount$/i, removal],
  [/(Create|Upload|Enable)ServiceAccountKey$|hmacKeys\.create$|ApiKeys\.(CreateKey|UndeleteKey)$/i, key],
  [/(Delete|Disable)ServiceAccountKey$|hmacKeys\.delete$|ApiKeys\.DeleteKey$/i, keyGone],
  [/(^|\.)(GenerateAccessToken|GenerateIdToken|SignJwt|SignBlob|ExchangeToken)$/i, token],
  [
    /WorkloadIdentityPools?\.|WorkforcePools?\.|(Create|Update|Delete|Undelete)(WorkloadIdentityPool|WorkforcePool)/i,
    trust,
  ],
  [
    /(AccessPolic(y|ies)|ServicePerimeters?|AccessLevels?)\w*$|(Create|Update|Delete|Replace|Commit)(AccessPolicy|ServicePerimeters?|AccessLevels?)$/i,
    trust,
  ],

  // Logging
  [/ConfigServiceV2\.(DeleteSink|DeleteBucket)$/i, loggingOff],
  [/ConfigServiceV2\.CreateExclusion$|LoggingServiceV2\.DeleteLog$/i, loggingOff],
  [/ConfigServiceV2\.(CreateSink|CreateBucket|UndeleteBucket|DeleteExclusion)$/i, loggingOn],
  [/ConfigServiceV2\.Update/i, loggingChange],

  // Secrets and data
  [/SecretManagerService\.(AccessSecretVersion)$|storage\.objects\.get$|cloudsql\.instances\.export$/i, dataRead],
  [/SecretManagerService\.(CreateSecret|AddSecretVersion)$/i, writes('execution', 'create', 'prod_config', 'add')],
  [/SecretManagerService\.(Delete|Destroy|Disable|Enable|Update)/i, production],

  // Sign-ins
  [/LoginService\.(loginSuccess|loginFailure|loginVerification|loginChallenge)$|AuthorizeUser$/i, signIn],
  [/LoginService\.logout$/i, looks('sign_out')],

  // Kubernetes Engine: what the API server of a cluster did
  [/^io\.k8s\..*rolebindings\.(create|update|patch)$/i, grant],
  [/^io\.k8s\..*rolebindings\.delete$/i, removal],
  [/^io\.k8s\..*roles\.(create|update|patch)$/i, widened],
  [/^io\.k8s\..*roles\.delete$/i, removal],
  [/^io\.k8s\..*serviceaccounts\.token\.create$/i, token],
  [/^io\.k8s\..*serviceaccounts\.create$/i, newPrincipal],
  [
    /^io\.k8s\..*pods\.(exec|attach|portforward|proxy)\.?/i,
    { ...writes('execution', 'use'), change_class: 'data_access' },
  ],
  [/^io\.k8s\..*secrets\.(get|list)$/i, dataRead],
  [/^io\.k8s\..*webhookconfigurations\.(create|update|patch|delete)$/i, trust],
  [
    /^io\.k8s\..*\.(deployments|daemonsets|statefulsets|replicasets|cronjobs|jobs|pods)\.(create|update|patch)$/i,
    deployed,
  ],
  [
    /^io\.k8s\..*\.(services|ingresses|networkpolicies|configmaps|secrets|namespaces|nodes)\.(create|update|patch)$/i,
    production,
  ],
  [
    /^io\.k8s\..*\.(deployments|daemonsets|statefulsets|cronjobs|jobs|pods|services|ingresses|networkpolicies|configmaps|secrets|namespaces|nodes)\.delete/i,
    writes('execution', 'delete', 'prod_config', 'remove'),
  ],

  // Production settings
  [
    /(firewalls?|FirewallPolic\w+|securityPolicies|routes|managedZones|changes|vpnTunnels|forwardingRules)\.(insert|create|update|patch|delete|add\w*|remove\w*)$|\w*(Ingress|Firewall)Rule$/i,
    production,
  ],
  [/(setMetadata|setCommonInstanceMetadata|setServiceAccount|enableProjectXpn|setUsageExportBucket)$/i, production],
  [
    /(Services|Jobs|Functions?Service|CloudFunctionsService|Revisions|Versions|Deployments|deployments|CloudDeploy|CloudBuild|ClusterManager)\.(Create|Update|Replace|Delete|Deploy|insert|update|patch|delete|Run)\w*$/i,
    deployed,
  ],
  [/(KeyManagementService\.)?(Update|Destroy|Restore|Import)CryptoKey\w*$|KeyManagementService\.Create/i, production],
  [
    /cloudsql\.(instances|users)\.(create|insert|update|patch|delete|import)$|(storage\.buckets|datasets|instances)\.(create|insert|update|patch|delete)$/i,
    production,
  ],
  [
    /(EnableService|DisableService|BatchEnableServices)$|Projects\.\w*(Delete|Move)\w*$|(Create|Delete|Move|Undelete)Project$/i,
    production,
  ],
]

const seen = new Map<string, Meaning>()

/** Looks the method up; one that nobody has named is context, and its last word and the log it stands in say whether it wrote. */
export function meaningOf(method: string, isDataAccess: boolean): Meaning {
  const known = `${isDataAccess} ${method}`
  let meaning = seen.get(known)
  if (meaning === undefined) {
    meaning = lookUp(method, isDataAccess)
    // A log has some hundred methods; a hostile one must not fill the memory.
    if (seen.size < 2000) seen.set(known, meaning)
  }
  return meaning
}

function lookUp(method: string, isDataAccess: boolean): Meaning {
  const last = method.split(/[./]/).at(-1) ?? ''
  const isRead =
    /^(get|list|aggregatedList|search|query|lookup|check|test|batchGet|read|fetch|export|watch|scan|count|view|healthz|readyz)/i.test(
      last,
    )
  const found = meanings.find(([pattern]) => pattern.test(method))
  if (found && (!isRead || !found[1].is_write)) return found[1]
  if (isRead) return looks('read')
  if (/^(create|insert|add|enable|upload|import|undelete)/i.test(last)) return writes('context', 'create', null, 'add')
  if (/^(delete|remove|destroy|disable|stop|purge)/i.test(last)) return writes('context', 'delete', null, 'remove')
  if (/^(update|patch|set|replace|modify|move|reset|start|resume|suspend|run)/i.test(last))
    return writes('context', 'update', null, 'modify')
  return { ...writes('context', 'other'), is_write: !isDataAccess }
}
