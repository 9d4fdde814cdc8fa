/** Linting rules: everything that is wrong, with file and line, before a rule runs on a case. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lintRules } from '../../src/detect/lint.js'
import { loadSqlFiles, projectRoot, readRulePaths } from '../../src/sql-file.js'

const good = `-- rule: ACME01
-- slug: many-executions
-- title: More executions than one task should have
-- severity: low
-- grain: one row per task
-- question: Which tasks changed more than they should?
-- why: A task that changes everything was never one task.
-- misses: Changes that nothing ties to the task.
-- false-positives: Migrations that were announced as such.
-- remedy: Ask for what was changed, and split the next one.
-- needs: execution
-- param: most = 20 — judgement
-- ref: our handbook, chapter 3

select
    task, null::varchar as person, []::varchar[] as identities, null::timestamptz as occurred_at,
    case when executions > $most then 'gap' else 'pass' end as verdict,
    null::varchar as sub, null::varchar as severity, 1.0::double as confidence, null::varchar as basis, null::varchar as reason, null::varchar as needs,
    task || ' was executed ' || executions || ' times.' as message, executed_event_ids as event_ids
from fct_chains
`
const cases = (verdicts: readonly string[]) =>
  JSON.stringify({
    cases: [{ why: 'a case of some kind', given: {}, expect: verdicts.map((verdict) => ({ event_ids: [], verdict })) }],
  })

/** Lints one file of that name, with its cases beside it, and gives `line: message` of each problem. */
async function lint(sql: string, caseFile: string | null = cases(['gap', 'pass', 'insufficient'])) {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'))
  mkdirSync(join(folder, 'cases'))
  writeFileSync(join(folder, 'ACME01_many_executions.sql'), sql)
  if (caseFile !== null) writeFileSync(join(folder, 'cases', 'ACME01.json'), caseFile)
  const problems = await lintRules(readRulePaths([folder]).sql, () => join(folder, 'cases'))
  return problems.map(({ line, message }) => `${line ?? '-'}: ${message.replaceAll(folder, '')}`)
}

describe('rules lint', () => {
  it('finds nothing wrong with a rule that keeps the contract', async () => {
    expect(await lint(good)).toEqual([])
  })

  it('refuses a private table, on its line and not in a comment', async () => {
    const found = await lint(good.replace('from fct_chains', '-- not stg_events\nfrom stg_events'))
    expect(found).toEqual([expect.stringMatching(/^21: stg_events is no fact/)])
  })

  it('refuses a table that is hidden in a subquery or named as a file', async () => {
    const sql = good.replace('from fct_chains', `from fct_chains where task in (select task from raw_tasks)`)
    expect(await lint(sql)).toEqual([expect.stringMatching(/^20: raw_tasks is no fact/)])
    expect(await lint(good.replace('from fct_chains', `from '/etc/passwd'`))).not.toEqual([])
    expect(await lint(good.replace('from fct_chains', `from read_csv('/etc/passwd')`))).not.toEqual([])
  })

  it('refuses a parameter that is not used, and one that is not declared', async () => {
    expect(await lint(good.replace('> $most', '> 20'))).toEqual([
      '12: param most is declared, and the SQL does not use it',
    ])
    expect(await lint(good.replace('$most', '$least'))).toContain('17: $least is used, and no param line declares it')
  })

  it('refuses SQL that does not run and columns that are missing', async () => {
    expect(await lint(good.replace('executions > $most', 'executionz > $most'))).toEqual([
      expect.stringMatching(/^17: .*executionz/),
    ])
    expect(await lint(good.replace('null::varchar as sub, ', ''))).toEqual(['-: it does not return sub'])
    expect(await lint(good.replace('from fct_chains', 'from fct_chains; drop table fct_chains'))).not.toEqual([])
  })

  it('refuses a rule without cases, and cases that do not show all there is to show', async () => {
    expect(await lint(good, null)).toEqual([expect.stringMatching(/^1: it has no cases/)])
    expect(await lint(good, cases(['gap', 'pass']))).toEqual(['-: no case of ACME01 ends in insufficient'])
    expect(await lint(good, '{')).toEqual([expect.stringMatching(/no JSON/)])
  })

  it('passes every built-in rule', async () => {
    expect(await lintRules(loadSqlFiles('rules'), () => join(projectRoot(), 'test', 'rules'))).toEqual([])
  })
})
