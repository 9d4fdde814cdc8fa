/**
 * Differences that were looked at, one by one: whose they are, and why. A line holds for one family, one field and one shape of difference, read from the
 * record itself where it can be; whatever no line fits is ours to answer for.
 */
import { type Difference, millisOf } from './compare.js'
import type { Field } from './words.js'

/** Why two say different things: their document holds less than the record (or something false), or they mean something else by the field. */
export type Kind = 'theirs lossy' | 'different meaning'

/** One reviewed explanation. */
export interface Explanation {
  /** Null for any family: the shape of the truth file tells. */
  readonly family: string | null
  readonly field: Field
  readonly kind: Kind
  readonly because: string
  /** Whether a difference of this family and field is this one. */
  readonly fits: (difference: Difference) => boolean
}

export const explanations: readonly Explanation[] = [
  ...(['action', 'outcome'] as const).map(
    (field): Explanation => ({
      family: null,
      field,
      kind: 'theirs lossy',
      because:
        'a test of a detection rule, trimmed to what the rule reads: the event has lost its time, and without one it is none',
      fits: ({ document, rows, raw }) => document.has('rule') && rows.length === 0 && !tellsTime(raw),
    }),
  ),
  {
    family: 'auth0',
    field: 'action',
    kind: 'different meaning',
    because:
      'Elastic writes out the meaning of the code; we keep the code, and what was called through the Management API',
    fits: ({ document, rows, raw }) =>
      document.has('auth0.logs.data.type') && valuesIn(raw, 'type').includes(firstWord(rows[0]?.operation)),
  },
  {
    family: 'aws-cloudtrail',
    field: 'actor',
    kind: 'different meaning',
    because: 'Elastic names an assumed role by its role and its unique id; we name the session that acted, by its ARN',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'type').includes('AssumedRole') &&
      valuesIn(raw, 'arn').some((arn) => ours.includes(`aws:${arn}`)) &&
      theirs.every((name) => [...valuesIn(raw, 'principalId'), ...valuesIn(raw, 'userName')].includes(name)),
  },
  {
    family: 'aws-cloudtrail',
    field: 'source',
    kind: 'theirs lossy',
    because: 'the address was blotted out in the record; the word left in its place is no address',
    fits: ({ ours, theirs }) => ours.length === 0 && theirs.join() === 'REDACTED',
  },
  {
    family: 'azure-activity',
    field: 'actor',
    kind: 'different meaning',
    because:
      'one account by two of its names: Elastic takes the principal name of the claims, we the object id beside it',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'http://schemas.microsoft.com/identity/claims/objectidentifier').some((id) =>
        ours.includes(`entra:${id}`),
      ) &&
      valuesIn(raw, 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn').some((upn) => theirs.includes(upn)),
  },
  {
    family: 'azure-platform',
    field: 'outcome',
    kind: 'theirs lossy',
    because: 'Elastic passes on the word of the record, which is none of the three that ECS has',
    fits: ({ ours, theirs }) => ours.join() === 'success' && theirs.join().toLowerCase() === 'succeeded',
  },
  {
    family: 'azure-platform',
    field: 'source',
    kind: 'theirs lossy',
    because: 'an address with two letters before it is none; Elastic keeps the text',
    fits: ({ ours, theirs }) => ours.length === 0 && theirs.every((address) => address.startsWith('XX:')),
  },
  {
    family: 'azure-platform',
    field: 'action',
    kind: 'different meaning',
    because:
      'each line of a cluster log has the operation "read diagnostic logs"; we read the audit event that is inside',
    fits: ({ ours, theirs, raw }) => {
      const verb = valuesIn(valuesIn(raw, 'log')[0] ?? '', 'verb')[0] ?? 'unknown'
      return (
        valuesIn(raw, 'category').includes('kube-audit') &&
        theirs.join().endsWith('/diagnosticLogs/Read') &&
        ours[0]?.startsWith(`${verb} `) === true
      )
    },
  },
  ...(['bitbucket-audit', 'confluence-audit'] as const).map(
    (family): Explanation => ({
      family,
      field: 'actor',
      kind: 'different meaning',
      because: 'nobody was signed in; Elastic names the account "Anonymous", we name none',
      fits: ({ ours, theirs }) => ours.length === 0 && theirs.join() === '-2,Anonymous',
    }),
  ),
  {
    family: 'duo',
    field: 'time',
    kind: 'theirs lossy',
    because: 'Elastic reads the whole seconds of `timestamp`; the same record has microseconds in `isotimestamp`',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'isotimestamp').some((time) => Date.parse(time) === Date.parse(ours[0] ?? '')) &&
      Math.floor(Date.parse(ours[0]!) / 1000) * 1000 === millisOf(theirs[0]!),
  },
  {
    family: 'entra-signin',
    field: 'outcome',
    kind: 'different meaning',
    because:
      'a sign-in interrupted to ask for something (stay signed in, a second factor) has neither failed nor ended',
    fits: ({ ours, raw }) =>
      ours.join() === 'pending' && valuesIn(raw, 'errorCode').some((code) => interrupts.has(code)),
  },
  {
    family: 'envoy-access',
    field: 'outcome',
    kind: 'different meaning',
    because: 'Elastic asks whether the proxy answered, we whether the answer was an error',
    fits: ({ ours, theirs, raw }) =>
      ours.join() === 'failure' && theirs.join() === 'success' && /HTTP\/[\d.]+\\?" [45]\d\d /.test(raw),
  },
  ...(['time', 'outcome'] as const).map(
    (field): Explanation => ({
      family: 'envoy-access',
      field,
      kind: 'different meaning',
      because: 'the line has a brace too many and is no JSON; Elastic is handed its message by another reader',
      fits: ({ rows, raw }) => rows.length === 0 && raw.endsWith('}}}}') && !isJson(raw) && isJson(raw.slice(0, -1)),
    }),
  ),
  {
    family: 'gcp-audit',
    field: 'outcome',
    kind: 'different meaning',
    because: 'the first record of a long operation says that it was taken on; how it ended stands in the last one',
    fits: ({ ours, theirs, raw }) =>
      ours.join() === 'pending' &&
      theirs.join() === 'success' &&
      valuesIn(raw, 'first').includes('true') &&
      !/"last":true/.test(raw),
  },
  {
    family: 'gcp-audit',
    field: 'outcome',
    kind: 'theirs lossy',
    because: 'Google writes a status only when there is something to say; an answer without one is a success',
    fits: ({ ours, theirs, raw }) =>
      ours.join() === 'success' && theirs.join() === 'unknown' && !/"code":\s*[1-9]/.test(raw),
  },
  {
    family: 'gcp-audit',
    field: 'target',
    kind: 'different meaning',
    because: 'one machine by two of its names: Elastic takes the number, we the resource name of the call',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'instance_id').join() === theirs.join() && valuesIn(raw, 'resourceName').includes(ours[0] ?? ''),
  },
  ...(['entra-signin', 'azure-activity'] as const).map(
    (family): Explanation => ({
      family,
      field: 'target',
      kind: 'different meaning',
      because:
        'Elastic takes the tenant whose log it is; we name the application signed in to, where the record has one',
      fits: ({ ours, theirs, raw }) =>
        theirs.every((place) => /^\/tenants\/[^/]+\/providers\/Microsoft\.aadiam$/.test(place)) &&
        ours[0] === valuesIn(raw, 'resourceDisplayName')[0],
    }),
  ),
  {
    family: 'azure-platform',
    field: 'target',
    kind: 'different meaning',
    because: 'Elastic takes the cluster whose log it is; the audit event inside names no object',
    fits: ({ ours, theirs, raw }) =>
      ours.length === 0 &&
      valuesIn(raw, 'category').includes('kube-audit') &&
      valuesIn(raw, 'resourceId').join() === theirs.join() &&
      !raw.includes('objectRef'),
  },
  ...Object.entries({
    'github-issues': ['event', /^(issue|pull_request)\.create$/],
    'github-code-scanning': ['code_scanning', /^code_scanning_alert\.\w+$/],
    'github-dependabot': ['dependabot', /^dependabot_alert\.\w+$/],
    'github-secret-scanning': ['secret_scanning', /^secret_scanning_alert\.\w+$/],
  } as const).map(
    ([family, [word, operation]]): Explanation => ({
      family,
      field: 'action',
      kind: 'theirs lossy',
      because: `Elastic calls every record of this family "${word}"`,
      fits: ({ ours, theirs }) => theirs.join() === word && operation.test(ours[0] ?? ''),
    }),
  ),
  ...(['github-code-scanning', 'github-secret-scanning'] as const).map(
    (family): Explanation => ({
      family,
      field: 'time',
      kind: 'different meaning',
      because: 'Elastic takes when the alert last changed, we when it was raised',
      fits: ({ ours, theirs, raw }) =>
        valuesIn(raw, 'created_at').some((time) => millisOf(time) === millisOf(ours[0] ?? '')) &&
        valuesIn(raw, 'updated_at').some((time) => millisOf(time) === millisOf(theirs[0]!)),
    }),
  ),
  {
    family: 'google-workspace',
    field: 'target',
    kind: 'different meaning',
    because: 'a privilege of a role was changed: Elastic names the role, we the role and the privilege',
    fits: ({ ours, theirs, raw }) => {
      const values = valuesIn(raw, 'value')
      return values.some((privilege) => values.includes(theirs[0]!) && ours.includes(`${theirs[0]} · ${privilege}`))
    },
  },
  {
    family: 'google-workspace',
    field: 'time',
    kind: 'different meaning',
    because: 'an alert: Elastic takes when it was raised, we when what it tells of began',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'startTime').some((time) => millisOf(time) === millisOf(ours[0] ?? '')) &&
      valuesIn(raw, 'createTime').some((time) => millisOf(time) === millisOf(theirs[0]!)),
  },
  {
    family: 'google-workspace',
    field: 'actor',
    kind: 'different meaning',
    because: 'an alert names the accounts it is about; who did it, it does not say',
    fits: ({ ours, raw }) =>
      ours.length === 0 &&
      valuesIn(raw, 'alertId').length > 0 &&
      !valuesIn(raw, 'actorEmail').some((address) => address.includes('@')),
  },
  {
    family: 'google-workspace',
    field: 'action',
    kind: 'different meaning',
    because: 'an alert: Elastic takes the system that raised it, we the type of the alert',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'type').includes(ours[0] ?? '') && valuesIn(raw, 'source').includes(theirs[0]!),
  },
  {
    family: 'google-workspace',
    field: 'source',
    kind: 'different meaning',
    because: 'an alert about mail: the address is that of the sending server, not of an actor',
    fits: ({ ours, theirs, raw }) => ours.length === 0 && valuesIn(raw, 'sourceIp').includes(theirs[0]!),
  },
  {
    family: 'google-workspace',
    field: 'outcome',
    kind: 'theirs lossy',
    because: 'the record says "Challenge Passed."; Elastic knows the words without the full stop only',
    fits: ({ ours, theirs, raw }) =>
      ours.join() === 'success' && theirs.join() === 'failure' && valuesIn(raw, 'value').includes('Challenge Passed.'),
  },
  {
    family: 'keycloak',
    field: 'time',
    kind: 'different meaning',
    because:
      'the line has no zone; Elastic was told -05:00, we hold every zone possible until the configuration names one',
    fits: ({ theirs, rows, raw }) => {
      const [row] = rows
      if (row === undefined || /^\S+ \S+[+-]\d\d/.test(raw)) return false
      const since = millisOf(theirs[0]!) - millisOf(row.occurred_at)
      return since >= 0 && since * 1000 < row.resolution_us
    },
  },
  {
    family: 'keycloak',
    field: 'target',
    kind: 'different meaning',
    because: 'a group made below another: Elastic names the one above, we the path that was created',
    fits: ({ ours, theirs }) => ours[0] === `groups/${theirs.join()}/children`,
  },
  {
    family: 'kubernetes-audit',
    field: 'time',
    kind: 'different meaning',
    because: 'OCSF takes when the answer was written, we when the request came',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'requestReceivedTimestamp').some((time) => millisOf(time) === millisOf(ours[0] ?? '')) &&
      valuesIn(raw, 'stageTimestamp').some((time) => millisOf(time) === millisOf(theirs[0]!)),
  },
  {
    family: 'kubernetes-audit',
    field: 'actor',
    kind: 'different meaning',
    because: 'OCSF names the cluster user, we the AWS identity that was mapped to it',
    fits: ({ ours, theirs, raw }) =>
      raw.includes(`"${ours[1]}"`) && valuesIn(raw, 'username').some((name) => theirs.includes(name)),
  },
  {
    family: 'kubernetes-audit',
    field: 'action',
    kind: 'different meaning',
    because: 'OCSF has the verb alone; we say of what',
    fits: ({ ours, theirs }) => ours[0]?.startsWith(`${theirs.join()} `) === true,
  },
  {
    family: 'm365-unified-audit',
    field: 'action',
    kind: 'different meaning',
    because: 'Elastic has words of its own for these; we keep the operation',
    fits: ({ ours, theirs }) => elasticWords[ours[0] ?? ''] === theirs.join(),
  },
  {
    family: 'm365-unified-audit',
    field: 'actor',
    kind: 'different meaning',
    because:
      'a policy or an alert acted on what a person wrote; Elastic names that person, we the agent that the record names as its user',
    fits: ({ ours, theirs, raw }) => {
      const agents = valuesIn(raw, 'UserId')
      return (
        agents.some((agent) => /^(Dlp|SecurityCompliance)/i.test(agent) && ours.includes(`m365:${agent}`)) &&
        theirs.some((name) => raw.toLowerCase().includes(`"${name.toLowerCase()}"`)) &&
        !theirs.some((name) => agents.includes(name))
      )
    },
  },
  {
    family: 'm365-unified-audit',
    field: 'actor',
    kind: 'theirs lossy',
    because: "the record says that the user is not known; that is nobody's name",
    fits: ({ ours, theirs }) => ours.length === 0 && theirs.join() === 'Unknown',
  },
  {
    family: 'm365-unified-audit',
    field: 'target',
    kind: 'different meaning',
    because: 'a policy stopped a message: Elastic names those it was for, we the message',
    fits: ({ theirs, rows, raw }) =>
      /^Dlp/.test(rows[0]?.operation ?? '') &&
      valuesIn(raw, 'ObjectId').includes(rows[0]?.resource ?? '') &&
      theirs.every((name) => raw.includes(`"${name}"`)),
  },
  {
    family: 'm365-unified-audit',
    field: 'target',
    kind: 'different meaning',
    because: 'one team by two of its names: Elastic takes what it is called, we its id',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'TeamGuid').includes(ours[0] ?? '') && valuesIn(raw, 'TeamName').join() === theirs.join(),
  },
  {
    family: 'm365-unified-audit',
    field: 'outcome',
    kind: 'different meaning',
    because: 'a rule that blocked a message did its work: Elastic tells how the rule fared, we how the message did',
    fits: ({ ours, theirs, raw }) =>
      ours.join() === 'denied' &&
      theirs.join() === 'success' &&
      /"BlockAccess"/.test(raw) &&
      /^Dlp/.test(valuesIn(raw, 'Operation').join()),
  },
  ...(['mattermost-audit', 'okta-system'] as const).map(
    (family): Explanation => ({
      family,
      field: 'target',
      kind: 'different meaning',
      because:
        'the only target is the actor: an act on oneself; we name a subject where somebody else receives or loses something',
      fits: ({ theirs, rows }) =>
        rows.every(
          ({ subject, actor }) => subject === null && theirs.some((name) => actor === `${prefixOf(actor)}${name}`),
        ),
    }),
  ),
  {
    family: 'onepassword',
    field: 'action',
    kind: 'different meaning',
    because: 'Elastic has the verb alone; we say of what kind of object',
    fits: ({ theirs, rows, raw }) =>
      valuesIn(raw, 'object_type').some((type) => rows[0]?.operation === `${theirs.join()} ${type}`),
  },
  {
    family: 'slack-audit',
    field: 'time',
    kind: 'different meaning',
    because: 'an anomaly: Elastic takes the time of the act that looked odd, we when the record was made',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'action').includes('anomaly') &&
      valuesIn(raw, 'action_timestamp').some((time) => millisOf(time) === millisOf(theirs[0]!)) &&
      valuesIn(raw, 'date_create').some((time) => Number(time) * 1000 === millisOf(ours[0] ?? '')),
  },
  {
    family: 'vault-audit',
    field: 'actor',
    kind: 'different meaning',
    because: 'one account by two of its names: Elastic takes what the login method told of it, we its entity in Vault',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'entity_id').some((id) => ours.includes(`vault:${id}`)) &&
      theirs.every((name) => [...valuesIn(raw, 'account_id'), ...valuesIn(raw, 'email')].includes(name)),
  },
  {
    family: 'vault-audit',
    field: 'action',
    kind: 'different meaning',
    because: 'Elastic has the verb alone; we say on which path, and whether it is the request or the answer',
    fits: ({ theirs, rows }) =>
      rows.some(({ operation }) => operation.replace(/^request /, '').startsWith(`${theirs.join()} `)),
  },
  {
    family: 'vault-audit',
    field: 'outcome',
    kind: 'different meaning',
    because: 'a request is written down before it is carried out; how it ended stands in the record of the answer',
    fits: ({ ours, theirs, raw }) =>
      ours.join() === 'pending' &&
      theirs.join() === 'success' &&
      valuesIn(raw, 'type').includes('request') &&
      !raw.includes('"error"'),
  },
  {
    family: 'bitwarden',
    field: 'target',
    kind: 'different meaning',
    because:
      'the record names a member, an item and a group at once; Elastic takes the group, we the member and the item',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'groupId').join() === theirs.join() &&
      valuesIn(raw, 'memberId').some((id) => ours.includes(`bitwarden:${id}`)),
  },
  {
    family: 'cyberark-pas',
    field: 'action',
    kind: 'different meaning',
    because: 'Elastic has words of its own for these; we keep the operation',
    fits: ({ ours, theirs }) => elasticWords[ours[0] ?? ''] === theirs.join(),
  },
  {
    family: 'cyberark-pas',
    field: 'source',
    kind: 'theirs lossy',
    because: 'a job of the vault itself comes from nowhere: 0.0.0.0 is no address',
    fits: ({ ours, theirs }) => ours.length === 0 && theirs.every((address) => address === '0.0.0.0'),
  },
  ...(['time', 'action', 'source', 'target'] as const).map(
    (field): Explanation => ({
      family: 'cyberark-pas',
      field,
      kind: 'theirs lossy',
      because: 'the line has a day and a month and no year; Elastic takes the year in which its test ran',
      fits: ({ reject, raw }) =>
        reject === 'no_year' && /^(<\d+>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /.test(raw) && !/IsoTimestamp/.test(raw),
    }),
  ),
  {
    family: 'cyberark-pas',
    field: 'target',
    kind: 'different meaning',
    because:
      'one account by two of its names: Elastic takes the name it has on its machine, we the object of the safe that holds it',
    fits: ({ ours, theirs, raw }) =>
      ours.some((name) => name === `${memberOf(raw, 'Safe')}/${memberOf(raw, 'File')}`) &&
      theirs.every((name) => isAccountOf(raw, name)),
  },
  {
    family: 'cyberark-pta',
    field: 'actor',
    kind: 'different meaning',
    because: 'Elastic keeps the kind of user behind the name, in brackets',
    fits: ({ ours, theirs }) => ours.some((name) => `${name}(Vault user)` === theirs.join()),
  },
  {
    family: 'pingone-audit',
    field: 'outcome',
    kind: 'different meaning',
    because: 'the check was carried out and the password was wrong: Elastic tells of the check, we of the password',
    fits: ({ ours, theirs, raw }) =>
      ours.join() === 'failure' &&
      theirs.join() === 'success' &&
      valuesIn(raw, 'type').some((type) => type.endsWith('_FAILED')),
  },
  {
    family: 'salesforce',
    field: 'actor',
    kind: 'different meaning',
    because:
      'one account by two of its ids: Elastic takes that of fifteen characters, we that of eighteen, which no case can confuse',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'USER_ID').join() === theirs.join() &&
      ours.some(
        (id) => valuesIn(raw, 'USER_ID_DERIVED').includes(id) || (id.length === 18 && id.startsWith(theirs[0]!)),
      ),
  },
  {
    family: 'salesforce',
    field: 'actor',
    kind: 'different meaning',
    because: 'somebody logged in as somebody else: Elastic names whose account it was, we who used it',
    fits: ({ ours, theirs, raw }) =>
      valuesIn(raw, 'DelegateUser').some((user) => ours.includes(`salesforce:${user}`)) &&
      valuesIn(raw, 'CreatedById').some((id) => theirs.includes(id)),
  },
  {
    family: 'salesforce',
    field: 'action',
    kind: 'different meaning',
    because: 'Elastic has words of its own for these; we keep the operation',
    fits: ({ ours, theirs }) => elasticWords[ours[0] ?? ''] === theirs.join(),
  },
  {
    family: 'snowflake',
    field: 'action',
    kind: 'different meaning',
    because: 'Snowflake equips an application of its own with a role; the rule reads "ADMIN" in its name',
    fits: ({ document, rows, raw }) =>
      document.get('rule')?.join() === 'Snowflake.Stream.AccountAdminGranted' &&
      rows.some(({ operation }) => operation === 'GRANT') &&
      valuesIn(raw, 'GRANTED_BY').join() === 'SNOWFLAKE' &&
      valuesIn(raw, 'GRANTED_TO').join() === 'APPLICATION_ROLE',
  },
  {
    family: 'langfuse-trace-export',
    field: 'action',
    kind: 'different meaning',
    because:
      'a span around others: Langfuse shows what came out in the end, we what was asked, and the answer stands at the generation within',
    fits: ({ rows }) =>
      rows.every(({ activity, operation }) => activity !== 'message' && /^(SPAN|AGENT|CHAIN) /.test(operation)),
  },
]

/** The explanation of a difference; null when there is none, and the difference is ours. */
export function explain(difference: Difference): Explanation | null {
  return (
    explanations.find(
      ({ family, field, fits }) =>
        (family ?? difference.family) === difference.family && field === difference.field && fits(difference),
    ) ?? null
  )
}

/** Where the formats of those tests have the time of an event; Panther's own `p_event_time` is computed from it. */
const timeMembers =
  '@timestamp CreationTime _timestamp created_at createdDateTime date_create effective_at eventTime isotimestamp published receiveTimestamp requestReceivedTimestamp stageTimestamp time timestamp'.split(
    ' ',
  )

function tellsTime(raw: string): boolean {
  const record: unknown = JSON.parse(raw)
  return timeMembers.some((name) => Object.hasOwn(record as object, name))
}

/** Entra's codes for a sign-in that waits for the user: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const interrupts: ReadonlySet<string> = new Set([
  '50140',
  '50074',
  '50076',
  '50079',
  '50125',
  '50072',
  '65001',
  '16000',
])

/** What Elastic calls an operation, by the operation. */
const elasticWords: Readonly<Record<string, string>> = {
  'Add user.': 'added-user-account',
  'Update user.': 'modified-user-account',
  'Delete user.': 'deleted-user-account',
  TeamCreated: 'added-group-account-to',
  MemberAdded: 'added-users-to-group',
  'User Authentication': 'authentication_failure',
  Logon: 'authentication_success',
  ExternalCustomApexCallout: 'apex-external-custom-callout',
  LogoutEvent: 'logout-attempt',
}

/** Scalar values of a member anywhere in the record, as text. */
function valuesIn(raw: string, key: string): string[] {
  const name = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = raw.matchAll(new RegExp(`"${name}"\\s*:\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(-?[\\w.]+))`, 'g'))
  return [...found].map(([, text, bare]) => (text === undefined ? bare! : (JSON.parse(`"${text}"`) as string)))
}

/** A member of a vault's record, which is JSON or XML. */
function memberOf(raw: string, name: string): string | undefined {
  return valuesIn(raw, name)[0] ?? new RegExp(`<${name}>([^<]*)<`).exec(raw)?.[1]
}

/** Whether the properties of the vault's object say that it is the account of this name, alone or with its domain. */
function isAccountOf(raw: string, name: string): boolean {
  const property = (key: string) =>
    new RegExp(`"?Name"?[:=]"${key}",?\\s*"?Value"?[:=]"((?:[^"\\\\]|\\\\.)*)"`)
      .exec(raw)?.[1]
      ?.replaceAll('\\\\', '\\')
  const user = property('UserName')
  return user !== undefined && (user === name || name.endsWith(`\\${user}`))
}

function firstWord(text = ''): string {
  return text.split(' ')[0]!
}

function prefixOf(alias: string | null): string {
  return /^[a-z][\w-]*:/.exec(alias ?? '')?.[0] ?? ''
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
