/** The command line from the outside: what it prints, and with which exit code it ends. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/exit-codes.js'
import { main } from '../../src/cli/main.js'
import { type Terminal, written } from '../../src/cli/terminal.js'
import { Store } from '../../src/store/store.js'
import { openCase, sampleRows } from '../report/fixture.js'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const run = (...args: string[]) => runAt(null, ...args)

async function runAt(columns: number | null, ...args: string[]): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    out: (part) => out.push(written(part, false)),
    err: (part) => err.push(written(part, false)),
    status: () => {},
    columns,
    isInteractive: false,
    clock: () => 0,
    peakMemory: () => 0,
  }
  const code = await main(args, terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('exit codes', () => {
  it('is 0 for help and version, 2 for no command', async () => {
    expect((await run('--help')).code).toBe(exitCodes.done)
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+$/)
    expect((await run()).code).toBe(exitCodes.mistake)
  })

  it('is 2 for a mistake, with what was expected', async () => {
    const mistakes: [string[], RegExp][] = [
      [['analyse', 'x'], /unknown command.*analy[zs]e/s],
      [['analyze'], /missing required argument/],
      [
        ['analyze', 'x', '--case', 'y', '--from', 'yesterday'],
        /--from: not a time with a zone: yesterday[\s\S]*2026-04-16T00:00:00Z/,
      ],
      [['analyze', 'x', '--case', 'y', '--as-of', '2026-03-01'], /--as-of: not a time with a zone/],
      [['analyze', 'x', '--case', 'y', '--to', '2026-13-01T00:00:00Z'], /--to: not a time with a zone/],
      [['analyze', 'x', '--from', '2026-03-02T00:00:00Z', '--to', '2026-03-01T00:00:00Z'], /is not before/],
      [['analyze', 'x', '--fail-on', 'urgent'], /urgent[\s\S]*critical/],
      [['findings', '--case', 'y', '--output', 'yaml'], /yaml[\s\S]*table/],
      [['tasks', '--case', '/nowhere'], /\/nowhere is no case[\s\S]*analyze/],
      [['rules', 'show', 'R999'], /unknown rule: R999/],
      [['findings', '--bogus'], /unknown option/],
    ]
    for (const [args, words] of mistakes) {
      const { code, err, out } = await run(...args)
      expect([args.join(' '), code, out]).toEqual([args.join(' '), exitCodes.mistake, ''])
      expect(err).toMatch(words)
      expect(err).not.toContain('    at ')
    }
  })

  it('is 2 for a case that cannot be opened', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'approvenance-damaged-'))
    writeFileSync(join(folder, 'case.duckdb'), 'this is no database')
    const { code, err } = await run('tasks', '--case', folder)
    expect([code, err]).toEqual([exitCodes.mistake, expect.stringContaining('cannot be opened')])
  })

  it('is 70 for our own fault, and shows the stack only with --debug', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'approvenance-broken-'))
    const store = await Store.open(join(folder, 'case.duckdb'))
    await store.run('create table findings (nothing_a_case_has varchar)')
    store.close()
    const { code, err } = await run('tasks', '--case', folder)
    expect(code).toBe(exitCodes.bug)
    expect(err).toContain('please report it')
    expect(err).not.toContain('    at ')
    expect((await run('--debug', 'tasks', '--case', folder)).err).toContain('    at ')
  })
})

describe('help', () => {
  it('has an example for every command', async () => {
    const { out } = await run('--help')
    const names = [...out.matchAll(/^ {2}([a-z]+)(?: |$)/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help' && name !== 'approvenance')
    expect(names).toEqual(
      expect.arrayContaining([
        'analyze',
        'ingest',
        'correlate',
        'detect',
        'report',
        'tasks',
        'task',
        'findings',
        'explain',
        'event',
        'identity',
        'coverage',
        'controls',
        'sql',
        'connectors',
        'rules',
        'init',
        'simulate',
      ]),
    )
    for (const name of names) {
      const help = await run(name, '--help')
      expect([name, help.code]).toEqual([name, 0])
      expect(help.out).toContain('Examples:')
      expect(help.out).toContain(`$ approvenance ${name}`)
    }
  })
})

describe('a finished case', () => {
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'approvenance-case-'))
    const store = await openCase(sampleRows, join(folder, 'case.duckdb'))
    store.close()
  }, 60_000)
  const on = (...args: string[]) => run(...args, '--case', folder)

  it('lists tasks, in each form', async () => {
    const table = await on('tasks')
    expect(table.out).toMatch(/OPS-12\s+partial/)
    expect(JSON.parse((await on('tasks', '--output', 'json')).out)).toHaveLength(3)
    expect((await on('tasks', '--output', 'csv')).out.split('\n')[0]).toBe(
      'task,grade,title,system,asked,approved,executed,changes,gaps,undecided,opened_at',
    )
    expect((await on('tasks', '--grade', 'none', '--output', 'json')).out).toContain('OPS-13')
    expect(JSON.parse((await on('tasks', '--with-findings', '--person', 'ana', '--output', 'json')).out)).toHaveLength(
      1,
    )
  })

  it('fits tables into the width', async () => {
    for (const args of [['tasks'], ['findings'], ['coverage'], ['task', 'OPS-12'], ['identity', 'ana@corp.example']]) {
      const { out, code } = await runAt(100, ...args, '--case', folder)
      expect(code).toBe(0)
      for (const line of out.split('\n')) expect([args[0], line.length <= 100 || line]).toEqual([args[0], true])
    }
  })

  it('shows a task by its key in any case, or says how to find one', async () => {
    const { out } = await on('task', 'ops-12')
    expect(out).toContain('ana@corp.example')
    expect(out).toContain('AttachUserPolicy')
    expect(out).toContain('R08 self-approval')
    expect(out).toMatch(/AttachUserPolicy .* credential issued for it, 0\.97 /)
    expect(JSON.parse((await on('task', 'OPS-12', '--output', 'json')).out)).toMatchObject({
      task: 'OPS-12',
      grade: 'partial',
    })
    const missing = await on('task', 'OPS-99')
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('no task OPS-99')])
  })

  it('filters findings by rule, severity or worse, verdict, task and person', async () => {
    const ids = async (...args: string[]) =>
      JSON.parse((await on('findings', '--output', 'json', ...args)).out).map((one: { id: string }) => one.id)
    expect(await ids()).toEqual(['f-0001', 'f-0002', 'f-0003', 'f-0004'])
    expect(await ids('--rule', 'self-approval')).toEqual(['f-0001', 'f-0004'])
    expect(await ids('--severity', 'high')).toEqual(['f-0001', 'f-0003'])
    expect(await ids('--verdict', 'insufficient')).toEqual(['f-0003'])
    expect(await ids('--task', 'ops-12', '--person', 'agent')).toEqual(['f-0002'])
  })

  it('explains a finding: records, meaning, what would settle it', async () => {
    const { out } = await on('explain', 'f-0003')
    expect(out).toContain('no export of a system that could hold the answer was supplied')
    expect(out).toContain('Okta System Log export')
    expect((await on('explain', 'f-000')).code).toBe(2)
    expect(JSON.parse((await on('explain', 'f-0001', '--output', 'json')).out)).toMatchObject({
      id: 'f-0001',
      rule: 'R08',
    })
  })

  it('shows coverage as lists', async () => {
    const { out } = await on('coverage')
    expect(out).toContain('okta-system-log')
    expect(out).toContain('malformed_json')
    expect((await on('coverage', 'rejects', '--output', 'csv')).out.split('\n')).toHaveLength(3)
    expect((await on('coverage', 'nonsense')).code).toBe(2)
  })

  it('shows controls: all, one with what was not tested, a framework, in each form', async () => {
    const { out } = await on('controls')
    expect(out).toMatch(/nist-800-53:AC-5\s+Separation of Duties\s+gaps\s+R08/)
    expect((await on('controls', 'nist-800-53:AC-5')).out).toContain('not tested: R10: nothing to examine')
    expect(JSON.parse((await on('controls', 'nist-800-53', '--output', 'json')).out)).toHaveLength(2)
    const { code, err } = await on('controls', 'nist-800-53:AC-99')
    expect([code, err.includes('unknown control: nist-800-53:AC-99')]).toEqual([2, true])
    expect(err).toContain('rules speak to these of nist-800-53: AC-2, AC-2(2)')
  })

  it('shows who is behind an account', async () => {
    const { out } = await on('identity', 'slack:U0ANA')
    expect(out).toContain('ana@corp.example')
    expect(out).toContain('jira:5b10a')
    expect((await on('identity', 'nobody')).code).toBe(2)
  })

  it('answers SQL, times as times', async () => {
    const { out } = await on('sql', 'select task, created_lo from fct_tasks order by task;', '--output', 'csv')
    expect(out.split('\n')).toEqual([
      'task,created_lo',
      'change:CHG0030001,2026-03-03 07:00:00Z',
      'ticket:OPS-12,2026-03-02 09:00:00Z',
      'ticket:OPS-13,2026-03-04 07:00:00Z',
    ])
    expect(JSON.parse((await on('sql', 'show tables', '--output', 'json')).out).length).toBeGreaterThan(10)
  })

  it('lets SQL neither write nor leave the case', async () => {
    for (const sql of [
      'create table x as select 1',
      "insert into findings (finding_id) values ('x')",
      'drop table findings',
      "copy findings to 'out.csv'",
      "select * from read_csv('/etc/hostname')",
      "attach 'other.db'",
      'set enable_external_access = true',
      'select 1; select 2',
      'selec 1',
    ]) {
      const { code, err } = await on('sql', sql)
      expect([sql, code]).toEqual([sql, 2])
      expect(err).toContain('the query does not run')
    }
  })
})

describe('rules', () => {
  it('lists, shows and tests the built-in rules', async () => {
    const listed = JSON.parse((await run('rules', 'list', '--output', 'json')).out)
    expect(listed.map((one: { rule: string }) => one.rule)).toContain('R08')
    const ruled = JSON.parse((await run('rules', 'list', '--control', 'nist-800-53:ac-5', '--output', 'json')).out)
    expect(ruled.map((one: { rule: string }) => one.rule)).toEqual(expect.arrayContaining(['R08', 'R10']))
    for (const { controls } of ruled) expect(controls).toContain('nist-800-53:AC-5')
    const pci = JSON.parse((await run('rules', 'list', '--control', 'pci-dss-4.0', '--output', 'json')).out)
    expect(pci.length).toBeGreaterThan(ruled.length)
    const unknown = await run('rules', 'list', '--control', 'cobit:DSS05')
    expect([unknown.code, unknown.err.includes('unknown control: cobit:DSS05')]).toEqual([2, true])
    expect(unknown.err).toContain('frameworks are owasp-nhi, ')
    const { out } = await run('rules', 'show', 'r08')
    expect(out).toContain('misses')
    expect(out).toContain('select')
    const tested = await run('rules', 'test', 'R08', '--output', 'json')
    expect(tested.code).toBe(0)
    expect(JSON.parse(tested.out).length).toBeGreaterThan(2)
  }, 60_000)
})
