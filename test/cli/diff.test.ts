/** `diff` from the outside: each form, each list, exit codes, and cases that mean harm. */
import { beforeAll, describe, expect, it } from 'vitest'
import { finding, record, writeCase } from '../compare/fixture.js'
import { runCli } from './run-cli.js'

const esc = '\u001b'
const hostile = `${esc}]8;;https://evil.example${esc}\\click${esc}]8;;${esc}\\ \u202egnp.exe | [x](https://evil.example) <script>`

let earlier: string
let later: string
beforeAll(async () => {
  earlier = await writeCase({
    records: [record('a', 's1:1'), record('b', 's1:2')],
    rules: ['R01'],
    findings: [finding('F-1', 'R01', { event_ids: ['s1:1'] }), finding('F-2', 'R01', { event_ids: ['s1:2'] })],
    others: [],
  })
  later = await writeCase({
    records: [record('a', 's1:1'), record('b', 's1:2'), record('c', 's1:3')],
    rules: ['R01'],
    findings: [
      finding('F-1', 'R01', { event_ids: ['s1:1'] }),
      finding('F-3', 'R01', {
        severity: 'high',
        event_ids: ['s1:3'],
        person: hostile,
        task_key: '=cmd()',
        message: hostile,
      }),
    ],
    others: [{ rule: 'R01', verdict: 'pass', task: 'ticket:F-2', event_ids: ['s1:2'] }],
  })
}, 60_000)
const diff = (...args: string[]) => runCli(['diff', earlier, later, ...args])

describe('diff', () => {
  it('counts the states, lists what differs and says how to list the rest', async () => {
    const { out, code } = await diff()
    expect(code).toBe(0)
    expect(out).toContain('1 new, 0 changed, 0 gone, 1 resolved, 1 persisting')
    expect(out).toMatch(/new\s+F-3\s+high\s+gap\s+R01/)
    expect(out).toMatch(/resolved\s+F-2 .*it passes now/)
    expect(out).not.toContain('F-1')
    expect(out).toContain('--state persisting')
  })

  it('gives every list as JSON, or one', async () => {
    const all = JSON.parse((await diff('--output', 'json')).out)
    expect(all.schema).toBe('approvenance/diff@1')
    expect(Object.keys(all)).toEqual([
      'schema',
      'findings',
      'chains',
      'systems',
      'files',
      'rules',
      'figures',
      'conditions',
    ])
    expect(all.findings.map((one: { state: string }) => one.state)).toEqual(['new', 'resolved', 'persisting'])
    const one = JSON.parse((await diff('findings', '--state', 'resolved', '--output', 'json')).out)
    expect(one.findings).toEqual([expect.objectContaining({ was_id: 'F-2', finding_id: null, why: 'it passes now' })])
  })

  it('writes CSV in which no cell is a formula', async () => {
    const { out } = await diff('--output', 'csv')
    expect(out.split('\n')[0]).toMatch(/^state,id,finding_id,was_id,/)
    expect(out).toContain("'=cmd()")
  })

  it('writes Markdown in which text stays text', async () => {
    const { out } = await diff('--output', 'md')
    const cells = out
      .split('\n')
      .find((line) => line.includes('F-3'))!
      .split(/(?<!\\)\|/)
    expect(cells).toHaveLength(11)
    expect(out).not.toMatch(/(?<!\\)\[x\]|(?<!\\)<script|https:\/\//)
    expect(out).toContain('## Findings')
    expect(out).toMatch(/1 more row the same in both cases/)
  })

  it('lets no text move the cursor, hide a link or turn the direction', async () => {
    for (const form of ['table', 'json', 'csv', 'md']) {
      const { out } = await diff('findings', '--output', form)
      expect(out).toContain({ table: '\\u{1b}', csv: '\\u{1b}', json: '\\u001b', md: '\\\\u{1b}' }[form])
      expect([...out].filter((char) => /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(char))).toEqual([])
    }
  })

  it('ends with 1 only where a gap of the severity is new, and can be silent', async () => {
    expect((await diff('--quiet', '--fail-on', 'high')).code).toBe(1)
    expect((await diff('--quiet', '--fail-on', 'critical')).code).toBe(0)
    expect(await diff('--quiet', '--fail-on', 'low')).toEqual({ code: 1, out: '', err: '' })
    expect((await runCli(['diff', later, earlier, '--fail-on', 'high'])).code).toBe(0)
  })

  it('takes mistakes as mistakes', async () => {
    expect(await diff('nonsense')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Allowed choices are findings, chains'),
    })
    expect(await diff('--state', 'old')).toMatchObject({ code: 2, err: expect.stringContaining('unknown state: old') })
    expect((await diff('--output', 'xml')).code).toBe(2)
    expect(await runCli(['diff', earlier, earlier])).toMatchObject({
      code: 2,
      err: expect.stringContaining('one case'),
    })
    expect((await runCli(['diff', earlier, 'nowhere'])).code).toBe(2)
    expect((await runCli(['diff', earlier])).code).toBe(2)
  })
})
