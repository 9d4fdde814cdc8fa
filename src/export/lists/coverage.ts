/** Lists of what was read and what could not be seen: systems, files, days, holes, clocks, rejects. */
import { optional, required } from '../../schema/column.js'
import type { List } from '../list.js'

/** Systems and what each covers. */
export const systems: List = {
  name: 'coverage_systems',
  grain: 'one row per system that is supplied or known to exist',
  query: 'report/systems',
  columns: {
    system: required('text', 'the system'),
    class: optional('text', 'ticketing, chat, iam, cloud_audit, …'),
    is_supplied: required('bool', 'whether an export of it was read'),
    how_known: optional('text', 'how it is known to exist'),
    covers_from: optional('timestamp', 'from when its exports cover'),
    covers_to: optional('timestamp', 'until when its exports cover'),
    records: optional('int', 'records read'),
    used: optional('int', 'records used'),
    rejected: optional('int', 'records that could not be used'),
    reject_share: optional('real', 'share of those, 0 to 1'),
    lag_seconds: optional('real', 'how late its log may be, seconds'),
    leaves_out: optional('texts', 'what its exports leave out'),
    needs: optional('text', 'the export that is missing'),
  },
}

/** Export files. */
export const files: List = {
  name: 'coverage_files',
  grain: 'one row per export file',
  query: 'report/sources',
  columns: {
    source_id: required('text', 'id of the file; ids of its events begin with it'),
    file: required('text', 'path below the path that was analysed'),
    connector: optional('text', 'kind of export; null where nobody knew it'),
    system_class: optional('text', 'ticketing, chat, iam, cloud_audit, …'),
    label: optional('text', 'name that the configuration gives it'),
    format: optional('text', 'json, csv, …'),
    sha256: optional('text', 'SHA-256 of the file'),
    bytes: required('int', 'size in bytes'),
    records_read: required('int', 'records read'),
    records_used: required('int', 'records used'),
    records_rejected: required('int', 'records that could not be used'),
    first_event_at: optional('timestamp', 'first event'),
    last_event_at: optional('timestamp', 'last event'),
    covers_from: optional('timestamp', 'from when it covers'),
    covers_to: optional('timestamp', 'until when it covers'),
    leaves_out: optional('texts', 'what it leaves out'),
    problem: optional('text', 'what was wrong with the file as a whole'),
  },
}

/** Events of systems, day by day. */
export const days: List = {
  name: 'coverage_days',
  grain: 'one row per system and day (UTC) with events',
  query: 'report/coverage_days',
  columns: {
    system: required('text', 'the system'),
    day: required('text', 'the day, YYYY-MM-DD'),
    events: required('int', 'events on that day'),
  },
}

/** Holes in the record. */
export const holes: List = {
  name: 'coverage_gaps',
  grain: 'one row per hole in the record of a source, the unexplained first',
  query: 'report/gaps',
  columns: {
    system: required('text', 'the system'),
    source_label: optional('text', 'name of the source'),
    gap_kind: required('text', 'what kind of hole'),
    from_at: optional('timestamp', 'from when'),
    to_at: optional('timestamp', 'until when'),
    gap_seconds: optional('int', 'how long, seconds'),
    expected_gap_seconds: optional('int', 'how long its pauses usually are, seconds'),
    event_ids: optional('texts', 'events that show it'),
    is_explained: required('bool', 'whether something explains it'),
    explained_by: optional('text', 'what does'),
    affected_executions: optional('int', 'controlled executions within it'),
    file: optional('text', 'exported file'),
  },
}

/** Clocks of systems, two by two. */
export const clocks: List = {
  name: 'coverage_clocks',
  grain: 'one row per two systems whose records follow each other; contradictions first',
  query: 'report/clocks',
  columns: {
    system_a: required('text', 'one system'),
    system_b: required('text', 'the other'),
    pairs: required('int', 'pairs of records of which one follows the other'),
    contradictions: required('int', 'pairs that contradict equal clocks'),
    offset_least_us: optional('int', 'least that the second clock is ahead of the first, microseconds'),
    offset_most_us: optional('int', 'most that it is ahead, microseconds'),
    tolerance_us: required('int', 'how far apart the clocks are taken to be, microseconds'),
    is_contradicted: required('bool', 'whether the tolerance was widened for the contradictions'),
  },
}

/** Records that could not be used. */
export const rejects: List = {
  name: 'coverage_rejects',
  grain: 'one row per record that could not be used',
  query: 'report/rejects',
  columns: {
    file: required('text', 'exported file'),
    record_no: required('int', 'number of the record in it, from 1'),
    line_no: optional('int', 'line it begins on, from 1'),
    byte_offset: optional('int', 'byte it begins at, from 0'),
    connector: optional('text', 'kind of export'),
    reason: required('text', 'why it could not be used: one word'),
    detail: required('text', 'the same in words'),
  },
}
