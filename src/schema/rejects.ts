/** Records that could not be used, with the reason. Trouble with data is data. */
import { optional, type RowOf, required, type Table } from './column.js'

export const rejects = {
  name: 'rejects',
  grain: 'one row per record, or part of one, that could not be used',
  columns: {
    source_id: required('category', 'the export file'),
    record_no: required('int', '1-based number of the record in its file'),
    line_no: optional('int', '1-based line the record starts on, where the format has lines'),
    byte_offset: optional('int', 'where the record starts in the decoded file, bytes'),
    connector: optional('category', 'the connector that was reading, if one was chosen'),
    reason: required(
      'category',
      'short class of the reason: malformed_json, bad_time, missing_field, too_long, truncated, …',
    ),
    detail: required('text', 'what was wrong, in one sentence, with the value'),
    excerpt: optional('text', 'the first 200 characters of the record, secrets redacted'),
  },
} as const satisfies Table

/** A row of `rejects`. */
export type RejectRow = RowOf<typeof rejects.columns>
