/** Lists of what was found: findings, the records they rest on, populations of rules, controls, waivers. */
import { optional, required } from '../../schema/column.js'
import type { List } from '../list.js'

const counts = {
  examined: required('int', 'subjects that were examined'),
  pass: required('int', 'subjects that passed'),
  gap: required('int', 'subjects with a gap'),
  insufficient: required('int', 'subjects that the evidence does not suffice to judge'),
  excepted: required('int', 'gaps that a waiver answers for'),
  lead: required('int', 'hints that are no claim'),
} as const

/** Findings, worst first. */
export const findings: List = {
  name: 'findings',
  grain: 'one row per finding, worst first',
  query: 'report/findings',
  columns: {
    finding_id: required('text', 'id; the same subject of the same rule has the same id in every run'),
    rule: required('text', 'id of the rule, such as R08'),
    slug: required('text', 'name of the rule'),
    sub: optional('text', 'which of the questions of the rule, where it has several'),
    verdict: required('text', 'gap, lead, insufficient or excepted'),
    severity: required('text', 'critical, high, medium, low or info'),
    task: optional('text', 'typed key of the task, such as ticket:OPS-12'),
    task_key: optional('text', 'key of the task as people write it'),
    person: optional('text', 'whom it is about: the resolved identity'),
    identities: required('texts', 'accounts that are involved'),
    occurred_at: optional('timestamp', 'when'),
    confidence: optional('real', 'how sure the ties are that it rests on, 0 to 1'),
    basis: optional('text', 'how the identities are known'),
    message: required('text', 'what was found, in words'),
    reason: optional('text', 'why the evidence does not suffice'),
    needs: optional('text', 'the export that would settle it'),
    waiver: optional('json', 'the waiver that answers for it'),
    controls: required('texts', 'controls it bears on'),
    event_ids: required('texts', 'ids of the events it rests on'),
    is_primary: required('bool', 'whether it is the one gap by which its chain is counted'),
  },
}

/** The records that findings rest on. */
export const findingRecords: List = {
  name: 'finding_records',
  grain:
    'one row per finding and record it rests on; everything but the ids is null where the record is not in the case',
  query: 'report/finding_events',
  columns: {
    finding_id: required('text', 'id of the finding'),
    event_id: required('text', 'id of the event'),
    connector: optional('text', 'kind of export it was read from'),
    native_id: optional('text', 'id that the product itself gave the record'),
    file: optional('text', 'exported file'),
    record_no: optional('int', 'number of the record in it, from 1'),
    stage: optional('text', 'what it is in a chain: request, approval, credential, execution, …'),
    occurred_at: optional('timestamp', 'when'),
    operation: optional('text', 'what happened, in the word of the product'),
    actor: optional('text', 'account that did it'),
    person: optional('text', 'who is behind the account, where that is known and not only guessed'),
    known_by: optional('text', 'which statement ties that person to the account'),
    outcome: optional('text', 'how it ended'),
  },
}

/** Populations of rules. */
export const populations: List = {
  name: 'populations',
  grain: 'one row per rule: how many subjects it examined, and what became of them',
  query: 'report/populations',
  columns: {
    rule: required('text', 'id of the rule'),
    ...counts,
    suppressed: required('int', 'findings that another finding about the same subject already says'),
  },
}

/** What the rules say of controls. */
export const controls: List = {
  name: 'controls',
  grain: 'one row per control',
  query: 'report/controls',
  columns: {
    control: required('text', 'framework, colon, control'),
    result: required('text', 'gaps, no gap, partly tested or not tested'),
    tested_by: required('texts', 'rules that examined something'),
    not_tested_by: required('texts', 'rules that did not run or found nothing to examine'),
    ...counts,
    untested: required('texts', 'what could not be tested and why, rule by rule'),
  },
}

/** Waivers and what they did. */
export const waivers: List = {
  name: 'waivers',
  grain: 'one row per waiver of the operator',
  query: 'report/waivers',
  columns: {
    file: optional('text', 'file it is written in'),
    line_no: optional('int', 'line of that file'),
    rule: optional('text', 'rule it answers for'),
    task: optional('text', 'task it answers for'),
    finding: optional('text', 'finding it answers for'),
    approver: required('text', 'who answers for it'),
    reason: required('text', 'why'),
    expires_at: required('timestamp', 'until when it counts'),
    state: required('text', 'whether it counts'),
    findings: required('int', 'findings it is about'),
    applied: required('int', 'findings it turned into exceptions'),
    problem: optional('text', 'why it does not count, or counts for nothing'),
  },
}
