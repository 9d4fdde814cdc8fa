/** What a chain was approved for beside what was done under it, and what it changed in what somebody may do. */
import { type Html, html } from './html.js'
import type { DeltaView, ScopeReading, ToldChain } from './rows/chain.js'
import { more, table } from './table.js'
import { count, reasonMeaning, timeTag } from './words.js'

/** Rows of one chain on the page. */
const mostPairs = 60

/** A sign for each reading, so that a column of them can be run down with the eye. */
const signs: Readonly<Record<ScopeReading, string>> = {
  'as asked': '=',
  'beside what was asked': '+',
  'standing approval': '+',
  'cannot be compared': '?',
  'nothing asked to compare with': '?',
  'not seen done': '−',
}

/** Things that a right is said to be on in a row; the steps have all of them. */
const mostThings = 4

const sideNames = { resource: 'thing', right: 'right' } as const

/** The approved scope and the executed one side by side; empty where neither is known. */
export function renderScopes(chain: ToldChain): Html {
  return html`${table(
    chain.corners.approved.events.length > 0
      ? 'Approved scope beside what was done'
      : 'Scope asked for, which no record approves, beside what was done',
    'Only what needs a request is compared. “Not seen done” says no more than that no record in these exports shows it.',
    ['Asked for', 'Done', 'Reading', '#Times', 'First (UTC)'],
    chain.scopes
      .slice(0, mostPairs)
      .map((pair) => [
        pair.asked === null
          ? html`<span class="soft">not asked for</span>`
          : html`<span class="id">${pair.asked}</span> <span class="kind">${sideNames[pair.side]}</span>`,
        pair.done === null
          ? html`<span class="soft">nothing</span>`
          : html`<span class="id">${pair.done}</span> <span class="kind">${sideNames[pair.side]}</span>${on(pair.done_on)}`,
        html`<span class="sign" aria-hidden="true">${signs[pair.reading]}</span>${pair.reading === 'beside what was asked' ? html`<strong class="unprovable">${pair.reading}</strong>` : pair.reading}`,
        pair.executions === 0 ? '–' : count(pair.executions),
        timeTag(pair.first_at),
      ]),
  )}${more(chain.scopes.length, 'pair', 'chains.json (`scopes` of the chain)', mostPairs)}`
}

function on(things: readonly string[]): Html {
  if (things.length === 0) return html``
  const left = things.length - mostThings
  return html`<br><span class="soft">on</span> ${things.slice(0, mostThings).map((thing, i) => html`${i > 0 ? ', ' : ''}<span class="id">${thing}</span>`)}${left > 0 ? html` <span class="soft">and ${count(left)} more</span>` : ''}`
}

/** What the chain gave and took, holder by holder, as a difference; empty where it changed no right. */
export function renderDeltas(chain: ToldChain): Html {
  if (chain.deltas.length === 0) return html``
  const holders = new Map<string, DeltaView[]>()
  for (const delta of chain.deltas.slice(0, mostPairs)) {
    const holder = delta.subject_person ?? delta.subject ?? delta.resource ?? 'whom the record does not name'
    const list = holders.get(holder)
    if (list) list.push(delta)
    else holders.set(holder, [delta])
  }
  return html`<h4>What somebody may do since</h4>${[...holders].map(
    ([holder, deltas]) => html`<div class="delta"><p class="delta-who">${holder}</p><ul>${deltas.map(line)}</ul></div>
`,
  )}${more(chain.deltas.length, 'change', 'chains.json (`deltas` of the chain)', mostPairs)}`
}

function line(delta: DeltaView): Html {
  const isMore = delta.change === 'add'
  const sign = isMore ? '+' : delta.change === 'remove' ? '−' : '±'
  const verb = isMore ? 'given' : delta.change === 'remove' ? 'taken' : 'changed'
  const what = delta.entitlement ?? delta.resource ?? delta.operation
  const isElsewhere = delta.entitlement !== null && delta.resource !== null && !delta.subject?.endsWith(delta.resource)
  return html`<li class="${isMore ? 'plus' : delta.change === 'remove' ? 'minus' : 'turn'}"><span class="sign" aria-hidden="true">${sign}</span><div><span class="soft">${verb}</span> <span class="id">${what}</span>${isElsewhere ? html` <span class="soft">on</span> <span class="id">${delta.resource}</span>` : ''}${delta.is_wildcard ? html` <strong class="unprovable">allows everything</strong>` : ''}
<small>${timeTag(delta.occurred_at)} ${delta.operation}${delta.expires_at === null ? '' : html`, ends ${timeTag(delta.expires_at)}`}${sequel(delta)}. ${before(delta)}</small>${state('Before', delta.before)}${state('After', delta.after)}</div></li>`
}

/** What became of what was given. */
function sequel(delta: DeltaView): Html {
  const at = delta.ended_at === null ? '' : html` ${timeTag(delta.ended_at)}`
  switch (delta.ended) {
    case 'held':
      return html`; <b>still held</b> when the records end`
    case 'removed':
      return html`; taken back${at}${delta.removal_task === null ? ', under no task' : html` under ${delta.removal_task}`}`
    case 'deleted':
      return html`; gone with what held it${at}`
    case 'expired':
      return html`; ran out${at}`
    case 'missing':
      return html`; no longer listed${at}`
    default:
      return html``
  }
}

function before(delta: DeltaView): Html {
  if (delta.known_by === 'record') return html`The record itself says what it found.`
  if (delta.known_by === 'replay') return html`What it found is replayed from lists and changes before it.`
  const why = delta.reason === null ? '' : ` (${reasonMeaning[delta.reason] ?? delta.reason})`
  return html`What was there before cannot be told${why}${delta.needs === null ? '' : `; it would take ${delta.needs}`}.`
}

function state(name: string, text: string | null): Html {
  return text === null
    ? html``
    : html`<details class="plain"><summary>${name}</summary><pre tabindex="0"><code>${text}</code></pre></details>`
}
