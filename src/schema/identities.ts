/** Accounts as one system names them, and what the exports say about who is behind them. */
import { optional, type RowOf, required, type Table } from './column.js'

export const identities = {
  name: 'identities',
  grain: 'one row per distinct statement about an account and file; the first record that makes it',
  columns: {
    alias: required('text', 'typed alias, as events.actor spells it: okta:00u…, slack:U…, jira:…, aws:arn:…, email:…'),
    source_id: required('category', 'the export file this row was read from'),
    record_no: required('int', '1-based number of the record in its file'),
    connector: required('category', 'id of the connector that read it'),
    directory: required(
      'category',
      'the directory the alias belongs to (slack, okta, jira, aws, servicenow); two accounts of one directory are never merged by a guess',
    ),
    login: optional('text', 'login name'),
    display_name: optional('text', 'name as shown'),
    email: optional('text', 'e-mail address the record gives for this account, lower case'),
    basis: required(
      'category',
      "why the record may be believed: directory (the system's own user record), observed (id and address in one log record), session_name (an address in a session name set by the identity provider), source_identity",
    ),
    kind_hint: optional('category', 'what the record says it is: human, agent, workload, system, group'),
    same_as: optional('texts', 'other typed aliases that this very record gives for the account'),
    owner: optional('text', 'typed alias of the accountable owner, where the record names one'),
    manager: optional('text', 'typed alias of the manager'),
    title: optional('text', 'job title'),
    status: optional('category', 'active, suspended, terminated'),
    valid_from: optional('timestamp', 'start of validity'),
    valid_to: optional('timestamp', 'end of validity'),
    attributes: optional('json', 'what else the record says, as JSON'),
  },
} as const satisfies Table

/** A row of `identities`. */
export type Identity = RowOf<typeof identities.columns>

/** What a connector writes of an account. */
export type IdentityDraft = Omit<Identity, 'source_id' | 'record_no' | 'connector'>
