/** IAM's credential report and account authorization details, as AWS spells them. */
import { asFields, type Fields, listOf } from '../../src/read-fields.js'

/** Columns that every credential report has: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
export const reportColumns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'mfa_active',
  'access_key_1_active',
] as const

/** Lists of `GetAccountAuthorizationDetails`: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export const detailLists = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const

/** Whether a record is one page of account authorization details. */
export function isDetails(value: unknown): Fields | null {
  const fields = asFields(value)
  if (fields === null) return null
  const has = detailLists.slice(0, 3).some((name) => Array.isArray(fields[name]))
  return has ? fields : null
}

/** Whether a record is a row of a credential report. */
export function isReportRow(value: unknown): Fields | null {
  const fields = asFields(value)
  return fields !== null && reportColumns.every((name) => name in fields) ? fields : null
}

/** A policy document, which the API gives URL-encoded and the CLI as an object. */
export function documentOf(value: unknown): Fields | null {
  if (typeof value !== 'string') return asFields(value)
  try {
    return asFields(JSON.parse(value.startsWith('%7B') ? decodeURIComponent(value) : value))
  } catch {
    return null
  }
}

/** Statements of a policy document: one or a list. */
export function statementsOf(document: Fields | null): readonly Fields[] {
  const statement = document?.['Statement']
  return (Array.isArray(statement) ? listOf(statement) : [statement]).map(asFields).filter((one) => one !== null)
}
