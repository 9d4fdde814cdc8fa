/** Certification campaigns of this tool: what reviewers decided, read back so that rules can ask whether it was done. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { historyLineOf } from './record.js'

/** Reads `history.jsonl` of a campaign. */
export const certification: Connector = {
  id: 'certification',
  title: 'Access certification campaigns of `approvenance certify` (history.jsonl)',
  system: 'iam',
  holds: ['review'],
  aliases: ['certification'],
  neverLogs: ['what a reviewer looked at before deciding', 'decisions that were never imported'],
  exportName: 'history.jsonl of the campaign',
  lagSeconds: 0,
  looksLike,
  normalize,
}

function looksLike({ format, records }: ExportHead): boolean {
  return (
    ['json-lines', 'json-object', 'json-values'].includes(format) &&
    records.length > 0 &&
    records.every((record) => historyLineOf(record) !== null)
  )
}
