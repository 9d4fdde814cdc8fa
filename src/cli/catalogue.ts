/** Commands about the tool itself: which exports it can read, which questions it asks. */
import { dirname, join } from 'node:path'
import { unknownName } from '../config.js'
import type { Connector } from '../connector.js'
import { controlOf, controlsOf, findControls } from '../controls/controls.js'
import { lintRules } from '../detect/lint.js'
import { loadRules, parseRules } from '../detect/rule.js'
import { runRuleCases } from '../detect/rule-cases.js'
import { isThere, readText } from '../read-text.js'
import { counted } from '../report/words.js'
import { loadSigmaRules } from '../sigma/sigma.js'
import { loadSqlFiles, projectRoot, readRulePaths } from '../sql-file.js'
import { visibleLine } from '../visible.js'
import { harmlessJson, type Output, printListing, wrap } from './listing.js'
import { severityLook, styled, type Terminal, text } from './terminal.js'

/** Lists the connectors. */
export function listConnectors(terminal: Terminal, output: Output, connectors: readonly Connector[]): void {
  const rows = connectors.map(({ id, title, system, holds, lagSeconds, neverLogs }) => ({
    id,
    system,
    title,
    holds,
    lag_seconds: lagSeconds,
    never_logs: neverLogs ?? [],
  }))
  printListing(
    terminal,
    output,
    [
      { key: 'id' },
      { key: 'system' },
      { key: 'title' },
      { key: 'holds', type: 'list' },
      { key: 'lag_seconds', type: 'number', isHidden: true },
      { key: 'never_logs', type: 'list', isHidden: true },
    ],
    rows,
  )
}

/** Shows what one connector reads: its own README. */
export function showConnector(terminal: Terminal, output: Output, connectors: readonly Connector[], id: string): void {
  const found = connectors.find((one) => one.id === id)
  if (!found)
    throw unknownName(
      'connector',
      id,
      connectors.map((one) => one.id),
    )
  const { id: name, title, system, holds, lagSeconds, neverLogs } = found
  const about = { id: name, title, system, holds, lag_seconds: lagSeconds, never_logs: neverLogs ?? [] }
  if (output === 'json') terminal.out(harmlessJson(about))
  else if (output === 'csv') listConnectors(terminal, output, [found])
  else {
    terminal.out(text`${styled('bold', name)}  ${title}`)
    terminal.out(
      text`${system}; can hold: ${holds.join(', ')}; an event is expected in an export after ${lagSeconds} s`,
    )
    for (const one of about.never_logs) terminal.out(text`never logs ${one}`)
    const readme = join(projectRoot(), 'connectors', name, 'README.md')
    if (isThere(readme)) terminal.out(`\n${readText(readme).trimEnd()}`)
  }
}

/** Lists the rules: all, or those that speak to a control or a framework. */
export function listRules(terminal: Terminal, output: Output, control?: string): void {
  const wanted = control === undefined ? null : new Set(findControls(control).map(({ key }) => key))
  printListing(
    terminal,
    output,
    [
      { key: 'rule' },
      { key: 'severity', look: severityLook },
      { key: 'slug' },
      { key: 'title', isHidden: true },
      { key: 'question' },
      { key: 'controls', type: 'list', isHidden: true },
    ],
    loadRules()
      .map((rule) => ({ ...rule, controls: controlsOf(rule.rule) }))
      .filter(({ controls }) => wanted === null || controls.some((key) => wanted.has(key))),
  )
}

/** Shows one rule. */
export function showRule(terminal: Terminal, output: Output, id: string): void {
  const rules = loadRules()
  const rule = rules.find((one) => one.rule.toLowerCase() === id.toLowerCase() || one.slug === id)
  if (!rule)
    throw unknownName(
      'rule',
      id,
      rules.map((one) => one.rule),
    )
  const controls = controlsOf(rule.rule)
  if (output === 'json') {
    terminal.out(harmlessJson({ ...rule, controls }))
    return
  }
  if (output === 'csv') {
    printListing(
      terminal,
      output,
      [{ key: 'rule' }, { key: 'severity' }, { key: 'slug' }, { key: 'title' }, { key: 'question' }],
      [rule],
    )
    return
  }
  const { out } = terminal
  out(
    text`${styled('bold', `${rule.rule} ${rule.title}`)}  ${styled(severityLook(rule.severity), rule.severity)}  ${styled('dim', rule.slug)}`,
  )
  const told = [
    ['question', rule.question],
    ['why', rule.why],
    ['examines', rule.grain],
    ['misses', rule.misses],
    ['false positives', rule.falsePositives],
    ['remedy', rule.remedy],
    ['needs', rule.needs.join(', ')],
    ['reference', rule.ref],
  ] as const
  for (const [name, value] of told) {
    const lines = wrap(visibleLine(value), Math.max(40, (terminal.columns ?? 100) - 18))
    for (const [i, line] of lines.entries()) out(text`${styled('dim', (i === 0 ? name : '').padEnd(16))}  ${line}`)
  }
  for (const one of rule.parameters)
    out(text`${styled('dim', 'parameter'.padEnd(16))}  ${one.name} = ${String(one.value)}  ${styled('dim', one.basis)}`)
  for (const key of controls) {
    const control = controlOf(key)
    out(text`${styled('dim', 'control'.padEnd(16))}  ${key}${control?.title ? `  ${control.title}` : ''}`)
  }
  out('')
  out(rule.sql.trimEnd())
}

/** Lints rules, the built-in ones when no path is given; gives the exit code. Cases lie in `folder`, else in `cases` beside each rule. */
export async function showLint(
  terminal: Terminal,
  output: Output,
  paths: readonly string[],
  folder: string | undefined,
): Promise<number> {
  const builtIn = join(projectRoot(), 'test', 'rules')
  const { sql: files, yaml } = paths.length === 0 ? { sql: loadSqlFiles('rules'), yaml: [] } : readRulePaths(paths)
  const sigma = loadSigmaRules(yaml)
  const problems = await lintRules(
    files,
    ({ file }) => folder ?? (paths.length === 0 ? builtIn : join(dirname(file), 'cases')),
  )
  printListing(terminal, output, [{ key: 'file' }, { key: 'line', type: 'number' }, { key: 'message' }], problems)
  terminal.err(`${counted(files.length + sigma.length, 'rule')}, ${counted(problems.length, 'problem')}`)
  return problems.length === 0 ? 0 : 1
}

/** Runs the cases of rules; gives the exit code. */
export async function testRules(
  terminal: Terminal,
  output: Output,
  ids: readonly string[],
  folder: string | undefined,
  paths: readonly string[] | undefined,
): Promise<number> {
  const rules = paths === undefined ? loadRules() : parseRules(readRulePaths(paths).sql)
  const chosen =
    ids.length === 0 ? rules : rules.filter(({ rule }) => ids.some((id) => id.toLowerCase() === rule.toLowerCase()))
  const unknown = ids.find((id) => !rules.some(({ rule }) => rule.toLowerCase() === id.toLowerCase()))
  if (unknown !== undefined)
    throw unknownName(
      'rule',
      unknown,
      rules.map(({ rule }) => rule),
    )
  const results = await runRuleCases(folder ?? join(projectRoot(), 'test', 'rules'), chosen)
  const failed = results.filter(({ problems }) => problems.length > 0)
  printListing(
    terminal,
    output,
    [
      { key: 'rule' },
      { key: 'result', look: (value) => (value === 'holds' ? 'green' : 'red') },
      { key: 'why' },
      { key: 'verdicts', type: 'list' },
      { key: 'problems', type: 'list' },
    ],
    results.map((one) => ({ ...one, result: one.problems.length === 0 ? 'holds' : 'fails' })),
  )
  terminal.err(`${counted(results.length, 'case')}, ${counted(failed.length, 'failure')}`)
  return failed.length === 0 ? 0 : 1
}
