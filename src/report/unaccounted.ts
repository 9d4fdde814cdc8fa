/** Controlled executions that no task claims. */
import { type Html, html } from './html.js'
import type { Places, Plan } from './place.js'
import type { UnaccountedView } from './rows/chain.js'
import { fewRows, more, mostRows, pageNumbers, recordCell, table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted, timeTag } from './words.js'

/** Executions without a task that need an answer. */
export function openExecutions(view: CaseView): UnaccountedView[] {
  return view.unaccounted.filter(({ is_explained }) => !is_explained)
}

/** The section of the executions without a task: those that need an answer, then those that explain themselves. */
export function renderUnaccounted(view: CaseView, plan: Plan, places: Places): Html {
  const rows = openExecutions(view)
  const explained = view.unaccounted.filter(({ is_explained }) => is_explained)
  const reasons = [...new Set(explained.map(({ why }) => why))].map((why) => ({
    why,
    rows: explained.filter((row) => row.why === why),
  }))
  return html`<section id="unaccounted" aria-labelledby="unaccounted-h"><h2 id="unaccounted-h">Unaccounted executions</h2>
<p>Controlled actions that took effect and that no task claims.</p>
${rows.length === 0 ? html`<p class="note">There are none.</p>` : ''}${plan.isSplit ? inBrief(rows, plan, places) : inFull(rows)}
${
  explained.length === 0
    ? ''
    : html`<h3>Those that explain themselves</h3><p class="note">${counted(explained.length, 'execution')} without a task: the platform’s own actions, attempts without effect, and what a standing approval covers. chains.json lists each.</p>${table(
        'Explained executions',
        '',
        ['Why', '#Executions', 'Operations', 'First', 'Last'],
        reasons
          .sort((a, b) => b.rows.length - a.rows.length || (a.why < b.why ? -1 : 1))
          .slice(0, mostRows)
          .map(({ why, rows: own }) => [
            why,
            count(own.length),
            [...new Set(own.map(({ operation }) => operation))].sort().slice(0, 8).join(', '),
            timeTag(own[0]?.occurred_at ?? null),
            timeTag(own.at(-1)?.occurred_at ?? null),
          ]),
      )}`
}</section>
`
}

function inFull(rows: readonly UnaccountedView[]): Html {
  return html`${unaccountedTable(rows.slice(0, mostRows))}${more(rows.length, 'execution', 'chains.json')}`
}

function inBrief(rows: readonly UnaccountedView[], { unaccountedPages }: Plan, places: Places): Html {
  if (rows.length <= fewRows) return unaccountedTable(rows)
  return html`${unaccountedTable(rows.slice(0, fewRows))}<p class="note">The first ${count(fewRows)} of ${counted(rows.length, 'execution')}; all of them: ${pageNumbers(unaccountedPages, places)}</p>`
}

/** Executions without a task, each with its record. */
export function unaccountedTable(rows: readonly UnaccountedView[]): Html {
  return table(
    'Unaccounted executions',
    '',
    ['Time (UTC)', 'What, and on what', 'Who', 'Why it is here', 'Record'],
    rows.map((row) => [
      timeTag(row.occurred_at),
      html`${row.operation}${row.resource === null ? '' : html`<br><span class="id">${row.resource}</span>`}`,
      html`${row.person ?? html`<span class="id">${row.identity ?? '–'}</span>`}`,
      row.why,
      recordCell(row.file, row.record_no, row.native_id, row.event_id),
    ]),
  )
}
