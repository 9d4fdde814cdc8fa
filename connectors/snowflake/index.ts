/** Snowflake: statements, sign-ins and grants of an account, as its ACCOUNT_USAGE views tell them. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readRow } from './record.js'

/** Reads rows of Snowflake's ACCOUNT_USAGE views. */
export const snowflake: Connector = {
  id: 'snowflake',
  title: 'Snowflake ACCOUNT_USAGE: queries, sign-ins, grants, sessions, users',
  system: 'cloud_audit',
  envelopes: ['data', 'rows', 'results'],
  holds: ['credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'requests and approvals of access: Snowflake has none',
    'the state before an ALTER',
    'the network address of a statement: it stands in the sign-in of its session',
    'the person behind a row of GRANTS_TO_USERS or GRANTS_TO_ROLES: only the granting role',
  ],
  statesBefore: false,
  lagSeconds: 10_800,
  aliases: ['snowflake'],
  exportName: 'Snowflake ACCOUNT_USAGE views (QUERY_HISTORY, LOGIN_HISTORY, GRANTS_TO_USERS, GRANTS_TO_ROLES, USERS)',
  looksLike: (head) =>
    head.format !== 'text' && head.format !== 'xml' && head.records.some((value) => readRow(value) !== null),
  normalize,
}
