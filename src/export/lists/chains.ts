/** Lists of chains: heads, steps, credentials, changes, and executions that no task claims. */
import { optional, required } from '../../schema/column.js'
import type { List } from '../list.js'

/** All tasks: no key is before the first or behind the last. */
const everyTask = { first_task: '', last_task: '\u{10ffff}', tasks: null } as const

const who = (part: string) => ({
  person: optional('text', `who ${part}: the resolved identity`),
  kind: optional('text', `what they are: human, agent, workload, system, group or unknown`),
})

const corner = (name: string, part: string) => ({
  [`${name}_person`]: who(part).person,
  [`${name}_kind`]: who(part).kind,
  [`${name}_confidence`]: optional('real', `how sure that is, 0 to 1`),
  [`${name}_event_ids`]: optional('texts', 'events that show it'),
})

const task = required('text', 'typed key of the task, such as ticket:OPS-12')

/** Chains with their corners. */
export const chains: List = {
  name: 'chains',
  grain: 'one row per chain: the task, its four corners and its grade',
  query: 'report/chains',
  columns: {
    task,
    task_key: required('text', 'key of the task as people write it'),
    system: required('text', 'system that the task is kept in'),
    title: optional('text', 'title of the task'),
    grade: optional('text', 'provable, partial or unprovable; null where nothing was executed'),
    ...corner('asked', 'asked'),
    ...corner('approved', 'approved'),
    ...corner('executed', 'executed'),
    changed_what: optional('text', 'what changed'),
    changed_confidence: optional('real', 'how sure that is, 0 to 1'),
    changed_event_ids: optional('texts', 'events that show it'),
    executions: required('int', 'controlled executions'),
    weakest_confidence: optional('real', 'confidence of the weakest tie of the chain'),
    heuristic_links: required('int', 'ties that no record states'),
    ambiguous_links: required('int', 'ties with a second candidate'),
    unmapped_identities: optional('texts', 'accounts in it that nobody is known behind; null where there is none'),
    systems: required('texts', 'systems that have records of it'),
    task_kind: optional('text', 'ticket, change, request, pull request, agent run or thread'),
    task_type: optional('text', 'type of the task, in the word of the product'),
    beneficiary_person: optional('text', 'for whom it was asked'),
    scope: optional('texts', 'what it was asked for'),
    opened_at: optional('timestamp', 'when the task was opened'),
    closed_at: optional('timestamp', 'when it was closed; null where it is open, or nobody knows'),
    planned_start_at: optional('timestamp', 'planned start'),
    planned_end_at: optional('timestamp', 'planned end'),
  },
}

/** Steps of chains. */
export const steps: List = {
  name: 'steps',
  grain: 'one row per chain and event that belongs to it, in order',
  query: 'report/chain_steps',
  parameters: everyTask,
  columns: {
    task,
    seq: required('int', 'place in the chain, from 1'),
    event_id: required('text', 'id of the event'),
    stage: required('text', 'request, approval, credential, execution, …'),
    activity: required('text', 'what was done, in the word of this tool'),
    operation: required('text', 'what was done, in the word of the product'),
    occurred_at: required('timestamp', 'when'),
    identity: optional('text', 'account that did it'),
    ...who('did it'),
    connector: required('text', 'kind of export it was read from'),
    native_id: optional('text', 'id that the product itself gave the record'),
    file: required('text', 'exported file'),
    record_no: required('int', 'number of the record in it, from 1'),
    link_method: required('text', 'how it is known that the event belongs to the chain'),
    link_confidence: optional('real', 'how sure that is, 0 to 1'),
    is_ambiguous: optional('bool', 'whether it may belong to another as well'),
    link_evidence: optional('text', 'what shows it, in words'),
    outcome: optional('text', 'how it ended'),
    resource: optional('text', 'what it was done to'),
    entitlement: optional('text', 'what was given or taken'),
    change: optional('text', 'add, remove or modify'),
    decision: optional('text', 'what was decided'),
    before: optional('text', 'what stood there before, of a step that is no execution: those are told as changes'),
    after: optional('text', 'what stood there afterwards'),
    text: optional('text', 'what was written, secrets taken out'),
  },
}

/** Credentials issued for chains. */
export const credentials: List = {
  name: 'credentials',
  grain: 'one row per chain and credential issued for it',
  query: 'report/chain_credentials',
  parameters: everyTask,
  columns: {
    task,
    credential: required('text', 'id of the credential, never its secret'),
    class: optional('text', 'session, key, token, certificate, …'),
    system: optional('text', 'system that issued it'),
    person: optional('text', 'who it was issued to: the resolved identity'),
    identity: optional('text', 'account it was issued to'),
    kind: who('').kind,
    role: optional('text', 'role it acts in'),
    issue_event_id: optional('text', 'event in which it was issued'),
    issued_at: optional('timestamp', 'when it was issued'),
    expires_at: optional('timestamp', 'when it expires'),
    revoked_at: optional('timestamp', 'when it was revoked'),
    revoke_event_id: optional('text', 'event in which it was revoked'),
    last_used_at: optional('timestamp', 'when it was last used'),
    uses: optional('int', 'events in which it was used'),
    link_confidence: optional('real', 'how sure it belongs to the chain, 0 to 1'),
  },
}

/** Changes that took effect. */
export const changes: List = {
  name: 'changes',
  grain: 'one row per chain and change that took effect',
  query: 'report/chain_changes',
  parameters: everyTask,
  columns: {
    task,
    event_id: required('text', 'event that made it'),
    operation: required('text', 'what was done, in the word of the product'),
    change_class: optional('text', 'class of controlled change'),
    change: optional('text', 'add, remove or modify'),
    subject: optional('text', 'account that received or lost something'),
    subject_person: optional('text', 'the identity behind it'),
    resource: optional('text', 'what was changed'),
    entitlement: optional('text', 'what was given or taken'),
    before: optional('text', 'state before, where the record has it'),
    after: optional('text', 'state after, where the record has it'),
  },
}

/** Approved scopes beside executed ones. */
export const scopes: List = {
  name: 'scopes',
  grain:
    'one row per chain and pair of what was asked for and what was done; one of the two is null where it has no counterpart',
  query: 'report/chain_scopes',
  parameters: everyTask,
  columns: {
    task,
    side: required('text', 'what is compared: resource or right'),
    asked: optional('text', 'what was asked for'),
    done: optional('text', 'what something was done to, or what was given'),
    done_on: required('texts', 'of a right: on what, or to whom, it was given'),
    executions: required('int', 'executions that did it'),
    event_id: optional('text', 'the first of them'),
    first_at: optional('timestamp', 'when that was'),
    reading: required('text', 'as asked, beside what was asked, not seen done, or why the two cannot be compared'),
  },
}

/** What executions changed in what somebody may do. */
export const deltas: List = {
  name: 'deltas',
  grain:
    'one row per chain and execution that changed what somebody may do: what it found, what it left, what became of it',
  query: 'report/chain_deltas',
  parameters: everyTask,
  columns: {
    task,
    event_id: required('text', 'event that made the change'),
    operation: required('text', 'what was done, in the word of the product'),
    change: optional('text', 'add, remove or modify'),
    subject: optional('text', 'account that received or lost something'),
    subject_person: optional('text', 'the identity behind it'),
    subject_kind: optional('text', 'what that is: human, agent, workload, system, group or unknown'),
    entitlement: optional('text', 'what was given or taken'),
    resource: optional('text', 'on what'),
    occurred_at: required('timestamp', 'when, at the earliest'),
    before: optional('text', 'state before'),
    after: optional('text', 'state after'),
    known_by: optional('text', 'how these are known: record (it says so itself) or replay of the changes before it'),
    added: optional('texts', 'what it added; null where that cannot be told'),
    held_after: optional('texts', 'what was held afterwards; null where that cannot be told'),
    reason: optional('text', 'why the state before cannot be told'),
    needs: optional('text', 'the export that would tell it'),
    expires_at: optional('timestamp', 'when what was given expires'),
    is_wildcard: optional('bool', 'whether it allows everything'),
    ended: optional('text', 'what became of what was given: removed, deleted, expired, missing (from a list), or held'),
    ended_at: optional('timestamp', 'when that was, at the latest'),
    removal_task: optional('text', 'key of the task that took it back'),
  },
}

/** Executions that no task claims. */
export const unaccounted: List = {
  name: 'unaccounted',
  grain: 'one row per controlled execution that no task claims; those that need an answer first',
  query: 'report/unaccounted',
  columns: {
    event_id: required('text', 'id of the event'),
    native_id: optional('text', 'id that the product itself gave the record'),
    connector: required('text', 'kind of export it was read from'),
    file: required('text', 'exported file'),
    record_no: required('int', 'number of the record in it, from 1'),
    occurred_at: required('timestamp', 'when'),
    person: who('did it').person,
    identity: optional('text', 'account that did it'),
    operation: required('text', 'what was done, in the word of the product'),
    resource: optional('text', 'what it was done to'),
    why: required('text', 'why no task claims it'),
    is_explained: required('bool', 'own action of a platform, without effect, or under a standing approval'),
  },
}
