/** The export files themselves: what was read, what was lost, what they cover. */
import { optional, type RowOf, required, type Table } from './column.js'

export const sources = {
  name: 'sources',
  grain: 'one row per export file, archive members counted as files of their own',
  columns: {
    source_id: required('text', 'stable id derived from the path below the analysed folder'),
    file: required('text', 'path below the analysed folder; archive members as outer.zip!inner.json'),
    connector: optional('category', 'the connector that read it; null when nobody knew it'),
    system_class: optional('category', 'ticketing, chat, iam, cloud_audit, policy, agent or reference'),
    label: optional('text', 'the name the configuration gives it'),
    format: optional('category', 'json-lines, json-array, json-object, json-values, json-pages, csv, xml, text'),
    sha256: optional('text', 'SHA-256 of the file as it lies on disk (of the decompressed member inside a .zip)'),
    content_sha256: optional(
      'text',
      'SHA-256 of what the file holds, unpacked; only of files whose product signs that, and of its digests',
    ),
    signed_account: optional('text', 'the account whose digests list the file, by its name'),
    signed_part: optional('text', 'the part of that account (a region) that has digests of its own'),
    delivered_at: optional('timestamp', 'when a file that its product signs was delivered, by its name'),
    bytes: required('int', 'size on disk, bytes'),
    records_read: required('int', 'records found'),
    records_used: required('int', 'records of which everything could be used'),
    records_rejected: required('int', 'records that could not be used, or not wholly; read = used + rejected'),
    first_event_at: optional('timestamp', 'earliest event of the file'),
    last_event_at: optional('timestamp', 'latest event of the file'),
    covers_from: optional('timestamp', 'start of the declared cover, from the configuration'),
    covers_to: optional('timestamp', 'end of the declared cover, from the configuration'),
    clock_offset_us: optional('int', 'declared offset of the clock of this source, microseconds'),
    lag_us: optional('int', 'time after which an event is expected to be in an export of this product, microseconds'),
    holds: optional('texts', 'stages this product can log'),
    leaves_out: optional('texts', 'event classes the export does not contain, from the configuration'),
    problem: optional('text', 'what was wrong with the file as a whole: truncated gzip, unreadable, unknown format'),
  },
} as const satisfies Table

/** A row of `sources`. */
export type Source = RowOf<typeof sources.columns>
