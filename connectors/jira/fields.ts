/** What a site's own fields mean to us, by the name a person gave them. */
import { plainText } from './document.js'
import { isObject } from './record.js'

/** What a field tells about the request. */
export type FieldRole =
  | 'resource'
  | 'entitlement'
  | 'requested_for'
  | 'requested_on'
  | 'planned_start'
  | 'planned_end'
  | 'change_type'
  | 'approval'
  | 'epic'

const roles: readonly (readonly [FieldRole, RegExp])[] = [
  ['requested_for', /^(requested for|beneficiary|on behalf of|access for|user to (be )?grant(ed)?)$/i],
  ['requested_on', /^(requested (on|date)|request date|date requested|date of request)$/i],
  [
    'planned_start',
    /^((planned|scheduled|target|change|implementation|access) )?start( date| time| date\/time| on)?$|^(valid|access) from$/i,
  ],
  [
    'planned_end',
    /^((planned|scheduled|target|change|implementation|access) )?(end|completion|finish)( date| time| date\/time| on)?$|^(valid|access|needed|required|granted) until$|^(access )?(expiry|expires|expiration)( date)?$/i,
  ],
  ['change_type', /^change type$/i],
  ['approval', /^(approvals?( (status|state|decision|result))?|.* approval( (status|state|decision))?|approved\??)$/i],
  ['epic', /^(epic link|epic name)$/i],
]
const resource = /\b(resources?|scope|targets?|accounts?)\b/i
const entitlement = /\b(roles?|entitlements?|permissions?|permission sets?|polic(y|ies)|groups?)\b/i
const otherwise =
  /\b(date|dates|start|end|time|reason|justification|owners?|managers?|lead|count|number of|points?|release|version|audience|customer|approvers?|assign(ed|ee|ment)?|support|participants?|watchers?|reviewers?|team|security level|type|status)\b/i

const seen = new Map<string, FieldRole | null>()

/** The role of a field by its display name (`Custom field (Resource)` in a CSV header), null for all others. */
export function fieldRole(name: string): FieldRole | null {
  const before = seen.get(name)
  if (before !== undefined) return before
  const role = roleOf((/^custom field \((.*)\)$/i.exec(name)?.[1] ?? name).trim().replaceAll('_', ' '))
  // a hostile export may have a new field in every record
  if (seen.size < 10_000) seen.set(name, role)
  return role
}

function roleOf(plain: string): FieldRole | null {
  for (const [role, pattern] of roles) if (pattern.test(plain)) return role
  if (otherwise.test(plain)) return null
  if (entitlement.test(plain)) return 'entitlement'
  return resource.test(plain) ? 'resource' : null
}

/** The texts in a field's value, whatever its type: plain, option, cascade, list, asset or document. Accounts are not texts. */
export function fieldTexts(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() ? [value.trim()] : []
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(fieldTexts)
  if (!isObject(value) || isAccount(value)) return []
  const document = plainText(value)
  if (document) return [document]
  const own = value['value'] ?? value['name'] ?? value['label'] ?? value['objectKey'] ?? value['key']
  return [
    ...(typeof own === 'string' || typeof own === 'number' ? [String(own)] : []),
    ...fieldTexts(value['child'] ?? null),
  ]
}

/** Resources or entitlements that fields name: all of them, or none and the texts that a person has to read. */
export interface Named {
  readonly names: string[] | null
  /** Prose beside a name may widen or narrow it, so then the fields name nothing that could be checked. */
  readonly prose: readonly string[]
}

const arn = /arn:aws[\w-]*:[^\s,;"'()<>]+/g
const awsAccount = /(?<![\w-])\d{12}(?![\w-])/g

/** Resources in texts: values without blanks as they stand, ARNs and account numbers out of the others. */
export function resourceNames(texts: readonly string[]): Named {
  return collect(texts, (piece) => (/\s/.test(piece) ? [] : [piece]))
}

/** Roles, policies and groups in texts: their names may hold blanks, sentences are not names. */
export function entitlementNames(texts: readonly string[]): Named {
  return collect(texts, (piece) => (piece.length <= 80 && piece.split(/\s+/).length <= 6 ? [piece] : []))
}

function collect(texts: readonly string[], take: (piece: string) => string[]): Named {
  const values = new Set<string>()
  const prose: string[] = []
  for (const piece of texts.flatMap((text) => text.split(/[\n,;]+/))) {
    const trimmed = piece.trim()
    if (!trimmed) continue
    const exact = trimmed.match(arn) ?? (/\s/.test(trimmed) ? trimmed.match(awsAccount) : null)
    const found = exact ?? take(trimmed)
    if (found.length === 0) prose.push(trimmed)
    for (const value of found) values.add(value)
  }
  if (prose.length > 0) return { names: null, prose: texts }
  return { names: values.size > 0 ? [...values] : null, prose: [] }
}

function isAccount(value: Readonly<Record<string, unknown>>) {
  return 'accountId' in value || 'emailAddress' in value || 'displayName' in value
}
