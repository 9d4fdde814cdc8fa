/** How the report came about: method, version, parameters, reference data, the hash of every input. */
import { type Html, html } from './html.js'
import { more, mostRows, table } from './table.js'
import type { CaseView } from './view.js'
import { count } from './words.js'

/** The section of the method; `elsewhere` are links to the pages that have the hash of every file, where there are such pages. */
export function renderMethod(view: CaseView, elsewhere: Html | null = null): Html {
  const { about, settings } = view
  const parameters = Object.entries(about.parameters).filter(([, value]) => value !== null && value !== undefined)
  return html`<section id="method" aria-labelledby="method-h"><h2 id="method-h">Method</h2>
<p>Exports were read record by record into canonical tables; each row keeps the file and record it came from. Accounts were resolved to persons only on stated
evidence. Records were tied to tasks by explicit references, by the credential they used, by session, and last by identity, resource and time; every tie carries its
method and a confidence. Rules then examined whole populations. A rule may say “gap” only where the logs that could hold the answer cover the time in question, where the clocks
allow the order it claims, where the tie is at least 0.8, and where the persons are known on evidence. Times of two systems count as ordered only beyond ${count(settings.skew_tolerance_us / 1_000_000)} s.</p>
<p class="note">Written by approvenance ${about.version}. The same exports, version and parameters give this file byte for byte.</p>
${table(
  'Parameters',
  '',
  ['Name', 'Value'],
  parameters.map(([name, value]) => [
    name,
    html`<span class="id">${typeof value === 'string' ? value : JSON.stringify(value)}</span>`,
  ]),
)}
${table(
  'Reference data',
  'What you told us about your organisation, and what each missing file would make possible.',
  ['File', 'Rows', 'What it is for'],
  about.reference.map((one) => [
    one.name,
    one.file === null
      ? html`<span class="soft">not supplied</span>`
      : html`${count(one.rows)} <span class="id soft">${one.file}</span>`,
    one.use,
  ]),
)}
${elsewhere === null ? hashes(view) : html`<p class="note">SHA-256 of every input file: ${elsewhere}</p>`}</section>
`
}

function hashes(view: CaseView): Html {
  return html`<details class="plain"><summary>SHA-256 of every input file</summary>${table(
    'Input files',
    'As they lie on disk; members of an archive as they were after unpacking.',
    ['File', 'SHA-256'],
    view.sources
      .slice(0, mostRows * 5)
      .map((source) => [
        html`<span class="id">${source.file}</span>`,
        html`<span class="id">${source.sha256 ?? 'could not be read'}</span>`,
      ]),
  )}${more(view.sources.length, 'file', 'manifest.json', mostRows * 5)}</details>`
}
