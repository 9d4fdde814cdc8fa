/** Agents, workloads and shared accounts: who answers for each, what it holds, how old that is, what it did and what was found. */
import { type Html, html } from './html.js'
import { clip, round, scaleLinear } from './plot.js'
import type { Figures, LastingCredentialView, MachineView } from './rows/figures.js'
import { more, mostRows, table } from './table.js'
import { count, counted, duration, plainTime, timeTag } from './words.js'

const second = 1_000_000
/** Credentials in the drawing of ages; the table has more. */
const mostDrawn = 30

const kindNames: Readonly<Record<string, string>> = {
  agent: 'AI agents',
  workload: 'Workloads',
  group: 'Shared accounts',
}

/** The section about everything that acts and is no person. */
export function renderMachines(figures: Figures): Html {
  const kinds = [...new Set(figures.machines.map(({ kind }) => kind))]
  return html`<section id="machines" aria-labelledby="machines-h"><h2 id="machines-h">Agents and machines</h2>
<p>Everything that acts and is no person, and whatever else an owner is listed for. Somebody must answer for each. A dash means that no record says so, which is not the same as none.</p>
${figures.machines.length === 0 ? html`<p class="note">No agent, workload or shared account acts in these exports.</p>` : ''}
${kinds.map((kind) => {
  const rows = figures.machines.filter((row) => row.kind === kind)
  return html`${machineTable(kindNames[kind] ?? 'Others', rows)}`
})}
<h3>Credentials that nothing ends</h3>${renderLastingCredentials(figures.lastingCredentials)}</section>
`
}

function machineTable(caption: string, rows: readonly MachineView[]): Html {
  return html`${table(
    `${caption} (${count(rows.length)})`,
    '',
    ['Name', 'Who answers for it', 'Credentials', '#Rights', 'Seen (UTC)', '#Changes', '#Tasks', 'Findings'],
    rows
      .slice(0, mostRows)
      .map((row) => [
        html`<span class="id">${row.subject}</span>${row.people.length > 0 ? html`<br><span class="soft">used by ${listed(row.people)}</span>` : ''}`,
        owner(row),
        credentials(row),
        count(row.rights),
        row.last_at === null
          ? html`<span class="soft">never</span>`
          : html`${timeTag(row.last_at)}<br><span class="soft">first ${plainTime(row.first_at).slice(0, 10)}${row.silent_us !== null && row.silent_us > 0 ? `, silent for ${duration(row.silent_us / second)}` : ''}</span>`,
        count(row.changes),
        count(row.tasks),
        found(row),
      ]),
  )}${more(rows.length, 'name', 'queries/report/machines.sql, asked of case.duckdb,')}`
}

function owner(row: MachineView): Html {
  const isFine = row.answered_by === 'a named person'
  return html`${isFine ? row.answered_by : row.answered_by === 'not on record' ? html`<span class="soft">not on record: no inventory was supplied that would say</span>` : html`<strong class="unprovable">${row.answered_by}</strong>`}${(row.owners ?? []).map((one) => html`<br><span class="soft">${one}</span>`)}`
}

function credentials(row: MachineView): Html {
  if (row.credentials === null) return html`–`
  const lasting = row.lasting ?? 0
  return html`${count(row.credentials)}${
    lasting === 0
      ? ''
      : html`, <b>${count(lasting)} lasting</b>${row.oldest_us === null ? '' : html`<br><span class="soft nw">oldest ${age(row.oldest_us, row.is_older === true)}</span>`}`
  }`
}

function found(row: MachineView): Html {
  const parts = [
    row.gaps > 0 ? html`<strong class="unprovable">${counted(row.gaps, 'gap')}</strong>` : null,
    row.leads > 0 ? html`${counted(row.leads, 'lead')}` : null,
    row.undecided > 0 ? html`<span class="soft">${count(row.undecided)} undecided</span>` : null,
  ].filter((part) => part !== null)
  return parts.length === 0
    ? html`<span class="soft">none</span>`
    : html`${parts.map((part, i) => html`${i > 0 ? ', ' : ''}<span class="nw">${part}</span>`)}`
}

/** Keys and secrets that live until somebody removes them: a bar for the age of each, with its last use, and the numbers. */
export function renderLastingCredentials(rows: readonly LastingCredentialView[]): Html {
  if (rows.length === 0)
    return html`<p class="note">No record shows a credential that lives until somebody removes it.</p>`
  return html`${ages(rows)}${table(
    'Credentials that live until somebody removes them',
    '“At least”: the records show only that it was there by then.',
    [
      'Credential',
      'Held by',
      'Age',
      'Last use (UTC)',
      '#Uses',
      '#Changes',
      '#Tasks',
      '#Under no task',
      'Standing approval',
    ],
    rows
      .slice(0, mostRows)
      .map((row) => [
        html`<span class="id">${row.credential}</span><br><span class="soft">${row.system ?? ''}</span>`,
        html`${row.person ?? row.identity ?? html`<span class="soft">nobody known</span>`}${row.kind !== null && row.kind !== 'human' ? html` <span class="kind ${row.kind}">${row.kind}</span>` : ''}`,
        row.age_us === null
          ? '–'
          : html`<span class="nw">${age(row.age_us, row.is_older)}</span><br><span class="soft">${row.made_basis ?? ''}</span>`,
        row.last_used_at === null ? html`<span class="soft">no use on record</span>` : timeTag(row.last_used_at),
        count(row.uses),
        count(row.executions),
        count(row.tasks),
        row.strays === 0 ? '0' : html`<strong class="unprovable">${count(row.strays)}</strong>`,
        row.standing_approval ?? '–',
      ]),
  )}${more(rows.length, 'credential', 'queries/report/lasting_credentials.sql, asked of case.duckdb,')}`
}

const frame = { width: 760, left: 190, right: 70, top: 22, row: 18 } as const

/** Ages on a line of time that ends with the case: from when it was made, or first seen, to its last use and beyond. */
function ages(rows: readonly LastingCredentialView[]): Html {
  const known = rows.filter((row): row is LastingCredentialView & { age_us: number } => row.age_us !== null)
  const drawn = known.slice(0, mostDrawn)
  const oldest = Math.max(0, ...drawn.map(({ age_us }) => age_us))
  if (oldest === 0) return html``
  const day = 86_400 * second
  const inDays = scaleLinear([oldest / day, 0], [frame.left, frame.width - frame.right])
  const x = (micros: number) => inDays(micros / day)
  const bottom = frame.top + drawn.length * frame.row
  const oldestOf = drawn.find(({ age_us }) => age_us === oldest)
  return html`<div class="scroll drawing" tabindex="0" role="group" aria-label="Ages of lasting credentials"><svg class="plot" viewBox="0 0 ${frame.width} ${bottom + 6}" role="img" aria-labelledby="ages-t ages-d">
<title id="ages-t">Ages of credentials that nothing ends</title><desc id="ages-d">${counted(drawn.length, 'credential')}${known.length > drawn.length ? ` of ${count(known.length)}` : ''}; the oldest, ${oldestOf?.credential ?? ''}, is ${age(oldest, oldestOf?.is_older ?? false)}. The table that follows has the ages and the last use of each.</desc>
${inDays
  .ticks(5)
  .filter(Number.isInteger)
  .map(
    (at) =>
      html`<line class="grid" x1="${round(inDays(at))}" x2="${round(inDays(at))}" y1="${frame.top - 6}" y2="${bottom}"/><text x="${round(inDays(at))}" y="${frame.top - 10}" text-anchor="middle">${at === 0 ? 'end of the case' : `${count(at)} d before`}</text>`,
  )}
${drawn.map((row, i) => {
  const y = frame.top + i * frame.row + frame.row / 2
  const used = row.silent_us === null ? null : Math.min(Math.max(0, row.silent_us), row.age_us)
  return html`<g><title>${row.credential}: ${age(row.age_us, row.is_older)}, ${used === null ? 'no use on record' : `last used ${plainTime(row.last_used_at)}`}</title><text class="measure" x="${frame.left - 10}" y="${y + 3.5}" text-anchor="end">${clip(row.credential.replace(/^[a-z]+:/, ''), 28)}</text>${row.is_older ? html`<line class="endless" x1="${frame.left - 6}" x2="${round(x(row.age_us))}" y1="${y}" y2="${y}"/>` : ''}<rect class="area life" x="${round(x(row.age_us))}" y="${y - 4}" width="${round(Math.max(2, x(0) - x(row.age_us)))}" height="8"/>${used === null ? '' : html`<line class="last-use" x1="${round(x(used))}" x2="${round(x(used))}" y1="${y - 7}" y2="${y + 7}"/>`}</g>
`
})}
</svg><ul class="key"><li><svg width="26" height="8" aria-hidden="true"><rect class="area life" width="26" height="8"/></svg> on record</li><li><svg width="26" height="8" aria-hidden="true"><line class="endless" x1="0" x2="26" y1="4" y2="4"/></svg> may be older</li><li><svg width="6" height="14" aria-hidden="true"><line class="last-use" x1="3" x2="3" y1="0" y2="14"/></svg> last use</li></ul></div>`
}

function age(micros: number, isAtLeast: boolean): string {
  return `${isAtLeast ? 'at least ' : ''}${duration(micros / second)}`
}

function listed(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(', ')
    : `${names.slice(0, 4).join(', ')} and ${counted(names.length - 4, 'other')}`
}
