/** What Databricks' audited actions mean in our words: first match wins. Names: https://docs.databricks.com/admin/account-settings/audit-logs. */
import { type Change, decides, looks, type Meaning, reads, writes } from '../../src/schema/meaning.js'

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const regrant = writes('execution', 'grant', 'priv_grant', 'modify')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const revocation = writes('revocation', 'revoke', null, 'remove')
const account = (change: Change | null) => writes('identity', 'lifecycle', null, change)
const trust = writes('execution', 'configure', 'trust_policy', 'modify')

/** `<service>.<action>`; the services come first where an action of one name means different things. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/\.\w*logout$/i, looks('sign_out')],
  [
    /^(accounts|ssh)\.(\w*login|\w*LoginCodeAuthentication|oidc\w+|inHouseOAuth\w+|IpAccessDenied|accountIpAcls\w+)$/i,
    looks('sign_in'),
  ],
  [/^(rfa|requestForAccess)\.(batch)?create/i, decides('request', 'create', 'requested')],
  [/AccessRequests?$/i, decides('request', 'create', 'requested')],

  [/\.(add\w*ToGroup|set(Account|Workspace)?Admin|grant\w*|addPermissionAssignment)$/, grant],
  [
    /\.(removePrincipals?FromGroup|remove(Account|Workspace)?Admin|revokePermission|denyPermission|deleteAcl|deletePermissionAssignment|removeGroup)$/,
    removal,
  ],
  [/^genie\.databricksAccess$/, grant],
  [
    /\.(update(Share)?Permissions|update(RoleAssignment|PermissionAssignment|RuleSet)|change(\w*Owner|Permissions|\w*Acls?)|putAcl|resetJobAcl|transferObjectOwnership)$/,
    regrant,
  ],

  [
    /^accounts\.generateDbToken$|^servicePrincipalCredentials\.create|^unityCatalog\.rotateRecipientToken$|\.createGitCredential$/,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],
  [/^secrets\.putSecret$|\.updateGitCredential$/, writes('credential', 'issue', 'secret_issue', 'modify')],
  // Tables and paths are opened with tokens by the thousand, so they are of no change class.
  [/\.generateTemporary\w*Credentials?$/, writes('credential', 'issue')],
  [
    /^accounts\.(revokeDbToken|garbageCollectDbToken)$|^servicePrincipalCredentials\.delete|^secrets\.delete(Secret|Scope)$|\.delete(Git|Storage|Service)?Credentials?$/i,
    revocation,
  ],
  [/^secrets\.getSecret$|download|export|^deltaSharing\w*\.\w*query/i, reads('execution', 'read', 'data_access')],

  [/^logDelivery\.create/i, writes('logging', 'enable_logging', null, 'add')],
  [/^logDelivery\.(update|delete)/i, writes('logging', 'configure', null, 'modify')],
  [/\.enableSystemSchema$/, writes('logging', 'enable_logging', null, 'add')],
  [/\.disableSystemSchema$/, writes('logging', 'disable_logging', null, 'remove')],

  [/^oauth2\.create\w*Integration$|\.createServicePrincipal$/i, writes('execution', 'create', 'nhi_create', 'add')],
  [/^accounts\.(add|createUser|createGroup)$|^groups\.createGroup$/, account('add')],
  [/^accounts\.(delete|deleteUser|removeUser)$/, account('remove')],
  [
    /^(accounts|groups)\.(activate|deactivate|update|updateUser|updateGroup|changePassword|resetPassword|mfa|validate|migrate|reactivate)/i,
    account('modify'),
  ],

  [
    /ssoConfig|ipAccessList|^oauth2\.|networkConnectivity|NetworkPolic|^clusterPolicies\.|(enable|disable)\w+Acls$|^(accounts|workspace)\.(set|delete)Setting$/i,
    trust,
  ],
  [
    /^(unityCatalog|deltaSharingControl)\.(create|update|delete)(Metastore|Recipient|Share|Provider|StorageCredential|ServiceCredential|ExternalLocation|MetastoreAssignment)$|\.createCredential/i,
    trust,
  ],
  [
    /^accounts\.\w*Settings?$|workspaceConfEdit$|^accountsManager\.(create|update|delete)|^globalInitScripts\.(create|update|delete)|^dbfs\.(mount|unmount)$/i,
    writes('execution', 'configure', 'prod_config', 'modify'),
  ],
  [
    /^(clusters|instancePools|jobs|deltaPipelines)\.(create|edit|update|reset|delete|permanentDelete)$|^(sqlanalytics|databrickssql)\.(create|edit|delete)(Warehouse|Endpoint)$|installLibrar|^unityCatalog\.(create|update|delete)(Catalog|Connection)$|^serverlessRealTimeInference\.(create|update|delete)/i,
    writes('execution', 'configure', 'prod_config', 'modify'),
  ],

  [
    /\.(get|list|read|describe|search|check|view|lookup|fetch|count|requestPermissions|wsfsRead|authzEval|metadata)/i,
    looks('read'),
  ],
  [/\.(create|add|upload|import|put|clone)/i, writes('execution', 'create', null, 'add')],
  [/\.(delete|remove|purge|drop|trash|cancel)/i, writes('execution', 'delete', null, 'remove')],
  [
    /\.(update|edit|change|set|rename|move|write|modify|attach|detach|resize)/i,
    writes('execution', 'update', null, 'modify'),
  ],
  [/\.(run|start|stop|restart|submit|execute|commandSubmit|close|open)/i, writes('execution', 'use')],
]

/** The meaning of an action; one that nobody has named is context that may have changed something. */
export function meaningOf(service: string, action: string): Meaning {
  const name = `${service}.${action}`
  return table.find(([pattern]) => pattern.test(name))?.[1] ?? writes('context', 'other')
}
