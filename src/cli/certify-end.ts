/** `certify status`, `check`, `close`, `verify` and `key`: where a campaign stands, and how it ends. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Campaign } from '../certify/campaign.js'
import { check } from '../certify/check.js'
import { addHistory, campaignFiles, readCampaign, readDifferences, write } from '../certify/folder.js'
import { closing } from '../certify/history.js'
import {
  buildReport,
  type CampaignReport,
  type CheckRecord,
  datedEnforcement,
  datedFinding,
  openItems,
  renderReportPage,
  type Statement,
  tallyOf,
} from '../certify/report.js'
import { isSigned, newKey, type Signature, signText } from '../certify/sign.js'
import { loadState, readState } from '../certify/state.js'
import { UserError } from '../errors.js'
import { hashFile, sha256 } from '../hash.js'
import { isThere, readText } from '../read-text.js'
import { counted } from '../report/words.js'
import { loadSql } from '../sql-file.js'
import { Store } from '../store/store.js'
import { formatTime } from '../time.js'
import { withCase } from './case.js'
import type { CampaignOptions, CloseOptions } from './certify-program.js'
import { harmlessJson, type ListingColumn, printListing, readOutput } from './listing.js'
import type { RunRecord } from './run-record.js'
import { countFindings } from './run-totals.js'
import { severityLook, styled, type Terminal, text } from './terminal.js'

/** Shows what is decided, what is open, and what is odd. */
export async function showStatus(
  terminal: Terminal,
  options: CampaignOptions,
  now: number,
  campaign: Campaign = readCampaign(options.campaign),
): Promise<void> {
  const output = readOutput(options.output)
  const state = await inMemory(async (store) => {
    await loadState(store, campaign, now)
    return readState(store)
  })
  const { terms } = campaign
  if (output === 'json') {
    terminal.out(
      harmlessJson({
        terms,
        closed: closing(campaign.history),
        tallies: state.tallies,
        reviewers: state.reviewers,
        findings: state.findings,
      }),
    )
    return
  }
  if (output === 'csv') return printListing(terminal, output, itemColumns, state.progress)
  const closed = closing(campaign.history)
  terminal.out(
    text`${styled('bold', terms.name)}  campaign ${terms.campaign}, held at ${terms.cutoff.slice(0, 16)}Z, due ${terms.due.slice(0, 16)}Z${closed === null ? '' : `, closed by ${closed.by} at ${closed.at.slice(0, 16)}Z`}`,
  )
  for (const sort of ['all', 'state', 'decision', 'held', 'kind', 'risk', 'recommendation', 'exception']) {
    const tallies = state.tallies.filter((tally) => tally.sort === sort)
    if (tallies.length > 0)
      terminal.out(
        text`${styled('dim', sort.padEnd(15))} ${tallies.map(({ value, items }) => `${items} ${value}`).join(' · ')}`,
      )
  }
  if (terms.differences.rows > 0)
    terminal.out(
      text`${styled('dim', 'differences'.padEnd(15))} ${terms.differences.rows} between logs and lists, in differences.jsonl`,
    )
  terminal.out('')
  printListing(terminal, output, reviewerColumns, state.reviewers, 'no reviewers')
  if (state.findings.length > 0) {
    terminal.out('')
    terminal.out(text`${styled('bold', counted(state.findings.length, 'finding'))}`)
    printListing(terminal, output, findingColumns, state.findings)
  }
}

/** Columns of findings of a campaign. */
export const findingColumns: readonly ListingColumn[] = [
  { key: 'finding_id', isHidden: true },
  { key: 'finding' },
  { key: 'verdict', isHidden: true },
  { key: 'severity', look: severityLook },
  { key: 'message' },
  { key: 'item' },
  { key: 'reviewer', isHidden: true },
  { key: 'person', isHidden: true },
  { key: 'subject', isHidden: true },
  { key: 'entitlement', isHidden: true },
  { key: 'resource', isHidden: true },
  { key: 'occurred_at', type: 'time', isHidden: true },
]

const reviewerColumns: readonly ListingColumn[] = [
  { key: 'reviewer' },
  { key: 'items', type: 'number' },
  { key: 'decided', type: 'number' },
  { key: 'kept', type: 'number' },
  { key: 'revoked', type: 'number' },
  { key: 'unsure', type: 'number' },
  { key: 'open_items', head: 'open', type: 'number' },
  { key: 'kept_against', head: 'kept against advice', type: 'number' },
  { key: 'seconds_each', head: 's each', type: 'number' },
  { key: 'doubts', type: 'list', look: () => 'yellow' },
]

const itemColumns: readonly ListingColumn[] = [
  { key: 'item' },
  { key: 'person' },
  { key: 'subject' },
  { key: 'kind' },
  { key: 'entitlement' },
  { key: 'resource' },
  { key: 'risk' },
  { key: 'recommendation' },
  { key: 'reviewer' },
  { key: 'state' },
  { key: 'decision' },
  { key: 'decided_by' },
  { key: 'decided_at', type: 'time' },
  { key: 'comment' },
]

/** Runs work on a database of its own that nobody keeps. */
export async function inMemory<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await Store.open(':memory:')
  try {
    await store.lock()
    await store.script(loadSql('macros.sql'))
    await store.script(loadSql('macros_rules.sql'))
    return await work(store)
  } finally {
    store.close()
  }
}

/** Checks on a later case what became of the revocations; gives the exit code. */
export async function checkCampaign(
  terminal: Terminal,
  options: CampaignOptions & { case: string; fail?: boolean },
  now: number,
  run: RunRecord,
): Promise<number> {
  const output = readOutput(options.output)
  const campaign = readCampaign(options.campaign)
  const { result, asOf } = await withCase(options.case, async (store) => ({
    asOf: Number((await store.rows('select as_of from fct_settings'))[0]?.as_of),
    result: await check(store, campaign, now),
  }))
  const manifest = hashFile(join(options.case, 'manifest.json')).sha256
  const record: CheckRecord = {
    schema: 'approvenance/campaign-check@1',
    campaign: campaign.terms.campaign,
    checked_at: formatTime(now),
    case_manifest_sha256: manifest,
    case_as_of: formatTime(asOf),
    revoked: result.enforced.map(datedEnforcement),
    findings: result.findings.map(datedFinding),
  }
  const hash = await write(options.campaign, campaignFiles.check, `${JSON.stringify(record, null, 1)}\n`)
  run.learn({ findings: countsOf(result.findings), outputs: [{ file: campaignFiles.check, sha256: hash }] })
  if (closing(campaign.history) === null)
    await addHistory(campaign, [
      {
        kind: 'checked',
        at: formatTime(now),
        by: 'approvenance',
        case_manifest_sha256: manifest,
        as_of: formatTime(asOf),
        findings: result.findings.length,
        sha256: hash,
      },
    ])
  if (output === 'json') terminal.out(harmlessJson(record))
  else {
    if (output === 'table') {
      const ends = [...new Set(result.enforced.map(({ state }) => state))].sort()
      const told = ends.map((end) => `${result.enforced.filter(({ state }) => state === end).length} ${endings[end]}`)
      terminal.out(
        text`${styled('bold', campaign.terms.name)}  ${counted(result.enforced.length, 'revocation')}${told.length > 0 ? `: ${told.join(', ')}` : ''}`,
      )
    }
    printListing(terminal, output, findingColumns, result.findings, 'nothing was found')
  }
  return options.fail && result.findings.some(({ verdict }) => verdict === 'gap') ? 1 : 0
}

/** Findings of a campaign as the summary of a run counts them. */
function countsOf(findings: readonly Readonly<Record<'finding' | 'verdict' | 'severity', string>>[]) {
  const keys = findings.map(({ finding, verdict, severity }) => JSON.stringify([finding, verdict, severity]))
  return countFindings(
    [...new Set(keys)].sort().map((key) => {
      const [rule, verdict, severity] = JSON.parse(key) as [string, string, string]
      return { rule, verdict, severity, findings: keys.filter((one) => one === key).length }
    }),
  )
}

const endings = {
  removed: 'removed in time',
  late: 'removed late',
  held: 'still held',
  gone: 'gone before the decision',
  not_due: 'not due yet',
  unfollowed: 'not to be followed',
  unknown: 'unknown to the later evidence',
} as const

/** Signs a campaign off: report, statement, and the last entry of the history. */
export async function closeCampaign(
  terminal: Terminal,
  options: CampaignOptions & CloseOptions,
  now: number,
  run: RunRecord,
): Promise<void> {
  const campaign = readCampaign(options.campaign)
  const { terms } = campaign
  const before = closing(campaign.history)
  if (before !== null) throw new UserError(`the campaign ${terms.name} was closed by ${before.by} at ${before.at}`)
  if (terms.control_owner !== null && terms.control_owner !== options.by)
    throw new UserError(`only ${terms.control_owner} may sign this campaign off, not ${options.by}`, {
      hint: 'the control owner was named when the campaign was opened',
    })
  if (options.key === undefined)
    throw new UserError('a statement is signed: name the key with --key', {
      hint: '`approvenance certify key --out sign.pem` makes one',
    })
  const pem = readText(options.key)
  const state = await inMemory(async (store) => {
    await loadState(store, campaign, now)
    return readState(store)
  })
  const open = openItems(state)
  if (open.length > 0 && !options.acceptOpen)
    throw new UserError(`${counted(open.length, 'item is', 'items are')} not decided`, {
      hint: '`certify status` shows whose they are; --accept-open signs off all the same, and the report names them',
    })
  const at = formatTime(now)
  const comment = options.comment ?? ''
  const report = buildReport(campaign, state, readCheck(campaign), { by: options.by, at, comment })
  const reportText = `${JSON.stringify(report, null, 1)}\n`
  const statement: Statement = {
    schema: 'approvenance/campaign-statement@1',
    campaign: terms.campaign,
    name: terms.name,
    period: { from: terms.from, to: terms.to },
    cutoff: terms.cutoff,
    items: terms.population.items,
    population_sha256: terms.population.sha256,
    history_head: report.history_head,
    decisions: Object.fromEntries(
      ['keep', 'revoke', 'unsure', 'none'].map((value) => [value, tallyOf(state.tallies, 'decision', value)]),
    ),
    open_items: open.length,
    findings: report.findings.length,
    report_sha256: sha256(reportText),
    signed_off_by: options.by,
    signed_off_at: at,
    comment,
  }
  const signed = { statement, ...signText(JSON.stringify(statement), pem, options.key) }
  const outputs = []
  for (const [file, content] of [
    [campaignFiles.report, reportText],
    [campaignFiles.page, renderReportPage(report)],
    [campaignFiles.statement, `${JSON.stringify(signed, null, 1)}\n`],
  ] as const)
    outputs.push({ file, sha256: await write(options.campaign, file, content) })
  run.learn({ findings: countsOf(state.findings), outputs })
  await addHistory(campaign, [
    {
      kind: 'closed',
      at,
      by: options.by,
      name: terms.name,
      report_sha256: statement.report_sha256,
      open_items: open.length,
      comment,
    },
  ])
  terminal.out(
    text`${styled('bold', terms.name)} closed: ${counted(open.length, 'item')} open, ${counted(report.findings.length, 'finding')}`,
  )
  terminal.out(text`report     ${join(options.campaign, campaignFiles.page)}`)
  terminal.out(text`statement  ${join(options.campaign, campaignFiles.statement)}, signed with key ${signed.key_id}`)
}

/** The check that was made last, if it is the one the history knows. */
function readCheck(campaign: Campaign): CheckRecord | null {
  const known = campaign.history.findLast((entry) => entry.kind === 'checked')
  const file = join(campaign.folder, campaignFiles.check)
  if (known === undefined) return null
  if (!isThere(file) || hashFile(file).sha256 !== known.sha256)
    throw new UserError(`${file} is not the check that the history knows`, {
      file,
      hint: 'run `certify check` again before the campaign is closed',
    })
  return JSON.parse(readText(file)) as CheckRecord
}

/** Checks everything that a campaign's hashes and signature cover; throws UserError for what does not hold. */
export async function verifyCampaign(terminal: Terminal, options: CampaignOptions): Promise<void> {
  const campaign = readCampaign(options.campaign)
  readDifferences(campaign)
  const told = [
    `population and ${counted(campaign.history.length, 'entry', 'entries')} of history are as they were written`,
  ]
  const closed = closing(campaign.history)
  if (closed !== null) {
    const file = (name: string) => join(campaign.folder, name)
    const { statement, ...signature } = JSON.parse(readText(file(campaignFiles.statement))) as {
      statement: Statement
    } & Signature
    const wrong = (what: string, name: string) =>
      new UserError(`${what}: it was changed after sign-off`, { file: file(name) })
    if (!isSigned(JSON.stringify(statement), signature))
      throw wrong('the signature does not fit the statement', campaignFiles.statement)
    const report = readText(file(campaignFiles.report))
    if (sha256(report) !== statement.report_sha256 || closed.report_sha256 !== statement.report_sha256)
      throw wrong('the report is not the one that was signed', campaignFiles.report)
    if (readText(file(campaignFiles.page)) !== renderReportPage(JSON.parse(report) as CampaignReport))
      throw wrong('the page is not what the signed report says', campaignFiles.page)
    const head = campaign.history[campaign.history.indexOf(closed) - 1]?.hash
    if (statement.history_head !== head || statement.population_sha256 !== campaign.terms.population.sha256)
      throw wrong('the statement is of another history', campaignFiles.statement)
    told.push(`signed off by ${statement.signed_off_by} at ${statement.signed_off_at} with key ${signature.key_id}`)
  }
  for (const line of told) terminal.out(text`${line}`)
}

/** Makes a key to sign statements with. */
export async function makeKey(terminal: Terminal, options: { out: string; force?: boolean }): Promise<void> {
  if (isThere(options.out) && !options.force)
    throw new UserError(`${options.out} is there already`, {
      hint: '--force overwrites it: statements signed with it stay valid',
    })
  const { pem, keyId } = newKey()
  writeFileSync(options.out, pem, { mode: 0o600 })
  chmodSync(options.out, 0o600)
  terminal.out(text`${options.out}  private key; its public key is ${keyId}`)
}
