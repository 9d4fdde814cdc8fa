/** Who may do what: entitlements, trust, credentials and sessions, reading of secrets, sign-ins and policy decisions. */
import { adjustAccessKey, adjustInlinePolicy } from './adjust.js'
import { type Definition, defined, what } from './definition.js'
import { resourcesOf } from './resources.js'

const grant = what('execution', 'grant', 'priv_grant', 'add')
const regrant = what('execution', 'grant', 'priv_grant', 'modify')
const removal = what('revocation', 'remove', 'priv_removal', 'remove')
const deletion = what('revocation', 'delete', 'priv_removal', 'remove')
const trust = what('execution', 'configure', 'trust_policy', 'modify')
const trustAdded = what('execution', 'configure', 'trust_policy', 'add')
const newIdentity = what('execution', 'create', 'nhi_create', 'add')
const secretIssued = what('credential', 'issue', 'secret_issue', 'add')
const secretChanged = what('execution', 'configure', 'secret_issue', 'modify')
const keyRevoked = what('revocation', 'revoke', 'priv_removal', 'remove')
const session = what('credential', 'issue', null)
const dataRead = what('context', 'read', 'data_access')
const identityChange = what('identity', 'lifecycle', null, 'modify')
const production = what('execution', 'configure', 'prod_config', 'modify')

const iam = 'iam.amazonaws.com'
const user = 'arn:aws:iam::{@account}:user/{userName}'
const role = 'arn:aws:iam::{@account}:role/{roleName}'
const group = 'arn:aws:iam::{@account}:group/{groupName}'
const profile = 'arn:aws:iam::{@account}:instance-profile/{instanceProfileName}'
const ownUser = `arn:aws:iam::{@account}:user/{>accessKey.userName}|${user}`
const sts = 'sts.amazonaws.com'
const assumed = '{>assumedRoleUser.arn}'
const assumedRole = `{roleArn}|{#AWS::IAM::Role}`
const sso = 'sso.amazonaws.com'
const assignment = {
  subject: 'idc:{principalId}',
  resource: '{targetId}',
  entitlement: '{permissionSetArn}',
  isAsync: true,
}
const permissionSet = {
  resource: '{permissionSetArn}',
  entitlement: '{managedPolicyArn}|{customerManagedPolicyReference.name}|{permissionSetArn}',
  after: '{inlinePolicy}',
}
const member = {
  subject: 'idc:{memberId.userId}|idc:{member.memberId}|idc:{memberId}',
  resource: '{groupId}',
  entitlement: '{groupId}',
}
/** Who may use a resource, written on the resource itself: what sets such a policy, what takes it away, where its text stands. */
const resourcePolicies: Readonly<Record<string, { put: string; remove: string | null; after: string | null }>> = {
  's3.amazonaws.com': {
    put: 'PutBucketPolicy PutBucketAcl PutObjectAcl PutAccessPointPolicy',
    remove: 'DeleteBucketPolicy DeleteAccessPointPolicy',
    after: '{bucketPolicy}|{policy}',
  },
  'kms.amazonaws.com': { put: 'PutKeyPolicy', remove: null, after: '{policy}' },
  'lambda.amazonaws.com': {
    put: 'AddPermission AddLayerVersionPermission CreateFunctionUrlConfig UpdateFunctionUrlConfig',
    remove: 'RemovePermission RemoveLayerVersionPermission',
    after: '{>statement}',
  },
  'secretsmanager.amazonaws.com': {
    put: 'PutResourcePolicy',
    remove: 'DeleteResourcePolicy',
    after: '{resourcePolicy}',
  },
  'dynamodb.amazonaws.com': { put: 'PutResourcePolicy', remove: 'DeleteResourcePolicy', after: '{policy}' },
  'sns.amazonaws.com': { put: 'AddPermission', remove: 'RemovePermission', after: null },
  'sqs.amazonaws.com': { put: 'AddPermission', remove: 'RemovePermission', after: null },
  'ecr.amazonaws.com': {
    put: 'SetRepositoryPolicy PutRegistryPolicy',
    remove: 'DeleteRepositoryPolicy DeleteRegistryPolicy',
    after: '{policyText}',
  },
  'events.amazonaws.com': { put: 'PutPermission', remove: 'RemovePermission', after: '{policy}' },
  'organizations.amazonaws.com': { put: 'PutResourcePolicy', remove: 'DeleteResourcePolicy', after: null },
  'es.amazonaws.com': {
    put: 'UpdateElasticsearchDomainConfig UpdateDomainConfig',
    remove: null,
    after: '{accessPolicies}',
  },
}
const secrets = 'secretsmanager.amazonaws.com'
const signIn = what('context', 'sign_in', null, null)
const authorization = {
  isWrite: false,
  subject: '{principal.entityType}::{principal.entityId}',
  resource: '{resource.entityType}::{resource.entityId}|{policyStoreId}',
  entitlement: '{action.actionType}::{action.actionId}|{action.actionId}',
}
const agents = 'bedrock-agentcore.amazonaws.com'

/** Calls that give, take, mint or use access. */
export const accessOperations: readonly Definition[] = [
  ...Object.entries({ User: user, Role: role, Group: group }).flatMap(([kind, arn]) => {
    const managed = { subject: arn, resource: arn, entitlement: '{policyArn}' }
    const inline = { subject: arn, resource: arn, entitlement: '{policyName}', after: '{policyDocument}' }
    return [
      defined(iam, `Attach${kind}Policy`, grant, managed),
      defined(iam, `Detach${kind}Policy`, removal, managed),
      defined(iam, `Put${kind}Policy`, grant, { ...inline, adjust: adjustInlinePolicy }),
      defined(iam, `Delete${kind}Policy`, removal, inline),
    ]
  }),
  defined(iam, 'AddUserToGroup', grant, { subject: user, resource: group, entitlement: '{groupName}' }),
  defined(iam, 'RemoveUserFromGroup', removal, { subject: user, resource: group, entitlement: '{groupName}' }),
  defined(iam, 'CreatePolicyVersion SetDefaultPolicyVersion', regrant, {
    resource: '{policyArn}',
    entitlement: '{policyArn}',
    after: '{policyDocument}|{versionId}',
  }),
  defined(iam, 'AddRoleToInstanceProfile', grant, { subject: profile, resource: profile, entitlement: role }),
  defined(iam, 'RemoveRoleFromInstanceProfile', removal, { subject: profile, resource: profile, entitlement: role }),
  ...Object.entries({ User: user, Role: role }).flatMap(([kind, arn]) => {
    const boundary = { subject: arn, resource: arn, entitlement: '{permissionsBoundary}' }
    return [
      defined(iam, `Put${kind}PermissionsBoundary`, regrant, boundary),
      defined(iam, `Delete${kind}PermissionsBoundary`, what('execution', 'grant', 'priv_grant', 'remove'), boundary),
    ]
  }),
  defined(iam, 'UpdateAssumeRolePolicy', trust, { subject: role, resource: role, after: '{policyDocument}' }),
  defined(iam, 'CreateOpenIDConnectProvider CreateSAMLProvider', trustAdded, {
    resource: '{>openIDConnectProviderArn}|{>sAMLProviderArn}|{url}|arn:aws:iam::{@account}:saml-provider/{name}',
  }),
  defined(
    iam,
    'UpdateSAMLProvider UpdateOpenIDConnectProviderThumbprint AddClientIDToOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider',
    trust,
  ),
  defined(iam, 'DeleteOpenIDConnectProvider DeleteSAMLProvider', deletion),
  defined(iam, 'CreateRole', newIdentity, {
    subject: `{>role.arn}|${role}`,
    resource: `{>role.arn}|${role}`,
    after: '{assumeRolePolicyDocument}',
  }),
  defined(iam, 'CreateUser', newIdentity, { subject: `{>user.arn}|${user}`, resource: `{>user.arn}|${user}` }),
  defined(iam, 'DeleteUser', deletion, { subject: user, resource: user }),
  defined(iam, 'DeleteRole', deletion, { subject: role, resource: role }),
  defined(iam, 'CreateServiceLinkedRole DeleteServiceLinkedRole', what('execution', 'lifecycle', null, 'modify'), {
    resource: `{>role.arn}|${role}|{aWSServiceName}`,
  }),
  defined(iam, 'UpdateUser UpdateGroup UpdateRole', identityChange),
  defined(iam, 'EnableMFADevice CreateVirtualMFADevice ResyncMFADevice', what('identity', 'lifecycle', null, 'add'), {
    subject: user,
    resource: `${user}|{>virtualMFADevice.serialNumber}`,
  }),
  defined(iam, 'DeactivateMFADevice DeleteVirtualMFADevice', what('identity', 'lifecycle', null, 'remove'), {
    subject: user,
    resource: `${user}|{serialNumber}`,
  }),
  defined(iam, 'UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy', production, {
    resource: '{@account}',
  }),
  defined(iam, 'CreateAccessKey', secretIssued, {
    subject: ownUser,
    resource: ownUser,
    credential: '{>accessKey.accessKeyId}',
  }),
  defined(iam, 'UpdateAccessKey', keyRevoked, {
    subject: user,
    resource: user,
    credential: '{accessKeyId}',
    after: '{status}',
    adjust: adjustAccessKey,
  }),
  defined(iam, 'DeleteAccessKey', keyRevoked, { subject: user, resource: user, credential: '{accessKeyId}' }),
  defined(iam, 'CreateLoginProfile UpdateLoginProfile', secretIssued, { subject: user, resource: user }),
  defined(iam, 'DeleteLoginProfile', keyRevoked, { subject: user, resource: user }),
  defined(iam, 'CreateServiceSpecificCredential ResetServiceSpecificCredential', secretIssued, {
    subject: user,
    resource: user,
    credential: '{>serviceSpecificCredential.serviceSpecificCredentialId}|{serviceSpecificCredentialId}',
  }),
  defined(iam, 'DeleteServiceSpecificCredential', keyRevoked, {
    subject: user,
    resource: user,
    credential: '{serviceSpecificCredentialId}',
  }),
  defined(iam, 'UploadSSHPublicKey', secretIssued, {
    subject: user,
    resource: user,
    credential: '{>sSHPublicKey.sSHPublicKeyId}',
  }),
  defined(iam, 'UpdateSSHPublicKey', keyRevoked, {
    subject: user,
    resource: user,
    credential: '{sSHPublicKeyId}',
    after: '{status}',
    adjust: adjustAccessKey,
  }),
  defined(iam, 'DeleteSSHPublicKey', keyRevoked, { subject: user, resource: user, credential: '{sSHPublicKeyId}' }),
  defined(iam, 'UploadSigningCertificate', secretIssued, {
    subject: user,
    resource: user,
    credential: '{>certificate.certificateId}',
  }),
  defined(iam, 'DeleteSigningCertificate', keyRevoked, {
    subject: user,
    resource: user,
    credential: '{certificateId}',
  }),
  defined(iam, 'ChangePassword', secretChanged),
  defined(sts, 'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity', session, {
    isWrite: true,
    subject: assumed,
    resource: assumedRole,
    credential: '{>credentials.accessKeyId}',
  }),
  defined(sts, 'AssumeRoot', session, {
    isWrite: true,
    subject: 'arn:aws:iam::{targetPrincipal}:root',
    resource: 'arn:aws:iam::{targetPrincipal}:root',
    entitlement: '{taskPolicyArn.arn}|{taskPolicyArn}',
    credential: '{>credentials.accessKeyId}',
  }),
  defined(sts, 'GetFederationToken', session, {
    isWrite: true,
    subject: '{>federatedUser.arn}|arn:aws:sts::{@account}:federated-user/{name}',
    resource: '{@account}',
    after: '{policy}',
    credential: '{>credentials.accessKeyId}',
  }),
  defined(sts, 'GetSessionToken', session, {
    isWrite: true,
    resource: '{@account}',
    credential: '{>credentials.accessKeyId}',
  }),
  defined(sso, 'CreateAccountAssignment', grant, assignment),
  defined(sso, 'DeleteAccountAssignment', removal, assignment),
  defined(
    sso,
    'PutInlinePolicyToPermissionSet AttachManagedPolicyToPermissionSet AttachCustomerManagedPolicyReferenceToPermissionSet ' +
      'PutPermissionsBoundaryToPermissionSet UpdatePermissionSet',
    regrant,
    permissionSet,
  ),
  defined(
    sso,
    'DeleteInlinePolicyFromPermissionSet DetachManagedPolicyFromPermissionSet DetachCustomerManagedPolicyReferenceFromPermissionSet DeletePermissionSet',
    removal,
    permissionSet,
  ),
  defined(sso, 'DeletePermissionsBoundaryFromPermissionSet', regrant, permissionSet),
  defined(sso, 'CreatePermissionSet ProvisionPermissionSet', what('execution', 'configure', null, 'modify'), {
    resource: '{>permissionSet.permissionSetArn}|{permissionSetArn}',
  }),
  defined(sso, 'CreateApplicationAssignment', grant, {
    subject: 'idc:{principalId}',
    resource: '{applicationArn}',
    entitlement: '{applicationArn}',
  }),
  defined(sso, 'DeleteApplicationAssignment', removal, {
    subject: 'idc:{principalId}',
    resource: '{applicationArn}',
    entitlement: '{applicationArn}',
  }),
  defined(sso, 'GetRoleCredentials', session, {
    isWrite: true,
    resource: '{+account_id}|{accountId}|{@account}',
    entitlement: '{+role_name}|{roleName}',
  }),
  ...['identitystore.amazonaws.com', 'sso-directory.amazonaws.com'].flatMap((source) => [
    defined(source, 'CreateGroupMembership AddMemberToGroup', grant, member),
    defined(source, 'DeleteGroupMembership RemoveMemberFromGroup', removal, member),
    defined(source, 'CreateUser UpdateUser DeleteUser EnableUser DisableUser UpdatePassword', identityChange, {
      subject: 'idc:{userId}|idc:{>userId}|idc:{>user.userId}',
      resource: '{userId}|{>userId}|{>user.userId}',
    }),
  ]),
  ...Object.entries(resourcePolicies).flatMap(([source, { put, remove, after }]) => {
    const places = { subject: '{principal}', entitlement: '{action}|{actionName}|{label}|{statementId}' }
    return [
      defined(
        source,
        put,
        put.includes('Permission') ? trustAdded : trust,
        after === null ? places : { ...places, after },
      ),
      ...(remove === null ? [] : [defined(source, remove, removal, places)]),
    ]
  }),
  ...['sns.amazonaws.com SetTopicAttributes', 'sqs.amazonaws.com SetQueueAttributes'].map((pair) =>
    defined(pair.split(' ')[0]!, pair.split(' ')[1]!, trust, {
      entitlement: '{attributeName}',
      after: '{attributeValue}|{attributes.Policy}',
    }),
  ),
  defined('ec2.amazonaws.com', 'ModifySnapshotAttribute ModifyImageAttribute', trust, {
    subject:
      '{createVolumePermission.add.userId}|{createVolumePermission.add.group}|{launchPermission.add.userId}|{launchPermission.add.group}',
  }),
  defined('rds.amazonaws.com', 'ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute', trust, {
    subject: '{valuesToAdd}',
  }),
  defined('ram.amazonaws.com', 'CreateResourceShare AssociateResourceShare', trustAdded, {
    subject: '{principals}',
    resource: '{resourceArns}|{resourceShareArn}',
  }),
  defined('ram.amazonaws.com', 'DisassociateResourceShare DeleteResourceShare', removal, {
    subject: '{principals}',
    resource: '{resourceArns}|{resourceShareArn}',
  }),
  defined(
    'rolesanywhere.amazonaws.com',
    'CreateTrustAnchor UpdateTrustAnchor EnableTrustAnchor CreateProfile UpdateProfile EnableProfile',
    trustAdded,
    {
      resource: '{>trustAnchor.trustAnchorArn}|{>profile.profileArn}|{trustAnchorId}|{profileId}|{name}',
      entitlement: '{roleArns*}',
    },
  ),
  defined(
    'rolesanywhere.amazonaws.com',
    'DeleteTrustAnchor DisableTrustAnchor DeleteProfile DisableProfile',
    deletion,
    { resource: '{trustAnchorId}|{profileId}' },
  ),
  defined('rolesanywhere.amazonaws.com', 'CreateSession', session, {
    isWrite: true,
    subject: '{>credentialSet.assumedRoleUser.arn}',
    resource: '{roleArn}',
    credential: '{>credentialSet.credentials.accessKeyId}',
  }),
  defined('kms.amazonaws.com', 'CreateGrant', grant, { subject: '{granteePrincipal}', entitlement: '{operations*}' }),
  defined('kms.amazonaws.com', 'RevokeGrant RetireGrant', removal, { entitlement: '{grantId}' }),
  defined(
    'kms.amazonaws.com',
    'DisableKey ScheduleKeyDeletion CancelKeyDeletion EnableKey DeleteImportedKeyMaterial UpdateAlias DeleteAlias CreateAlias CreateKey',
    production,
  ),
  defined('kms.amazonaws.com', 'Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncrypt', dataRead, {
    isWrite: false,
  }),
  defined('ec2.amazonaws.com', 'AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation', grant, {
    subject:
      'arn:aws:ec2:{@region}:{@account}:instance/{AssociateIamInstanceProfileRequest.InstanceId}|arn:aws:ec2:{@region}:{@account}:instance/{instanceId}',
    entitlement:
      '{AssociateIamInstanceProfileRequest.IamInstanceProfile.Arn}|{AssociateIamInstanceProfileRequest.IamInstanceProfile.Name}|{iamInstanceProfile.arn}|{iamInstanceProfile.name}',
  }),
  defined('ec2.amazonaws.com', 'DisassociateIamInstanceProfile', removal),
  defined('ec2.amazonaws.com', 'CreateKeyPair ImportKeyPair', secretIssued, { credential: '{>keyPairId}' }),
  defined('ec2.amazonaws.com', 'DeleteKeyPair', keyRevoked, { credential: '{keyPairId}' }),
  defined('ec2.amazonaws.com', 'GetPasswordData', dataRead),
  defined('ec2-instance-connect.amazonaws.com', 'SendSSHPublicKey SendSerialConsoleSSHPublicKey', secretIssued, {
    subject: '{instanceOSUser}',
    resource: 'arn:aws:ec2:{@region}:{@account}:instance/{instanceId}',
  }),
  defined('organizations.amazonaws.com', 'AttachPolicy', regrant, { subject: '{targetId}', entitlement: '{policyId}' }),
  defined('organizations.amazonaws.com', 'DetachPolicy', regrant, { subject: '{targetId}', entitlement: '{policyId}' }),
  defined('organizations.amazonaws.com', 'RegisterDelegatedAdministrator', grant, {
    subject: '{accountId}',
    entitlement: '{servicePrincipal}',
  }),
  defined('organizations.amazonaws.com', 'DeregisterDelegatedAdministrator', removal, {
    subject: '{accountId}',
    entitlement: '{servicePrincipal}',
  }),
  defined(
    'organizations.amazonaws.com',
    'LeaveOrganization RemoveAccountFromOrganization UpdatePolicy EnableAWSServiceAccess DisablePolicyType',
    production,
  ),
  defined('eks.amazonaws.com', 'CreateAccessEntry AssociateAccessPolicy UpdateAccessEntry', grant, {
    subject: '{principalArn}',
    entitlement: '{policyArn}|{kubernetesGroups*}',
  }),
  defined('eks.amazonaws.com', 'DeleteAccessEntry DisassociateAccessPolicy', removal, {
    subject: '{principalArn}',
    entitlement: '{policyArn}',
  }),
  defined('rds.amazonaws.com', 'AddRoleToDBInstance AddRoleToDBCluster', grant, {
    subject: '{dBInstanceIdentifier}|{dBClusterIdentifier}',
    entitlement: '{roleArn}',
  }),
  defined('rds.amazonaws.com', 'RemoveRoleFromDBInstance RemoveRoleFromDBCluster', removal, {
    subject: '{dBInstanceIdentifier}|{dBClusterIdentifier}',
    entitlement: '{roleArn}',
  }),
  defined(secrets, 'GetSecretValue BatchGetSecretValue', dataRead, {
    isWrite: false,
    resource: `${resourcesOf.get(secrets)}|{secretIdList}`,
  }),
  defined(secrets, 'CreateSecret', what('execution', 'create', 'secret_issue', 'add')),
  defined(
    secrets,
    'PutSecretValue UpdateSecret RotateSecret UpdateSecretVersionStage CancelRotateSecret',
    secretChanged,
  ),
  defined(secrets, 'DeleteSecret RestoreSecret', what('execution', 'delete', 'prod_config', 'remove')),
  defined('signin.amazonaws.com', 'ConsoleLogin SwitchRole', signIn, {
    isWrite: false,
    resource: '{+SwitchTo}|{@account}',
    hands: 'sign_in',
  }),
  defined(
    'signin.amazonaws.com',
    'ExitRole RenewRole UserAuthentication CredentialVerification CredentialChallenge Federate CheckMfa',
    signIn,
    { isWrite: false, resource: '{+SwitchTo}|{@account}' },
  ),
  defined(
    'signin.amazonaws.com',
    'PasswordUpdated PasswordRecoveryCompleted PasswordRecoveryRequested',
    identityChange,
    { resource: '{@account}' },
  ),
  defined(sso, 'Authenticate Federate CreateToken', signIn, { isWrite: false, resource: '{@account}' }),
  defined(sso, 'Logout', what('context', 'sign_out', null, null), { isWrite: false, resource: '{@account}' }),
  defined(
    'verifiedpermissions.amazonaws.com',
    'IsAuthorized IsAuthorizedWithToken BatchIsAuthorized BatchIsAuthorizedWithToken',
    what('policy', 'decide', null, null),
    authorization,
  ),
  defined(
    'verifiedpermissions.amazonaws.com',
    'CreatePolicy UpdatePolicy DeletePolicy PutSchema CreatePolicyStore UpdatePolicyStore DeletePolicyStore',
    trust,
    {
      resource: '{policyStoreId}|{>policyStoreId}',
      entitlement: '{policyId}|{>policyId}',
    },
  ),
  defined(agents, 'InvokeAgentRuntime InvokeGateway', what('execution', 'use', null, null), { isWrite: false }),
  defined(
    agents,
    'GetResourceOauth2Token GetWorkloadAccessToken GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId GetResourceApiKey CompleteResourceTokenAuth',
    session,
    {
      isWrite: true,
      entitlement: '{scopes*}',
    },
  ),
  // Reading a parameter is reading data only when it asks for the secret in clear.
  defined(
    'ssm.amazonaws.com',
    'GetParameter GetParameters GetParametersByPath',
    what('context', 'read', 'read_only', null),
    {
      isWrite: false,
      adjust: ({ params }) => (params?.['withDecryption'] === true ? { changeClass: 'data_access' } : null),
    },
  ),
]
