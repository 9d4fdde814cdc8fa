/** The registry: every connector there is. A list is the plugin system. */
import type { Connector } from '../src/connector.js'
import { onePassword } from './1password/index.js'
import { anthropicAudit } from './anthropic-audit/index.js'
import { atif } from './atif/index.js'
import { atlassianAudit } from './atlassian-audit/index.js'
import { auth0 } from './auth0/index.js'
import { awsCloudtrail } from './aws-cloudtrail/index.js'
import { awsIam } from './aws-iam/index.js'
import { awsIdentityCenter } from './aws-identity-center/index.js'
import { awsTeam } from './aws-team/index.js'
import { azureActivity } from './azure-activity/index.js'
import { azureDevops } from './azure-devops/index.js'
import { bedrock } from './bedrock/index.js'
import { bitbucket } from './bitbucket/index.js'
import { bitwarden } from './bitwarden/index.js'
import { certification } from './certification/index.js'
import { claudeCode } from './claude-code/index.js'
import { codex } from './codex/index.js'
import { confluence } from './confluence/index.js'
import { cyberarkEpm } from './cyberark-epm/index.js'
import { cyberarkPas } from './cyberark-pas/index.js'
import { databricks } from './databricks/index.js'
import { directory } from './directory/index.js'
import { discord } from './discord/index.js'
import { duo } from './duo/index.js'
import { entraAudit } from './entra-audit/index.js'
import { entraRoles } from './entra-roles/index.js'
import { entraSignin } from './entra-signin/index.js'
import { envoy } from './envoy/index.js'
import { gcpAudit } from './gcp-audit/index.js'
import { github } from './github/index.js'
import { githubAudit } from './github-audit/index.js'
import { githubCopilot } from './github-copilot/index.js'
import { githubMembers } from './github-members/index.js'
import { gitlab } from './gitlab/index.js'
import { gitlabAudit } from './gitlab-audit/index.js'
import { gitlabMembers } from './gitlab-members/index.js'
import { googleChat } from './google-chat/index.js'
import { googleWorkspace } from './google-workspace/index.js'
import { googleWorkspaceRoles } from './google-workspace-roles/index.js'
import { hashicorpVault } from './hashicorp-vault/index.js'
import { jira } from './jira/index.js'
import { jumpcloud } from './jumpcloud/index.js'
import { keycloak } from './keycloak/index.js'
import { kubernetesAudit } from './kubernetes-audit/index.js'
import { kubernetesRbac } from './kubernetes-rbac/index.js'
import { langfuse } from './langfuse/index.js'
import { langsmith } from './langsmith/index.js'
import { linear } from './linear/index.js'
import { mattermost } from './mattermost/index.js'
import { mcp } from './mcp/index.js'
import { microsoft365 } from './microsoft-365/index.js'
import { microsoftTeams } from './microsoft-teams/index.js'
import { oktaAssignments } from './okta-assignments/index.js'
import { oktaSystemLog } from './okta-system-log/index.js'
import { onelogin } from './onelogin/index.js'
import { opa } from './opa/index.js'
import { openaiAudit } from './openai-audit/index.js'
import { otelGenai } from './otel-genai/index.js'
import { pagerduty } from './pagerduty/index.js'
import { pingfederate } from './pingfederate/index.js'
import { pingone } from './pingone/index.js'
import { processMining } from './process-mining/index.js'
import { sailpoint } from './sailpoint/index.js'
import { salesforce } from './salesforce/index.js'
import { secretServer } from './secret-server/index.js'
import { servicenow } from './servicenow/index.js'
import { slack } from './slack/index.js'
import { snowflake } from './snowflake/index.js'
import { spire } from './spire/index.js'
import { teleport } from './teleport/index.js'
import { zendesk } from './zendesk/index.js'

/** All connectors, by id in alphabetical order. */
export const connectors: readonly Connector[] = [
  onePassword,
  anthropicAudit,
  atif,
  atlassianAudit,
  auth0,
  awsCloudtrail,
  awsIam,
  awsIdentityCenter,
  awsTeam,
  azureActivity,
  azureDevops,
  bedrock,
  bitbucket,
  bitwarden,
  certification,
  claudeCode,
  codex,
  confluence,
  cyberarkEpm,
  cyberarkPas,
  databricks,
  directory,
  discord,
  duo,
  entraAudit,
  entraRoles,
  entraSignin,
  envoy,
  gcpAudit,
  github,
  githubAudit,
  githubCopilot,
  githubMembers,
  gitlab,
  gitlabAudit,
  gitlabMembers,
  googleChat,
  googleWorkspace,
  googleWorkspaceRoles,
  hashicorpVault,
  jira,
  jumpcloud,
  keycloak,
  kubernetesAudit,
  kubernetesRbac,
  langfuse,
  langsmith,
  linear,
  mattermost,
  mcp,
  microsoft365,
  microsoftTeams,
  oktaAssignments,
  oktaSystemLog,
  onelogin,
  opa,
  openaiAudit,
  otelGenai,
  pagerduty,
  pingfederate,
  pingone,
  processMining,
  sailpoint,
  salesforce,
  secretServer,
  servicenow,
  slack,
  snowflake,
  spire,
  teleport,
  zendesk,
]
