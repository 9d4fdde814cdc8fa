/** The company's reference data and its configuration, as its auditors would have written them. */
import { CLOUD_START, HISTORY_START, isoSeconds } from './calendar.js'
import type { Directory } from './company.js'
import type { Files } from './files.js'
import type { World } from './world.js'

/** Writes `reference/*.csv` and `approvenance.yaml`, and tells the key who stands behind which account. */
export function writeReference(files: Files, world: World): void {
  const { company, key, register } = world
  const identities: string[][] = []
  const name = (alias: string, identity: string, kind: string, note = '') => {
    identities.push([alias, identity, kind, '', '', note])
    key.identity({ alias, person: identity, kind })
  }
  for (const person of company.people) {
    const known = (directory: Directory, id: string) => {
      const optional = person.unexplained.has(directory) || (directory === 'jira' && !person.isMapped)
      key.identity({
        alias: `${directory}:${id}`,
        person: person.key,
        kind: 'human',
        ...(optional ? { optional } : {}),
      })
    }
    if (person.unexplained.has('idc')) known('idc', person.identityCenter)
    else name(`idc:${person.identityCenter}`, person.key, 'human')
    if (person.isMapped && person.isJiraEmailHidden && !person.unexplained.has('jira'))
      name(`jira:${person.jira}`, person.key, 'human', 'address hidden in the tracker')
    else known('jira', person.jira)
    known('slack', person.slack)
    key.identity({ alias: `okta:${person.okta}`, person: person.key, kind: 'human' })
    known('servicenow', person.servicenow)
  }
  for (const [alias, person] of [...world.aliases].sort()) name(alias, person, 'human', 'own IAM user')
  for (const [alias, machine] of [...world.machines].sort()) name(alias, machine.name, machine.kind)

  const table = (file: string, header: readonly string[], rows: readonly (readonly string[])[]) =>
    files.text(
      `exports/reference/${file}.csv`,
      [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join(''),
    )
  table(
    'people',
    ['person', 'display_name', 'title', 'team', 'manager', 'status', 'active_from', 'active_to'],
    [
      ...company.people.map((person) => [
        person.key,
        person.name,
        person.title,
        person.team,
        person.manager ?? '',
        'active',
        '2025-01-15T08:00:00Z',
        '',
      ]),
      ...register.people,
    ],
  )
  table('identities', ['alias', 'identity', 'kind', 'valid_from', 'valid_to', 'note'], identities)
  const top = company.top.key
  const lead = company.leads[0]!.key
  const owners = [
    ['aria', top, lead, 'answers access requests', '2025-06-01T00:00:00Z', ''],
    ['ci-pipeline', top, lead, 'rolls out changes', '2025-01-15T00:00:00Z', ''],
    ['aws-team', top, lead, 'lends access for a time', '2025-01-15T00:00:00Z', ''],
    ['bg-01@nwh.example', top, lead, 'emergencies', '2025-01-15T00:00:00Z', ''],
    ['ops-shared', top, lead, 'old batch jobs, to be retired', '2025-01-15T00:00:00Z', ''],
    ...register.owners,
  ]
  table('owners', ['subject', 'business_owner', 'technical_owner', 'purpose', 'effective_from', 'effective_to'], owners)
  const owned = new Set(owners.map(([subject]) => subject))
  for (const name of new Set(
    [...world.machines.values()].filter(({ kind }) => kind !== 'system').map(({ name }) => name),
  ))
    if (!owned.has(name))
      key.open({
        rule: 'R38',
        task: null,
        person: name,
        why: 'the register names nobody who answers for it, if it does anything',
      })
  table(
    'approvers',
    ['change_class', 'resource', 'approver', 'role', 'valid_from', 'valid_to'],
    [
      ...[company.top, ...company.managers].map((person) => [
        '*',
        '*',
        person.key,
        'business',
        '2025-01-15T00:00:00Z',
        '',
      ]),
      ...register.approvers,
    ],
  )
  table(
    'standing_approvals',
    ['id', 'subject', 'scope', 'approver', 'valid_from', 'valid_to'],
    [
      ...company.standardFunctions.map((thing, i) => [
        `STD-${String(i + 1).padStart(3, '0')}`,
        'ci-pipeline',
        thing.arn,
        top,
        '2025-06-01T00:00:00Z',
        '2026-12-31T00:00:00Z',
      ]),
      ...register.standing,
    ],
  )
  table(
    'calendar',
    ['kind', 'subject', 'schedule', 'from', 'to', 'note'],
    [['job', 'backup', '0 5 * * *', '', '', 'daily backup check'], ...register.calendar],
  )
  if (register.delegations.length > 0)
    table('delegations', ['delegator', 'delegate', 'scope', 'valid_from', 'valid_to'], register.delegations)
  if (register.conflicts.length > 0) table('conflicts', ['left', 'right', 'why'], register.conflicts)
  const projects = world.rates.renamedTickets > 0 ? ['OPS', 'PLT', 'SITE', 'WEB'] : ['OPS', 'WEB']
  files.text('exports/approvenance.yaml', configuration(world, projects))
}

function configuration({ company, end, register, telemetry, opa }: World, projects: readonly string[]) {
  const since = (from: number) => `{from: ${isoSeconds(from)}, to: ${isoSeconds(end)}}`
  const trails = Object.values(company.accounts)
    .map(
      (account) =>
        `  - {match: "cloudtrail/AWSLogs/${account.id}/**", connector: aws-cloudtrail, label: trail of ${account.name}, covers: ${since(CLOUD_START)}}`,
    )
    .join('\n')
  const engine = opa.isAsked
    ? `\n  - {match: "opa/**", connector: opa, label: policy engine, covers: ${since(HISTORY_START)}}`
    : ''
  const classes = [...register.classes, ...(opa.isAsked ? [guardedClass] : [])]
  return `# Northwind Harbor: what was exported, and what the company says about itself.
as_of: ${isoSeconds(end)}
sources:
  - {match: "jira/**", connector: jira, label: tickets, covers: ${since(HISTORY_START)}}
  - {match: "servicenow/*.csv", connector: servicenow, label: service desk lists, timezone: Europe/Berlin, covers: ${since(HISTORY_START)}}
  - {match: "servicenow/*.json", connector: servicenow, label: service desk, covers: ${since(HISTORY_START)}}
  - {match: "slack/**", connector: slack, label: chat, covers: ${since(HISTORY_START)}, leaves_out: [direct-messages, private-channels]}
  - {match: "okta/**", connector: okta-system-log, label: identity provider, covers: ${since(HISTORY_START)}}
  - {match: "aws-team/**", connector: aws-team, label: access broker, covers: ${since(HISTORY_START)}}
${trails}${engine}${telemetry.isUsed ? `\n  - {match: "otel/**", connector: otel-genai, label: traces of agents, covers: ${since(HISTORY_START)}}` : ''}
reference:
  people: reference/people.csv
  identities: reference/identities.csv
  owners: reference/owners.csv
  approvers: reference/approvers.csv
  standing_approvals: reference/standing_approvals.csv
  calendar: reference/calendar.csv${register.delegations.length > 0 ? '\n  delegations: reference/delegations.csv' : ''}${register.conflicts.length > 0 ? '\n  conflicts: reference/conflicts.csv' : ''}
break_glass:
  identities: ["email:bg-*@nwh.example", "aws:arn:aws:sts::111122223333:assumed-role/BreakGlassAdmin/*"]
  max_hours: 4
  review_hours: 72
  declare_minutes: 30
trackers: {projects: [${projects.join(', ')}]}
${classes.length > 0 ? `change_classes:\n${classes.map((line) => `  - ${line}\n`).join('')}` : ''}${opa.isAsked ? 'parameters: {R28.policy_lookback_minutes: 15}\n' : ''}`
}

/** What the policy engine stands before; enforcement points may reuse its answer for a quarter of an hour. */
const guardedClass =
  '{name: guarded_config, match: {connector: [aws-cloudtrail], operation: ["UpdateFunctionCode*"], resource: ["*:function:guarded-*"]}, require: {request: true, approvals: 1, human_approval: true, policy_decision: true}}'

function csvCell(text: string) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
