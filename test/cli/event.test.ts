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

describe('event', () => {
  const dir = mkdtempSync(join(tmpdir(), 'approvenance-event-'))
  const exports = join(dir, 'exports')
  const folder = join(dir, 'case')
  const show = (...args: string[]) => run('event', '00000002-0000-4000-8000-000000000000', '--case', folder, ...args)
  beforeAll(async () => {
    mkdirSync(exports)
    writeFileSync(join(exports, 'trail.json'), JSON.stringify({ Records: [record(1), record(2), record(3)] }))
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
