/** How much can be proven, and which corners the records show: grades in figures. */
import { type Html, html } from './html.js'
import type { CornerName } from './rows/chain.js'
import { table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted, gradeMeaning } from './words.js'

/** Grades, corners and rules at a glance. */
export function renderGlance(view: CaseView): Html {
  const total = view.chainHeads.length
  const gradeCount = (grade: string | null) =>
    view.grades.filter((row) => row.grade === grade).reduce((sum, row) => sum + row.chains, 0)
  const led = view.grades.filter(({ grade }) => grade !== null)
  const changes = led.reduce((sum, row) => sum + row.chains, 0)
  const cornerCount = (name: CornerName) => led.reduce((sum, row) => sum + row[name], 0)
  const systems = [...new Set(view.grades.map(({ system }) => system))]
  return html`${
    total === 0
      ? html`<p class="alert">No task was found in the exports, so nothing can be grouped by task. Controlled executions, if any, are listed under <a href="#unaccounted">Unaccounted</a>.</p>`
      : html`<h3>How much can be proven</h3>
<div class="bars">
${['provable', 'partial', 'unprovable'].map((grade) => bar(grade, gradeCount(grade), changes, grade))}
</div>
<p class="note">Provable: ${gradeMeaning.provable}. Partial: ${gradeMeaning.partial}. Unprovable: ${gradeMeaning.unprovable}. Provable says that the records show what happened, not that it was right: that somebody approved their own request can be proven, too.${gradeCount(null) > 0 ? html` ${counted(gradeCount(null), 'task')} led to no controlled change, so there is nothing to prove.` : ''}</p>
<h3>Which corners the records show, of the tasks that led to a change</h3>
<div class="bars">
${bar('Who asked', cornerCount('asked'), changes, 'corner')}${bar('Who approved', cornerCount('approved'), changes, 'corner')}${bar('Which identity executed', cornerCount('executed'), changes, 'corner')}${bar('What changed', cornerCount('changed'), changes, 'corner')}
</div>
${
  systems.length > 1
    ? table(
        'Chains by system and grade',
        '',
        ['System', '#Chains', '#Provable', '#Partial', '#Unprovable', '#No controlled change', '#Executions'],
        systems.map((system) => {
          const rows = view.grades.filter((row) => row.system === system)
          const of = (grade: string | null) =>
            count(rows.filter((row) => row.grade === grade).reduce((sum, row) => sum + row.chains, 0))
          return [
            system,
            count(rows.reduce((sum, row) => sum + row.chains, 0)),
            of('provable'),
            of('partial'),
            of('unprovable'),
            of(null),
            count(rows.reduce((sum, row) => sum + (row.executions ?? 0), 0)),
          ]
        }),
      )
    : ''
}`
  }`
}

function bar(name: string, value: number, total: number, look: string): Html {
  const width = total === 0 ? 0 : Math.round((value / total) * 10_000) / 100
  return html`<div class="bar-row"><span class="${look}">${name}</span><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="14"/><rect class="${look}" width="${width}" height="14"/></svg><span class="v">${count(value)} of ${count(total)}</span></div>
`
}
