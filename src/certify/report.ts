/** The report of a campaign, and the statement that is signed: coverage, decisions, exceptions, open items, findings, sign-off. */
import { type Html, html, unsafe } from '../report/html.js'
import { counted } from '../report/words.js'
import { formatTime } from '../time.js'
import type { Campaign, Terms } from './campaign.js'
import type { Enforcement } from './check.js'
import { pageStyle } from './page-style.js'
import type { CampaignState, CertifyFinding, Progress, Tally } from './state.js'

/** What the check of a later case left behind, when there was one. */
export interface CheckRecord {
  readonly schema: 'approvenance/campaign-check@1'
  readonly campaign: string
  readonly checked_at: string
  readonly case_manifest_sha256: string
  readonly case_as_of: string
  readonly revoked: readonly Record<string, unknown>[]
  readonly findings: readonly Record<string, unknown>[]
}

/** The report as data; times are ISO 8601. */
export interface CampaignReport {
  readonly schema: 'approvenance/campaign-report@1'
  readonly terms: Terms
  readonly closed: { readonly by: string; readonly at: string; readonly comment: string }
  readonly history_head: string
  readonly tallies: readonly Tally[]
  readonly reviewers: CampaignState['reviewers']
  readonly findings: readonly Record<string, unknown>[]
  readonly exceptions: readonly Record<string, unknown>[]
  readonly open_items: readonly Record<string, unknown>[]
  readonly check: { readonly checked_at: string; readonly case_as_of: string; readonly findings: number } | null
}

/** What is signed. It names everything else by its hash. */
export interface Statement {
  readonly schema: 'approvenance/campaign-statement@1'
  readonly campaign: string
  readonly name: string
  readonly period: { readonly from: string; readonly to: string }
  readonly cutoff: string
  readonly items: number
  readonly population_sha256: string
  readonly history_head: string
  readonly decisions: Readonly<Record<string, number>>
  readonly open_items: number
  readonly findings: number
  readonly report_sha256: string
  readonly signed_off_by: string
  readonly signed_off_at: string
  readonly comment: string
}

/** Builds the report of a campaign that is being closed. */
export function buildReport(
  campaign: Campaign,
  state: CampaignState,
  check: CheckRecord | null,
  closed: CampaignReport['closed'],
): CampaignReport {
  return {
    schema: 'approvenance/campaign-report@1',
    terms: campaign.terms,
    closed,
    history_head: campaign.history.at(-1)!.hash,
    tallies: state.tallies,
    reviewers: state.reviewers,
    findings: [...state.findings.map(datedFinding), ...(check?.findings ?? [])],
    exceptions: state.progress.filter((one) => one.is_against_recommendation).map(datedItem),
    open_items: openItems(state).map(datedItem),
    check:
      check === null
        ? null
        : { checked_at: check.checked_at, case_as_of: check.case_as_of, findings: check.findings.length },
  }
}

/** Items without a decision to keep or revoke. */
export function openItems(state: CampaignState): Progress[] {
  return state.progress.filter((one) => one.state !== 'decided')
}

/** A finding with its time as text. */
export function datedFinding(finding: CertifyFinding): Record<string, unknown> {
  return { ...finding, occurred_at: finding.occurred_at === null ? null : formatTime(finding.occurred_at) }
}

/** What became of a revocation, with its times as text. */
export function datedEnforcement(one: Enforcement): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(one).map(([name, value]) => [
      name,
      typeof value === 'number' && /_(at|by|hi|lo)$/.test(name) ? formatTime(value) : value,
    ]),
  )
}

function datedItem(one: Progress): Record<string, unknown> {
  return { ...one, decided_at: one.decided_at === null ? null : formatTime(one.decided_at) }
}

/** How many items of a sort have a value, as the tallies say. */
export function tallyOf(tallies: readonly Tally[], sort: string, value: string): number {
  return tallies.find((one) => one.sort === sort && one.value === value)?.items ?? 0
}

/** The report as a page that needs no script. */
export function renderReportPage(report: CampaignReport): string {
  const { terms, closed } = report
  const figure = (sort: string, value: string) => tallyOf(report.tallies, sort, value)
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><title>Access certification ${terms.name}</title><style>${unsafe(pageStyle)}</style></head>
<body><header><h1>Access certification ${terms.name}</h1>
<p>${counted(terms.population.items, 'item')} held at ${short(terms.cutoff)}: ${figure('decision', 'keep')} kept, ${figure('decision', 'revoke')} revoked, ${figure('decision', 'unsure')} left unsure, ${figure('decision', 'none')} not decided. ${counted(report.findings.length, 'finding')}.</p>
<p>Signed off by <b>${closed.by}</b> at ${short(closed.at)}. ${closed.comment}</p></header>
<main>
${section(
  'What was certified',
  table(
    ['sort', 'value', 'items'],
    report.tallies.map(({ sort, value, items }) => [sort, value, String(items)]),
  ),
)}
${section(
  'Reviewers',
  table(
    ['reviewer', 'items', 'kept', 'revoked', 'unsure', 'open', 'kept against the evidence', 'doubts'],
    report.reviewers.map((one) => [
      one.reviewer,
      String(one.items),
      String(one.kept),
      String(one.revoked),
      String(one.unsure),
      String(one.open_items),
      String(one.kept_against),
      one.doubts.join('; '),
    ]),
  ),
)}
${section(
  'Findings',
  table(
    ['finding', 'severity', 'what', 'item'],
    report.findings.map((one) => [word(one.finding), word(one.severity), word(one.message), word(one.item)]),
  ),
)}
${section('Whether it was carried out', html`<p>${report.check === null ? 'No later evidence was checked: whether revoked access is gone is not known.' : `Checked at ${short(report.check.checked_at)} on evidence up to ${short(report.check.case_as_of)}: ${counted(report.check.findings, 'finding')}, listed above.`}</p>`)}
${section('Kept against what the evidence speaks for', items(report.exceptions))}
${section('Not decided', items(report.open_items))}
${section('What it rests on', html`<dl><dt>campaign</dt><dd>${terms.campaign}</dd><dt>population, SHA-256</dt><dd>${terms.population.sha256}</dd><dt>last entry of the history before sign-off, SHA-256</dt><dd>${report.history_head}</dd><dt>manifest of the case, SHA-256</dt><dd>${terms.case.manifest_sha256}</dd><dt>differences between logs and lists</dt><dd>${String(terms.differences.rows)}, in differences.jsonl</dd></dl>`)}
</main></body></html>
`.markup
}

function section(title: string, body: Html): Html {
  return html`<section><h2>${title}</h2>${body}</section>`
}

function items(list: readonly Record<string, unknown>[]): Html {
  return table(
    ['item', 'holder', 'entitlement', 'risk', 'recommendation', 'reviewer', 'decision', 'comment'],
    list.map((one) => [
      word(one.item),
      word(one.person ?? one.subject),
      word(one.entitlement),
      word(one.risk),
      word(one.recommendation),
      word(one.reviewer),
      word(one.decision),
      word(one.comment),
    ]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Html {
  if (rows.length === 0) return html`<p>None.</p>`
  return html`<table><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`
}

function word(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

function short(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
