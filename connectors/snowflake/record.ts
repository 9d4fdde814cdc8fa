/** Rows of Snowflake's ACCOUNT_USAGE views, https://docs.snowflake.com/en/sql-reference/account-usage. */
import { unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { type Fields, textOf } from '../../src/read-fields.js'

/** A view that is read; `OTHER` is a row that its carrier names as Snowflake's and whose view has no reader here. */
export type View =
  | 'ACCESS_HISTORY'
  | 'QUERY_HISTORY'
  | 'LOGIN_HISTORY'
  | 'GRANTS_TO_ROLES'
  | 'GRANTS_TO_USERS'
  | 'SESSIONS'
  | 'USERS'
  | 'DATA_TRANSFER_HISTORY'
  | 'OTHER'

/** A row with the view it is of; column names as Snowflake spells them. */
export interface Row {
  readonly view: View
  readonly fields: Fields
}

/** A view by the columns that its rows all have, and those of which they have one: carriers leave out what is empty. */
const views: readonly (readonly [view: View, all: readonly string[], some: readonly string[]])[] = [
  ['ACCESS_HISTORY', ['QUERY_ID', 'QUERY_START_TIME'], ['DIRECT_OBJECTS_ACCESSED', 'BASE_OBJECTS_ACCESSED']],
  ['QUERY_HISTORY', ['QUERY_TEXT', 'USER_NAME'], ['EXECUTION_STATUS', 'QUERY_TYPE', 'WAREHOUSE_NAME']],
  [
    'LOGIN_HISTORY',
    ['EVENT_TYPE', 'IS_SUCCESS', 'USER_NAME'],
    ['EVENT_TIMESTAMP', 'FIRST_AUTHENTICATION_FACTOR', 'REPORTED_CLIENT_TYPE'],
  ],
  ['GRANTS_TO_ROLES', ['PRIVILEGE', 'GRANTED_ON', 'GRANTEE_NAME'], ['CREATED_ON', 'GRANTED_TO']],
  ['GRANTS_TO_USERS', ['GRANTEE_NAME', 'CREATED_ON'], ['GRANTED_TO', 'ROLE']],
  [
    'SESSIONS',
    ['SESSION_ID', 'CREATED_ON', 'USER_NAME'],
    ['LOGIN_EVENT_ID', 'AUTHENTICATION_METHOD', 'CLIENT_APPLICATION_ID'],
  ],
  [
    'USERS',
    ['NAME', 'LOGIN_NAME', 'CREATED_ON'],
    ['HAS_PASSWORD', 'HAS_RSA_PUBLIC_KEY', 'SNOWFLAKE_LOCK', 'DEFAULT_ROLE', 'MUST_CHANGE_PASSWORD'],
  ],
  ['DATA_TRANSFER_HISTORY', ['SOURCE_CLOUD', 'TARGET_CLOUD', 'TRANSFER_TYPE'], ['BYTES_TRANSFERRED']],
]

/** The row in what carries it; null for anything else. */
export function readRow(value: unknown): Row | null {
  const found = unwrapFields(value, (fields) => viewOf(spelled(fields)) !== null)
  if (found === null) return null
  const fields = spelled(found)
  const view = viewOf(fields)
  return view === null ? null : { view, fields }
}

function viewOf(fields: Fields): View | null {
  const has = (name: string) => Object.hasOwn(fields, name)
  for (const [view, all, some] of views) if (all.every(has) && some.some(has)) return view
  const named = textOf(fields['TYPE']) ?? textOf(fields['P_LOG_TYPE']) ?? ''
  return /^Snowflake(\w*_CL|\.\w+)$/i.test(named) ? 'OTHER' : null
}

/** Column names of any carrier in Snowflake's spelling: `QUERY_TEXT_s`, `query_text` and `QueryText` are `QUERY_TEXT`. */
function spelled(row: Fields): Fields {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(withoutSuffixes(row) ?? row)) {
    const column = /[a-z]/.test(name) ? name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase() : name
    if (!Object.hasOwn(plain, column)) plain[column] = value
  }
  return plain
}
