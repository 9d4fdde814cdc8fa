/** What a corpus has to show: families that are known by content alone, and files in which nothing could tell. */
import type { Family } from './measure.js'

/** Families that issue 3 names, and how many files of each the collected corpus has at least. */
const namedFamilies: Readonly<Record<string, number>> = {
  'anthropic-compliance': 1,
  'atif-trajectory': 2,
  'atlassian-org-audit': 1,
  auth0: 13,
  'aws-cloudtrail': 143,
  'aws-cloudtrail-event-history-csv': 1,
  'aws-iam-credential-report': 1,
  'azure-activity': 3,
  'azure-activity-la-csv': 1,
  'azure-platform': 4,
  'bitbucket-api': 7,
  'bedrock-invocation': 1,
  'bitbucket-audit': 2,
  bitwarden: 1,
  'claude-code-sessions': 2,
  'confluence-audit': 3,
  'confluence-items': 1,
  'cyberark-epm': 1,
  'cyberark-pas': 64,
  'cyberark-pta': 1,
  'databricks-audit': 1,
  'discord-export': 2,
  duo: 9,
  'entra-audit': 4,
  'entra-audit-signin': 1,
  'entra-signin': 8,
  'entra-signin-la-csv': 1,
  'entra-users': 1,
  'envoy-access': 2,
  'gcp-audit': 3,
  'github-api': 7,
  'github-audit': 2,
  'github-issues': 1,
  'github-items': 1,
  'github-webhook': 1,
  gitlab: 0,
  'gitlab-api': 6,
  'google-workspace': 35,
  'istio-access': 2,
  'jira-api': 3,
  'jira-audit': 2,
  'jira-csv': 1,
  'jira-items': 1,
  jumpcloud: 2,
  keycloak: 1,
  'kubernetes-audit': 2,
  'langfuse-trace-export': 14,
  'm365-copilot': 1,
  'm365-unified-audit': 39,
  'mattermost-api': 7,
  'mattermost-audit': 1,
  'okta-system': 3,
  onelogin: 1,
  onepassword: 6,
  'opa-decision-log': 1,
  'openai-audit': 1,
  'otel-genai-copilot': 1,
  pagerduty: 1,
  pingfederate: 1,
  'pingone-audit': 1,
  'process-log': 4,
  'process-log-xes': 3,
  'sailpoint-idn': 1,
  salesforce: 6,
  'servicenow-incident-csv': 1,
  'servicenow-table': 1,
  'slack-api': 13,
  'slack-audit': 3,
  'slack-export': 35,
  snowflake: 5,
  'spire-log': 1,
  'suzaku-sans504-cloudtrail': 301,
  'teleport-audit': 1,
  'vault-audit': 1,
  'vault-log': 1,
  'zendesk-audit': 1,
}

/** Files of named families that are no export of theirs, or in which nothing tells whose they are; each was looked at. */
export const untellable: Readonly<Record<string, string>> = {
  'suzaku-sample-data/aws-cloudtrail/traildiscover.cloud/aws/cloudtrail/PutEventSelectors.json': 'an empty list',
  'suzaku-test-files/aws-cloudtrail/PutEventSelectors.json': 'an empty list',
  'apache-devlake/github-api/_raw_github_api_pull_request_reviews.input.ndjson':
    'what a crawler asked for, not what GitHub answered',
  'apache-devlake/github-api/_raw_github_api_pr_reviews_bot_filter.input.ndjson':
    'what a crawler asked for, not what GitHub answered',
  'apache-devlake/github-api/_raw_github_api_pull_request_review_comments.input.ndjson':
    'what a crawler asked for, not what GitHub answered',
  'apache-devlake/jira-api/_raw_jira_api_issue_changelogs.input.ndjson':
    'what a crawler asked for, not what Jira answered',
  'apache-devlake/jira-api/_raw_jira_api_projects.data.ndjson': 'the list of projects: no ticket and no event',
  'apache-devlake/jira-api/_raw_jira_api_status.data.ndjson': 'the list of statuses: no ticket and no event',
  'apache-devlake/jira-api/_raw_jira_api_issue_types.data.ndjson': 'the list of issue types: no ticket and no event',
  'elastic-integrations/bitwarden/policy/test-policy.log': 'policies as they are, without a time: no event',
  'panther-analysis/gitlab/GitLab.Audit.dev.ndjson': 'one member of an entry, cut out for the test of a rule',
  'panther-analysis/gitlab/GitLab.Production.dev.ndjson': 'two members of an entry, cut out for the test of a rule',
  'elastic-integrations/duo/summary/test-summary.log': 'a count of users and administrators: no event',
}

/** What a family lacks: files that should have been known, and too few that were. With `isWhole` the folder is the collected corpus itself. */
export function shortcomings(families: readonly Family[], isWhole: boolean): string[] {
  const found = new Map(families.map((family) => [family.name, family]))
  return Object.entries(namedFamilies).flatMap(([name, least]) => {
    const family = found.get(name)
    const unknown = (family?.unrecognised ?? []).filter((file) => !(file in untellable))
    const tooFew = isWhole && (family?.recognised ?? 0) < least
    return [
      ...unknown.map((file) => `${name}: nobody knows ${file}`),
      ...(tooFew ? [`${name}: ${family?.recognised ?? 0} files known, at least ${least} expected`] : []),
    ]
  })
}
