/** Lists of who is who: identities, their accounts, look-alikes that were left apart. */
import { optional, required } from '../../schema/column.js'
import type { List } from '../list.js'

const person = required('text', 'the identity: an e-mail address where one is known')
const kind = required('text', 'human, agent, workload, system, group or unknown')
const kindEvidence = optional('text', 'how that is known')

/** Identities. */
export const identities: List = {
  name: 'identities',
  grain: 'one row per person or non-human identity',
  query: 'report/identities',
  columns: {
    person,
    kind,
    kind_evidence: kindEvidence,
    display_name: optional('text', 'name as the directory shows it'),
    aliases: required('texts', 'its accounts'),
    bases: required('texts', 'how each of them is known to be its own, in the same order'),
    conflicts: optional('texts', 'statements that contradict each other'),
    owner_person: optional('text', 'who answers for it'),
    owner_evidence: optional('text', 'how that is known'),
    shared_by: optional('texts', 'persons whom the records show behind one account of it'),
    admin_twins: optional('texts', 'accounts for administration of the same person, by their logins'),
  },
}

/** Accounts of identities. */
export const accounts: List = {
  name: 'accounts',
  grain: 'one row per account of an identity',
  query: 'export/accounts',
  columns: {
    person,
    kind,
    alias: required('text', 'the account, typed by its system, such as email:ana@corp.example'),
    basis: required('text', 'how it is known: authoritative, verified, derived, heuristic or unmapped'),
    evidence: optional('text', 'what shows it, in words'),
    valid_from: optional('timestamp', 'from when it was theirs, where it was somebody else’s before'),
    valid_to: optional('timestamp', 'until when it was theirs, where it was somebody else’s after'),
  },
}

/** Accounts that look alike. */
export const lookalikes: List = {
  name: 'lookalikes',
  grain: 'one row per pair of accounts that look alike and were not merged: a question, never a claim',
  query: 'report/lookalikes',
  columns: {
    alias_a: required('text', 'one account'),
    alias_b: required('text', 'the other'),
    why: required('text', 'what looks alike, in words'),
    weight: required('real', 'how strongly, in bits'),
    confidence: required('real', 'the same as a probability'),
  },
}

/** The entitlement ledger. */
export const ledger: List = {
  name: 'ledger',
  grain: 'one row per subject, entitlement and place, and interval in which it was held',
  query: 'export/ledger',
  columns: {
    subject: required('text', 'account that held it'),
    person: optional('text', 'the identity behind it'),
    entitlement: required('text', 'what was held'),
    resource: optional('text', 'on what'),
    began: required('text', 'granted; listed: first seen in a snapshot; unknown: only its removal is recorded'),
    from_at: optional('timestamp', 'from when at the earliest; null where nobody knows'),
    from_latest_at: optional('timestamp', 'from when at the latest'),
    ended: required('text', 'removed, deleted (with its subject), expired, missing (from a snapshot), or held still'),
    to_earliest_at: optional('timestamp', 'until when at the earliest'),
    to_at: optional('timestamp', 'until when at the latest; null where it is held still'),
    shown_until_at: optional('timestamp', 'until when the records show it'),
    grant_event_id: optional('text', 'event that granted it'),
    granted_by: optional('text', 'who granted it'),
    grant_task: optional('text', 'task that put it there'),
    grant_link_method: optional('text', 'how that is known'),
    grant_link_confidence: optional('real', 'how sure that is, 0 to 1'),
    is_grant_ambiguous: optional('bool', 'whether another task may have'),
    removal_event_id: optional('text', 'event that took it away'),
    removed_by: optional('text', 'who took it away'),
    removal_task: optional('text', 'task that took it away'),
    removal_link_method: optional('text', 'how that is known'),
    removal_link_confidence: optional('real', 'how sure that is, 0 to 1'),
    is_removal_ambiguous: optional('bool', 'whether another task may have'),
    before: optional('text', 'state before, where the record has it'),
    after: optional('text', 'state after, where the record has it'),
    expires_at: optional('timestamp', 'when the grant expires'),
    grants: required('int', 'times it was granted within the interval'),
    lists: required('int', 'snapshots that list it'),
    is_replayable: required('bool', 'whether the logs suffice to replay it'),
    reason: optional('text', 'why they do not'),
    needs: optional('text', 'the export that would'),
    systems: required('texts', 'systems whose records tell of it'),
  },
}
