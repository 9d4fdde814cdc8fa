/**
 * What each operation that the formats document (DOMAIN.md, D1-D17) lists as a stage of a chain must become: one row per operation.
 * `stage-events.test.ts` looks every one of them up in the expected rows of its connector's cases.
 */
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

/** A column that a row must fill because its source has what goes there. */
export type Filled = 'before' | 'after' | 'entitlement' | 'issued_credential'

/** One operation and what it must become. */
export interface StageEvent {
  /** Section of the document that lists it. */
  readonly section: string
  readonly connector: string
  /** The vendor's word, as `events.operation` has it. */
  readonly operation: string
  readonly stage: Stage
  readonly activity: string
  readonly decision: Decision | null
  readonly change_class: ChangeClass | null
  readonly filled: readonly Filled[]
  /** Values of other columns, or of attributes, that tell this row from others of one operation. */
  readonly where: Readonly<Record<string, string>>
}

type Row = readonly [
  operations: string | readonly string[],
  place: `${Stage} ${string}`,
  decision?: Decision | null,
  change_class?: ChangeClass | null,
  filled?: readonly Filled[],
  where?: Readonly<Record<string, string>>,
]

/** The rows of one section and connector; operations that mean the same share a row. */
function listed(section: string, connector: string, rows: readonly Row[]): StageEvent[] {
  return rows.flatMap(([operations, place, decision = null, change_class = null, filled = [], where = {}]) => {
    const [stage, activity] = place.split(' ') as [Stage, string]
    return [operations].flat().map((operation) => ({
      section,
      connector,
      operation,
      stage,
      activity,
      decision,
      change_class,
      filled,
      where,
    }))
  })
}

/** `verb` before each of the words. */
function each(verb: string, words: string, behind = ''): string[] {
  return words.split(' ').map((word) => `${verb}${word}${behind}`)
}

const delta = ['before', 'after'] as const
const given = ['after', 'entitlement'] as const
const taken = ['before', 'entitlement'] as const
const entitled = ['entitlement'] as const
const issued = ['issued_credential'] as const
const pam = 'google.cloud.privilegedaccessmanager'
const azureRoles = 'Microsoft.Authorization'

/** Every operation of the document, in its order. */
export const stageEvents: readonly StageEvent[] = [
  ...listed('D1 Jira', 'jira', [
    ['issue_created', 'request create'],
    ['issue_created', 'break_glass create'],
    ['issue_updated:status', 'approval ask_approval', 'requested', null, delta],
    ['issue_updated:status', 'approval decide', 'approved', null, delta],
    ['issue_updated:status', 'approval decide', 'denied', null, delta],
    ['issue_updated:status', 'context reopen', null, null, delta],
    ['issue_updated:resolution', 'context reopen', null, null, ['before']],
    ['issue_updated:status', 'context close', null, null, delta],
    ['issue_updated:Resource', 'context update', null, null, delta],
    ['issue_updated:Role', 'context update', null, null, [...delta, 'entitlement']],
    ['issue_updated:Key', 'context move', null, null, delta],
    ['issue_updated:Link', 'context link', null, null, ['after']],
  ]),
  ...listed('D1 Jira Service Management', 'jira', [
    ['approval_created', 'approval ask_approval', 'requested'],
    ['approval_answered', 'approval decide', 'approved'],
    ['approval_answered', 'approval decide', 'denied'],
    ['approval_completed', 'approval decide', 'approved'],
    ['approval_completed', 'approval decide', 'denied'],
  ]),
  ...listed('D1 Atlassian organisation', 'atlassian-audit', [['user_logged_in_as_user', 'delegation use']]),

  ...listed('D2 change_request', 'servicenow', [
    ['change_request created', 'request create'],
    ['change_request.approval', 'approval ask_approval', 'requested', null, delta],
    ['change_request.approval', 'approval decide', 'approved', null, delta],
    ['change_request.approval', 'approval decide', 'denied', null, delta],
    ['change_request.state', 'context transition', null, null, delta],
    ['change_request.state', 'context close', null, null, delta],
    ['change_request.state', 'context cancel', null, null, delta],
    ['change_request.state', 'context reopen', null, null, delta],
  ]),
  ...listed('D2 other tasks', 'servicenow', [
    [each('', 'incident change_task sc_request sc_req_item sc_task', ' created'), 'request create'],
    ['incident created', 'break_glass create'],
  ]),
  ...listed('D2 sysapproval_approver', 'servicenow', [
    ['approval requested', 'approval ask_approval', 'requested'],
    ['approval approved', 'approval decide', 'approved'],
    ['approval rejected', 'approval decide', 'denied'],
    ['approval cancelled', 'approval cancel', 'cancelled'],
    ['approval not_required', 'approval cancel', 'not_required'],
    ['approval requested', 'context create', null, null, [], { state: 'not requested' }],
    ['sysapproval_approver.state', 'approval decide', 'approved', null, delta],
    ['sysapproval_approver.state', 'approval decide', 'denied', null, delta],
    ['sysapproval_approver.state', 'approval cancel', 'cancelled', null, delta],
    ['sysapproval_approver.state', 'approval cancel', 'not_required', null, delta],
  ]),

  ...listed('D3 audit log', 'github-audit', [
    ['pull_request.create', 'request create'],
    ['pull_request_review.submit', 'approval decide'],
    ['pull_request_review.dismiss', 'approval decide', 'dismissed'],
    ['pull_request_review.delete', 'approval delete', 'withdrawn'],
    ['workflows.approve_workflow_job', 'approval decide', 'approved'],
    ['workflows.reject_workflow_job', 'approval decide', 'denied'],
    ['workflows.bypass_protection_rules', 'break_glass use', null, 'prod_config'],
    ['protected_branch.policy_override', 'break_glass use', null, 'prod_config'],
    ['pull_request.merge', 'execution deploy', null, 'prod_config'],
    [each('workflows.', 'created_workflow_run completed_workflow_run'), 'execution deploy'],
    [each('repository_ruleset.', 'create destroy'), 'execution configure', null, 'trust_policy'],
    ['repository_ruleset.update', 'execution configure', null, 'trust_policy', delta],
    [each('protected_branch.', 'create destroy update_admin_enforced'), 'execution configure', null, 'trust_policy'],
    [['team.add_member', 'repo.add_member'], 'execution grant', null, 'priv_grant', entitled],
    ['org.update_member', 'execution grant', null, 'priv_grant', [...delta, 'entitlement']],
    ['integration_installation.create', 'execution create', null, 'nhi_create'],
    ['integration_installation.repositories_added', 'execution grant', null, 'priv_grant'],
    [
      each('integration_installation.', 'destroy suspend repositories_removed'),
      'revocation remove',
      null,
      'priv_removal',
    ],
    ['personal_access_token.request_created', 'request create', 'requested'],
    ['personal_access_token.request_denied', 'approval decide', 'denied'],
    ['personal_access_token.request_cancelled', 'approval cancel', 'cancelled'],
    ['personal_access_token.access_granted', 'approval decide', 'approved', null, issued],
    ['personal_access_token.access_granted', 'credential issue', null, 'secret_issue', issued],
    ['personal_access_token.access_revoked', 'revocation revoke', null, null, issued],
    [['deploy_key.create', 'environment.create_actions_secret'], 'credential issue', null, 'secret_issue', issued],
    [['deploy_key.destroy', 'environment.remove_actions_secret'], 'revocation revoke', null, null, issued],
  ]),
  ...listed('D3 reviews', 'github', [
    ['pull_request_review.submit', 'approval decide', 'approved', null, ['after']],
    ['pull_request_review.submit', 'approval decide', 'denied', null, ['after']],
    ['pull_request_review.submit', 'approval decide', 'dismissed', null, ['after']],
    ['pull_request_review.submit', 'context comment', null, null, ['after']],
  ]),

  ...listed('D4 audit events', 'gitlab-audit', [
    ['merge_request_approval_operation', 'approval decide', 'approved'],
    ['merge_request.merge', 'execution deploy', null, 'prod_config'],
    ['merge_request_invalid_approver_rules', 'policy decide'],
    ['update_approval_rules', 'execution configure', null, 'trust_policy', delta],
    [each('', 'merge_request issue', '_created_by_project_bot'), 'request create'],
    ['merge_request_merged_by_project_bot', 'execution deploy', null, 'prod_config'],
    [each('', 'merge_request issue', '_closed_by_project_bot'), 'context close'],
    [each('', 'merge_request issue', '_reopened_by_project_bot'), 'context reopen'],
    ['add_user_access', 'execution grant', null, 'priv_grant', given],
    ['change_access_level', 'execution grant', null, 'priv_grant', [...delta, 'entitlement']],
    ['remove_user_access', 'revocation remove', null, 'priv_removal'],
  ]),
  ...listed('D4 approvals and notes', 'gitlab', [
    ['merge_request.approve', 'approval decide', 'approved'],
    ['merge_request.unapprove', 'approval decide', 'withdrawn'],
  ]),

  ...listed('D5 audit', 'slack', [
    ['mcp_slack_send_message_tool_called', 'context message'],
    [each('app_', 'agentforce_execute_slack_action flows_execute_slack_action'), 'context use'],
    ['message_tombstoned', 'context delete'],
    [each('message_', 'restored moderated'), 'context edit'],
    ['app_installed', 'execution create', null, 'nhi_create', entitled],
    ['app_approved', 'approval decide', 'approved', null, entitled],
    ['app_scopes_expanded', 'execution grant', null, 'priv_grant', [...delta, 'entitlement']],
    [each('role_change_to_', 'admin owner'), 'execution grant', null, 'priv_grant', entitled],
    ['permissions_assigned', 'execution grant', null, 'priv_grant', entitled],
    [each('user_', 'deactivated reactivated'), 'identity lifecycle'],
    ['user_email_updated', 'identity update', null, null, delta],
    ['workflow_v2_published', 'execution deploy', null, 'prod_config'],
    [each('manual_export_', 'started downloaded'), 'execution read', null, 'data_access'],
    ['manual_export_completed', 'context other'],
    ['manual_export_deleted', 'context delete'],
  ]),

  ...listed('D6 Approvals app', 'microsoft-teams', [
    ['approvalItem.created', 'request create', 'requested'],
    ['approvalItem.canceled', 'approval cancel', 'withdrawn'],
    ['approvalItem.completed', 'approval decide', 'approved', null, ['after']],
    ['approvalItem.completed', 'approval decide', 'denied', null, ['after']],
    ['approvalItemRequest.created', 'approval ask_approval', 'requested'],
    ['approvalItemRequest.reassigned', 'delegation assign', null, null, delta],
    ['approvalItemResponse.created', 'approval decide', 'approved', null, ['after']],
    ['approvalItemResponse.created', 'approval decide', 'denied', null, ['after']],
  ]),
  ...listed('D6 unified audit', 'microsoft-365', [
    ['Created new approval request', 'request create', 'requested'],
    ['Approved approval request', 'approval decide', 'approved'],
    ['RejectedApprovalRequest', 'approval decide', 'denied'],
    ['Canceled approval request', 'approval cancel', 'withdrawn'],
    ['Reassigned approval request', 'delegation assign'],
  ]),

  ...listed('D7 privileges', 'okta-system-log', [
    [['user.account.privilege.grant', 'group.privilege.grant'], 'execution grant', null, 'priv_grant', ['after']],
    [['user.account.privilege.revoke', 'group.privilege.revoke'], 'revocation remove', null, 'priv_removal'],
    ['iam.resourceset.bindings.add', 'execution grant', null, 'priv_grant', entitled],
    ['iam.resourceset.bindings.delete', 'revocation remove', null, 'priv_removal', entitled],
  ]),
  ...listed('D7 REQ', 'okta-system-log', [
    [['access.request.create', 'app.access_request.request'], 'request create', 'requested', null, entitled],
  ]),
  ...listed('D7 APR', 'okta-system-log', [
    ['access.request.resolve', 'approval decide', 'approved', null, entitled],
    ['access.request.reject', 'approval decide', 'denied', null, entitled],
    ['access.request.expire', 'approval expire', 'expired'],
    ['access.request.cancel', 'approval cancel', 'cancelled'],
    ['access.request.update', 'request update'],
    [
      ['app.access_request.approver.approve', 'app.access_request.grant'],
      'approval decide',
      'approved',
      null,
      entitled,
    ],
    [['app.access_request.approver.deny', 'app.access_request.deny'], 'approval decide', 'denied', null, entitled],
    ['app.access_request.expire', 'approval expire', 'expired', null, entitled],
  ]),
  ...listed('D7 ISS', 'okta-system-log', [
    [['application.user_membership.add', 'group.user_membership.add'], 'execution grant', null, 'priv_grant', entitled],
    [each('app.oauth2.token.grant', ' .access_token .id_jag .vaulted_secret'), 'credential issue', null, null, issued],
    [each('app.oauth2.token.grant', '.service_account .oauth_sts'), 'credential issue'],
    ['app.oauth2.as.token.grant.access_token', 'credential issue', null, null, issued],
    [['pam.user_creds.issue', 'pam.resource.checkout'], 'credential issue'],
    ['system.api_token.create', 'credential issue', null, 'secret_issue', issued],
  ]),
  ...listed('D7 POL', 'okta-system-log', [
    [['policy.evaluate_sign_on', 'pam.security_policy.evaluate'], 'policy decide'],
  ]),
  ...listed('D7 RVK', 'okta-system-log', [
    [
      ['application.user_membership.remove', 'application.user_membership.revoke', 'group.user_membership.remove'],
      'revocation remove',
      null,
      'priv_removal',
      entitled,
    ],
    [['app.oauth2.token.revoke', 'app.oauth2.as.token.revoke'], 'revocation revoke', null, null, issued],
    ['system.api_token.revoke', 'revocation revoke', null, null, issued],
    ['user.session.clear', 'revocation revoke'],
    ['user.session.end', 'revocation sign_out', null, null, issued],
    ['pam.resource.checkin.end', 'revocation revoke'],
  ]),
  ...listed('D7 RVW', 'okta-system-log', [
    ['certification.campaign.item.decide', 'review decide', 'denied', null, entitled],
    ['certification.campaign.item.decide', 'review decide', 'approved', null, entitled],
    ['certification.campaign.item.remediate', 'review remove', null, null, entitled],
    ['certification.remediation.open', 'review create'],
  ]),
  ...listed('D7 agents', 'okta-system-log', [
    ['workload_principal.register', 'execution create', null, 'nhi_create'],
    ['workload_principal.update', 'execution configure', null, 'prod_config'],
    [each('workload_principal.', 'deactivate delete'), 'revocation remove', null, 'priv_removal'],
    [
      each('workload_principal.ai_agent.credential.', 'create activate'),
      'credential issue',
      null,
      'secret_issue',
      issued,
    ],
    [each('workload_principal.ai_agent.credential.', 'deactivate delete'), 'revocation revoke', null, null, issued],
    ['workload_principal.delegation_link.create', 'delegation grant', null, 'priv_grant'],
    ['workload_principal.delegation_link.delete', 'delegation revoke', null, 'priv_removal'],
    [each('workload_principal.resource_connection.', 'create activate'), 'execution grant', null, 'priv_grant'],
    ['workload_principal.resource_connection.update', 'execution configure', null, 'priv_grant'],
    [each('workload_principal.resource_connection.', 'deactivate delete'), 'revocation remove', null, 'priv_removal'],
  ]),
  ...listed('D7 impersonation', 'okta-system-log', [
    ['user.session.impersonation.grant', 'delegation grant'],
    ['user.session.impersonation.initiate', 'delegation use'],
    ['user.session.impersonation.extend', 'delegation renew'],
    ['user.session.impersonation.end', 'delegation expire'],
    ['user.session.impersonation.revoke', 'delegation revoke'],
  ]),
  ...listed('D7 LOG', 'okta-system-log', [
    [each('system.log_stream.lifecycle.', 'deactivate delete'), 'logging disable_logging'],
  ]),

  ...listed('D8 PIM REQ', 'entra-audit', [
    ['Add member to role requested (PIM activation)', 'request create', 'requested', null, entitled],
    [
      each('Add eligible member to role in PIM requested (', 'permanent renew timebound', ')'),
      'request create',
      'requested',
      null,
      entitled,
    ],
    ['Add member to role approval requested (PIM activation)', 'approval ask_approval', 'requested', null, entitled],
  ]),
  ...listed('D8 PIM APR', 'entra-audit', [
    [
      ['Add member to role request approved (PIM activation)', 'Approve request - direct role assignment'],
      'approval decide',
      'approved',
      null,
      entitled,
    ],
    ['Add member to role request denied (PIM activation)', 'approval decide', 'denied', null, entitled],
    ['Add member to role canceled (PIM activation)', 'approval cancel', 'cancelled', null, entitled],
    ['PIM activation request expired', 'approval expire', 'expired', null, entitled],
    [
      each('Update member in PIM approved by admin (', 'extend/renew extend renew', ')'),
      'approval decide',
      'approved',
      null,
      entitled,
    ],
  ]),
  ...listed('D8 PIM ISS', 'entra-audit', [
    [
      'Add member to role completed (PIM activation)',
      'credential issue',
      null,
      'priv_grant',
      ['entitlement', 'issued_credential'],
    ],
    [
      [
        ...each('Add member to role in PIM completed (', 'permanent timebound', ')'),
        ...each('Add eligible member to role in PIM completed (', 'permanent timebound', ')'),
        'Add member to role outside of PIM (permanent)',
        'Restore eligible member from role in PIM comleted',
      ],
      'execution grant',
      null,
      'priv_grant',
      entitled,
    ],
  ]),
  ...listed('D8 PIM RVK', 'entra-audit', [
    [
      'Remove member from role (PIM activation expired)',
      'revocation expire',
      null,
      'priv_removal',
      ['entitlement', 'issued_credential'],
    ],
    [
      'Remove member from role completed (PIM deactivate)',
      'revocation revoke',
      null,
      'priv_removal',
      ['entitlement', 'issued_credential'],
    ],
    [
      [
        ...each('Remove member from role in PIM completed (', 'permanent timebound', ')'),
        ...each('Remove eligible member from role in PIM completed (', 'permanent timebound', ')'),
        'Remove permanent direct role assignment',
      ],
      'revocation remove',
      null,
      'priv_removal',
      entitled,
    ],
  ]),
  ...listed('D8 PIM policy', 'entra-audit', [
    ['Update role setting in PIM', 'execution configure', null, 'trust_policy', [...delta, 'entitlement']],
    ['Disable PIM alert', 'execution configure', null, 'prod_config'],
  ]),
  ...listed('D8 Core Directory', 'entra-audit', [
    ['Add member to role', 'execution grant', null, 'priv_grant', given],
    ['Remove member from role', 'revocation remove', null, 'priv_removal', taken],
    ['Add service principal credentials', 'credential issue', null, 'secret_issue', [...delta, 'issued_credential']],
    [
      'Update application – Certificates and secrets management ',
      'credential issue',
      null,
      'secret_issue',
      ['after', 'issued_credential'],
    ],
    [
      ['Add app role assignment to service principal', 'Add delegated permission grant'],
      'execution grant',
      null,
      'priv_grant',
      given,
    ],
    ['Consent to application', 'delegation grant', null, 'priv_grant', given],
  ]),
  ...listed('D8 access reviews', 'entra-audit', [
    ['Create access review', 'review create'],
    [['Approve decision', 'Bulk Approve decisions'], 'review decide', 'approved'],
    ['Deny decision', 'review decide', 'denied'],
    ["Don't know decision", 'review decide'],
    [['Apply decision', 'Auto apply review'], 'review update'],
    ['Access review ended', 'review close'],
  ]),
  ...listed('D8 sign-ins', 'entra-signin', [
    ['Sign-in activity', 'context sign_in'],
    ['Sign-in activity', 'credential issue', null, null, issued],
  ]),

  ...listed('D9 ISS', 'aws-cloudtrail', [
    [
      [...each('AssumeRole', ' WithSAML WithWebIdentity'), 'AssumeRoot', 'GetFederationToken', 'GetSessionToken'],
      'credential issue',
      null,
      null,
      issued,
    ],
    ['CreateAccessKey', 'credential issue', null, 'secret_issue', issued],
    ['CreateLoginProfile', 'credential issue', null, 'secret_issue'],
    ['CreateServiceSpecificCredential', 'credential issue', null, 'secret_issue', issued],
  ]),
  ...listed('D9 Identity Center', 'aws-cloudtrail', [
    ['CreateAccountAssignment', 'execution grant', null, 'priv_grant', entitled],
    ['DeleteAccountAssignment', 'revocation remove', null, 'priv_removal', entitled],
  ]),
  ...listed('D9 EXE', 'aws-cloudtrail', [
    [each('Attach', 'User Role Group', 'Policy'), 'execution grant', null, 'priv_grant', entitled],
    [each('Detach', 'User Role Group', 'Policy'), 'revocation remove', null, 'priv_removal', entitled],
    [each('Put', 'User Role Group', 'Policy'), 'execution grant', null, 'priv_grant', given],
    [each('Delete', 'User Role Group', 'Policy'), 'revocation remove', null, 'priv_removal', entitled],
    ['AddUserToGroup', 'execution grant', null, 'priv_grant', entitled],
    ['RemoveUserFromGroup', 'revocation remove', null, 'priv_removal', entitled],
    [['CreatePolicyVersion', 'SetDefaultPolicyVersion'], 'execution grant', null, 'priv_grant', given],
    ['UpdateAssumeRolePolicy', 'execution configure', null, 'trust_policy', ['after']],
    ['PutRolePermissionsBoundary', 'execution grant', null, 'priv_grant', entitled],
    ['DeleteRolePermissionsBoundary', 'execution grant', null, 'priv_grant'],
    ['CreateRole', 'execution create', null, 'nhi_create', ['after']],
    ['CreateUser', 'execution create', null, 'nhi_create'],
    ['PutInlinePolicyToPermissionSet', 'execution grant', null, 'priv_grant', given],
    [['PutBucketPolicy', 'PutKeyPolicy', 'PutResourcePolicy'], 'execution configure', null, 'trust_policy', ['after']],
    ['AddPermission20150331v2', 'execution configure', null, 'trust_policy', given],
  ]),
  ...listed('D9 RVK', 'aws-cloudtrail', [
    ['DeleteAccessKey', 'revocation revoke', null, 'priv_removal', issued],
    ['UpdateAccessKey', 'revocation revoke', null, 'priv_removal', ['after', 'issued_credential']],
    ['PutRolePolicy', 'revocation revoke', null, 'priv_removal', given, { entitlement: 'AWSRevokeOlderSessions' }],
  ]),
  ...listed('D9 POL', 'aws-cloudtrail', [
    ['IsAuthorized', 'policy decide', 'approved', null, entitled],
    ['IsAuthorized', 'policy decide', 'denied', null, entitled],
  ]),
  ...listed('D9 AI', 'aws-cloudtrail', [
    ['InvokeAgentRuntime', 'execution use'],
    [['GetResourceOauth2Token', 'GetWorkloadAccessTokenForJWT', 'CompleteResourceTokenAuth'], 'credential issue'],
  ]),
  ...listed('D9 LOG', 'aws-cloudtrail', [
    [['StopLogging', 'DeleteTrail', 'PutEventSelectors'], 'logging disable_logging'],
    ['StartLogging', 'logging enable_logging'],
  ]),

  ...listed('D9 AWS TEAM', 'aws-team', [
    ['createRequests', 'request create', null, null, entitled],
    ['createRequests', 'approval ask_approval', 'requested', null, entitled],
    ['approved', 'approval decide', 'approved', null, entitled],
    ['rejected', 'approval decide', 'denied', null, entitled],
    ['scheduled', 'approval decide', 'not_required', null, entitled],
    ['in progress', 'credential grant', null, null, ['entitlement', 'issued_credential']],
    ['ended', 'revocation expire', null, null, ['entitlement', 'issued_credential']],
    ['revoked', 'revocation revoke', null, null, ['entitlement', 'issued_credential']],
    ['cancelled', 'approval decide', 'cancelled', null, entitled],
    ['expired', 'approval decide', 'expired', null, entitled],
    ['error', 'context other', null, null, entitled],
  ]),

  ...listed('D10 delta', 'gcp-audit', [
    ['SetIamPolicy', 'execution grant', null, 'priv_grant', given],
    ['SetIamPolicy', 'revocation remove', null, 'priv_removal', taken],
    ['SetIamPolicy', 'logging disable_logging', null, null, ['before']],
    ['SetIamPolicy', 'logging enable_logging', null, null, ['after']],
  ]),
  ...listed('D10 ISS', 'gcp-audit', [
    [['GenerateAccessToken', 'GenerateIdToken', 'SignJwt', 'SignBlob'], 'credential issue'],
  ]),
  ...listed('D10 PAM', 'gcp-audit', [
    [`${pam}.v1alpha.PrivilegedAccessManager.CreateGrant`, 'request create', 'requested', null, entitled],
    [`${pam}.v1.PrivilegedAccessManager.ApproveGrant`, 'approval decide', 'approved', null, entitled],
    [`${pam}.v1.PrivilegedAccessManager.DenyGrant`, 'approval decide', 'denied', null, entitled],
    [
      `${pam}.v1.PrivilegedAccessManager.RevokeGrant`,
      'revocation revoke',
      null,
      'priv_removal',
      ['entitlement', 'issued_credential'],
    ],
    [`${pam}.v1beta.PrivilegedAccessManager.WithdrawGrant`, 'approval cancel', 'withdrawn', null, entitled],
    [
      [
        `${pam}.v1.PrivilegedAccessManager.CreateEntitlement`,
        `${pam}.v1.PrivilegedAccessManager.UpdateEntitlement`,
        `${pam}.v1.PrivilegedAccessManager.DeleteEntitlement`,
      ],
      'execution configure',
      null,
      'trust_policy',
    ],
    ['PAMActivateGrant', 'credential issue', null, null, ['entitlement', 'issued_credential']],
    ['PAMEndGrant', 'revocation expire', null, 'priv_removal', ['entitlement', 'issued_credential']],
    ['PAMExpireGrant', 'approval expire', 'expired', null, entitled],
    [['PAMDeleteGrant', 'PAMReportExternalGrantModification'], 'context update'],
  ]),

  ...listed('D10 PAM grants', 'gcp-audit', [
    ['grant requested', 'request create', 'requested', null, entitled],
    ['grant approved', 'approval decide', 'approved', null, entitled],
    ['grant denied', 'approval decide', 'denied', null, entitled],
    ['grant withdrawn', 'approval cancel', 'withdrawn', null, entitled],
    ['grant expired', 'approval expire', 'expired', null, entitled],
    ['grant activated', 'credential issue', null, null, ['entitlement', 'issued_credential']],
    ['grant activationFailed', 'credential issue', null, null, entitled, { outcome: 'failure' }],
    ['grant revoked', 'revocation revoke', null, 'priv_removal', ['entitlement', 'issued_credential']],
    ['grant ended', 'revocation expire', null, 'priv_removal', ['entitlement', 'issued_credential']],
    [['grant scheduled', 'grant externallyModified'], 'context update'],
  ]),

  ...listed('D11 EXE', 'azure-activity', [
    [`${azureRoles}/roleAssignments/write`, 'execution grant', null, 'priv_grant', given],
    [`${azureRoles}/roleAssignments/delete`, 'revocation remove', null, 'priv_removal', taken],
    [`${azureRoles}/elevateAccess/action`, 'execution grant', null, 'priv_grant', entitled],
    [`${azureRoles}/roleDefinitions/write`, 'execution configure', null, 'priv_grant', given],
    [each(`${azureRoles}/policyAssignments/`, 'write delete'), 'execution configure', null, 'trust_policy'],
    ['MICROSOFT.KEYVAULT/VAULTS/ACCESSPOLICIES/WRITE', 'execution configure', null, 'priv_grant', entitled],
  ]),
  ...listed('D11 LOG', 'azure-activity', [['MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/DELETE', 'logging disable_logging']]),

  ...listed('D12 grants', 'kubernetes-audit', [
    [[...each('create ', 'clusterrolebindings rolebindings')], 'execution grant', null, 'priv_grant', entitled],
    [
      [...each('update ', 'clusterrolebindings rolebindings'), ...each('patch ', 'clusterrolebindings rolebindings')],
      'execution grant',
      null,
      'priv_grant',
    ],
    [each('delete ', 'clusterrolebindings rolebindings'), 'revocation remove', null, 'priv_removal'],
    [each('create ', 'clusterroles roles'), 'execution create', null, 'priv_grant', given],
    [each('update ', 'clusterroles roles'), 'execution update', null, 'priv_grant', given],
    [each('patch ', 'clusterroles roles'), 'execution update', null, 'priv_grant', given],
    [each('delete ', 'clusterroles roles'), 'revocation remove', null, 'priv_removal', entitled],
  ]),
  ...listed('D12 credentials and use', 'kubernetes-audit', [
    ['create serviceaccounts/token', 'credential issue', null, null, issued],
    ['create pods/exec', 'execution use', null, 'data_access'],
  ]),
  ...listed('D12 Google', 'gcp-audit', [
    ['io.k8s.authorization.rbac.v1.clusterrolebindings.create', 'execution grant', null, 'priv_grant', entitled],
  ]),

  ...listed('D13', 'hashicorp-vault', [
    [['request read database/creds/*', 'request list auth/token/accessors'], 'policy decide', null, null, entitled],
    ['request read secret/data/*', 'policy decide', null, null, entitled, { outcome: 'denied' }],
    ['update auth/approle/login', 'credential issue', null, null, ['entitlement', 'issued_credential']],
    ['read database/creds/*', 'credential issue', null, null, ['entitlement', 'issued_credential']],
    ['update auth/token/create', 'credential issue', null, 'secret_issue', ['entitlement', 'issued_credential']],
    ['update sys/leases/renew', 'credential renew', null, null, issued],
    [each('update auth/token/renew', ' -self -accessor'), 'credential renew', null, null, issued],
    [each('update sys/leases/revoke', ' /* -prefix/* -force/*'), 'revocation revoke', null, null, issued],
    [each('update auth/token/revoke', ' -self -accessor -orphan'), 'revocation revoke', null, null, issued],
    ['update sys/control-group/authorize', 'approval decide', 'approved'],
    ['revoked lease', 'revocation expire', null, null, issued],
  ]),

  ...listed('D14', 'teleport', [
    ['access_request.create', 'request create', 'requested', null, entitled],
    ['access_request.update', 'approval decide', 'approved'],
    ['access_request.update', 'approval decide', 'denied'],
    ['access_request.review', 'approval decide', 'approved'],
    ['access_request.review', 'approval decide', 'denied'],
    ['access_request.delete', 'request cancel', 'cancelled'],
    ['access_request.search', 'context read'],
    ['access_request.expire', 'approval expire', 'expired'],
    ['cert.create', 'credential issue', null, null, ['entitlement', 'issued_credential']],
    ['lock.created', 'revocation revoke', null, 'priv_removal'],
    [['session.start', 'kube.request'], 'execution use', null, 'data_access'],
    ['session.end', 'context sign_out'],
    ['db.session.query', 'execution read', null, 'data_access'],
  ]),

  ...listed('D15', 'google-workspace', [
    ['GRANT_ADMIN_PRIVILEGE', 'execution grant', null, 'priv_grant', given],
    ['GRANT_DELEGATED_ADMIN_PRIVILEGES', 'execution grant', null, 'priv_grant', given],
    ['ASSIGN_ROLE', 'execution grant', null, 'priv_grant', given],
    ['UNASSIGN_ROLE', 'revocation remove', null, 'priv_removal', taken],
    ['ADD_PRIVILEGE', 'execution configure', null, 'priv_grant', entitled],
    ['REMOVE_PRIVILEGE', 'revocation remove', null, 'priv_removal', taken],
    ['UPDATE_ROLE', 'execution configure', null, 'priv_grant', entitled],
    ['DELETE_ROLE', 'revocation remove', null, 'priv_removal', entitled],
    ['AUTHORIZE_API_CLIENT_ACCESS', 'execution grant', null, 'priv_grant', given],
  ]),

  ...listed('D16 OPA', 'opa', [
    ['deploy/allow', 'policy decide', null, null, ['after'], { outcome: 'success' }],
    ['deploy/allow', 'policy decide', null, null, ['after'], { outcome: 'denied' }],
  ]),
  ...listed('D16 SPIRE', 'spire', [
    ['BatchCreateEntry', 'execution create', null, 'nhi_create', given],
    ['BatchUpdateEntry', 'execution configure', null, 'priv_grant', given],
    ['BatchDeleteEntry', 'revocation remove', null, 'priv_removal'],
    ['BatchNewX509SVID', 'credential issue', null, null, issued],
    ['MintX509SVID', 'credential issue'],
    ['CreateJoinToken', 'credential issue', null, 'secret_issue'],
  ]),

  ...listed('D17 GenAI', 'otel-genai', [
    ['create_agent Ledger Helper', 'execution create', null, 'nhi_create'],
    ['invoke_agent Access Assistant', 'context use'],
    ['invoke_agent Ledger Helper', 'delegation use'],
    ['invoke_workflow Nightly Close', 'context use'],
    ['plan', 'recommendation create'],
    ['execute_tool attach_policy', 'execution use'],
    ['chat', 'context message'],
    ['retrieval', 'context read'],
    ['tools/call update_contact', 'execution use'],
  ]),
  ...listed('D17 MCP', 'mcp', [['tools/call add_member', 'execution use']]),
  ...listed('D17 Claude Code', 'claude-code', [
    ['claude_code.tool_decision Bash', 'disposition decide', 'approved', null, [], { source: 'user_temporary' }],
    ['claude_code.tool_decision Write', 'disposition decide', 'approved', null, [], { source: 'user_permanent' }],
    ['claude_code.tool_decision Write', 'disposition decide', 'denied', null, [], { source: 'user_reject' }],
    ['claude_code.tool_decision Write', 'disposition decide', 'cancelled', null, [], { source: 'user_abort' }],
    ['claude_code.tool_decision Edit', 'policy decide', 'approved', null, [], { source: 'config' }],
    ['claude_code.tool_decision Edit', 'policy decide', 'denied', null, [], { source: 'hook' }],
    ['claude_code.tool_result Bash', 'execution use'],
  ]),
  ...listed('D17 Codex', 'codex', [
    ['codex.tool_decision shell', 'disposition decide', 'approved'],
    ['codex.tool_decision shell', 'disposition decide', 'denied'],
    ['codex.tool_decision shell', 'policy decide', 'approved'],
    ['codex.tool_decision shell', 'policy decide', 'denied'],
  ]),
  ...listed('D17 AI audit', 'anthropic-audit', [
    ['role_assignment_granted', 'execution grant', null, 'priv_grant', entitled],
    ['service_key_created', 'credential issue', null, 'secret_issue', issued],
  ]),
  ...listed('D17 AI audit', 'openai-audit', [
    ['role.assignment.created', 'execution grant', null, 'priv_grant', entitled],
  ]),
]
