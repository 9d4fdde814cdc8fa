/** ATIF: trajectories of agents of any make, as Harbor and its exporters write them. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isTrajectory } from './record.js'

/** Reads agent trajectories. */
export const atif: Connector = {
  id: 'atif',
  title: 'Agent trajectories (ATIF 1.0 to 1.7)',
  system: 'agent',
  holds: ['request', 'recommendation', 'execution', 'context'],
  neverLogs: [
    'who the user is, and who allowed a call',
    'when a call ended, and when each of several calls of one step was made',
    'what a tool did beyond what it answered',
  ],
  lagSeconds: 60,
  refs: ['run:'],
  exportName: 'ATIF trajectories',
  looksLike: ({ format, records }: ExportHead) => format.startsWith('json') && records.some(isTrajectory),
  normalize,
}
