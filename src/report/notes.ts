/** What named people noted on the case: beside the findings, and no part of any verdict. */
import type { Note, Notes } from '../notes.js'
import { type Html, html } from './html.js'
import type { Places } from './place.js'
import { table } from './table.js'
import { counted } from './words.js'

/** The notes of the case, by what they are about; empty where there are none. */
export function renderNotes({ notes, seal, problem }: Notes, places: Places, findings: ReadonlySet<string>): Html {
  if (notes.length === 0 && problem === null) return html``
  return html`<section id="notes" aria-labelledby="notes-h"><h2 id="notes-h">Notes</h2>
<p>What named people think of it. Names are as they were entered: nobody checked them. A note changes no verdict; what excuses a finding is a waiver.</p>
${problem === null ? '' : html`<p class="alert"><strong>The notes cannot be trusted from there on:</strong> ${problem} (notes.jsonl).</p>`}
${table(
  'Notes',
  seal === null ? '' : `${counted(notes.length, 'note')} in notes.jsonl; seal of the last line ${seal}.`,
  ['#Note', 'About', 'By', 'Written (UTC)', 'Says', 'Note'],
  notes.map((note) => [
    String(note.no),
    subject(note, places, findings),
    note.by,
    html`<time datetime="${note.at}">${note.at.slice(0, 19).replace('T', ' ')}</time>`,
    note.withdraws === null ? note.stance : `withdraws note ${note.withdraws}`,
    html`<q>${note.text}</q>${note.withdrawn_by === null ? '' : html`<small class="soft">withdrawn by note ${note.withdrawn_by}</small>`}`,
  ]),
)}</section>
`
}

/** What a note is about, as a link where the report tells it. */
function subject({ about }: Note, places: Places, findings: ReadonlySet<string>): Html {
  const name = html`${about.kind === 'case' ? 'the case' : about.kind} ${about.kind === 'case' ? '' : about.name}`
  const where =
    about.kind === 'finding' && findings.has(about.id)
      ? places.finding(about.id)
      : about.kind === 'task'
        ? places.chain(about.id)
        : null
  return where === null ? name : html`<a href="${where}">${name}</a>`
}
