/** What Bitwarden's event types mean in our words. */
import type { EventDraft } from '../../src/schema/events.js'

/** The columns that an event type decides. */
export type Meaning = Pick<
  EventDraft,
  'stage' | 'activity' | 'is_write' | 'change_class' | 'change' | 'decision' | 'outcome'
>

const write = (stage: Meaning['stage'], activity: string, rest: Partial<Meaning> = {}): Meaning => ({
  stage,
  activity,
  is_write: true,
  outcome: 'success',
  ...rest,
})
const read = (activity: string, rest: Partial<Meaning> = {}): Meaning =>
  write('context', activity, { is_write: false, ...rest })

const granted = write('execution', 'grant', { change: 'add', change_class: 'priv_grant' })
const widened: Meaning = { ...granted, change: 'modify' }
const removed = write('revocation', 'remove', { change: 'remove', change_class: 'priv_removal' })
const trusted = write('execution', 'configure', { change: 'modify', change_class: 'trust_policy' })
const secretRead = read('read', { stage: 'execution', change_class: 'data_access' })
const lifecycle = (change: 'add' | 'modify') => write('identity', 'lifecycle', { change })

/** Patterns over names; the first that matches decides. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^User_LoggedIn$/, read('sign_in')],
  [/^User_FailedLogIn/, read('sign_in', { outcome: 'failure' })],
  [/^User_RequestedDeviceApproval$/, write('request', 'create')],
  [/_ApprovedAuthRequest$/, write('approval', 'decide', { decision: 'approved' })],
  [/_RejectedAuthRequest$/, write('approval', 'decide', { decision: 'denied' })],
  [/ClientExportedVault$|_VaultAccessed$|^Secret_Retrieved$|^Cipher_Client(Toggled|Copied|Autofilled)/, secretRead],
  [/^Cipher_ClientViewed$|^Project_Retrieved$/, read('read')],
  [
    /^Cipher_(Shared|UpdatedCollections)$/,
    write('execution', 'grant', { change: 'modify', change_class: 'data_access' }),
  ],
  [/^(Collection|Group)_Updated$|User_Updated(Groups)?$/, widened],
  [/^(OrganizationUser|ProviderUser)_(Confirmed|Restored)$|^ProviderOrganization_(Created|Added)$/, granted],
  [/^(OrganizationUser|ProviderUser)_(Removed|Revoked|Deleted|Left)$|^ProviderOrganization_Removed$/, removed],
  [/^ServiceAccount_(User|Group)Added$/, granted],
  [/^ServiceAccount_(User|Group)Removed$|^ServiceAccount_Deleted$/, removed],
  [/^ServiceAccount_Created$/, write('execution', 'create', { change: 'add', change_class: 'nhi_create' })],
  [/^Policy_|Sso$|KeyConnector$|^OrganizationDomain_|CollectionManagement/, trusted],
  [/^Organization_Updated$/, { ...trusted, change_class: 'prod_config' }],
  [/_Invited$/, lifecycle('add')],
  [/^(User|OrganizationUser)_/, lifecycle('modify')],
  [/(Created|Restored)$/, write('execution', 'create', { change: 'add' })],
  [/(Updated|Edited|Synced)$/, write('execution', 'update', { change: 'modify' })],
  [/(Deleted|PurgedVault)$/, write('execution', 'delete', { change: 'remove' })],
]

/** The meaning of a type by its name; one that nobody has named is context. */
export function meaningOf(name: string): Meaning {
  return table.find(([pattern]) => pattern.test(name))?.[1] ?? read('other', { outcome: 'unknown' })
}
