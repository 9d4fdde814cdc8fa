/** What Azure's operations mean in our words, first match wins. Operations differ in case between forms, so case is ignored. */
import { looks, type Meaning, reads, writes } from '../../src/schema/meaning.js'

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const widened = writes('execution', 'configure', 'priv_grant', 'modify')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const production = writes('execution', 'configure', 'prod_config', 'modify')
const productionLess = writes('execution', 'delete', 'prod_config', 'remove')
const deployed = writes('execution', 'deploy', 'prod_config', 'modify')
const dataRead: Meaning = reads('execution', 'read', 'data_access')
const loggingOff = writes('logging', 'disable_logging', null, 'remove')
const loggingOn = writes('logging', 'enable_logging', null, 'add')

/** Services whose resources are what an organisation runs on. */
const services =
  /^microsoft\.(compute|network|storage|sql|web|containerservice|keyvault|automation|logic|dbfor\w+|documentdb|eventhub|servicebus|cdn|apimanagement|containerregistry|insights|security|resources|subscription|management|recoveryservices|containerinstance|app)\//
    .source

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Who holds what
  [/^microsoft\.authorization\/roleassignments\/write$|^microsoft\.authorization\/elevateaccess\/action$/, grant],
  [/^microsoft\.authorization\/roleassignments\/delete$/, removal],
  // A cluster's own roles, when the cluster asks Azure for leave
  [/\/rbac\.authorization\.k8s\.io\/(cluster)?rolebindings\/(write|bind\/action)$/, grant],
  [/\/rbac\.authorization\.k8s\.io\/(cluster)?roles\/(write|escalate\/action)$/, widened],
  [/\/rbac\.authorization\.k8s\.io\/(cluster)?role(binding)?s\/delete$/, removal],
  [/^microsoft\.authorization\/role(assignment|eligibility)schedulerequests\/write$/, writes('request', 'create')],
  [
    /^microsoft\.authorization\/role(assignment|eligibility)schedulerequests\/cancel\/action$/,
    writes('approval', 'cancel'),
  ],
  [/^microsoft\.authorization\/roleassignmentapprovals\/(stages|steps)\/write$/, writes('approval', 'decide')],
  [/^microsoft\.authorization\/rolemanagementpolic(y|ies)\w*\//, trust],
  [/^microsoft\.authorization\/roledefinitions\/write$/, widened],
  [/^microsoft\.authorization\/roledefinitions\/delete$/, removal],
  [/^microsoft\.authorization\/(policy\w+|locks|denyassignments|classicadministrators)\/(write|delete)$/, trust],
  [/^microsoft\.keyvault\/vaults\/accesspolicies\/(write|delete)$/, widened],
  [
    /^microsoft\.(keyvault|storage|eventhub|servicebus|documentdb)\/.*\/(authorizationrules|sqlroleassignments)\/write$/,
    grant,
  ],
  [/^microsoft\.managedidentity\/userassignedidentities\/write$/, writes('execution', 'create', 'nhi_create', 'add')],
  [/^microsoft\.managedidentity\/userassignedidentities\/delete$/, removal],
  [/federatedidentitycredentials\/(write|delete)$/, trust],
  [/^microsoft\.managedidentity\/userassignedidentities\/assign\/action$/, grant],

  // Keys and secrets
  [
    /\/(regeneratekeys?|regenerateprimarykey|regeneratesecondarykey|regenerateaccesskey|regeneratecredential|resetpassword|resetaadprofile)\/action$/,
    writes('credential', 'renew', 'secret_issue', 'modify'),
  ],
  [
    /\/(listaccountsas|listservicesas|listclusteradmincredential|listclusterusercredential)\/action$/,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],
  [
    /\/(listkeys|listsecrets|listconnectionstrings|listcredentials?|listadminkeys|list|listpublishingcredentials|publishxml)\/action$/,
    dataRead,
  ],
  [
    /^(secretget|keyget|certificateget|secretlist|getblob|readfile|getobject)$|^microsoft\.keyvault\/vaults\/secrets\/(getsecret\/action|read)$/,
    dataRead,
  ],

  // Logging
  [
    /\/(diagnosticsettings|logprofiles|flowlogs|datacollectionrules|datacollectionruleassociations)\/delete$|^microsoft\.operationalinsights\/workspaces\/(delete|linkedservices\/delete|purge\/action)$/,
    loggingOff,
  ],
  [
    /\/(diagnosticsettings|logprofiles|flowlogs|datacollectionrules)\/write$|^microsoft\.operationalinsights\/workspaces\/write$/,
    loggingOn,
  ],

  // Production
  [
    /\/(runcommand|runcommands)\/(action|write)$|^microsoft\.serialconsole\/.*\/connect\/action$|\/extensions\/write$|\/hostruntime\/.*action$|\/jobs\/write$/,
    writes('execution', 'use', 'prod_config'),
  ],
  [
    /^microsoft\.resources\/(subscriptions\/resourcegroups\/)?deployments(tacks)?\/write$|\/(publish|deploy|publishxml|slotsswap)\/action$/,
    deployed,
  ],
  [new RegExp(`${services}.*write$`), production],
  [new RegExp(`${services}(.*delete|.*/purge/action)$`), productionLess],
  [
    /^microsoft\.(compute|network|storage|sql|web|containerservice|keyvault|automation)\/.*\/(start|stop|restart|deallocate|poweroff|recover|restore|redeploy|move|failover|updatesettings|webhooks)\/action$|^microsoft\.automation\/.*\/action$/,
    production,
  ],
]

const seen = new Map<string, Meaning>()

/** Looks the operation up; one that nobody has named is context, and its last word says whether it wrote. */
export function meaningOf(operation: string): Meaning {
  let meaning = seen.get(operation)
  if (meaning === undefined) {
    meaning = lookUp(operation.trim().toLowerCase())
    // A log has some hundred operations; a hostile one must not fill the memory.
    if (seen.size < 2000) seen.set(operation, meaning)
  }
  return meaning
}

function lookUp(name: string): Meaning {
  const found = meanings.find(([pattern]) => pattern.test(name))
  if (found) return found[1]
  const last = name.split('/').at(-1) ?? ''
  if (last === 'read' || /^(get|list|read|retreive|retrieve|head)/.test(last)) return looks('read')
  if (last === 'delete' || /^delete|^remove/.test(last)) return writes('context', 'delete', null, 'remove')
  if (last === 'write' || /^(create|put|update|add)/.test(last)) return writes('context', 'update', null, 'modify')
  return { ...writes('context', 'other'), is_write: last === 'action' }
}
