/** The spine: everything that happened, whoever logged it, in one table. */
import { optional, type RowOf, required, type Table } from './column.js'

export const events = {
  name: 'events',
  grain: 'one row per event; a record that tells of several events gives several rows with one native_id',
  columns: {
    event_id: required('text', 'source_id:record_no, with .k behind it for the k-th further event of the record'),
    source_id: required('category', 'the export file this row was read from; key of sources'),
    record_no: required('int', '1-based number of the record in its file'),
    connector: required('category', 'id of the connector that read it'),
    native_id: optional('text', "the vendor's own id of the record; serves to drop duplicates across exports"),
    twin_id: optional(
      'text',
      'id shared by several records of one action (CloudTrail sharedEventID); the action counts once',
    ),
    occurred_at: required('timestamp', 'when it happened according to the record, never rewritten'),
    resolution_us: required(
      'int',
      'width of the interval the time stands for, microseconds: 1000000 for a log with whole seconds',
    ),
    stage: required(
      'category',
      'request, recommendation, disposition, approval, policy, credential, execution, revocation, review, break_glass, logging, identity, delegation or context',
    ),
    activity: required(
      'category',
      'what happened in our words: create, comment, decide, grant, revoke, issue, close, reopen, use, message, …',
    ),
    operation: required('category', "the vendor's word for it"),
    outcome: required('category', 'success, failure, denied, pending or unknown'),
    is_write: required('bool', 'whether it changed something'),
    change_class: optional(
      'category',
      'built-in change class of a controlled operation; configuration may override it',
    ),
    task: optional(
      'text',
      'the tracked item this record is a part of, typed: ticket:OPS-12, change:CHG0030001, request:…, thread:C1:169…',
    ),
    actor: optional('text', 'who did it, as a typed alias: email:…, okta:…, aws:arn:…, slack:…, jira:…'),
    actor_kind_hint: optional('category', 'what the record says the actor is: human, agent, workload, system, group'),
    on_behalf_of: optional('texts', 'typed aliases the actor acted for, outermost first'),
    agent_run: optional('text', 'run or session id of an AI agent'),
    session: optional('text', "the platform's session id, typed"),
    credential: optional('text', 'the credential used, typed: aws:ASIA…, vault:accessor'),
    credential_class: optional('category', 'session, static, grant, federated, certificate, unknown'),
    used_class: optional(
      'category',
      'class of the credential used, where credential_class may be that of the one issued or revoked',
    ),
    issued_credential: optional('text', 'the credential this event issued or revoked, typed like credential'),
    issued_expires_at: optional('timestamp', 'expiry of the credential or grant issued here'),
    subject: optional('text', 'who receives or loses something, as a typed alias or a resource name'),
    account: optional('category', 'the tenant the record belongs to: cloud account, organisation, workspace'),
    resource: optional('text', "what was acted on, in the vendor's spelling (ARN, path, project/name)"),
    entitlement: optional('text', 'the role, policy, group or permission concerned'),
    change: optional('category', 'add, remove or modify'),
    before: optional('text', 'state before, where the record has it'),
    after: optional('text', 'state after, where the record has it'),
    decision: optional(
      'category',
      'approved, denied, requested, withdrawn, cancelled, expired, not_required, dismissed',
    ),
    refs: optional(
      'texts',
      'typed references found in the record: ticket:OPS-12, change:CHG…, request:…, pr:org/repo#4, thread:…, trace:…; candidates until checked',
    ),
    ref_origins: optional(
      'texts',
      'where each reference stood, parallel to refs: field, tag, session, branch, text, truncated',
    ),
    text: optional('text', 'what a person or agent wrote'),
    text_edited_at: optional('timestamp', 'when the text was last edited'),
    source_ip: optional('text', 'network address the actor came from'),
    user_agent: optional('text', 'client the actor used'),
    attributes: optional('json', "what else the record says, as JSON; keys are ours or the vendor's, secrets redacted"),
  },
} as const satisfies Table

/** A row of `events`. */
export type Event = RowOf<typeof events.columns>

/** What a connector writes of an event; ingest adds where it came from. */
export type EventDraft = Omit<Event, 'event_id' | 'source_id' | 'record_no' | 'connector'>
