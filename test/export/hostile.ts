/** The sample case with hostile text in every column that a log can fill. */
import { sampleRows } from '../report/fixture.js'

/** Markup, handlers, links, formulas, placeholders, escapes, bidi controls. */
export const hostile = `"><script>alert(1)</script>' onclick='x ]]> [a](javascript:1) {0} =cmd|' \u001b[31m \u202e \u0000 \n## x`

/** Keys, times and our own words stay as they are. */
const ours =
  /^(task|event_id|source_id|event_ids|.*_event_ids|finding_id|rule|slug|verdict|severity|waiver|grade|connector|system|systems|sha256|day|gap_kind|stage|activity|control|controls|result|tested_by|not_tested_by)$/

/** Rows as `sampleRows` has them. */
export const hostileRows: typeof sampleRows = Object.fromEntries(
  Object.entries(sampleRows).map(([table, rows]) => [
    table,
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, poison(column, value)])),
    ),
  ]),
)

function poison(column: string, value: unknown): unknown {
  if (ours.test(column)) return value
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? hostile : one))
  return typeof value === 'string' && !/^\d{4}-\d\d-\d\dT/.test(value) ? hostile : value
}
