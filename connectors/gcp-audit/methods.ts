/** What Google's methods mean in our words, first match wins. Methods differ in version and prefix, so they are matched by their ends. */
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

/** How a method is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
  /** Decision that the method itself states. */
  readonly decision?: Decision
  /** What is issued or taken back: a token that dies by itself, a key, or a grant of the Privileged Access Manager. */
  readonly credential?: 'session' | 'static' | 'grant'
}

const grant = write('execution', 'grant', 'add', 'priv_grant')
const removal = write('revocation', 'remove', 'remove', 'priv_removal')
const widened = write('execution', 'configure', 'modify', 'priv_grant')
const trust = write('execution', 'configure', 'modify', 'trust_policy')
const production = write('execution', 'configure', 'modify', 'prod_config')
const deployed = write('execution', 'deploy', 'modify', 'prod_config')
const newPrincipal = write('execution', 'create', 'add', 'nhi_create')
const key = { ...write('credential', 'issue', 'add', 'secret_issue'), credential: 'static' } as const
const keyGone = { ...write('revocation', 'revoke', 'remove'), credential: 'static' } as const
const token = { ...write('credential', 'issue', 'add'), credential: 'session' } as const
const dataRead: Meaning = { stage: 'execution', activity: 'read', isWrite: false, changeClass: 'data_access' }
const loggingOff = write('logging', 'disable_logging', 'remove')
const loggingOn = write('logging', 'enable_logging', 'add')
const loggingChange = write('logging', 'configure', 'modify')
const signIn: Meaning = { stage: 'context', activity: 'sign_in', isWrite: false }

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Privileged Access Manager; its own doings are system events
  [/PrivilegedAccessManager\.CreateGrant$/i, decided('request', 'create', 'requested')],
  [/PrivilegedAccessManager\.ApproveGrant$/i, decided('approval', 'decide', 'approved')],
  [/PrivilegedAccessManager\.DenyGrant$/i, decided('approval', 'decide', 'denied')],
  [/PrivilegedAccessManager\.WithdrawGrant$/i, decided('approval', 'cancel', 'withdrawn')],
  [/PAMExpireGrant$/i, decided('approval', 'expire', 'expired')],
  [/PAMActivateGrant$/i, { ...write('credential', 'issue', 'add'), credential: 'grant' }],
  [
    /PrivilegedAccessManager\.RevokeGrant$/i,
    { ...write('revocation', 'revoke', 'remove', 'priv_removal'), credential: 'grant' },
  ],
  [/PAMEndGrant$/i, { ...write('revocation', 'expire', 'remove', 'priv_removal'), credential: 'grant' }],
  [/PAM(DeleteGrant|ReportExternalGrantModification)$/i, write('context', 'update', 'modify')],
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
  [/SecretManagerService\.(CreateSecret|AddSecretVersion)$/i, write('execution', 'create', 'add', 'prod_config')],
  [/SecretManagerService\.(Delete|Destroy|Disable|Enable|Update)/i, production],

  // Sign-ins
  [/LoginService\.(loginSuccess|loginFailure|loginVerification|loginChallenge)$|AuthorizeUser$/i, signIn],
  [/LoginService\.logout$/i, { stage: 'context', activity: 'sign_out', isWrite: false }],

  // Kubernetes Engine: what the API server of a cluster did
  [/^io\.k8s\..*rolebindings\.(create|update|patch)$/i, grant],
  [/^io\.k8s\..*rolebindings\.delete$/i, removal],
  [/^io\.k8s\..*roles\.(create|update|patch)$/i, widened],
  [/^io\.k8s\..*roles\.delete$/i, removal],
  [/^io\.k8s\..*serviceaccounts\.token\.create$/i, token],
  [/^io\.k8s\..*serviceaccounts\.create$/i, newPrincipal],
  [
    /^io\.k8s\..*pods\.(exec|attach|portforward|proxy)\.?/i,
    { ...write('execution', 'use'), changeClass: 'data_access' },
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
    write('execution', 'delete', 'remove', 'prod_config'),
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
  if (found && (!isRead || !found[1].isWrite)) return found[1]
  if (isRead) return { stage: 'context', activity: 'read', isWrite: false }
  if (/^(create|insert|add|enable|upload|import|undelete)/i.test(last)) return write('context', 'create', 'add')
  if (/^(delete|remove|destroy|disable|stop|purge)/i.test(last)) return write('context', 'delete', 'remove')
  if (/^(update|patch|set|replace|modify|move|reset|start|resume|suspend|run)/i.test(last))
    return write('context', 'update', 'modify')
  return { stage: 'context', activity: 'other', isWrite: !isDataAccess }
}

function write(stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning {
  return { stage, activity, isWrite: true, ...(change ? { change } : {}), ...(changeClass ? { changeClass } : {}) }
}

function decided(stage: Stage, activity: string, decision: Decision): Meaning {
  return { stage, activity, isWrite: true, decision }
}
