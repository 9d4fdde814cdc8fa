/** What Sigma calls the logs that we read, and where their fields stand in our events. Names after the rule folders of SigmaHQ/sigma (rules/cloud, rules/application, rules/identity). */

/** A log that Sigma rules are written for. */
interface LogSource {
  readonly connector: string
  /** Sigma field → column of `events`, or `attributes.<key>`. */
  readonly fields: Readonly<Record<string, string>>
}

/** Columns that a field may be mapped to: all text. */
export const fieldColumns = [
  ...[
    'operation',
    'outcome',
    'actor',
    'subject',
    'account',
    'resource',
    'entitlement',
    'source_ip',
    'user_agent',
    'text',
    'session',
  ],
  ...[
    'credential',
    'credential_class',
    'used_class',
    'stage',
    'activity',
    'change_class',
    'change',
    'before',
    'after',
    'decision',
    'native_id',
    'task',
    'agent_run',
  ],
] as const

/** By `product/service`, `product` alone where there is one service, or `service`. */
const logSources: Readonly<Record<string, LogSource>> = {
  'aws/cloudtrail': {
    connector: 'aws-cloudtrail',
    fields: {
      eventName: 'operation',
      'userIdentity.arn': 'actor',
      sourceIPAddress: 'source_ip',
      userAgent: 'user_agent',
      recipientAccountId: 'account',
      'userIdentity.accessKeyId': 'credential',
      eventID: 'native_id',
    },
  },
  'azure/activitylogs': {
    connector: 'azure-activity',
    fields: {
      operationName: 'operation',
      OperationNameValue: 'operation',
      callerIpAddress: 'source_ip',
      ResourceId: 'resource',
      resourceId: 'resource',
    },
  },
  'azure/auditlogs': {
    connector: 'entra-audit',
    fields: {
      operationName: 'operation',
      OperationName: 'operation',
      ActivityDisplayName: 'operation',
      activityDisplayName: 'operation',
    },
  },
  'azure/signinlogs': {
    connector: 'entra-signin',
    fields: { ipAddress: 'source_ip', IPAddress: 'source_ip', userAgent: 'user_agent', UserAgent: 'user_agent' },
  },
  'gcp/gcp.audit': {
    connector: 'gcp-audit',
    fields: {
      'gcp.audit.method_name': 'operation',
      'data.protoPayload.methodName': 'operation',
      'data.protoPayload.resourceName': 'resource',
    },
  },
  'google_workspace/google_workspace.admin': { connector: 'google-workspace', fields: { eventName: 'operation' } },
  'gcp/google_workspace.admin': { connector: 'google-workspace', fields: { eventName: 'operation' } },
  'github/audit': {
    connector: 'github-audit',
    fields: { action: 'operation', actor_ip: 'source_ip', user_agent: 'user_agent', repo: 'resource' },
  },
  'okta/okta': {
    connector: 'okta-system-log',
    fields: {
      eventtype: 'operation',
      eventType: 'operation',
      'client.ipaddress': 'source_ip',
      'client.ipAddress': 'source_ip',
      'client.user_agent.rawuseragent': 'user_agent',
    },
  },
  'm365/audit': {
    connector: 'microsoft-365',
    fields: { Operation: 'operation', eventName: 'operation', ClientIP: 'source_ip' },
  },
  'm365/threat_management': { connector: 'microsoft-365', fields: { eventName: 'operation' } },
  'm365/exchange': { connector: 'microsoft-365', fields: { eventName: 'operation' } },
  'onelogin/onelogin.events': { connector: 'onelogin', fields: { event_type_id: 'operation' } },
  'kubernetes/audit': {
    connector: 'kubernetes-audit',
    fields: { 'user.username': 'actor', sourceIPs: 'source_ip', userAgent: 'user_agent' },
  },
  'bitbucket/audit': { connector: 'bitbucket', fields: { 'auditType.action': 'operation' } },
}

/** The log a rule is written for, or null where none of ours is meant. No product and service at all means every event. */
export function logSourceOf(source: { readonly product?: string; readonly service?: string }): {
  readonly connector: string | null
  readonly fields: Readonly<Record<string, string>>
} | null {
  if (source.product === undefined && source.service === undefined) return { connector: null, fields: {} }
  return logSources[`${source.product ?? ''}/${source.service ?? ''}`.toLowerCase()] ?? null
}
