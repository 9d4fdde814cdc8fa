/** Identity cards: who is behind which accounts and why, what they had a part in, what they hold, what was found. */
import { type Card, cardsOf } from './cards.js'
import { type Html, html } from './html.js'
import { cardAnchor, type Places } from './place.js'
import type { FindingView } from './rows/finding.js'
import type { IdentityView, MergeStepView, PersonPartView, RightView } from './rows/identity.js'
import { more, table } from './table.js'
import type { CaseView } from './view.js'
import { confidenceText, count, counted, plainTime, signedBits, timeTag, verdictWord } from './words.js'

/** Cards on the page; those with gaps come first. */
export const mostCards = 300
/** Rows of one list on a card. */
const mostLines = 40

/** A card for everybody with several accounts, a part in a task, a right or a finding; the others are in the table of identities only. */
export function renderPeople(view: CaseView, places: Places): Html {
  const cards = cardsOf(view)
  if (cards.length === 0) return html``
  const shown = cards.slice(0, mostCards)
  const left = view.identities.length - cards.length
  return html`<h3>One by one</h3><p>${counted(cards.length, 'card')}, those with gaps first: everybody who has several accounts, a part in a task, a right, or a finding.${left > 0 ? ` ${counted(left, 'other')} ${left === 1 ? 'is' : 'are'} in the table only.` : ''}${cards.length > shown.length ? html` The first ${count(shown.length)} are told here; <code>approvenance identity NAME</code> tells any of them.` : ''}</p>
${shown.map((card, i) => renderCard(card, i, places))}`
}

/** One card, folded; `index` is its place among all. */
export function renderCard(card: Card, index: number, places: Places): Html {
  const { identity, part, gaps } = card
  const said = [
    counted(card.accounts.length, 'account'),
    part && part.asked > 0 ? `asked for ${counted(part.asked, 'task')}` : null,
    part && part.decided > 0 ? `decided on ${count(part.decided)}` : null,
    part && part.executed > 0 ? `executed under ${count(part.executed)}` : null,
  ].filter((one) => one !== null)
  return html`<details class="chain person"><summary><span class="key-name">${identity.person}</span><span class="what">${identity.display_name && identity.display_name !== identity.person ? html`${identity.display_name}, ` : ''}${said.join(', ')}</span><span><span class="kind ${identity.kind}">${identity.kind}</span> ${
    gaps > 0
      ? html`<strong class="unprovable">${counted(gaps, 'gap')}</strong>`
      : card.findings.length > 0
        ? html`<span class="soft">${counted(card.findings.length, 'finding')}</span>`
        : html`<span class="soft">no finding</span>`
  }</span></summary>
<div class="chain-body" id="${cardAnchor(index)}">${standing(identity, part)}${accountTable(card)}${merges(card.merges)}${rightTable(card, places)}${findingList(card.findings, places)}</div></details>
`
}

/** Why this kind, who answers for it, who shares it, and what the records disagree about. */
function standing(identity: IdentityView, part: PersonPartView | null): Html {
  const rows: [string, Html | string][] = []
  if (identity.kind_evidence !== null) rows.push([`Why ${identity.kind}`, identity.kind_evidence])
  if (identity.owner_person !== null)
    rows.push([
      'Answered for by',
      html`${identity.owner_person}${identity.owner_evidence === null ? '' : html` <span class="soft">(${identity.owner_evidence})</span>`}`,
    ])
  if (identity.shared_by.length > 0) rows.push(['Used by', identity.shared_by.join(', ')])
  if (identity.admin_twins.length > 0) rows.push(['For administration', identity.admin_twins.join(', ')])
  if (identity.conflicts.length > 0)
    rows.push(['The records disagree', html`<span class="unprovable">${identity.conflicts.join('; ')}</span>`])
  if (part !== null && part.strays > 0)
    rows.push(['Under no task', html`<strong class="unprovable">${counted(part.strays, 'change')}</strong>`])
  return rows.length === 0
    ? html``
    : html`<dl class="qa">${rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`
}

const basisSigns: Readonly<Record<string, string>> = {
  authoritative: '●',
  verified: '●',
  derived: '◐',
  heuristic: '○',
  unmapped: '?',
}

function accountTable({ accounts, identity }: Card): Html {
  return html`${table(
    `Accounts (${count(accounts.length)})`,
    '● stated by the operator or a directory, ◐ set by the identity provider, ○ recognised by looks, ? nobody known',
    [
      'Account',
      'Why it is theirs',
      'Theirs from … to (UTC)',
      '#Asked',
      '#Decided',
      '#Executed',
      'Last in a chain (UTC)',
    ],
    accounts
      .slice(0, mostLines)
      .map((one) => [
        html`<span class="id">${one.alias}</span>`,
        html`<span class="nw"><span class="sign" aria-hidden="true">${basisSigns[one.basis] ?? '?'}</span>${one.basis}</span>${one.evidence === null ? '' : html`<br><span class="soft">${one.evidence}</span>`}`,
        one.valid_from === null && one.valid_to === null
          ? html`<span class="soft">always</span>`
          : html`${one.valid_from === null ? 'ever' : plainTime(one.valid_from)} … ${one.valid_to === null ? 'now' : plainTime(one.valid_to)}`,
        count(one.requests),
        count(one.decisions),
        count(one.executions),
        timeTag(one.last_at),
      ]),
  )}${more(accounts.length, 'account', `approvenance identity ${identity.person}`, mostLines)}`
}

/** The waterfall of each merge by looks. */
function merges(steps: readonly MergeStepView[]): Html {
  const pairs = new Map<string, MergeStepView[]>()
  for (const step of steps) {
    const key = JSON.stringify([step.profile_a, step.profile_b])
    const list = pairs.get(key)
    if (list) list.push(step)
    else pairs.set(key, [step])
  }
  return html`${[...pairs.values()].slice(0, mostLines).map((list) => {
    const first = list[0]
    if (!first) return ''
    return html`<details class="plain"><summary>Why ${first.profile_a} and ${first.profile_b} are taken for one, confidence ${confidenceText(first.confidence)}</summary><ul class="tight">${list.map(({ bits, words }) => html`<li>${signedBits(bits)} ${words}</li>`)}</ul></details>`
  })}${more(pairs.size, 'pair', 'approvenance identity', mostLines)}`
}

function rightTable({ rights, identity }: Card, places: Places): Html {
  return html`${table(
    `Rights held when the records end (${count(rights.length)})`,
    '',
    ['Right', 'On what', 'Since (UTC)', 'Given by', 'Task', 'Ends (UTC)'],
    rights
      .slice(0, mostLines)
      .map((right) => [
        html`<span class="id">${right.entitlement}</span>${right.system === null ? '' : html`<br><span class="soft">${right.system}</span>`}`,
        html`<span class="id">${right.resource ?? '–'}</span>`,
        right.from_at === null
          ? html`<span class="soft">before</span> ${timeTag(right.from_latest_at)}`
          : html`${timeTag(right.from_at)}${right.is_certain ? '' : html`<br><span class="soft">may have changed unseen</span>`}`,
        right.granted_by ?? html`<span class="soft">not on record</span>`,
        taskCell(right, places),
        right.expires_at === null ? html`<span class="soft">no end on record</span>` : timeTag(right.expires_at),
      ]),
  )}${more(rights.length, 'right', `approvenance identity ${identity.person}`, mostLines)}`
}

function taskCell(right: RightView, places: Places): Html {
  if (right.grant_task_key === null) return html`<span class="soft">none</span>`
  const address = right.grant_task === null ? null : places.chain(right.grant_task)
  return address === null ? html`${right.grant_task_key}` : html`<a href="${address}">${right.grant_task_key}</a>`
}

function findingList(findings: readonly FindingView[], places: Places): Html {
  if (findings.length === 0) return html``
  return html`<h4>What was found</h4><ul class="finding-links">${findings
    .slice(0, mostLines)
    .map(
      (finding) =>
        html`<li><a href="${places.finding(finding.finding_id)}">${finding.rule} ${finding.slug}</a> <span class="soft">${verdictWord[finding.verdict] ?? finding.verdict}, ${finding.severity}${finding.task_key === null ? '' : html`, ${finding.task_key}`}</span></li>`,
    )}</ul>${more(findings.length, 'finding', 'findings.json', mostLines)}`
}
