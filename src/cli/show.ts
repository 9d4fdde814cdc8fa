/** Commands that look into a finished case: tasks, findings, identities, coverage. */
import { findControls } from '../controls/controls.js'
import { UserError } from '../errors.js'
import { chainJson, controlJson, findingJson } from '../report/json.js'
import { type ChainHead, type ChainView, cornerNames } from '../report/rows/chain.js'
import type { FindingView } from '../report/rows/finding.js'
import type { WeightView } from '../report/rows/identity.js'
import { readChain, readChainHeads, readControls, readCoverage, readFindings, readIdentity } from '../report/view.js'
import { confidenceText, count, counted, duration, methodMeaning, plainTime } from '../report/words.js'
import { formatTime } from '../time.js'
import { visibleLine } from '../visible.js'
import { withCase } from './case.js'
import { findingLines } from './findings.js'
import { harmlessJson, type ListingColumn, type Output, printListing, wrap } from './listing.js'
import { nearHint } from './near.js'
import { styled, type Terminal, text, verdictLook, widthOf } from './terminal.js'
import { readChoice } from './values.js'
import { printWaterfall } from './waterfall.js'

/** Filters of `tasks`. */
export interface TaskFilter {
  readonly grade?: string | undefined
  readonly system?: string | undefined
  readonly person?: string | undefined
  readonly withFindings?: boolean | undefined
}

/** Lists the chains of a case. */
export async function listTasks(terminal: Terminal, folder: string, output: Output, filter: TaskFilter): Promise<void> {
  await withCase(folder, async (store) => {
    const findings = new Map<string, FindingView[]>()
    for (const finding of await readFindings(store)) {
      if (finding.task === null) continue
      findings.set(finding.task, [...(findings.get(finding.task) ?? []), finding])
    }
    const person = filter.person?.toLowerCase()
    const heads = (await readChainHeads(store)).filter(
      (head) =>
        (filter.grade === undefined || (head.grade ?? 'none') === filter.grade) &&
        (filter.system === undefined || head.system === filter.system) &&
        (person === undefined ||
          cornerNames.some((name) => head.corners[name].person?.toLowerCase().includes(person))) &&
        (!filter.withFindings || findings.has(head.task)),
    )
    printListing(
      terminal,
      output,
      taskColumns,
      heads.map((head) => taskRow(head, findings.get(head.task) ?? [])),
      'no task fits',
    )
  })
}

const taskColumns: readonly ListingColumn[] = [
  { key: 'task' },
  { key: 'grade', look: verdictLook },
  { key: 'title' },
  { key: 'system', isHidden: true },
  { key: 'asked' },
  { key: 'approved' },
  { key: 'executed' },
  { key: 'changes', type: 'number' },
  { key: 'gaps', type: 'number', look: (value) => (value === '0' ? 'dim' : 'red') },
  { key: 'undecided', type: 'number' },
  { key: 'opened_at', type: 'time', isHidden: true },
]

function taskRow(head: ChainHead, findings: readonly FindingView[]) {
  return {
    task: head.task_key,
    grade: head.grade ?? 'none',
    title: head.title,
    system: head.system,
    asked: head.corners.asked.person,
    approved: head.corners.approved.person,
    executed: head.corners.executed.person,
    changes: head.corners.changed.events.length,
    gaps: findings.filter(({ verdict }) => verdict === 'gap').length,
    undecided: findings.filter(({ verdict }) => verdict === 'insufficient').length,
    opened_at: head.opened_at,
  }
}

/** Shows one task as a timeline, with its corners and findings. */
export async function showTask(terminal: Terminal, folder: string, ref: string, output: Output): Promise<void> {
  await withCase(folder, async (store) => {
    const chain = await readChain(store, ref)
    if (!chain)
      throw new UserError(`no task ${ref} in this case`, {
        hint: nearHint(
          ref,
          (await readChainHeads(store)).map(({ task_key }) => task_key),
          '`approvenance tasks` lists them',
        ),
      })
    const findings = (await readFindings(store)).filter(({ task }) => task === chain.task)
    if (output === 'json') terminal.out(harmlessJson({ ...chainJson(chain), findings: findings.map(findingJson) }))
    else if (output === 'csv') printListing(terminal, output, stepColumns, stepRows(chain))
    else printTask(terminal, chain, findings)
  })
}

const stepColumns: readonly ListingColumn[] = [
  { key: 'step', type: 'number' },
  { key: 'occurred_at', head: 'time (utc)', type: 'time' },
  { key: 'stage' },
  { key: 'what' },
  { key: 'who', isAside: true },
  { key: 'kind', isHidden: true },
  { key: 'on', head: 'on what', isAside: true },
  { key: 'tied_by', isAside: true },
  { key: 'record', isHidden: true },
  { key: 'event_id', head: 'event', isAside: true },
]

function stepRows(chain: ChainView) {
  return chain.steps.map((step, i) => ({
    step: i + 1,
    occurred_at: step.occurred_at,
    stage: step.stage,
    what: `${step.operation}${step.decision ? ` ${step.decision}` : ''}${step.outcome && step.outcome !== 'success' && step.outcome !== 'unknown' ? ` (${step.outcome})` : ''}`,
    who: `${step.person ?? step.identity ?? ''}${step.kind && step.kind !== 'human' ? ` (${step.kind})` : ''}`,
    kind: step.kind,
    on: [step.entitlement, step.resource].filter((one) => one !== null).join(' on '),
    tied_by: `${methodMeaning[step.link_method] ?? step.link_method}, ${confidenceText(step.link_confidence)}${step.is_ambiguous ? ', ambiguous' : ''}`,
    record: `${step.file}:${step.record_no}`,
    event_id: step.event_id,
  }))
}

function printTask(terminal: Terminal, chain: ChainView, findings: readonly FindingView[]) {
  const { out } = terminal
  out(text`${styled('bold', chain.task_key)}  ${chain.title ?? ''}`)
  out(
    text`${chain.system}, ${chain.grade === null ? styled('dim', 'no controlled change') : styled(verdictLook(chain.grade), chain.grade)}${chain.opened_at === null ? '' : `, opened ${plainTime(chain.opened_at)}`}${chain.closed_at === null ? '' : `, closed ${plainTime(chain.closed_at)}`}`,
  )
  out('')
  for (const name of cornerNames) {
    const corner = chain.corners[name]
    const who = name === 'changed' ? corner.what : corner.person
    const look = corner.events.length === 0 ? 'red' : 'bold'
    const shown = corner.events.length === 0 ? 'not shown by any record' : (who ?? 'unknown')
    const kind = corner.kind && corner.kind !== 'human' ? ` (${corner.kind})` : ''
    const basis =
      corner.events.length === 0
        ? ''
        : `confidence ${confidenceText(corner.confidence)}, ${counted(corner.events.length, 'record')}`
    const whole = text`  ${name.padEnd(9)} ${styled(look, shown)}${kind}  ${styled('dim', basis)}`
    if (terminal.columns === null || widthOf(whole) <= terminal.columns) {
      out(whole)
      continue
    }
    const [first, ...rest] = [
      ...wrap(visibleLine(`${shown}${kind}`), Math.max(16, terminal.columns - 12)).map((part) => styled(look, part)),
      ...(basis === '' ? [] : wrap(basis, Math.max(16, terminal.columns - 12)).map((part) => styled('dim', part))),
    ]
    out(text`  ${name.padEnd(9)} ${first ?? ''}`)
    for (const part of rest) out(text`${' '.repeat(12)}${part}`)
  }
  out('')
  printListing(terminal, 'table', stepColumns, stepRows(chain))
  out(styled('dim', 'approvenance event <event> shows the record behind a step'))
  if (chain.credentials.length > 0) {
    out('')
    for (const one of chain.credentials) {
      const end =
        one.revoked_at !== null
          ? `revoked ${plainTime(one.revoked_at)}`
          : one.expires_at !== null
            ? `expires ${plainTime(one.expires_at)}`
            : 'end unknown'
      const said = `credential ${one.credential}: issued ${plainTime(one.issued_at)}, ${end}, ${counted(one.uses ?? 0, 'use')}`
      for (const [i, part] of wrap(visibleLine(said), (terminal.columns ?? 10_000) - 2).entries())
        out(text`${i === 0 ? '' : '  '}${part}`)
    }
  }
  out('')
  if (findings.length === 0) out('no finding')
  for (const finding of findings) for (const line of findingLines(finding, terminal.columns)) out(line)
}

/** Shows who is behind an account, and what they did. */
export async function showIdentity(terminal: Terminal, folder: string, alias: string, output: Output): Promise<void> {
  await withCase(folder, async (store) => {
    const found = await readIdentity(store, alias)
    if (found.accounts.length === 0)
      throw new UserError(`nobody known as ${alias} in this case`, {
        hint: 'a typed alias such as email:ana@corp.example, a person, or a bare account id; identities.json has all of them',
      })
    if (output === 'json') {
      terminal.out(harmlessJson(found))
      return
    }
    if (output === 'csv') {
      printListing(terminal, output, accountColumns, found.accounts)
      return
    }
    const { out } = terminal
    for (const person of new Set(found.accounts.map((one) => one.person))) {
      const first = found.accounts.find((one) => one.person === person)!
      out(
        text`${styled('bold', person)}  ${first.kind}${styled('dim', first.kind_evidence ? ` (${first.kind_evidence})` : '')}`,
      )
    }
    out('')
    const isBounded = found.accounts.some((one) => one.valid_from !== null || one.valid_to !== null)
    printListing(
      terminal,
      'table',
      accountColumns.filter(({ type }) => type !== 'time' || isBounded),
      found.accounts,
    )
    out('')
    printListing(
      terminal,
      'table',
      activityColumns,
      found.activity,
      'none of these accounts did anything in these exports',
    )
    if (found.tasks.length > 0) {
      out('')
      printListing(terminal, 'table', partColumns, found.tasks)
    }
    printWeights(terminal, found.weights)
    for (const pair of found.lookalikes)
      out(
        text`${styled('yellow', 'look-alike')}  ${pair.alias_a} and ${pair.alias_b}: ${pair.why}; ${confidenceText(pair.confidence)}, left apart`,
      )
  })
}

/** The waterfall of every pair that was weighed: what speaks for one person, what against, in bits, and the chance they add up to. */
function printWeights(terminal: Terminal, weights: readonly WeightView[]) {
  const pairs = new Map<string, WeightView[]>()
  for (const step of weights) {
    const pair = `${step.profile_a} ${step.profile_b}`
    pairs.set(pair, [...(pairs.get(pair) ?? []), step])
  }
  for (const steps of pairs.values()) {
    const first = steps[0]!
    const outcome =
      first.veto ?? (first.decision === 'merge' ? 'recognised as one, by looks' : 'left for you to settle')
    terminal.out('')
    terminal.out(text`${styled('bold', `${first.profile_a} and ${first.profile_b}`)}  ${outcome}`)
    printWaterfall(terminal, steps, first.confidence)
  }
}

const accountColumns: readonly ListingColumn[] = [
  { key: 'person', isHidden: true },
  { key: 'alias', head: 'account' },
  { key: 'basis' },
  { key: 'evidence', head: 'why we believe it' },
  { key: 'valid_from', head: 'from (utc)', type: 'time' },
  { key: 'valid_to', head: 'to (utc)', type: 'time' },
  { key: 'kind', isHidden: true },
]

const activityColumns: readonly ListingColumn[] = [
  { key: 'connector', head: 'system' },
  { key: 'alias', head: 'account' },
  { key: 'events', type: 'number' },
  { key: 'executions', type: 'number' },
  { key: 'approvals', type: 'number' },
  { key: 'first_at', head: 'first (utc)', type: 'time' },
  { key: 'last_at', head: 'last (utc)', type: 'time' },
]

const partColumns: readonly ListingColumn[] = [
  { key: 'task_key', head: 'task' },
  { key: 'title' },
  { key: 'stage' },
  { key: 'steps', type: 'number' },
  { key: 'first_at', head: 'first (utc)', type: 'time' },
  { key: 'last_at', head: 'last (utc)', type: 'time' },
]

/** Shows what the rules say of each control, of one, or of a framework. */
export async function showControls(
  terminal: Terminal,
  folder: string,
  output: Output,
  only: string | undefined,
): Promise<void> {
  const wanted = only === undefined ? null : new Set(findControls(only).map(({ key }) => key))
  await withCase(folder, async (store) => {
    const rows = (await readControls(store)).filter(({ control }) => wanted?.has(control) ?? true)
    printListing(terminal, output, controlColumns, rows.map(controlJson))
    if (output !== 'table' || wanted?.size !== 1) return
    for (const why of rows.flatMap(({ untested }) => untested)) terminal.out(text`not tested: ${why}`)
  })
}

const controlColumns: readonly ListingColumn[] = [
  { key: 'control' },
  { key: 'title' },
  {
    key: 'result',
    look: (value) => (value === 'gaps' ? 'red' : value === 'no gap' ? 'green' : 'yellow'),
  },
  { key: 'tested_by', head: 'tested by', type: 'list' },
  { key: 'examined', type: 'number' },
  { key: 'pass', type: 'number' },
  { key: 'gap', type: 'number' },
  { key: 'insufficient', head: 'undecided', type: 'number' },
  { key: 'not_tested_by', head: 'not tested by', type: 'list' },
  { key: 'excepted', type: 'number', isHidden: true },
  { key: 'lead', type: 'number', isHidden: true },
  { key: 'framework', isHidden: true },
  { key: 'version', isHidden: true },
  { key: 'untested', type: 'list', isHidden: true },
]

/** The lists that `coverage` can show. */
export const coverageLists = ['systems', 'files', 'days', 'gaps', 'clocks', 'rejects'] as const
type CoverageList = (typeof coverageLists)[number]

/** Shows what was read and what could not be seen: everything, or one list. */
export async function showCoverage(
  terminal: Terminal,
  folder: string,
  output: Output,
  only: string | undefined,
): Promise<void> {
  if (only !== undefined) readChoice('list', only, coverageLists)
  await withCase(
    folder,
    async (store) => {
      const found = await readCoverage(store)
      const lists = (
        only === undefined ? (output === 'csv' ? ['systems'] : coverageLists) : [only]
      ) as readonly CoverageList[]
      if (output === 'json') {
        terminal.out(
          harmlessJson(Object.fromEntries(lists.map((name) => [name, found[name].map((row) => withTimes(row))]))),
        )
        return
      }
      for (const [i, name] of lists.entries()) {
        if (output === 'table' && lists.length > 1) {
          if (name === 'days') continue
          if (i > 0) terminal.out('')
          terminal.out(styled('bold', `${name} (${count(found[name].length)})`))
        }
        const rows: readonly object[] = found[name]
        printListing(
          terminal,
          output,
          coverageColumns[name],
          rows.map((row) => coverageRow(name, row as Record<string, unknown>)),
          '  none',
        )
      }
    },
    'models',
  )
}

function coverageRow(name: CoverageList, row: Record<string, unknown>) {
  if (name === 'gaps') return { ...row, length: typeof row.gap_seconds === 'number' ? duration(row.gap_seconds) : null }
  if (name === 'clocks')
    return {
      ...row,
      offset: offsetInWords(row.offset_least_us, row.offset_most_us),
      tolerance: duration(Number(row.tolerance_us) / 1e6),
    }
  if (name === 'systems') return { ...row, supplied: row.is_supplied ? 'yes' : 'no' }
  return name === 'files' ? { ...row, connector: row.connector ?? 'nobody knew it' } : row
}

function offsetInWords(least: unknown, most: unknown): string {
  const seconds = (value: unknown) => (typeof value === 'number' ? `${(value / 1e6).toFixed(1)} s` : null)
  const [from, to] = [seconds(least), seconds(most)]
  if (from !== null && to !== null) return `${from} to ${to}`
  if (to !== null) return `at most ${to}`
  return from === null ? 'too few pairs' : `at least ${from}`
}

/** A row whose times are text. */
export function withTimes(row: object) {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === 'number' && /_(at|from|to)$/.test(key) ? formatTime(value) : value,
    ]),
  )
}

const coverageColumns: Readonly<Record<CoverageList, readonly ListingColumn[]>> = {
  systems: [
    { key: 'system' },
    { key: 'class' },
    { key: 'supplied', look: (value) => (value === 'no' ? 'red' : null) },
    { key: 'covers_from', head: 'from (utc)', type: 'time' },
    { key: 'covers_to', head: 'to (utc)', type: 'time' },
    { key: 'records', type: 'number' },
    { key: 'rejected', type: 'number' },
    { key: 'leaves_out', type: 'list' },
    { key: 'needs' },
    { key: 'how_known', isHidden: true },
  ],
  files: [
    { key: 'file' },
    { key: 'connector' },
    { key: 'records_read', head: 'read', type: 'number' },
    { key: 'records_used', head: 'used', type: 'number' },
    { key: 'records_rejected', head: 'rejected', type: 'number', look: (value) => (value === '0' ? null : 'yellow') },
    { key: 'first_event_at', head: 'first event (utc)', type: 'time' },
    { key: 'last_event_at', head: 'last event (utc)', type: 'time' },
    { key: 'problem', look: () => 'yellow' },
    { key: 'sha256', isHidden: true },
    { key: 'bytes', type: 'number', isHidden: true },
  ],
  days: [{ key: 'system' }, { key: 'day' }, { key: 'events', type: 'number' }],
  gaps: [
    { key: 'system' },
    { key: 'gap_kind', head: 'what' },
    { key: 'from_at', head: 'from (utc)', type: 'time' },
    { key: 'to_at', head: 'to (utc)', type: 'time' },
    { key: 'length' },
    { key: 'explained_by', head: 'explanation' },
    { key: 'affected_executions', head: 'executions', type: 'number' },
    { key: 'file', isHidden: true },
    { key: 'gap_seconds', type: 'number', isHidden: true },
  ],
  clocks: [
    { key: 'system_a', head: 'clock' },
    { key: 'system_b', head: 'other clock' },
    { key: 'pairs', type: 'number' },
    { key: 'contradictions', type: 'number', look: (value) => (value === '0' ? null : 'yellow') },
    { key: 'offset', head: 'the other minus the first' },
    { key: 'tolerance' },
    { key: 'offset_least_us', type: 'number', isHidden: true },
    { key: 'offset_most_us', type: 'number', isHidden: true },
    { key: 'tolerance_us', type: 'number', isHidden: true },
  ],
  rejects: [
    { key: 'file' },
    { key: 'record_no', head: 'record', type: 'number' },
    { key: 'line_no', head: 'line', type: 'number' },
    { key: 'reason' },
    { key: 'detail' },
    { key: 'connector', isHidden: true },
  ],
}
