/** `event`: the original record of an event, from the exported file, whose hash is checked; how we read it, and which tasks it may belong to. */
import type { Connector } from '../connector.js'
import { UserError } from '../errors.js'
import { originalOf } from '../pipeline.js'
import { redact, redactJson } from '../redact.js'
import type { CandidateView, EventView } from '../report/rows/tie.js'
import { readCandidates, readEvents } from '../report/view.js'
import { counted, plainTime } from '../report/words.js'
import { formatTime } from '../time.js'
import { withCase } from './case.js'
import { harmlessJson, type Output, printListing } from './listing.js'
import { styled, type Terminal, text } from './terminal.js'
import { printCandidates } from './waterfall.js'

/** Shows the events an id names, each with its record as it is written in the export. Secrets are redacted unless asked for. */
export async function showEvent(
  terminal: Terminal,
  folder: string,
  id: string,
  output: Output,
  connectors: readonly Connector[],
  options: { readonly showSecrets?: boolean; readonly root?: string },
): Promise<void> {
  const { events, candidates } = await withCase(
    folder,
    async (store) => {
      const found = await readEvents(store, id)
      return {
        events: found,
        candidates: await readCandidates(
          store,
          found.map(({ event_id }) => event_id),
        ),
      }
    },
    'models',
  )
  if (events.length === 0)
    throw new UserError(`no event ${id} in this case`, {
      hint: 'an event id from a finding or a task, or the vendor’s own id; rejected records are under `approvenance coverage rejects`',
    })
  const shown: Shown[] = []
  for (const event of events) {
    const before = shown.find((one) => one.event.file === event.file && one.event.record_no === event.record_no)
    const record = before ?? (await original(folder, event, connectors, options))
    shown.push({ ...record, event, candidates: candidates.filter(({ event_id }) => event_id === event.event_id) })
  }
  if (output === 'json') terminal.out(harmlessJson(shown.map(asJson)))
  else if (output === 'csv') {
    const rows = shown.map(asJson).map(({ candidates, ...row }) => row)
    printListing(
      terminal,
      output,
      Object.keys(rows[0]!).map((key) => ({ key })),
      rows,
    )
  } else
    for (const [i, one] of shown.entries())
      printEvent(
        terminal,
        one,
        shown.slice(0, i).some(({ record }) => record === one.record),
      )
}

interface Shown {
  readonly event: EventView
  /** The tasks it was considered for. */
  readonly candidates: readonly CandidateView[]
  /** The record as it is written. */
  readonly record: string
  readonly line: number | null
  /** SHA-256 of the file as it is now; null when it cannot be read to its end. */
  readonly sha256_now: string | null
  /** Whether the file is still the one that was analysed. */
  readonly is_unchanged: boolean
}

async function original(
  folder: string,
  event: EventView,
  connectors: readonly Connector[],
  options: { readonly showSecrets?: boolean; readonly root?: string },
): Promise<Omit<Shown, 'event' | 'candidates'>> {
  const found = await originalOf(folder, event, connectors, options.root)
  return {
    record: options.showSecrets ? found.text : hide(found.text, event.format),
    line: found.line,
    sha256_now: found.sha256,
    is_unchanged: found.isUnchanged,
  }
}

function hide(record: string, format: string | null): string {
  return format?.startsWith('json') ? redactJson(record) : redact(record)
}

function asJson({ event, ...rest }: Shown) {
  return { ...event, occurred_at: formatTime(event.occurred_at), ...rest }
}

function printEvent(terminal: Terminal, shown: Shown, isRepeated: boolean) {
  const { out } = terminal
  const { event } = shown
  out(text`${styled('bold', event.event_id)}  ${event.operation}  ${styled('dim', event.native_id ?? '')}`)
  const copies = event.copies > 1 ? `, and ${counted(event.copies - 1, 'copy', 'copies')} in other exports` : ''
  out(text`${event.file}, record ${event.record_no}${shown.line === null ? '' : `, line ${shown.line}`}${copies}`)
  out(verdictOf(shown))
  for (const [name, value] of Object.entries(event)) {
    if (
      value === null ||
      ['event_id', 'native_id', 'file', 'record_no', 'operation', 'copies', 'sha256', 'format'].includes(name)
    )
      continue
    const said =
      name === 'occurred_at'
        ? `${plainTime(event.occurred_at)} UTC`
        : Array.isArray(value)
          ? value.join(', ')
          : String(value)
    if (said !== '') out(text`  ${styled('dim', name.padEnd(18))}${said}`)
  }
  printCandidates(terminal, shown.candidates)
  out('')
  if (isRepeated) out(styled('dim', 'the same record as above'))
  else out(indented(shown.record, event.format))
  out('')
}

function verdictOf({ is_unchanged, sha256_now }: Shown) {
  if (is_unchanged) return styled('green', 'the file is the one that was analysed: its SHA-256 is the same')
  if (sha256_now === null)
    return styled('yellow', 'the file cannot be read to its end, so its SHA-256 cannot be checked')
  return styled('red', 'the file is not the one that was analysed: its SHA-256 differs')
}

/** JSON is laid out to be read; everything else stays as it is written. */
function indented(record: string, format: string | null): string {
  if (!format?.startsWith('json') || record.length > 1_000_000) return record
  try {
    return JSON.stringify(JSON.parse(record), null, 2)
  } catch {
    return record
  }
}
