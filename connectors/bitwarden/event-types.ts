/** What Bitwarden's event types mean in our words. */
import { decides, looks, type Meaning, reads, writes } from '../../src/schema/meaning.js'
import type { Outcome } from '../../src/schema/words.js'

const granted = writes('execution', 'grant', 'priv_grant', 'add')
const widened = writes('execution', 'grant', 'priv_grant', 'modify')
const removed = writes('revocation', 'remove', 'priv_removal', 'remove')
const trusted = writes('execution', 'configure', 'trust_policy', 'modify')
const secretRead = reads('execution', 'read', 'data_access')
const lifecycle = (change: 'add' | 'modify') => writes('identity', 'lifecycle', null, change)

/** Patterns over names; the first that matches decides. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^User_(LoggedIn$|FailedLogIn)/, looks('sign_in')],
  [/^User_RequestedDeviceApproval$/, writes('request', 'create')],
  [/_ApprovedAuthRequest$/, decides('approval', 'decide', 'approved')],
  [/_RejectedAuthRequest$/, decides('approval', 'decide', 'denied')],
  [/ClientExportedVault$|_VaultAccessed$|^Secret_Retrieved$|^Cipher_Client(Toggled|Copied|Autofilled)/, secretRead],
  [/^Cipher_ClientViewed$|^Project_Retrieved$/, looks('read')],
  [/^Cipher_(Shared|UpdatedCollections)$/, writes('execution', 'grant', 'data_access', 'modify')],
  [/^(Collection|Group)_Updated$|User_Updated(Groups)?$/, widened],
  [/^(OrganizationUser|ProviderUser)_(Confirmed|Restored)$|^ProviderOrganization_(Created|Added)$/, granted],
  [/^(OrganizationUser|ProviderUser)_(Removed|Revoked|Deleted|Left)$|^ProviderOrganization_Removed$/, removed],
  [/^ServiceAccount_(User|Group)Added$/, granted],
  [/^ServiceAccount_(User|Group)Removed$|^ServiceAccount_Deleted$/, removed],
  [/^ServiceAccount_Created$/, writes('execution', 'create', 'nhi_create', 'add')],
  [/^Policy_|Sso$|KeyConnector$|^OrganizationDomain_|CollectionManagement/, trusted],
  [/^Organization_Updated$/, { ...trusted, change_class: 'prod_config' }],
  [/_Invited$/, lifecycle('add')],
  [/^(User|OrganizationUser)_/, lifecycle('modify')],
  [/(Created|Restored)$/, writes('execution', 'create', null, 'add')],
  [/(Updated|Edited|Synced)$/, writes('execution', 'update', null, 'modify')],
  [/(Deleted|PurgedVault)$/, writes('execution', 'delete', null, 'remove')],
]

/** The meaning of a type by its name, and the outcome that the name states; of a name that nobody knows that of context. */
export function meaningOf(name: string): Meaning & { readonly outcome: Outcome } {
  const meaning = table.find(([pattern]) => pattern.test(name))?.[1]
  if (meaning === undefined) return { ...looks('other'), outcome: 'unknown' }
  return { ...meaning, outcome: name.startsWith('User_FailedLogIn') ? 'failure' : 'success' }
}
