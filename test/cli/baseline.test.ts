/** `--baseline` and `--fail-on-new`: what a report says of an earlier case, and when a pipeline stops. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { finding, record, writeCase } from '../compare/fixture.js'
import { runCli } from './run-cli.js'

const hostile = '<script>alert(1)</script> "quoted" \u202e \u001b[31m javascript:x'

let earlier: string
let later: string
let first: Awaited<ReturnType<typeof runCli>>
const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')

beforeAll(async () => {
  earlier = await writeCase({
    records: [record('a', 's1:1'), record('b', 's1:2')],
    rules: ['R01', 'R02'],
    findings: [
      finding('F-1', 'R01', { event_ids: ['s1:1'] }),
      finding('F-2', 'R01', { severity: 'critical', person: hostile, message: hostile, event_ids: ['s1:2'] }),
    ],
    systems: [
      { system: 'jira', class: 'ticketing', is_supplied: true, records: 2 },
      { system: 'slack', class: 'chat', is_supplied: true, records: 5 },
    ],
  })
  later = await writeCase({
    records: [record('a', 's1:1'), record('c', 's1:3')],
    rules: ['R01', 'R02'],
    findings: [
      finding('F-1', 'R01', { event_ids: ['s1:1'] }),
      finding('F-3', 'R02', { severity: 'high', event_ids: ['s1:3'], message: hostile, task_key: hostile }),
    ],
    systems: [
      { system: 'jira', class: 'ticketing', is_supplied: true, records: 2 },
      { system: 'slack', class: 'chat', is_supplied: false, records: 0 },
    ],
    chains: [{ task: 'ticket:C-1', task_key: hostile, system: 'jira', grade: 'partial', executions: 1 }],
  })
  first = await runCli(['report', '--case', later, '--baseline', earlier, '--fail-on', 'high', '--fail-on-new'])
}, 120_000)

describe('a report with a baseline', () => {
  it('ends with 1 for a new gap, and says what became of the others', () => {
    expect([first.code, first.err.includes('bug')]).toEqual([1, false])
    expect(first.out).toMatch(/since\s+\S+: 1 new, 0 changed, 1 gone, 0 resolved, 1 persisting/)
    expect(first.out).toContain('less is seen of slack: no export of it any more')
    expect(first.out).toContain('explain F-3')
  })

  it('has a section that names what is less seen before it counts', () => {
    const html = read(later, 'report.html')
    const section = html.slice(html.indexOf('id="baseline"'), html.indexOf('id="findings"'))
    expect(section.indexOf('Less is seen than before')).toBeGreaterThan(0)
    expect(section.indexOf('Less is seen than before')).toBeLessThan(section.indexOf('Findings since the baseline'))
    expect(section).toContain('nothing it rested on is in any export now')
    expect(section).toContain('href="#finding-F-3"')
    expect(html.includes('<a href="#baseline">')).toBe(true)
  })

  it('lets no text of either case act', () => {
    const html = read(later, 'report.html')
    expect(html.includes('<script>alert')).toBe(false)
    expect(/[\u001b\u202e]/.test(html)).toBe(false)
    expect(html.includes('&lt;script&gt;alert(1)&lt;/script&gt; &quot;quoted&quot; \\u{202e} \\u{1b}[31m')).toBe(true)
  })

  it('tells machines the state of each finding, and those that are told no more', () => {
    const found = JSON.parse(read(later, 'findings.json'))
    expect(found.findings.map((one: { id: string; baseline: string }) => [one.id, one.baseline])).toEqual([
      ['F-3', 'new'],
      ['F-1', 'persisting'],
    ])
    expect(found.baseline).toMatchObject({
      case: earlier,
      counts: { new: 1, changed: 0, gone: 1, resolved: 0, persisting: 1 },
      untold: [{ state: 'gone', id: 'F-2', severity: 'critical' }],
    })
    const { parameters } = JSON.parse(read(later, 'manifest.json'))
    expect(parameters.baseline).toEqual({ case: earlier, sha256: found.baseline.sha256 })
  })

  it('stays with the case until the rules are asked again, and the bytes stay the same', async () => {
    const before = read(later, 'findings.json')
    expect((await runCli(['report', '--case', later, '--fail-on-new', '--quiet'])).code).toBe(1)
    expect(read(later, 'findings.json')).toBe(before)
    expect((await runCli(['report', '--case', later, '--fail-on', 'critical', '--fail-on-new', '--quiet'])).code).toBe(
      0,
    )
  })
})

describe('a case that was compared with none', () => {
  it('says nothing of a baseline', async () => {
    expect((await runCli(['report', '--case', earlier, '--quiet'])).code).toBe(0)
    expect(read(earlier, 'report.html').includes('Since the baseline')).toBe(false)
    expect(read(earlier, 'findings.json').includes('baseline')).toBe(false)
  })

  it('cannot fail on what is new', async () => {
    const { code, err } = await runCli(['report', '--case', earlier, '--fail-on-new', '--quiet'])
    expect([code, err]).toEqual([2, expect.stringContaining('was compared with no earlier case')])
  })
})

describe('mistakes are told before any work is done', () => {
  it('of a baseline that is none, the case itself, or missing', async () => {
    const work = join(mkdtempSync(join(tmpdir(), 'approvenance-baseline-')), 'case')
    for (const [args, words] of [
      [['--baseline', 'nowhere'], 'nowhere'],
      [['--fail-on-new'], '--fail-on-new needs an earlier case'],
      [['--baseline', earlier, '--fail-on-new', '--fail-on', 'never'], 'contradict each other'],
    ] as const) {
      const { code, err } = await runCli(['analyze', '.', '--case', work, ...args])
      expect([code, err]).toEqual([2, expect.stringContaining(words)])
      expect(existsSync(work)).toBe(false)
    }
    const { code, err } = await runCli(['detect', '--case', earlier, '--baseline', earlier])
    expect([code, err]).toEqual([2, expect.stringContaining('one case')])
  })

  it('of a baseline whose database is gone', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'approvenance-bare-'))
    copyFileSync(join(earlier, 'manifest.json'), join(bare, 'manifest.json'))
    const { code, err } = await runCli(['report', '--case', later, '--baseline', bare])
    expect([code, err]).toEqual([2, expect.stringContaining('has no case.duckdb')])
  })
})
