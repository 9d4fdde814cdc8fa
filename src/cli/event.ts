/** `event`: one event as we read it, and where its record lies. */
import type { Connector } from '../connector.js'
import { UserError } from '../errors.js'
import { type EventView, readEvents } from '../report/view.js'
import { counted, plainTime } from '../report/words.js'
import { formatTime } from '../time.js'
import { withCase } from './case.js'
import { harmlessJson, type Output, printListing } from './listing.js'
import { styled, type Terminal, text } from './terminal.js'

/** Shows the events an id names, each with its file and record number. */
export async function showEvent(
  terminal: Terminal,
  folder: string,
  id: string,
  output: Output,
  _connectors: readonly Connector[],
  _options: { readonly showSecrets?: boolean; readonly root?: string },
): Promise<void> {
  const events = await withCase(folder, (store) => readEvents(store, id), 'models')
  if (events.length === 0)
    throw new UserError(`no event ${id} in this case`, {
      hint: 'an event id from a finding or a task, or the vendor’s own id; records that were rejected are under `approvenance coverage rejects`',
    })
  if (output === 'json')
    terminal.out(harmlessJson(events.map((event) => ({ ...event, occurred_at: formatTime(event.occurred_at) }))))
  else if (output === 'csv')
    printListing(
      terminal,
      output,
      Object.keys(events[0]!).map((key) => ({ key, ...(key === 'occurred_at' ? { type: 'time' as const } : {}) })),
      events,
    )
  else for (const event of events) printEvent(terminal, event)
}

function printEvent(terminal: Terminal, event: EventView) {
  const { out } = terminal
  out(text`${styled('bold', event.event_id)}  ${event.operation}  ${styled('dim', event.native_id ?? '')}`)
  out(
    text`${event.file}, record ${event.record_no}${event.copies > 1 ? `, and ${counted(event.copies - 1, 'copy', 'copies')} in other exports` : ''}`,
  )
  for (const [name, value] of Object.entries(event)) {
    if (value === null || ['event_id', 'native_id', 'file', 'record_no', 'operation', 'copies'].includes(name)) continue
    const shown =
      name === 'occurred_at'
        ? `${plainTime(event.occurred_at)} UTC`
        : Array.isArray(value)
          ? value.join(', ')
          : String(value)
    if (shown !== '') out(text`  ${styled('dim', name.padEnd(18))}${shown}`)
  }
}
