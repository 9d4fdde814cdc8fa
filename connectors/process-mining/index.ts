/** Process-mining logs: XES, and tables with a case, an activity and a time in every row. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { columnsOf } from './record.js'

export const processMining: Connector = {
  id: 'process-mining',
  title: 'Process-mining event logs (XES, CSV with case id)',
  system: 'ticketing',
  elements: ['event'],
  holds: ['request', 'disposition', 'approval', 'execution', 'context'],
  neverLogs: ['what was changed in which system', 'who read a case'],
  lagSeconds: 86_400,
  aliases: ['process'],
  refs: ['case'],
  exportName: 'the event log of the process',
  looksLike,
  normalize,
}

/** XES says so in its first element; a table has columns for case, activity and time. */
function looksLike({ format, text, header }: ExportHead): boolean {
  if (format === 'csv') return columnsOf(header) !== null
  if (format !== 'xml') return false
  const log = /<(?:\w+:)?log\b[^>]*>/.exec(text)
  return log !== null && (/xes/i.test(log[0]) || /\.xesext"|<trace\b/.test(text))
}
