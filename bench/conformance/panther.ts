/** Panther's truth (`*.truth.tsv`): which of its detection rules fires on which line, and what that says of the event. */
import type { Said, Truth } from './words.js'

const action = (...words: string[]): Said => ({ action: words })
const failed: Said = { outcome: ['failure'] }
const failedSignIn: Said = { action: ['activity:sign_in'], outcome: ['failure'] }

/**
 * What an event is when one of these rules fires on it, in our words, from what the rule is made to find. Rules that look at a judgement (a rogue state, a
 * suspicious agent), at many events or at one setting among many say nothing of a single event in our words, and are left out.
 */
const findings: readonly (readonly [said: Said, rules: string])[] = [
  [
    action('class:secret_issue'),
    `Anthropic.Activity.Admin.API.Key.Created Okta.APIKeyCreated Zendesk.NewAPIToken AWS.CloudTrail.RootAccessKeyCreated
    AWS.CloudTrail.LoginProfileCreatedOrModified Duo.Admin.Bypass.Code.Created Azure.MonitorActivity.StorageAccount.KeyRegenerated
    Azure.Audit.ServicePrincipalCredentialsAdded MongoDB.Atlas.ApiKeyCreated`,
  ],
  [action('class:secret_issue', 'class:nhi_create'), 'GCP.Service.Account.or.Keys.Created'],
  [
    action('activity:issue'),
    'AWS.STS.GetSessionToken.Misuse GCP.IAM.serviceAccounts.getAccessToken.Privilege.Escalation Role.Assumed.by.AWS.Service Teleport.LongLivedCerts',
  ],
  [
    action('class:priv_grant'),
    `Standard.AdminRoleAssigned OpenAI.Admin.Role.Assignment Okta.AdminRoleAssigned Okta.Group.Admin.Role.Assigned AWS.RDS.IAMRoleAdded
    GCP.User.Added.To.Privileged.Group GCP.User.Added.to.IAP.Protected.Service GCP.GCS.IAMChanges GCP.GCS.Public GCP.Compute.IAM.Policy.Update
    GCP.Cloud.Run.Set.IAM.Policy GCP.Permissions.Granted.to.Create.or.Manage.Service.Account.Key GitHub.User.RoleUpdated
    Slack.AuditLogs.AppAccessExpanded Anthropic.Activity.Primary.Owner.Transferred Zendesk.AccountOwnerChanged Duo.Admin.Create.Admin
    Azure.MonitorActivity.RoleAssignment.PrivilegedOrElevated Azure.MonitorActivity.Kubernetes.RoleBindingCreated
    Azure.Audit.ElevateUserAccessAdministrator Azure.Audit.RoleChangedPIM Kubernetes.ClusterRoleBinding.Privileged
    Snowflake.Stream.AccountAdminGranted Snowflake.Stream.PublicRoleGrant Databricks.Audit.AccountAdminPrivilegeRoleAssignment
    Databricks.Audit.MetastoreAdminPrivilegeGranted`,
  ],
  [action('class:priv_removal'), 'Anthropic.Activity.Org.User.Deleted Slack.AuditLogs.UserPrivilegeChangedToUser'],
  [action('class:priv_removal', 'stage:approval'), 'Slack.AuditLogs.AppRemoved'],
  [
    action('activity:disable_logging'),
    `AWS.VPCFlow.LogsDeleted AWS.CloudTrail.DNSLogsDeleted AWS.Bedrock.DeleteModelInvocationLoggingConfiguration
    AWS.CloudTrail.EventSelectorsDisabled GCP.Log.Bucket.Or.Sink.Deleted AWS.RDS.ActivityStreamStopped
    Databricks.Audit.VerboseAuditLoggingDisabled`,
  ],
  [action('activity:enable_logging'), 'AWS.CloudTrail.Created'],
  [action('stage:logging'), 'GCP.Logging.Sink.Modified GCP.Logging.Settings.Modified'],
  [
    action('class:trust_policy'),
    `Okta.Identity.Provider.Created.Modified GitHub.Org.AuthChange GitHub.Org.IpAllowlist GitHub.Workflow.PermissionsModified
    Anthropic.Activity.SSO.Disabled GSuite.Workspace.TrustedDomainsAllowlist Auth0.AttackProtection.Disabled Auth0.MFA.Policy.Disabled
    Duo.Admin.MFA.Restrictions.Updated Duo.Admin.Policy.Updated Duo.Admin.SSO.SAML.Requirement.Disabled Azure.Audit.DomainSettingsModified
    AWS.CloudTrail.SnapshotMadePublic AWS.RDS.SnapshotShared AWS.Potential.Backdoor.Lambda Databricks.Audit.SSOConfigChanged
    Slack.AuditLogs.SSOSettingsChanged`,
  ],
  [
    action('class:nhi_create'),
    `AWS.CloudTrail.IAMEntityCreatedWithoutCloudFormation AWS.IAM.CreateRole Github.Organization.App.Integration.Installed
    Slack.AuditLogs.AppAdded`,
  ],
  [
    action('activity:delete'),
    `AWS.S3.BucketDeleted AWS.S3.DeleteObject AWS.S3.DeleteObjects AWS.RDS.InstanceDeletion AWS.RDS.SnapshotDeleted AWS.RDS.AutomatedBackupDeleted
    Azure.MonitorActivity.AlertRules.Deleted Azure.MonitorActivity.Automation.RunbookDeleted Azure.MonitorActivity.Compute.DiskDeleted
    Azure.MonitorActivity.ResourceGroup.Deleted Azure.MonitorActivity.Compute.RestorePointCollectionDeleted
    Azure.MonitorActivity.StorageAccount.Deleted Azure.MonitorActivity.Network.VNetDeleted Azure.MonitorActivity.VirtualMachine.Deleted
    Azure.MonitorActivity.Compute.SnapshotDeleted Azure.MonitorActivity.Storage.ImmutabilityPolicyDeleted
    Azure.MonitorActivity.Storage.Blob.BulkDeletion Anthropic.Activity.Spend.Limit.Deleted`,
  ],
  [
    action('class:data_access'),
    `GSuite.Workspace.DataExportCreated AWS.SSM.DecryptSSMParams AWS.SecretsManager.RetrieveSecrets Google.Workspace.ManyDocsDownloaded
    Okta.PasswordAccess OnePassword.Lut.Sensitive.Item AWS.EC2.ManyPasswordReadAttempts GCP.GCS.ObjectExfiltration Duo.Admin.Bypass.Code.Viewed
    Kubernetes.Secrets.DumpAllNamespaces`,
  ],
  [
    action('class:prod_config'),
    `AWS.EC2.SecurityGroupModified AWS.EC2.ManualSecurityGroupChange AWS.EC2.RouteTableModified AWS.EC2.GatewayModified AWS.EC2.VPCModified
    AWS.EC2.NetworkACLModified AWS.CloudTrail.NetworkACLPermissiveEntry AWS.EC2.StopInstances AWS.EC2.Startup.Script.Change AWS.LAMBDA.CRUD
    AWS.Lambda.UpdateFunctionCode AWS.Lambda.UpdateFunctionConfiguration AWS.Modify.Cloud.Compute.Infrastructure AWS.RDS.ClusterFailover
    AWS.RDS.DeletionProtectionDisabled AWS.RDS.InstanceMadePublic AWS.RDS.SecurityGroupIngressAuthorized AWS.EC2.Traffic.Mirroring
    AWS.S3.SuspendVersioning AWS.S3.DisableMfaDelete GCP.Firewall.Rule.Created GCP.Firewall.Rule.Deleted GCP.Firewall.Rule.Modified
    GCP.Cloudfunctions.Functions.Create GCP.DNS.Zone.Modified.or.Deleted GCP.KMS.EraseKey
    Azure.MonitorActivity.Automation.RunbookCreatedOrModified Azure.MonitorActivity.Automation.WebhookCreated
    Azure.MonitorActivity.Compute.VMCommandExecuted Kubernetes.Pod.Privileged.Created Kubernetes.CronJob.CreatedOrModified
    Auth0.Integration.Installed`,
  ],
  [action('stage:delegation'), 'Atlassian.User.LoggedInAsUser Zendesk.UserAssumption Salesforce.Admin.Login.As.User'],
  [action('stage:policy'), 'AWS.BedrockModelInvocation.GuardRailIntervened'],
  [
    failedSignIn,
    'AWS.Console.RootLoginFailed Standard.BruteForceByIP OpenAI.CredentialStuffing Microsoft365.Brute.Force.Login.by.User Teleport.AuthErrors',
  ],
  [
    failed,
    `AWS.CloudTrail.UnauthorizedAPICall AWS.CloudTrail.VPCE.AccessDenied GCP.Service.Account.Access.Denied Amazon.EKS.Audit.Multiple403
    Kubernetes.API.Multiple403.PublicIP Anthropic.Activity.Excessive.Chat.Access.Failures`,
  ],
  [{ action: ['activity:sign_in'], outcome: ['success'] }, 'AWS.Console.RootLogin'],
]

const meaning = new Map(findings.flatMap(([said, rules]) => rules.split(/\s+/).map((rule) => [rule, said] as const)))

/** Lines of one export, each with what the rules that fired on it say. A rule that does not fire says nothing. */
export function readPanther(text: string): Truth[] {
  return text
    .split(/\r?\n/)
    .slice(1)
    .flatMap((row) => {
      const [line = '', rule = '', test = '', fires] = row.split('\t')
      const said = fires === 'True' ? meaning.get(rule) : undefined
      if (said === undefined) return []
      const document = new Map([
        ['rule', [rule]],
        ['test', [test]],
      ])
      return [{ record_no: Number(line), id: null, said, document }]
    })
}
