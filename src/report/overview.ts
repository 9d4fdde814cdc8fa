/** The findings in figures: how bad, and who answers for what they are about. */
import { type Html, html } from './html.js'
import type { FindingView } from './rows/finding.js'
import { table } from './table.js'
import type { CaseView } from './view.js'
import { count, severities, verdictName, verdicts } from './words.js'

/** Owners on the page; the filter of the findings has all of them. */
const mostOwners = 40

/** Findings counted by severity, and by owner where one is named. Each figure leads to the findings it counts. */
export function renderOverview(view: CaseView): Html {
  if (view.findings.length === 0) return html``
  return html`<div class="pair">${bySeverity(view.findings)}${byOwner(view)}</div>`
}

function bySeverity(findings: readonly FindingView[]): Html {
  const shown = severities.filter((severity) => findings.some((one) => one.severity === severity))
  return table(
    'By severity',
    'What each verdict means stands above its findings.',
    ['Severity', ...verdicts.map((verdict) => `#${verdictName[verdict]}`)],
    shown.map((severity) => [
      html`<span class="badge ${severity}">${severity}</span>`,
      ...verdicts.map((verdict) =>
        figure(
          findings.filter((one) => one.severity === severity && one.verdict === verdict),
          `severity=${severity}&verdict=${verdict}`,
        ),
      ),
    ]),
  )
}

function byOwner(view: CaseView): Html {
  const byOwner = new Map<string, FindingView[]>()
  for (const finding of view.findings)
    for (const owner of view.owners.get(finding.finding_id) ?? []) {
      const own = byOwner.get(owner)
      if (own) own.push(finding)
      else byOwner.set(owner, [finding])
    }
  if (byOwner.size === 0) return html``
  const gaps = (list: readonly FindingView[]) => list.filter(({ verdict }) => verdict === 'gap').length
  const rows = [...byOwner].sort(([a, x], [b, y]) => gaps(y) - gaps(x) || y.length - x.length || (a < b ? -1 : 1))
  const nobody = view.findings.filter(({ finding_id }) => !view.owners.has(finding_id))
  const left = rows.length - mostOwners
  return table(
    'By owner',
    `Who owns the control or the identity, or manages the person. A finding may have several${nobody.length > 0 ? `; ${count(nobody.length)} have none that is named` : ''}${left > 0 ? `. The filter below has ${count(left)} more owners` : ''}.`,
    ['Owner', ...verdicts.map((verdict) => `#${verdictName[verdict]}`)],
    rows.slice(0, mostOwners).map(([owner, own]) => [
      owner,
      ...verdicts.map((verdict) =>
        figure(
          own.filter((one) => one.verdict === verdict),
          `owner=${encodeURIComponent(owner)}&verdict=${verdict}`,
        ),
      ),
    ]),
  )
}

/** A count that leads to what it counts; without script, to the findings. */
function figure(findings: readonly FindingView[], query: string): Html {
  return findings.length === 0
    ? html`<span class="soft">0</span>`
    : html`<a href="#findings" data-query="${query}">${count(findings.length)}</a>`
}
