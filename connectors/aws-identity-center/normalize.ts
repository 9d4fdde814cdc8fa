/** People, groups and assignments of IAM Identity Center in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  listOf,
  reject,
  textOf,
} from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readEpochSeconds, readTime } from '../../src/time.js'
import { kindOf } from './record.js'

/** One user, group or permission set: an account. One assignment or membership: something that somebody holds. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = kindOf(record.value)
  if (found === null) return reject('not_identity_center', `nothing of IAM Identity Center: ${brief(record.value)}`)
  const { kind, fields } = found
  if (kind === 'user') return { identities: [user(fields)] }
  if (kind === 'group') return { identities: [group(fields)] }
  if (kind === 'permission-set') return { identities: [permissionSet(fields)] }
  const asOf = takenAt(record)
  if (asOf === null)
    return reject(
      'no_time',
      `nothing says when this was: put the day into the name of the file, as in ${kind}s-2026-03-02.json (now ${brief(record.file)})`,
    )
  return kind === 'assignment' ? assignment(fields, asOf) : membership(fields, asOf)
}

function assignment(fields: Fields, asOf: number): CanonicalRows {
  const account = textOf(fields['AccountId'])
  const subject = `idc:${textOf(fields['PrincipalId'])}`
  const isGroup = fields['PrincipalType'] === 'GROUP'
  return {
    entitlements: [
      {
        as_of: asOf,
        subject,
        entitlement: textOf(fields['PermissionSetArn']) ?? '',
        // Account ids have twelve digits; numbers lose their leading zeros.
        resource: account !== null && /^\d{1,11}$/.test(account) ? account.padStart(12, '0') : account,
        attributes: attributesOf({ principal_type: textOf(fields['PrincipalType']), status: textOf(fields['Status']) }),
      },
    ],
    ...(isGroup ? { identities: [{ alias: subject, directory: 'idc', basis: 'directory', kind_hint: 'group' }] } : {}),
  }
}

function membership(fields: Fields, asOf: number): CanonicalRows {
  const member = textOf(asFields(fields['MemberId'])?.['UserId']) ?? textOf(fields['MemberId'])
  if (member === null) return reject('missing_field', `MemberId.UserId is ${brief(fields['MemberId'])}`)
  return {
    entitlements: [
      {
        as_of: asOf,
        subject: `idc:${member}`,
        entitlement: textOf(fields['GroupId']) ?? '',
        resource: textOf(fields['IdentityStoreId']),
        attributes: attributesOf({ membership_id: textOf(fields['MembershipId']) }),
      },
    ],
  }
}

function user(fields: Fields): IdentityDraft {
  const emails = listOf(fields['Emails'])
    .map(asFields)
    .filter((one) => one !== null)
  const email = emailOf((emails.find((one) => one['Primary'] === true) ?? emails[0])?.['Value'])
  const status = textOf(fields['UserStatus'])?.toUpperCase()
  return {
    alias: `idc:${textOf(fields['UserId'])}`,
    directory: 'idc',
    login: textOf(fields['UserName']),
    display_name: textOf(fields['DisplayName']) ?? textOf(asFields(fields['Name'])?.['Formatted']),
    email: email ?? emailOf(fields['UserName']),
    basis: 'directory',
    title: textOf(fields['Title']),
    status: status === 'ENABLED' ? 'active' : status === 'DISABLED' ? 'suspended' : null,
    valid_from: readTime(fields['CreatedAt'], 'UTC')?.at ?? readEpochSeconds(fields['CreatedAt'])?.at,
    attributes: attributesOf({
      identity_store: textOf(fields['IdentityStoreId']),
      external_ids: fields['ExternalIds'],
      other_emails: emails.flatMap((one) => emailOf(one['Value']) ?? []).filter((one) => one !== email),
      user_type: textOf(fields['UserType']),
      created_by: textOf(fields['CreatedBy']),
      updated_at: textOf(fields['UpdatedAt']),
      updated_by: textOf(fields['UpdatedBy']),
    }),
  }
}

function group(fields: Fields): IdentityDraft {
  return {
    alias: `idc:${textOf(fields['GroupId'])}`,
    directory: 'idc',
    login: textOf(fields['DisplayName']),
    display_name: textOf(fields['DisplayName']),
    basis: 'directory',
    kind_hint: 'group',
    attributes: attributesOf({
      identity_store: textOf(fields['IdentityStoreId']),
      description: textOf(fields['Description']),
      external_ids: fields['ExternalIds'],
    }),
  }
}

/** The name behind the ARN that assignments and CloudTrail speak of. */
function permissionSet(fields: Fields): IdentityDraft {
  return {
    alias: `aws:${textOf(fields['PermissionSetArn'])}`,
    directory: 'aws',
    login: textOf(fields['Name']),
    display_name: textOf(fields['Name']),
    basis: 'directory',
    kind_hint: 'group',
    valid_from: readTime(fields['CreatedDate'], 'UTC')?.at ?? readEpochSeconds(fields['CreatedDate'])?.at,
    attributes: attributesOf({
      description: textOf(fields['Description']),
      session_duration: textOf(fields['SessionDuration']),
      relay_state: textOf(fields['RelayState']),
    }),
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** When the list was taken: by the day in the name of its file, or by the answer's own date, which SDKs keep in `ResponseMetadata`. */
function takenAt(record: SourceRecord): number | null {
  const day = readTime(readFileDay(record.file))?.at ?? null
  if (day !== null) return day
  const header = textOf(fieldsAt(record.page, 'ResponseMetadata', 'HTTPHeaders')?.['date'])
  const found = /(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT/.exec(header ?? '')
  const month = found ? months.indexOf(found[2]!.toLowerCase()) + 1 : 0
  if (!found || month === 0) return null
  return (
    readTime(`${found[3]}-${String(month).padStart(2, '0')}-${found[1]!.padStart(2, '0')}T${found[4]}Z`)?.at ?? null
  )
}
