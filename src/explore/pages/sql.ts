/** The SQL console: anybody's question to the case, which can be neither written nor left. */
import { csvCell } from '../../csv-cell.js'
import { UserError } from '../../errors.js'
import { type Html, html } from '../../report/html.js'
import type { TableView } from '../../report/rows/search.js'
import { table } from '../../report/table.js'
import { count, counted, plainTime } from '../../report/words.js'
import type { Row } from '../../store/store.js'
import { formatTime } from '../../time.js'
import { link, type Page } from '../frame.js'
import { type Most, mostOf, type Site } from '../site.js'

const examples = [
  ['Grades by system', 'select system, grade, count(*) as tasks from fct_chains group by all order by all'],
  [
    'Who approves whom',
    "select decision.decider, task.requester_person, count(*) as decisions\nfrom fct_decisions as decision\njoin fct_tasks as task using (task)\nwhere decision.decision = 'approved'\ngroup by all order by decisions desc",
  ],
  [
    'Sessions that outlived their task',
    'select credential, task, person, expires_at, last_use_hi, uses\nfrom fct_credentials\nwhere task is not null order by expires_at desc nulls last limit 50',
  ],
  ['Population of each rule', 'select * from populations order by gap desc'],
] as const

/** The console; `sql` is null until something was asked. `gone` says when nobody waits for the answer any more. */
export async function sqlPage(site: Site, sql: string | null, prefilled: string, gone?: AbortSignal): Promise<Page> {
  const text = sql ?? prefilled
  return {
    title: 'SQL',
    body: html`<p>One question in DuckDB’s SQL. The case is open read-only, without files or network; an answer may take 30 s. The tables of facts are explained in docs/models.md.</p>
<form class="console" action="sql" method="post"><label for="sql">Question</label><textarea id="sql" name="sql" rows="8" spellcheck="false" autocapitalize="off" autocomplete="off" required>${text}</textarea>
<button name="as" value="page">Run (Ctrl+Enter)</button> <button name="as" value="csv">As CSV</button></form>
${sql === null ? '' : await answer(site, sql, gone)}
<h2>To start from</h2><ul>${examples.map(([name, one]) => html`<li><a href="${link('sql', { q: one })}">${name}</a></li>`)}</ul>
<h2>Tables</h2>${tableList(await site.tables())}`,
  }
}

/** An answer as CSV, harmless to a spreadsheet. Throws UserError when the question does not run, or has more rows than may be handed out. */
export async function answerCsv(site: Site, sql: string, gone?: AbortSignal): Promise<string> {
  const { columns, rows, isMore } = await attempt(site, sql, mostOf.csv, gone)
  if (isMore)
    throw new UserError(`the answer has more than ${count(rows.length)} rows, too many for a browser`, {
      hint: `approvenance sql "…" --case ${site.folder} --output csv gives all of them`,
    })
  const lines = [
    columns.map(({ name }) => csvCell(name)),
    ...rows.map((row) => columns.map((column) => cell(column, row))),
  ]
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

function cell({ name, type }: { name: string; type: string }, row: Row): string {
  const value = row[name]
  return typeof value === 'number' && !isTime(type) ? String(value) : csvCell(shown(value, type, true))
}

async function answer(site: Site, sql: string, gone: AbortSignal | undefined): Promise<Html> {
  let given: Awaited<ReturnType<Site['ask']>>
  try {
    given = await attempt(site, sql, mostOf.page, gone)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return html`<p class="alert" role="alert">${error.message}</p>`
  }
  const { columns, rows, isMore } = given
  const said = isMore
    ? `The first ${counted(rows.length, 'row')} are shown, and there are more; “As CSV” has all of them.`
    : counted(rows.length, 'row')
  return html`<p role="status">${said}</p>${table(
    'Answer',
    '',
    columns.map(({ name, type }) => (/INT|DOUBLE|FLOAT|DECIMAL/.test(type) && !type.includes('[') ? `#${name}` : name)),
    rows.map((row) => columns.map(({ name, type }) => shown(row[name], type, false))),
  )}`
}

async function attempt(site: Site, sql: string, most: Most, gone: AbortSignal | undefined) {
  const statement = sql.trim().replace(/;+\s*$/, '')
  if (statement === '') throw new UserError('nothing was asked')
  try {
    return await site.ask(statement, most, gone)
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n  in: ')[0] ?? cause.message) : String(cause)
    throw new UserError(`the question does not run: ${message}`, { cause })
  }
}

function shown(value: unknown, type: string, isExact: boolean): string {
  if (value === null || value === undefined) return isExact ? '' : '–'
  if (typeof value === 'number' && isTime(type)) return isExact ? formatTime(value) : plainTime(value)
  if (Array.isArray(value)) return value.map((one) => shown(one, type.replace(/\[\]$/, ''), isExact)).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function isTime(type: string): boolean {
  return type.startsWith('TIMESTAMP')
}

function tableList(columns: readonly TableView[]): Html {
  const tables = new Map<string, TableView[]>()
  for (const one of columns) tables.set(one.table, [...(tables.get(one.table) ?? []), one])
  return html`<div class="tables">${[...tables].map(
    ([name, own]) =>
      html`<details class="plain"><summary><code>${name}</code> <span class="soft">${counted(own[0]!.rows, 'row')}</span></summary><p><a href="${link('sql', { q: `select * from ${name} limit 100` })}">ask it</a></p><ul class="tight">${own.map(({ column, type }) => html`<li><code>${column}</code> <span class="soft">${type.toLowerCase()}</span></li>`)}</ul></details>`,
  )}</div>`
}
