/** What the operations of the unified audit log mean in our words, first match wins. Catalogue: https://learn.microsoft.com/purview/audit-log-activities */
import type { GrantPath } from '../../src/schema/attributes.js'
import { type Meaning as CommonMeaning, decides, looks, reads, writes } from '../../src/schema/meaning.js'

/** How an operation is to be read. */
export interface Meaning extends CommonMeaning {
  readonly isSecret?: boolean
  readonly grantPath?: GrantPath
}

const grant = writes('execution', 'grant', 'priv_grant', 'add')
const removal = writes('revocation', 'remove', 'priv_removal', 'remove')
const widened = writes('execution', 'configure', 'priv_grant', 'modify')
const trust = writes('execution', 'configure', 'trust_policy', 'modify')
const production = writes('execution', 'configure', 'prod_config', 'modify')
const exported = writes('execution', 'read', 'data_access')
const dataRead: Meaning = reads('execution', 'read', 'data_access')
const sharing = writes('execution', 'configure', null, 'modify')
const loggingOff = writes('logging', 'disable_logging', null, 'remove')
const signIn: Meaning = looks('sign_in')

const meanings: readonly (readonly [RegExp, Meaning])[] = [
  // Requests and decisions: privileged access management, customer lockbox, access to sites
  [/^New-ElevatedAccessRequest$|^AccessRequestCreated$/i, decides('request', 'create', 'requested')],
  [
    /^Approve-ElevatedAccessRequest$|^AccessRequestApproved$|^AccessRequestAccepted$/i,
    decides('approval', 'decide', 'approved'),
  ],
  [
    /^Deny-ElevatedAccessRequest$|^AccessRequestDenied$|^AccessRequestRejected$/i,
    decides('approval', 'decide', 'denied'),
  ],
  // The Approvals app of Teams: Microsoft documents the names people see, records may have them without blanks
  [/^created?\s*(new\s*)?approval\s*request$/i, decides('request', 'create', 'requested')],
  [/^approved?\s*approval\s*request$/i, decides('approval', 'decide', 'approved')],
  [/^reject(ed)?\s*approval\s*request$/i, decides('approval', 'decide', 'denied')],
  [/^cancell?(ed)?\s*(approval|e-?signature)\s*request$/i, decides('approval', 'cancel', 'withdrawn')],
  [/^reassign(ed)?\s*approval\s*request$/i, writes('delegation', 'assign', null, 'modify')],
  [/^view(ed)?\s*(approval|e-?signature)\s*request/i, looks('read')],
  [/^Revoke-ElevatedAccessRequest$/i, writes('revocation', 'revoke', 'priv_removal', 'remove')],
  [/^Set-AccessToCustomerDataRequest$/i, writes('approval', 'decide')],
  [/ElevatedAccessApprovalPolicy$/i, trust],

  // Data loss prevention
  [/^DlpRule(Match|Undo)$/i, reads('policy', 'decide')],

  // Logging
  [
    /^(Remove|Disable)-(UnifiedAuditLogRetentionPolicy|ActivityAlert|ProtectionAlert)$|^Set-MailboxAuditBypassAssociation$/i,
    loggingOff,
  ],
  [
    /^(New|Set|Enable)-(UnifiedAuditLogRetentionPolicy|ActivityAlert|ProtectionAlert|AdminAuditLogConfig)$/i,
    writes('logging', 'configure', null, 'modify'),
  ],

  // Directory: the same doings that entra-audit tells in full
  [/^Add (eligible |scoped )?member to role outside of PIM/i, { ...grant, grantPath: 'outside_of_broker' }],
  [/^Add (eligible |scoped )?member to role\b.*\bPIM\b/i, { ...grant, grantPath: 'broker' }],
  [/^Add (eligible |scoped )?member to role/i, grant],
  [/^Remove (eligible |scoped )?member from role/i, removal],
  [/^Add (member|owner) to (group|application|service principal)/i, grant],
  [/^Remove (member|owner) from (group|application|service principal)/i, removal],
  [
    /^Add service principal credentials|^Update application\s*[-–—]\s*Certificates and secrets management/i,
    { ...writes('credential', 'issue', 'secret_issue', 'add'), isSecret: true },
  ],
  [/^Remove service principal credentials/i, { ...writes('revocation', 'revoke', null, 'remove'), isSecret: true }],
  [/^(Add app role assignment|Add delegated permission grant|Add OAuth2PermissionGrant)/i, grant],
  [/^(Remove app role assignment|Remove delegated permission grant|Remove OAuth2PermissionGrant)/i, removal],
  [/^Consent to application/i, writes('delegation', 'grant', 'priv_grant', 'add')],
  [/^Add (application|service principal)\b/i, writes('execution', 'create', 'nhi_create', 'add')],
  [/^(Hard )?(Delete|Remove) (application|service principal)\b/i, removal],
  [
    /conditional access|federation settings|domain authentication|verified domain|^(Add|Update|Delete) policy|partner|cross-tenant|company settings|DirSync/i,
    trust,
  ],
  [/^(Update application|Update service principal)/i, production],
  [/^(Add|Invite|Create) (external )?user/i, writes('identity', 'create', null, 'add')],
  [/^(Hard )?Delete user|^Disable account|^Block user/i, writes('identity', 'lifecycle', null, 'remove')],
  [/^(Enable account|Restore user|Unblock)/i, writes('identity', 'lifecycle', null, 'add')],
  [/^Update StsRefreshTokenValidFrom/i, writes('revocation', 'revoke', null, 'remove')],
  [/\b(user|password|license|strong authentication|group)\b.*\.?$/i, writes('identity', 'update', null, 'modify')],
  [/^UserLog(gedIn|inFailed)$|^(MailboxLogin|TeamsSessionStarted)$|^(ForeignRealmIndex)?Logon/i, signIn],

  // Exchange: who may read whose mail, administrators, mail that leaves
  [
    /^Add-(MailboxPermission|RecipientPermission|MailboxFolderPermission|ADPermission|RoleGroupMember|DistributionGroupMember|UnifiedGroupLinks|ManagementRoleEntry|eDiscoveryCaseAdmin|ComplianceCaseMember)$|^New-(ManagementRoleAssignment|RoleGroup)$|^AddFolderPermissions$/i,
    grant,
  ],
  [
    /^Remove-(MailboxPermission|RecipientPermission|MailboxFolderPermission|ADPermission|RoleGroupMember|DistributionGroupMember|UnifiedGroupLinks|ManagementRoleAssignment|ManagementRoleEntry|RoleGroup|eDiscoveryCaseAdmin|ComplianceCaseMember)$|^RemoveFolderPermissions$/i,
    removal,
  ],
  [
    /^(Set|Update)-(RoleGroup|RoleGroupMember|ManagementRoleAssignment|MailboxFolderPermission|MailboxPermission)$|^(New|Set)-ManagementRole$|^ModifyFolderPermissions$/i,
    widened,
  ],
  [
    /^(New|Set|Remove|Enable|Disable)-(TransportRule|InboundConnector|OutboundConnector|RemoteDomain|AcceptedDomain|AuthenticationPolicy|OrganizationRelationship|SharingPolicy|ConditionalAccessRule|CASMailbox|OwaMailboxPolicy)\w*$/i,
    trust,
  ],
  [
    /^(New|Set|Remove|Enable|Disable|UpdateInboxRules)-?(InboxRule|SweepRule)?s?$|^(New|Set|Remove|Enable|Disable)-(InboxRule|SweepRule)$/i,
    production,
  ],
  [
    /^(New|Set|Remove|Enable|Disable)-(Mailbox|OrganizationConfig|AntiPhish\w*|Malware\w*|HostedContent\w*|SafeLinks\w*|SafeAttachment\w*|Dlp\w*|DkimSigningConfig|RetentionCompliance\w*|AtpPolicy\w*|PhishFilter\w*|ApplicationAccessPolicy|Label\w*)$/i,
    production,
  ],
  [
    /^New-(MailboxExportRequest|MailboxSearch|ComplianceSearch|ComplianceSearchAction|ComplianceCase|ContentSearch)$|^(SearchCreated|SearchStarted|SearchExported|SearchExportDownloaded|ViewedSearchExported|CaseAdded|RemovedSearchResultsPurged)$/i,
    exported,
  ],
  [
    /^(MailItemsAccessed|MessageBind|FileDownloaded|FileSyncDownloadedFull|FilePreviewed|FileAccessed\w*|SearchPreviewed)$/i,
    dataRead,
  ],

  // SharePoint and OneDrive
  [
    /^(AddedToGroup|SiteCollectionAdminAdded|SiteAdminChangeRequest|PermissionLevelAdded|AppCatalog\w*Permission\w*)$/i,
    grant,
  ],
  [/^(RemovedFromGroup|SiteCollectionAdminRemoved|PermissionLevelRemoved|GroupRemoved)$/i, removal],
  [/^(PermissionLevelModified|GroupUpdated|PermissionTemplateModified|SharingInheritance\w+)$/i, widened],
  [
    /^(SharingSet|SharingRevoked|SharingInvitation\w+|AnonymousLink(Created|Updated|Removed)|CompanyLink(Created|Removed)|SecureLink(Created|Updated|Deleted)|AddedToSecureLink|RemovedFromSecureLink)$/i,
    sharing,
  ],
  [
    /^(SharingPolicyChanged|UnmanagedSyncClientBlocked|\w*AccessPolicyChanged|NetworkAccessPolicyChanged|ExternalSharing\w*|AllowAnonymous\w*)$/i,
    trust,
  ],

  // Teams
  [/^(MemberAdded|MemberRoleChanged|ChannelMemberAdded|AddedToSharedChannel\w*)$/i, grant],
  [/^(MemberRemoved|ChannelMemberRemoved)$/i, removal],
  [
    /^(AppInstalled|AppUpgraded|BotAddedToTeam|ConnectorAdded|TabAdded|TeamsTenantSettingChanged|TeamsAppPolicy\w*)$/i,
    production,
  ],
]

const seen = new Map<string, Meaning>()

/** Looks the operation up; one that nobody has named is context, and its word says whether it wrote. */
export function meaningOf(operation: string): Meaning {
  let meaning = seen.get(operation)
  if (meaning === undefined) {
    const name = operation.trim().replace(/\.$/, '')
    meaning = meanings.find(([pattern]) => pattern.test(name))?.[1] ?? byWord(name)
    // A log has some hundred operations; a hostile one must not fill the memory.
    if (seen.size < 2000) seen.set(operation, meaning)
  }
  return meaning
}

function byWord(name: string): Meaning {
  if (/^(get|test|search|view|read|list|export|page)|viewed$|accessed$|searched$|previewed$|used$/i.test(name))
    return looks('read')
  if (/^(new|add|create|enable|install)|(created|added|uploaded|installed|copied)$/i.test(name))
    return writes('context', 'create', null, 'add')
  if (/^(remove|delete|disable|uninstall|hard|soft|purge)|(deleted|removed|recycled|uninstalled)$/i.test(name))
    return writes('context', 'delete', null, 'remove')
  if (
    /^(set|update|modify|change|rename|move|start|stop)|(updated|modified|changed|moved|renamed|checkedin|checkedout)$/i.test(
      name,
    )
  )
    return writes('context', 'update', null, 'modify')
  return looks('other')
}
