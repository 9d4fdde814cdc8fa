/** What the record of a change must hold, by the names that people give its fields. */

/** Parts of a change's record that rules ask for; `attributes.change_record` of a task and `attributes.record_item` of an edit use these words. */
export type RecordItem =
  | 'rollback-plan'
  | 'justification'
  | 'impact'
  | 'dependency-check'
  | 'test-evidence'
  | 'owner-business'
  | 'owner-technical'

const patterns: readonly (readonly [RecordItem, RegExp])[] = [
  ['rollback-plan', /\b(roll ?back|back ?out|revert|fall ?back)\b/],
  ['justification', /\bjustification\b|\bbusiness (reason|case|need)\b|^reason( for .*)?$/],
  [
    'impact',
    /\bimpact (analysis|assessment|description|statement)\b|\bbusiness impact\b|\b(affected|impacted|downstream) (systems?|services?|components?|cis?|configuration items?|applications?)\b/,
  ],
  ['dependency-check', /\bdependenc(y|ies)\b/],
  ['test-evidence', /\btest(ing)? (plan|evidence|results?|reports?|protocol)\b|^tests?$/],
  ['owner-business', /\bbusiness owner\b/],
  ['owner-technical', /\b(technical|system|service) owner\b/],
]

const seen = new Map<string, RecordItem | null>()

/** The part of a change's record that a field holds, by its column (`u_backout_plan`) or display name (`Custom field (Rollback plan)`); null for all others. */
export function recordItem(name: string): RecordItem | null {
  const before = seen.get(name)
  if (before !== undefined) return before
  const plain = (/^custom field \((.*)\)$/i.exec(name)?.[1] ?? name).toLowerCase().replaceAll(/[_-]+/g, ' ').trim()
  const item = patterns.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
  // a hostile export may have a new field in every record
  if (seen.size < 10_000) seen.set(name, item)
  return item
}

/** Most characters of a field's text that are kept: enough to tell a plan from a placeholder. */
const KEPT = 300

/** The parts that fields hold, the first that says something for each; a part whose field is there and empty is ''. Null without any. */
export function changeRecord(
  fields: Iterable<readonly [name: string, text: string | null]>,
): Partial<Record<RecordItem, string>> | null {
  const found: Partial<Record<RecordItem, string>> = {}
  for (const [name, text] of fields) {
    const item = recordItem(name)
    if (item !== null) found[item] = found[item] || (text ?? '').trim().slice(0, KEPT)
  }
  return Object.keys(found).length > 0 ? found : null
}
