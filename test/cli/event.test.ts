/** `event` goes back to the exported file: the record as it stands there, secrets hidden, the file's hash checked. */
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { type Terminal, written } from '../../src/cli/terminal.js'

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    out: (part) => out.push(written(part, false)),
    err: (part) => err.push(written(part, false)),
    status: () => {},
    columns: null,
    isInteractive: false,
    clock: () => 0,
    peakMemory: () => 0,
  }
  const code = await main(args, terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const record = (n: number) => ({
  eventVersion: '1.08',
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLE',
    arn: 'arn:aws:iam::123456789012:user/ana',
    accountId: '123456789012',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    userName: 'ana',
  },
  eventTime: `2026-03-02T10:00:0${n}Z`,
  eventSource: 'iam.amazonaws.com',
  eventName: 'CreateLoginProfile',
  awsRegion: 'us-east-1',
  sourceIPAddress: '192.0.2.7',
  userAgent: `console \u001b[2J`,
  requestParameters: { userName: 'bo', password: 'correct-horse-battery' },
  responseElements: null,
  requestID: `r-${n}`,
  eventID: `0000000${n}-0000-4000-8000-000000000000`,
  readOnly: false,
  eventType: 'AwsApiCall',
  recipientAccountId: '123456789012',
})

/** A change in a session that is named after a ticket, and that ticket. */
const named = {
  ...record(4),
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE:ana-OPS-7',
    arn: 'arn:aws:sts::123456789012:assumed-role/Ops/ana-OPS-7',
    accountId: '123456789012',
  },
}
const ticket = {
  id: '10007',
  key: 'OPS-7',
  changelog: { startAt: 0, maxResults: 0, total: 0, histories: [] },
  fields: {
    summary: 'A console login for bo',
    issuetype: { name: 'Task', subtask: false },
    project: { key: 'OPS', name: 'Operations' },
    status: { name: 'To Do', id: '1' },
    created: '2026-03-02T08:00:00.000+0000',
    updated: '2026-03-02T08:00:00.000+0000',
    creator: { accountId: '5b10a', displayName: 'Ana' },
  },
}

describe('event', () => {
  const dir = mkdtempSync(join(tmpdir(), 'approvenance-event-'))
  const exports = join(dir, 'exports')
  const folder = join(dir, 'case')
  const show = (...args: string[]) => run('event', '00000002-0000-4000-8000-000000000000', '--case', folder, ...args)
  beforeAll(async () => {
    mkdirSync(exports)
    writeFileSync(join(exports, 'trail.json'), JSON.stringify({ Records: [record(1), record(2), record(3), named] }))
    const search = { startAt: 0, maxResults: 50, total: 1, issues: [ticket] }
    writeFileSync(join(exports, 'search.json'), JSON.stringify(search))
    expect((await run('analyze', exports, '--case', folder, '--quiet')).code).toBe(0)
  }, 60_000)

  it('shows the record by the vendor’s id or ours, and that the file is unchanged', async () => {
    const { code, out } = await show()
    expect(code).toBe(0)
    expect(out).toContain('trail.json, record 2')
    expect(out).toContain('its SHA-256 is the same')
    expect(out).toContain('"requestID": "r-2"')
    expect(out).not.toContain('r-1')
    const [found] = JSON.parse((await show('--output', 'json')).out)
    expect(found).toMatchObject({ is_unchanged: true, record_no: 2, connector: 'aws-cloudtrail' })
    expect((await run('event', found.event_id, '--case', folder)).out).toBe(out)
  })

  it('shows what ties it to a task, weighed', async () => {
    const id = '00000004-0000-4000-8000-000000000000'
    const { out } = await run('event', id, '--case', folder)
    expect(out).toMatch(/how the ties were weighed\nOPS-7 {2}names it\n[\s\S]*bits: 0\.\d+/)
    const [found] = JSON.parse((await run('event', id, '--case', folder, '--output', 'json')).out)
    expect(found.candidates).toEqual([expect.objectContaining({ task_key: 'OPS-7', standing: 'chosen' })])
    expect((await run('event', id, '--case', folder, '--output', 'csv')).out).not.toContain('candidates')
  })

  it('hides secrets unless asked, and never lets the record touch the terminal', async () => {
    expect((await show()).out).not.toContain('correct-horse-battery')
    const open = await show('--show-secrets')
    expect(open.out).toContain('correct-horse-battery')
    for (const output of ['table', 'json', 'csv'])
      expect((await show('--output', output, '--show-secrets')).out).not.toContain('\u001b')
  })

  it('says when there is no such event', async () => {
    const { code, err } = await run('event', 'nothing', '--case', folder)
    expect([code, err]).toEqual([2, expect.stringContaining('no event nothing')])
  })

  it('finds exports that were moved, and says when it does not', async () => {
    renameSync(exports, join(dir, 'moved'))
    expect((await show()).code).toBe(2)
    expect((await show('--root', join(dir, 'moved'))).out).toContain('its SHA-256 is the same')
    renameSync(join(dir, 'moved'), exports)
  })

  it('says when the file is not the one that was analysed', async () => {
    appendFileSync(join(exports, 'trail.json'), '\n')
    expect((await show()).out).toContain('is not the one that was analysed')
    rmSync(join(exports, 'trail.json'))
    writeFileSync(join(exports, 'trail.json'), JSON.stringify({ Records: [record(1)] }))
    expect((await show()).code).toBe(2)
  })
})
