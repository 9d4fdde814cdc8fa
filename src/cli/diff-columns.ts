/** Columns of what `diff` lists. */
import type { ListingColumn } from './listing.js'
import { severityLook, verdictLook } from './terminal.js'

/** The lists that `diff` can show. */
export const diffLists = ['findings', 'chains', 'systems', 'files', 'rules', 'figures', 'conditions'] as const
export type DiffList = (typeof diffLists)[number]

const stateLook = (state: string) =>
  state === 'new' ? 'red' : state === 'resolved' ? 'green' : state === 'persisting' ? 'dim' : 'yellow'

/** Columns of each list; JSON and CSV have the hidden ones too. */
export const diffColumns: Readonly<Record<DiffList, readonly ListingColumn[]>> = {
  findings: [
    { key: 'state', look: stateLook },
    { key: 'id' },
    { key: 'finding_id', isHidden: true },
    { key: 'was_id', isHidden: true },
    { key: 'how_grave', head: 'severity', look: severityLook },
    { key: 'what', head: 'verdict', look: verdictLook },
    { key: 'rule' },
    { key: 'slug', isHidden: true },
    { key: 'task_shown', head: 'task' },
    { key: 'person' },
    { key: 'occurred_at', head: 'time (utc)', type: 'time', isHidden: true },
    { key: 'how', head: 'what differs, and why' },
    { key: 'told', head: 'message' },
    { key: 'was_verdict', isHidden: true },
    { key: 'was_severity', isHidden: true },
    { key: 'direction', isHidden: true },
    { key: 'is_new_gap', isHidden: true },
  ],
  chains: [
    { key: 'state', look: stateLook },
    { key: 'task_shown', head: 'task' },
    { key: 'grade_shown', head: 'grade' },
    { key: 'direction', look: (value) => (value === 'worse' ? 'red' : 'green') },
    { key: 'title' },
    { key: 'how', head: 'what differs' },
    { key: 'system', isHidden: true },
    { key: 'grade', isHidden: true },
    { key: 'was_grade', isHidden: true },
  ],
  systems: [
    { key: 'system' },
    { key: 'seen', look: (value) => (value === 'more' ? 'green' : value === 'same' ? 'dim' : 'yellow') },
    { key: 'how', head: 'what differs' },
    { key: 'was_covers_from', head: 'was from (utc)', type: 'time' },
    { key: 'was_covers_to', head: 'was to (utc)', type: 'time' },
    { key: 'covers_from', head: 'from (utc)', type: 'time' },
    { key: 'covers_to', head: 'to (utc)', type: 'time' },
    { key: 'was_records', head: 'were', type: 'number' },
    { key: 'records', type: 'number' },
    { key: 'was_rejected', type: 'number', isHidden: true },
    { key: 'rejected', type: 'number', isHidden: true },
    { key: 'was_holes', type: 'number', isHidden: true },
    { key: 'holes', type: 'number', isHidden: true },
  ],
  files: [
    { key: 'state', look: stateLook },
    { key: 'file' },
    { key: 'was_file' },
    { key: 'connector' },
    { key: 'was_records_read', head: 'were', type: 'number' },
    { key: 'records_read', head: 'records', type: 'number' },
    { key: 'sha256', isHidden: true },
    { key: 'was_sha256', isHidden: true },
  ],
  rules: [
    { key: 'rule' },
    { key: 'slug' },
    { key: 'examined_shown', head: 'examined' },
    { key: 'gap_shown', head: 'gaps' },
    { key: 'new_findings', head: 'new', type: 'number' },
    { key: 'changed', type: 'number' },
    { key: 'gone', type: 'number' },
    { key: 'resolved', type: 'number' },
    { key: 'persisting', type: 'number' },
    ...['examined', 'pass', 'gap', 'lead', 'insufficient', 'excepted']
      .flatMap((key) => [`was_${key}`, key])
      .map((key): ListingColumn => ({ key, type: 'number', isHidden: true })),
  ],
  figures: [
    { key: 'figure' },
    { key: 'part' },
    { key: 'was_number', head: 'was', type: 'number' },
    { key: 'number', head: 'is', type: 'number' },
  ],
  conditions: [
    { key: 'name' },
    { key: 'was_value', head: 'was' },
    { key: 'value', head: 'is' },
    { key: 'is_different', isHidden: true },
  ],
}
