/** What a site's own fields (`u_…`) and catalogue variables mean to us, and what names stand in them. */

/** What a field tells about the request. */
export type FieldRole = 'resource' | 'entitlement' | 'requested_for' | 'requested_on' | 'planned_start' | 'planned_end'

const resource = /\b(resources?|scope|targets?|accounts?|configuration item|cmdb ci|business service)\b/
const entitlement = /\b(roles?|entitlements?|permissions?|polic(y|ies)|groups?)\b/
const otherwise =
  /\b(date|start|end|time|reason|justification|owners?|managers?|count|points?|audience|customer|approvers?|approval|assign(ed|ee|ment)?|support|type|status|state)\b/

const roles = new Map<string, FieldRole | null>()

/** The role of a field of the site's own, by its name; null for built-in fields and all others. */
export function fieldRole(name: string): FieldRole | null {
  if (!name.startsWith('u_') && !name.startsWith('variables.')) return null
  const seen = roles.get(name)
  if (seen !== undefined) return seen
  const role = roleOfName(name.replace(/^variables\./, '').replace(/^[uv]_/, ''))
  // a hostile export may have a new field in every record
  if (roles.size < 10_000) roles.set(name, role)
  return role
}

/** The role of any field that an audit record names, built-in ones included. */
export function auditedRole(name: string): FieldRole | null {
  if (name === 'cmdb_ci' || name === 'business_service') return 'resource'
  if (name === 'start_date') return 'planned_start'
  if (name === 'end_date') return 'planned_end'
  return fieldRole(name)
}

function roleOfName(name: string): FieldRole | null {
  const plain = name.toLowerCase().replaceAll('_', ' ')
  if (/^(requested for|beneficiary|on behalf of|access for)$/.test(plain)) return 'requested_for'
  if (/^(requested on|request date|date requested|requested date)$/.test(plain)) return 'requested_on'
  if (otherwise.test(plain)) return null
  if (entitlement.test(plain)) return 'entitlement'
  return resource.test(plain) ? 'resource' : null
}

const arn = /arn:aws[\w-]*:[^\s,;"'()<>]+/g
const awsAccount = /(?<![\w-])\d{12}(?![\w-])/g

/** The names in texts: all of them, or none and the texts, because prose beside a name may widen or narrow it. */
export function namesIn(
  texts: readonly string[],
  kind: 'resource' | 'entitlement',
): { names: string[] | null; prose: readonly string[] } {
  const values = new Set<string>()
  const prose: string[] = []
  for (const piece of texts.flatMap((text) => text.split(/[\n,;]+/))) {
    const trimmed = piece.trim()
    if (!trimmed) continue
    const exact = trimmed.match(arn) ?? (/\s/.test(trimmed) ? trimmed.match(awsAccount) : null)
    const isName = kind === 'resource' ? !/\s/.test(trimmed) : trimmed.length <= 80 && trimmed.split(/\s+/).length <= 6
    const found = exact ?? (isName ? [trimmed] : [])
    if (found.length === 0) prose.push(trimmed)
    for (const value of found) values.add(value)
  }
  if (prose.length > 0) return { names: null, prose: texts }
  return { names: values.size > 0 ? [...values] : null, prose: [] }
}
