/** What became of the case since an earlier one: findings, grades, what could be seen, and what else differs. */
import { type Html, html } from './html.js'
import type { Places } from './place.js'
import {
  type BaselineChainView,
  type BaselineConditionView,
  type BaselineFindingView,
  type BaselineSystemView,
  type BaselineView,
  type FindingState,
  findingStates,
} from './rows/baseline.js'
import type { ShareView } from './rows/figures.js'
import { more, table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted, severityBadge, share, timeTag, verdictName, verdictWord } from './words.js'

/** Rows of a list of this section; `diff` has all of them. */
const mostRows = 100

/** What each state means to a reader who knows nothing of the tool. */
const stateMeaning: Readonly<Record<FindingState, string>> = {
  new: 'Not told by the baseline. Each says whether its records were there then.',
  changed: 'Told by both, and what it says, of whom, or how gravely differs.',
  gone: 'Told no more, and not shown to be resolved: a record is missing, a rule did not run, another period is judged, or another rule tells it.',
  resolved: 'The same rule ran over the same records and passes the subject now, or does not find it any more.',
  persisting: 'Told by both alike.',
}

const stateName: Readonly<Record<FindingState, string>> = {
  new: 'New',
  changed: 'Changed',
  gone: 'Gone, not shown to be resolved',
  resolved: 'Resolved',
  persisting: 'Persisting',
}

/** The section of the comparison; nothing where the case was compared with none. */
export function renderBaseline(view: CaseView, places: Places): Html {
  const { baseline } = view
  if (baseline === null) return html``
  return html`<section id="baseline" aria-labelledby="baseline-h"><h2 id="baseline-h">Since the baseline</h2>
<p>Compared with the earlier case <code>${baseline.folder}</code> <span class="soft">(manifest sha256 ${baseline.sha256.slice(0, 12)}…)</span>. A finding is the same by its rule, task, person and records, wherever the records were exported to.</p>
${lessSeen(baseline)}
${states(baseline)}
${trend(baseline, view.figures.shares)}
${findingStates.filter((state) => state !== 'persisting').map((state) => findingTable(state, baseline, places))}
${chainTable(baseline.chains, places)}
${systemTable(baseline.systems)}
${ruleTable(baseline, places)}
${conditionTable(baseline.conditions)}</section>
`
}

/** Fewer findings mean nothing where less was looked at: that stands first. */
function lessSeen({ systems }: BaselineView): Html {
  const less = systems.filter(({ sees_less }) => sees_less.length > 0)
  if (less.length === 0) return html``
  return html`<p class="why-not"><strong>Less is seen than before</strong> of ${less.map(({ system, sees_less }, i) => html`${i > 0 ? '; ' : ''}${system} (${sees_less.join(', ')})`)}. Fewer findings there say nothing.</p>`
}

function states({ findings }: BaselineView): Html {
  return table(
    'Findings since the baseline',
    '',
    ['State', '#Findings', '#Gaps among them', 'What it means'],
    findingStates.map((state) => {
      const own = findings.filter((finding) => finding.state === state)
      return [
        stateName[state],
        count(own.length),
        count(own.filter(({ verdict, was_verdict }) => (verdict ?? was_verdict) === 'gap').length),
        stateMeaning[state],
      ]
    }),
  )
}

/** How far the changes were accounted for then, and are now. */
function trend({ figures, shares }: BaselineView, now: readonly ShareView[]): Html {
  const then = shares.find(({ cut }) => cut === 'all')
  const all = now.find(({ cut }) => cut === 'all')
  const proven = (row: ShareView | undefined) =>
    row === undefined ? '–' : `${share(row.provable, row.changes)} of ${count(row.changes)}`
  const rows = figures.filter(({ was_number }) => was_number !== null)
  return table(
    'Figures then and now',
    '',
    ['Figure', 'Part', 'Then', 'Now'],
    [
      ...(then === undefined && all === undefined
        ? []
        : [['Controlled changes that can be proven', 'all', proven(then), proven(all)]]),
      ...rows.map(({ figure, part, number, was_number }) => [
        verdictName[figure] ?? figure,
        part,
        count(was_number),
        was_number === number
          ? html`<span class="soft">${count(number)}</span>`
          : html`<strong>${count(number)}</strong>`,
      ]),
    ],
  )
}

function findingTable(state: FindingState, { findings }: BaselineView, places: Places): Html {
  const own = findings.filter((finding) => finding.state === state)
  if (own.length === 0) return html``
  return html`<h3>${stateName[state]} <span class="soft">(${count(own.length)})</span></h3>${table(
    stateName[state],
    stateMeaning[state],
    ['Severity', 'Verdict', 'What', 'Task', 'Person', 'What differs, and why'],
    own.slice(0, mostRows).map((finding) => findingRow(finding, places)),
  )}${more(own.length, 'finding', 'approvenance diff … findings', mostRows)}`
}

function findingRow(finding: BaselineFindingView, places: Places) {
  const { finding_id, severity, was_severity, verdict, was_verdict, message, was_message, rule } = finding
  const said = message ?? was_message ?? finding.slug
  return [
    severityBadge(severity ?? was_severity ?? 'info'),
    verdictWord[verdict ?? was_verdict ?? ''] ?? '–',
    html`<a href="${places.rule(rule)}">${rule}</a> ${finding_id === null ? said : html`<a href="${places.finding(finding_id)}">${said}</a>`}`,
    finding.task_key ?? 'none',
    finding.person ?? '–',
    [...finding.changes, ...(finding.why === null ? [] : [finding.why])].join('; ') || '–',
  ]
}

/** Chains of which something was executed: of the others there is nothing to prove. */
function chainTable(chains: readonly BaselineChainView[], places: Places): Html {
  const telling = chains.filter(({ grade, was_grade }) => grade !== null || was_grade !== null)
  if (telling.length === 0) return html`<p class="note">No chain is new, gone or different.</p>`
  return html`<h3>Chains <span class="soft">(${counted(telling.filter((chain) => chain.is_grade_changed).length, 'grade')} changed)</span></h3>${table(
    'Chains that are new, gone or different',
    'Those whose grade changed first, the worse ones before the better.',
    ['Task', 'State', 'Grade then', 'Grade now', 'What differs'],
    telling.slice(0, mostRows).map((chain) => {
      const address = places.chain(chain.task)
      return [
        html`<span class="nw">${address === null ? chain.task_key : html`<a href="${address}">${chain.task_key}</a>`}</span>`,
        chain.direction === null ? chain.state : `${chain.state}, ${chain.direction}`,
        grade(chain.was_grade, chain.state !== 'new'),
        grade(chain.grade, chain.state !== 'gone'),
        chain.changes.length === 0
          ? '–'
          : html`<ul class="tight">${chain.changes.map((change) => html`<li>${change}</li>`)}</ul>`,
      ]
    }),
  )}${more(telling.length, 'chain', 'approvenance diff … chains', mostRows)}`
}

function grade(name: string | null, isThere: boolean): Html {
  if (!isThere) return html`–`
  return name === null
    ? html`<span class="soft">no controlled change</span>`
    : html`<span class="${name}">${name}</span>`
}

function systemTable(systems: readonly BaselineSystemView[]): Html {
  const differing = systems.filter(({ seen }) => seen !== 'same')
  if (differing.length === 0) return html`<p class="note">As much is seen of every system as before.</p>`
  return html`<h3>What could be seen</h3>${table(
    'What could be seen then and now',
    '',
    ['System', 'Less', 'More', 'Covered then (UTC)', 'Covers now (UTC)', '#Records then', '#Records now'],
    differing.map((row) => [
      row.system,
      row.sees_less.length === 0 ? '–' : html`<strong>${row.sees_less.join(', ')}</strong>`,
      row.sees_more.join(', ') || '–',
      html`${timeTag(row.was_covers_from)}<br>${timeTag(row.was_covers_to)}`,
      html`${timeTag(row.covers_from)}<br>${timeTag(row.covers_to)}`,
      count(row.was_records),
      count(row.records),
    ]),
  )}`
}

/** Rules whose population or findings differ. */
function ruleTable({ rules }: BaselineView, places: Places): Html {
  const differing = rules.filter(
    (row) =>
      row.examined !== row.was_examined ||
      row.gap !== row.was_gap ||
      row.new_findings + row.changed + row.gone + row.resolved > 0,
  )
  const both = (was: number | null, now: number | null) =>
    was === null
      ? `did not run → ${count(now)}`
      : now === null
        ? `${count(was)} → did not run`
        : `${count(was)} → ${count(now)}`
  return table(
    'Rules whose answer differs',
    'Fewer gaps among fewer subjects are no progress.',
    ['Rule', 'What', 'Examined', 'Gaps', '#New', '#Changed', '#Gone', '#Resolved', '#Persisting'],
    differing.map((row) => [
      html`<a href="${places.rule(row.rule)}">${row.rule}</a>`,
      row.title,
      both(row.was_examined, row.examined),
      both(row.was_gap, row.gap),
      count(row.new_findings),
      count(row.changed),
      count(row.gone),
      count(row.resolved),
      count(row.persisting),
    ]),
  )
}

function conditionTable(conditions: readonly BaselineConditionView[]): Html {
  const differing = conditions.filter(({ is_different }) => is_different)
  if (differing.length === 0)
    return html`<p class="note">Both cases were judged by the same version, parameters and reference files.</p>`
  return table(
    'What else differs',
    'A finding may come and go with a parameter, a reference file or the period that is judged.',
    ['What', 'Then', 'Now'],
    differing.map(({ name, value, was_value }) => [name, was_value ?? '–', value ?? '–']),
  )
}
