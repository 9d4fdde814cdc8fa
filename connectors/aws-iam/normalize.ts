/** IAM's users, groups and roles, and what each of them holds, in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  listOf,
  reject,
  rejectAll,
  textOf,
  textsOf,
} from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import type { EntitlementDraft } from '../../src/schema/entitlements.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { documentOf, isDetails, isReportRow, statementsOf } from './record.js'

/** A row of the credential report is a user; a page of authorization details has many of them, with groups and roles. */
export function normalize(record: SourceRecord): CanonicalRows {
  const row = isReportRow(record.value)
  if (row !== null) return reportRow(row, record)
  const page = isDetails(record.value)
  if (page === null)
    return reject(
      'not_iam',
      `neither a credential report row nor account authorization details: ${brief(record.value)}`,
    )
  const named = dayOf(record.file)
  const parts = [
    ...listOf(page['UserDetailList']).map((one) => principal(asFields(one), 'user', named)),
    ...listOf(page['GroupDetailList']).map((one) => principal(asFields(one), 'group', named)),
    ...listOf(page['RoleDetailList']).map((one) => principal(asFields(one), 'role', named)),
  ]
  const lost = parts.flatMap(({ problem }) => (problem === null ? [] : [{ reason: 'missing_field', detail: problem }]))
  const identities = parts.flatMap((part) => part.identities)
  const entitlements = parts.flatMap((part) => part.entitlements)
  if (identities.length === 0 && lost.length > 0) return rejectAll(lost)
  if (identities.length === 0)
    return reject('no_principal', 'the page has policies only: users, groups and roles stand on other pages')
  return {
    identities,
    ...(entitlements.length > 0 ? { entitlements } : {}),
    ...(lost.length > 0 ? { lost } : {}),
  }
}

/** AWS's words for nothing. */
function known(value: unknown): string | null {
  const text = textOf(value)
  return text === null || /^(N\/A|no_information|not_supported)$/i.test(text) ? null : text
}

function timeOf(value: unknown): number | null {
  return readTime(known(value), 'UTC')?.at ?? null
}

/**
 * When a snapshot was taken is not in it. A day in the name of the file says so; else the newest time that a record mentions is the
 * earliest moment it can be of.
 */
function dayOf(file: string): number | null {
  return readTime(readFileDay(file))?.at ?? null
}

function newest(times: readonly (number | null)[]): number | null {
  return times.reduce((best, time) => (time !== null && (best === null || time > best) ? time : best), null)
}

function reportRow(row: Fields, record: SourceRecord): CanonicalRows {
  const arn = textOf(row['arn'])
  const login = textOf(row['user'])
  if (!arn?.startsWith('arn:') || login === null)
    return reject('missing_field', `user and arn are ${brief(row['user'])} and ${brief(row['arn'])}`)
  const created = timeOf(row['user_creation_time'])
  if (created === null) return reject('bad_time', `user_creation_time is no time: ${brief(row['user_creation_time'])}`)
  const times = Object.entries(row).flatMap(([key, value]) =>
    /_(time|used|changed|rotated|used_date)$/.test(key) ? [timeOf(value)] : [],
  )
  const named = dayOf(record.file)
  const asOf = named ?? newest(times) ?? created
  const isRoot = arn.endsWith(':root')
  const email = emailOf(login)
  const held: EntitlementDraft[] = [
    'password_enabled',
    'access_key_1_active',
    'access_key_2_active',
    'cert_1_active',
    'cert_2_active',
  ].flatMap((column) => {
    // The report knows of root's password, but not whether it may be used.
    const isHeld =
      String(row[column]).toLowerCase() === 'true' ||
      (isRoot && column === 'password_enabled' && known(row['password_last_used']) !== null)
    if (!isHeld) return []
    const name = column.replace(/_(active|enabled)$/, '')
    return [
      {
        as_of: asOf,
        subject: `aws:${arn}`,
        entitlement: `iam:${name.replaceAll('_', '-')}`,
        resource: accountOf(arn),
        attributes: attributesOf({
          last_rotated: known(row[`${name}_last_rotated`] ?? row[`${name}_last_changed`]),
          last_used: known(row[`${name}_last_used_date`] ?? row[`${name}_last_used`]),
          last_used_region: known(row[`${name}_last_used_region`]),
          last_used_service: known(row[`${name}_last_used_service`]),
          mfa_active: name === 'password' ? row['mfa_active'] : null,
          as_of_is_newest_time: named === null ? true : null,
        }),
      },
    ]
  })
  const identity: IdentityDraft = {
    alias: `aws:${arn}`,
    directory: 'aws',
    login: isRoot ? 'root' : login,
    email,
    // Whoever made the user chose its name; the name attributes, but merges nothing.
    basis: email === null ? 'directory' : 'session_name',
    valid_from: created,
    attributes: attributesOf({
      mfa_active: known(row['mfa_active']),
      password_enabled: known(row['password_enabled']),
      password_last_used: known(row['password_last_used']),
      password_last_changed: known(row['password_last_changed']),
      password_next_rotation: known(row['password_next_rotation']),
      access_key_1_active: known(row['access_key_1_active']),
      access_key_1_last_rotated: known(row['access_key_1_last_rotated']),
      access_key_1_last_used: known(row['access_key_1_last_used_date']),
      access_key_2_active: known(row['access_key_2_active']),
      access_key_2_last_rotated: known(row['access_key_2_last_rotated']),
      access_key_2_last_used: known(row['access_key_2_last_used_date']),
    }),
  }
  return { identities: [identity], ...(held.length > 0 ? { entitlements: held } : {}) }
}

interface Part {
  readonly identities: readonly IdentityDraft[]
  readonly entitlements: readonly EntitlementDraft[]
  readonly problem: string | null
}

/** A user, group or role of the authorization details: the account, its policies and groups, and for a role who may take it on. */
function principal(fields: Fields | null, type: 'user' | 'group' | 'role', named: number | null): Part {
  const arn = textOf(fields?.['Arn'])
  if (fields === null || !arn?.startsWith('arn:'))
    return { identities: [], entitlements: [], problem: `Arn of a ${type} is ${brief(fields?.['Arn'])}` }
  const login = textOf(fields['UserName'] ?? fields['GroupName'] ?? fields['RoleName'])
  const created = timeOf(fields['CreateDate'])
  const lastUsed = asFields(fields['RoleLastUsed'])
  const asOf = named ?? newest([created, timeOf(fields['PasswordLastUsed']), timeOf(lastUsed?.['LastUsedDate'])])
  const tags = tagsOf(fields)
  const trust = type === 'role' ? trustOf(documentOf(fields['AssumeRolePolicyDocument'])) : []
  const policies = [
    ...listOf(fields['AttachedManagedPolicies']).flatMap((one) => textOf(asFields(one)?.['PolicyArn']) ?? []),
    ...listOf(fields['UserPolicyList'] ?? fields['GroupPolicyList'] ?? fields['RolePolicyList']).flatMap((one) => {
      const name = textOf(asFields(one)?.['PolicyName'])
      return name === null ? [] : [`inline:${name}`]
    }),
    ...textsOf(fields['GroupList'] ?? []).map((group) => arn.replace(/:user\/.*$/, `:group/${group}`)),
  ]
  const email = type === 'user' ? (emailOf(tags.get('email')) ?? emailOf(login)) : null
  const owner = emailOf(tags.get('owner') ?? tags.get('ownedby') ?? tags.get('contact'))
  const held = (entitlement: string, subject: string, resource: string | null, more: Fields): EntitlementDraft[] =>
    asOf === null
      ? []
      : [
          {
            as_of: asOf,
            subject,
            entitlement,
            resource,
            attributes: attributesOf({ ...more, as_of_is_newest_time: named === null ? true : null }),
          },
        ]
  return {
    problem: null,
    identities: [
      {
        alias: `aws:${arn}`,
        directory: 'aws',
        login,
        email,
        basis: email !== null && tags.get('email') === undefined ? 'session_name' : 'directory',
        kind_hint: type === 'group' ? 'group' : type === 'role' ? kindOfRole(arn, trust) : null,
        owner: owner === null ? null : `email:${owner}`,
        valid_from: created,
        attributes: attributesOf({
          id: textOf(fields['UserId'] ?? fields['GroupId'] ?? fields['RoleId']),
          path: textOf(fields['Path']),
          tags: Object.fromEntries(tags),
          permissions_boundary: textOf(asFields(fields['PermissionsBoundary'])?.['PermissionsBoundaryArn']),
          role_last_used: known(lastUsed?.['LastUsedDate']),
          role_last_used_region: known(lastUsed?.['Region']),
          has_no_time: asOf === null ? true : null,
        }),
      },
    ],
    entitlements: [
      ...policies.flatMap((policy) => held(policy, `aws:${arn}`, accountOf(arn), {})),
      ...trust.flatMap((one) => held(one.action, one.subject, arn, { condition: one.condition })),
    ],
  }
}

function tagsOf(fields: Fields): Map<string, string> {
  return new Map(
    listOf(fields['Tags']).flatMap((one): [string, string][] => {
      const tag = asFields(one)
      const key = textOf(tag?.['Key'])
      const value = textOf(tag?.['Value'])
      return key === null || value === null ? [] : [[key.toLowerCase(), value]]
    }),
  )
}

interface Trust {
  readonly subject: string
  readonly action: string
  readonly condition: unknown
}

/** Who may take a role on, by its trust policy. */
function trustOf(document: Fields | null): Trust[] {
  return statementsOf(document).flatMap((statement) => {
    if (statement['Effect'] !== 'Allow') return []
    const principals = statement['Principal'] === '*' ? { AWS: '*' } : (asFields(statement['Principal']) ?? {})
    const action = textsOf(statement['Action'] ?? []).join(', ') || 'sts:AssumeRole'
    return Object.entries(principals).flatMap(([kind, value]) =>
      textsOf(value ?? []).map((name) => ({
        subject: kind === 'Service' ? `aws:service/${name}` : `aws:${name}`,
        action,
        condition: statement['Condition'] ?? null,
      })),
    )
  })
}

function kindOfRole(arn: string, trust: readonly Trust[]): ActorKind | null {
  if (arn.includes(':role/aws-service-role/')) return 'system'
  return trust.length > 0 && trust.every((one) => one.subject.startsWith('aws:service/')) ? 'workload' : null
}

function accountOf(arn: string): string | null {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1] ?? null
}
