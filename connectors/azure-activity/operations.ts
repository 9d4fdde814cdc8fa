/** What Azure's operations mean in our words, first match wins. Operations differ in case between forms, so case is ignored. */
import type { ChangeClass, Stage } from '../../src/schema/words.js'

/** How an operation is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: 'add' | 'remove' | 'modify'
  readonly changeClass?: ChangeClass
}

const grant = write('execution', 'grant', 'add', 'priv_grant')
const removal = write('revocation', 'remove', 'remove', 'priv_removal')
const widened = write('execution', 'configure', 'modify', 'priv_grant')
const trust = write('execution', 'configure', 'modify', 'trust_policy')
const production = write('execution', 'configure', 'modify', 'prod_config')
const productionLess = write('execution', 'delete', 'remove', 'prod_config')
const deployed = write('execution', 'deploy', 'modify', 'prod_config')
const dataRead: Meaning = { stage: 'execution', activity: 'read', isWrite: false, changeClass: 'data_access' }
const loggingOff = write('logging', 'disable_logging', 'remove')
const loggingOn = write('logging', 'enable_logging', 'add')

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
  [
    /^microsoft\.authorization\/role(assignment|eligibility)schedulerequests\/write$/,
    { stage: 'request', activity: 'create', isWrite: true },
  ],
  [
    /^microsoft\.authorization\/role(assignment|eligibility)schedulerequests\/cancel\/action$/,
    { stage: 'approval', activity: 'cancel', isWrite: true },
  ],
  [
    /^microsoft\.authorization\/roleassignmentapprovals\/(stages|steps)\/write$/,
    { stage: 'approval', activity: 'decide', isWrite: true },
  ],
  [/^microsoft\.authorization\/rolemanagementpolic(y|ies)\w*\//, trust],
  [/^microsoft\.authorization\/roledefinitions\/write$/, widened],
  [/^microsoft\.authorization\/roledefinitions\/delete$/, removal],
  [/^microsoft\.authorization\/(policy\w+|locks|denyassignments|classicadministrators)\/(write|delete)$/, trust],
  [/^microsoft\.keyvault\/vaults\/accesspolicies\/(write|delete)$/, widened],
  [
    /^microsoft\.(keyvault|storage|eventhub|servicebus|documentdb)\/.*\/(authorizationrules|sqlroleassignments)\/write$/,
    grant,
  ],
  [/^microsoft\.managedidentity\/userassignedidentities\/write$/, write('execution', 'create', 'add', 'nhi_create')],
  [/^microsoft\.managedidentity\/userassignedidentities\/delete$/, removal],
  [/federatedidentitycredentials\/(write|delete)$/, trust],
  [/^microsoft\.managedidentity\/userassignedidentities\/assign\/action$/, grant],

  // Keys and secrets
  [
    /\/(regeneratekeys?|regenerateprimarykey|regeneratesecondarykey|regenerateaccesskey|regeneratecredential|resetpassword|resetaadprofile)\/action$/,
    write('credential', 'renew', 'modify', 'secret_issue'),
  ],
  [
    /\/(listaccountsas|listservicesas|listclusteradmincredential|listclusterusercredential)\/action$/,
    write('credential', 'issue', 'add', 'secret_issue'),
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
    write('execution', 'use', undefined, 'prod_config'),
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
  if (last === 'read' || /^(get|list|read|retreive|retrieve|head)/.test(last))
    return { stage: 'context', activity: 'read', isWrite: false }
  if (last === 'delete' || /^delete|^remove/.test(last)) return write('context', 'delete', 'remove')
  if (last === 'write' || /^(create|put|update|add)/.test(last)) return write('context', 'update', 'modify')
  return { stage: 'context', activity: 'other', isWrite: last === 'action' }
}

function write(stage: Stage, activity: string, change?: Meaning['change'], changeClass?: ChangeClass): Meaning {
  return { stage, activity, isWrite: true, ...(change ? { change } : {}), ...(changeClass ? { changeClass } : {}) }
}
