/** Controlled executions that no task claims. */
import { type Html, html } from './html.js'
import type { UnaccountedView } from './rows/chain.js'
import { more, mostRows, recordCell, table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted, timeTag } from './words.js'

/** Executions without a task that need an answer. */
export function openExecutions(view: CaseView): UnaccountedView[] {
  return view.unaccounted.filter(({ is_explained }) => !is_explained)
}

/** The section of the executions without a task: those that need an answer, then those that explain themselves. */
export function renderUnaccounted(view: CaseView): Html {
  const rows = openExecutions(view)
  const explained = view.unaccounted.filter(({ is_explained }) => is_explained)
  const reasons = [...new Set(explained.map(({ why }) => why))].map((why) => ({
    why,
    rows: explained.filter((row) => row.why === why),
  }))
  return html`<section id="unaccounted" aria-labelledby="unaccounted-h"><h2 id="unaccounted-h">Unaccounted executions</h2>
<p>Controlled actions that took effect and that no task claims.</p>
${rows.length === 0 ? html`<p class="note">There are none.</p>` : ''}${unaccountedTable('Unaccounted executions', rows)}
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

function unaccountedTable(caption: string, rows: readonly UnaccountedView[]): Html {
  return html`${table(
    caption,
    '',
    ['Time (UTC)', 'What', 'Who', 'On what', 'Why it is here', 'Record'],
    rows
      .slice(0, mostRows)
      .map((row) => [
        timeTag(row.occurred_at),
        row.operation,
        html`${row.person ?? html`<span class="id">${row.identity ?? '–'}</span>`}`,
        html`<span class="id">${row.resource ?? '–'}</span>`,
        row.why,
        recordCell(row.file, row.record_no, row.native_id, row.event_id),
      ]),
  )}${more(rows.length, 'execution', 'chains.json')}`
}
