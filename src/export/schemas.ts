/** The JSON schemas of the documents in a case folder, made of the columns that lists declare. */
import { scopeReadings } from '../report/rows/chain.js'
import { severities, verdicts } from '../report/words.js'
import { optional, required } from '../schema/column.js'
import { document, known, listOf, object, ofColumn, ofColumns, oneOf, type Schema } from './json-schema.js'
import { chains, changes, credentials, deltas, scopes, steps, unaccounted } from './lists/chains.js'
import { clocks, days, files, holes, rejects, systems } from './lists/coverage.js'
import { controls, findingRecords, findings, populations, waivers } from './lists/findings.js'
import { identities, lookalikes } from './lists/identities.js'
import { runSchema } from './run-summary.js'

/** Columns of a list by name; a name that it has not is a mistake of ours. */
function pick(list: { readonly name: string; readonly columns: Parameters<typeof ofColumns>[0] }, ...names: string[]) {
  return ofColumns(
    Object.fromEntries(
      names.map((name) => {
        const column = list.columns[name]
        if (!column) throw new Error(`${list.name} has no column ${name}`)
        return [name, column]
      }),
    ),
  )
}

/** Columns of a list but some. */
function without(list: { readonly columns: Parameters<typeof ofColumns>[0] }, ...names: readonly string[]) {
  return ofColumns(Object.fromEntries(Object.entries(list.columns).filter(([name]) => !names.includes(name))))
}

const text = (words: string) => ofColumn(required('text', words))
const maybe = (words: string) => ofColumn(optional('text', words))
const time = (words: string) => ofColumn(optional('timestamp', words))
const whole = (words: string) => ofColumn(required('int', words))
const asOf = time('“now” of the case: the newest event, unless it was told')
const sha = { description: 'SHA-256, lower-case hex', type: 'string', pattern: '^[0-9a-f]{64}$' }

const record = object('a record of an exported file', {
  ...pick(findingRecords, 'event_id', 'connector', 'native_id', 'file', 'record_no', 'stage'),
})

const finding = object('a finding', {
  id: ofColumn(findings.columns.finding_id!),
  ...pick(findings, 'rule', 'slug', 'sub'),
  verdict: oneOf('what it says', verdicts),
  severity: oneOf('how bad it is', severities),
  task: ofColumn(findings.columns.task_key!),
  ...pick(
    findings,
    'person',
    'identities',
    'occurred_at',
    'confidence',
    'basis',
    'message',
    'reason',
    'needs',
    'waiver',
  ),
  ...pick(findings, 'controls', 'is_primary'),
  events: listOf('the records it rests on', record),
})

const corner = object('a corner of a chain: who, or what changed', {
  person: maybe('who'),
  kind: maybe('human, agent, workload, system, group or unknown'),
  what: maybe('what changed; null in the other corners'),
  confidence: ofColumn(optional('real', 'how sure that is, 0 to 1')),
  events: known(required('texts', 'ids of the events that show it')),
})

const step = object('an event that belongs to the chain', {
  ...pick(
    steps,
    'stage',
    'activity',
    'operation',
    'occurred_at',
    'identity',
    'person',
    'kind',
    'connector',
    'native_id',
  ),
  ...pick(
    steps,
    'event_id',
    'file',
    'record_no',
    'outcome',
    'decision',
    'resource',
    'entitlement',
    'change',
    'before',
    'after',
  ),
  link: object('why it is believed to belong to it', {
    method: ofColumn(steps.columns.link_method!),
    confidence: ofColumn(steps.columns.link_confidence!),
    ambiguous: ofColumn(steps.columns.is_ambiguous!),
    evidence: ofColumn(steps.columns.link_evidence!),
  }),
})

const chain = object('a chain: everything that is tied to one task', {
  task: ofColumn(chains.columns.task_key!),
  task_ref: ofColumn(chains.columns.task!),
  ...pick(chains, 'system', 'title', 'grade'),
  corners: object('its four corners', { asked: corner, approved: corner, executed: corner, changed: corner }),
  steps: listOf('its events, in order', step),
  credentials: listOf('credentials that were issued for it', object('a credential', without(credentials, 'task'))),
  changes: listOf('changes that took effect', object('a change', without(changes, 'task'))),
  scopes: listOf(
    'what was asked for beside what was done, things and rights',
    object('a pair; one of the two is null where it has no counterpart', {
      ...without(scopes, 'task', 'side', 'reading'),
      side: oneOf('what is compared', ['resource', 'right']),
      reading: oneOf('how the two compare', scopeReadings),
    }),
  ),
  deltas: listOf(
    'what its executions changed in what somebody may do',
    object('a change: what it found, what it left, what became of it', without(deltas, 'task')),
  ),
})

const system = object('a system that is supplied or known to exist', {
  ...ofColumns(systems.columns),
  leaves_out: known(systems.columns.leaves_out!),
  never_logs: known(required('texts', 'what its product never logs')),
})

const file = object('an export file', {
  ...pick(files, 'file', 'connector', 'label', 'format', 'sha256', 'bytes'),
  read: ofColumn(files.columns.records_read!),
  used: ofColumn(files.columns.records_used!),
  rejected: ofColumn(files.columns.records_rejected!),
  ...pick(files, 'first_event_at', 'last_event_at', 'covers_from', 'covers_to'),
  leaves_out: known(files.columns.leaves_out!),
  problem: ofColumn(files.columns.problem!),
})

const identity = object('a person or a non-human identity', {
  ...pick(identities, 'person', 'kind', 'kind_evidence', 'display_name', 'aliases', 'bases'),
  conflicts: known(identities.columns.conflicts!),
  ...pick(identities, 'owner_person', 'owner_evidence'),
  shared_by: known(identities.columns.shared_by!),
  admin_twins: known(identities.columns.admin_twins!),
})

const control = object('what the rules say of a control', {
  ...pick(controls, 'control'),
  framework: maybe('name of the framework'),
  version: maybe('its version'),
  title: maybe('title of the control'),
  ...without(controls, 'control'),
})

const rejectGroup = object('records of a file that could not be used for one reason', {
  ...pick(rejects, 'file', 'connector', 'reason'),
  rejects: whole('how many'),
  first_record_no: whole('number of the first of them'),
  example: text('what is wrong with one of them'),
})

const reference = object('a reference file, or one that is missing', {
  name: text('what it is'),
  file: maybe('where it was read from; null: there is none'),
  rows: whole('its rows'),
  use: text('what it is good for'),
  found: maybe('configured, or among the exports'),
})

const unusedSources = 'sources rules of the configuration that were used for no export'
const unusedSource = object('a rule', {
  match: text('its glob'),
  label: maybe('its label'),
  why: text('why it was not used'),
})

const span = (words: string, from: string, to: string) =>
  object(words, { [from]: time('the first moment'), [to]: time('the last moment') })

/** The schemas by the document they describe. */
export const schemas: Readonly<Record<string, Schema>> = {
  findings: document('findings@1', 'What was found, by which rules, of how many subjects.', {
    as_of: asOf,
    counts: object(
      'findings by verdict',
      Object.fromEntries(['gap', 'insufficient', 'excepted', 'lead'].map((name) => [name, whole('how many')])),
    ),
    populations: {
      description: 'by rule: subjects that were examined, and what became of them',
      type: 'object',
      additionalProperties: object('a population', without(populations, 'rule')),
    },
    waivers: listOf('waivers of the operator', object('a waiver', ofColumns(waivers.columns))),
    controls: listOf('what the rules say of each control', control),
    findings: listOf('the findings, worst first', finding),
  }),
  chains: document('chains@1', 'Every task with all that is tied to it.', {
    chains: listOf('the chains', chain),
    unaccounted: listOf(
      'controlled executions that no task claims',
      object('an execution', {
        ...pick(unaccounted, 'native_id', 'connector', 'why', 'is_explained', 'event_id', 'occurred_at', 'person'),
        ...pick(unaccounted, 'identity', 'operation', 'resource', 'file', 'record_no'),
      }),
    ),
  }),
  coverage: document('coverage@1', 'What was read, and what could not be seen.', {
    as_of: asOf,
    judged: span('what is judged; null: without a bound', 'from', 'to'),
    events: span('the events there are', 'first', 'last'),
    systems: listOf('systems', system),
    files: listOf('export files', file),
    days: listOf('events by system and day', object('a day', ofColumns(days.columns))),
    gaps: listOf('holes in the record', object('a hole', ofColumns(holes.columns))),
    clocks: listOf('clocks, two by two', object('two clocks', ofColumns(clocks.columns))),
    reject_groups: listOf('records that could not be used, by file and reason', rejectGroup),
    rejects: listOf('records that could not be used', object('a record', ofColumns(rejects.columns))),
    reference: listOf('reference files', reference),
    unused_sources: listOf(unusedSources, unusedSource),
  }),
  identities: document('identities@1', 'Who is behind which accounts.', {
    identities: listOf('identities', identity),
    lookalikes: listOf('accounts that look alike and were not merged', object('a pair', ofColumns(lookalikes.columns))),
  }),
  manifest: document('manifest@1', 'What went into a case and what came out, each with its hash.', {
    version: text('version of the tool'),
    parameters: { description: 'what the run was told', type: 'object' },
    inputs: listOf(
      'export files; members of archives count as files',
      object('a file', {
        file: text('its path below the path that was analysed'),
        sha256: { ...sha, type: ['string', 'null'] },
        bytes: whole('size'),
        connector: maybe('kind of export; null: nobody knew it'),
        read: whole('records read'),
        used: whole('records used'),
        rejected: whole('records that could not be used'),
        problem: maybe('what was wrong with the file as a whole'),
      }),
    ),
    archives: listOf(
      'archives whose members are inputs',
      object('an archive', {
        file: text('its path'),
        sha256: { ...sha, type: ['string', 'null'] },
        bytes: whole('size'),
        problem: maybe('what was wrong with it'),
      }),
    ),
    skipped: listOf('what was left out on purpose', object('a file', { file: text('its path'), why: text('why') })),
    unused_sources: listOf(unusedSources, unusedSource),
    outputs: listOf(
      'what was written',
      object('a file', { file: text('its path below the case folder'), sha256: sha }),
    ),
  }),
  run: runSchema,
}

/** Text of a schema file. */
export function schemaText(name: string): string {
  return `${JSON.stringify(schemas[name], null, 2)}\n`
}
