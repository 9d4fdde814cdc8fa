/** `explore` as a person runs it: it prints an address, serves the case and its original records until it is stopped, and writes nothing but notes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashFile } from '../../src/hash.js'
import { projectRoot } from '../../src/sql-file.js'
import { runCli } from './run-cli.js'

const work = mkdtempSync(join(tmpdir(), 'approvenance-explore-cli-'))
const folder = join(work, 'case')
const cli = join(projectRoot(), 'dist', 'src', 'cli', 'main.js')
const record = {
  Records: [
    {
      eventVersion: '1.09',
      userIdentity: {
        type: 'IAMUser',
        arn: 'arn:aws:iam::123456789012:user/ana',
        accountId: '123456789012',
        userName: 'ana',
      },
      eventTime: '2026-03-02T10:00:31Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'AttachUserPolicy',
      awsRegion: 'us-east-1',
      sourceIPAddress: '192.0.2.7',
      requestParameters: {
        userName: 'bo',
        policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        note: 'password=Hunter2Hunter2',
      },
      responseElements: null,
      eventID: '0b1c2d3e-0000-4000-8000-000000000001',
      eventType: 'AwsApiCall',
      recipientAccountId: '123456789012',
    },
  ],
}
const sums = () =>
  readdirSync(folder)
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => [name, hashFile(join(folder, name)).sha256])

let child: ChildProcess
let url = ''
beforeAll(async () => {
  mkdirSync(join(work, 'exports'))
  writeFileSync(join(work, 'exports', 'trail.json'), JSON.stringify(record))
  const { code, err } = await runCli(['analyze', join(work, 'exports'), '--case', folder, '--quiet'])
  expect([code, err]).toEqual([0, ''])
  child = spawn(process.execPath, [cli, 'explore', folder, '--as', 'Ana Example'])
  url = await new Promise<string>((done, failed) => {
    child.stdout!.once('data', (text: Buffer) => done(String(text).trim()))
    child.once('exit', (status) => failed(new Error(`ended with ${status}`)))
  })
}, 120_000)
afterAll(() => {
  child?.kill('SIGKILL')
  rmSync(work, { recursive: true, force: true })
})

describe('explore', () => {
  it('prints an address of this machine that nobody guesses', () => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/overview$/)
  })

  it('shows the original record, its hash checked and its secrets taken out', async () => {
    const found = await (await fetch(url.replace('overview', 'search?q=AttachUserPolicy'))).text()
    const id = /event\?id=([^"]+)"/.exec(found)![1]!
    const text = await (await fetch(url.replace('overview', `record?id=${id}`))).text()
    expect(text).toContain('The file is the one that was analysed')
    expect(text).toContain('0b1c2d3e-0000-4000-8000-000000000001')
    expect(text).toContain('[redacted')
    expect(text).not.toContain('Hunter2')
  })

  it('changes nothing in the case but its notes', async () => {
    const before = sums()
    for (const page of ['overview', 'tasks', 'findings', 'coverage', 'sql', 'unaccounted'])
      expect((await fetch(url.replace('overview', page))).status).toBe(200)
    expect(sums()).toEqual(before)
  })

  it('keeps the case open: a stage that would write to it says so', async () => {
    const { code, err } = await runCli(['report', '--case', folder, '--quiet'])
    expect([code, err]).toEqual([75, expect.stringContaining('is open in another program')])
  })

  it('ends when it is told to, as done', async () => {
    const ended = new Promise((done) => child.once('exit', (status, signal) => done([status, signal])))
    child.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    await expect(fetch(url)).rejects.toThrow()
  })

  it.each([
    [['--port', 'http'], 'no port'],
    [['--port', '70000'], 'no port'],
  ])('refuses %j', async (args, words) => {
    const { code, err } = await runCli(['explore', folder, ...args])
    expect([code, err]).toEqual([2, expect.stringContaining(words)])
  })

  it('says what is missing where there is no case', async () => {
    const { code, err } = await runCli(['explore', join(work, 'nowhere')])
    expect([code, err]).toEqual([2, expect.stringContaining('is no case')])
  })
})
