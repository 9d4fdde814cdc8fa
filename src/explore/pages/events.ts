/** Pages of records: an event as we read it, and the record as it is written in the export. */
import { type Html, html } from '../../report/html.js'
import type { EventView } from '../../report/rows/tie.js'
import { timeTag } from '../../report/words.js'
import { identityLink, link, notesOn, type Page, to } from '../frame.js'
import type { Site } from '../site.js'
import { findingsIn, ties, waterfalls } from './findings.js'

/** Everything the case knows of the events that an id names: ours, or the vendor's. */
export async function eventPage(site: Site, id: string): Promise<Page | null> {
  const events = await site.events(id)
  const first = events[0]
  if (!first) return null
  const { links, candidates } = await site.ties(events.map(({ event_id }) => event_id))
  const findings = new Map(
    await Promise.all(
      events.map(async ({ event_id }) => [event_id, await site.findings({ event: event_id })] as const),
    ),
  )
  return {
    title: events.length === 1 ? first.operation : `${first.operation} and what else ${id} names`,
    body: html`${events.map(
      (
        event,
      ) => html`<section aria-label="${event.event_id}"><p class="meta"><span class="id">${event.event_id}</span> <span>${event.file}, record ${event.record_no}</span>${event.copies > 1 ? html` <span>and ${event.copies - 1} more in other exports</span>` : ''} <a href="${link('record', { id: event.event_id })}">Show the original record</a></p>
${fields(event)}
<h2>Findings that rest on it</h2>${findingsIn(findings.get(event.event_id) ?? { rows: [], total: 0 }, 'Findings', link('findings', { event: event.event_id }))}
${ties(links.filter(({ event_id }) => event_id === event.event_id))}${waterfalls(candidates.filter(({ event_id }) => event_id === event.event_id))}</section>`,
    )}${notesOn(site, 'event', first.event_id, first.operation)}`,
  }
}

/** The record behind an event as it is written, and whether the file is still the one that was analysed. */
export async function recordPage(site: Site, id: string): Promise<Page | null> {
  const event = (await site.events(id)).find(({ event_id }) => event_id === id)
  if (!event) return null
  const { record, line, sha256, isUnchanged } = await site.original(event)
  const pieces = inPieces(laidOut(record, event.format))
  return {
    title: `Record ${event.record_no} of ${event.file}`,
    body: html`<p class="meta">${to('event', event.event_id, event.operation)}${line === null ? '' : html` <span>line ${line}</span>`} <span>Secrets are taken out.</span></p>
${
  isUnchanged
    ? html`<p class="provable">The file is the one that was analysed: its SHA-256 is the same.</p>`
    : sha256 === null
      ? html`<p class="alert" role="alert">The file cannot be read to its end, so its SHA-256 cannot be checked.</p>`
      : html`<p class="alert" role="alert">The file is not the one that was analysed: its SHA-256 differs.</p>`
}
<p class="note">SHA-256 then <span class="id">${event.sha256 ?? '–'}</span>, now <span class="id">${sha256 ?? '–'}</span></p>
<pre tabindex="0" class="record-text"><code>${pieces}</code></pre>`,
  }
}

/** What each field is; those that lead somewhere are links. */
function fields(event: EventView): Html {
  const searched = (value: string) => html`<a class="id" href="${link('search', { q: `"${value}"` })}">${value}</a>`
  const rows: [string, Html | string | null][] = [
    ['time', timeTag(event.occurred_at)],
    ['stage', event.stage],
    ['activity', event.activity],
    ['outcome', event.outcome],
    ['decision', event.decision],
    ['change class', event.change_class],
    ['connector', event.connector],
    ['vendor id', event.native_id],
    ['account', event.actor === null ? null : identityLink(null, event.actor)],
    ['person', event.person === null ? null : identityLink(event.person, null, event.kind)],
    [
      'on behalf of',
      event.on_behalf_of?.length
        ? html`${event.on_behalf_of.map((one, i) => html`${i > 0 ? ', ' : ''}${identityLink(null, one)}`)}`
        : null,
    ],
    ['for whom', event.subject === null ? null : identityLink(null, event.subject)],
    [
      'right',
      event.entitlement === null
        ? null
        : html`<a class="id" href="${link('holds', { name: event.entitlement })}">${event.entitlement}</a>`,
    ],
    ['on what', event.resource === null ? null : searched(event.resource)],
    ['change', event.change],
    ['credential', event.credential === null ? null : searched(event.credential)],
    ['issued credential', event.issued_credential === null ? null : searched(event.issued_credential)],
    ['session', event.session === null ? null : searched(event.session)],
    ['address', event.source_ip === null ? null : searched(event.source_ip)],
    [
      'names',
      event.refs?.length
        ? html`${event.refs.map((one, i) => html`${i > 0 ? ', ' : ''}${to('task', one, one)}`)}`
        : null,
    ],
    ['text', event.text === null ? null : html`<span class="words">${event.text}</span>`],
  ]
  return html`<dl class="qa fields">${rows.map(([name, value]) => (value === null || value === '' ? '' : html`<dt>${name}</dt><dd>${value}</dd>`))}</dl>`
}

/** JSON is laid out to be read; everything else stays as it is written. */
function laidOut(record: string, format: string | null): string {
  if (!format?.startsWith('json') || record.length > 1_000_000) return record
  try {
    return JSON.stringify(JSON.parse(record), null, 2)
  } catch {
    return record
  }
}

/** A page cuts long values short; a record is shown whole, so it is handed over in pieces that never part a character. */
function inPieces(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + 3000, text.length)
    const code = text.charCodeAt(end - 1)
    if (end < text.length && code >= 0xd800 && code <= 0xdbff) end--
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
