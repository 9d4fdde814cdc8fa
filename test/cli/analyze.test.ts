/** The whole tool through its front door: analyze, each stage alone, exit codes, and exports that mean harm. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { type Terminal, written } from '../../src/cli/terminal.js'
import { sha256 } from '../../src/hash.js'
import { projectRoot } from '../../src/sql-file.js'

const exports = join(projectRoot(), 'sample-data', 'exports')
const documents = ['findings.json', 'chains.json', 'coverage.json', 'identities.json', 'report.html']

async function run(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  let now = 0
  const terminal: Terminal = {
    out: (part) => out.push(written(part, false)),
    err: (part) => err.push(written(part, false)),
    status: () => {},
    columns: 120,
    isInteractive: false,
    clock: () => now++,
    peakMemory: () => 100_000_000,
  }
  const code = await main(args, terminal)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const fresh = (name: string) => join(mkdtempSync(join(tmpdir(), 'approvenance-analyze-')), name)
const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8')

describe('the sample', () => {
  const folder = fresh('case')
  let first: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    first = await run('analyze', exports, '--case', folder)
  }, 180_000)

  it('ends well and says what was read, what was not seen, what was found, and where the report is', () => {
    expect([first.code, first.err.includes('bug')]).toEqual([0, false])
    expect(first.out).toMatch(/read\s+\d+ files, [\d,]+ records: [\d,]+ used, none rejected/)
    expect(first.out).toMatch(/jira\s+\d+ files/)
    expect(first.out).toMatch(/not seen\s/)
    expect(first.out).toMatch(/tasks\s+\d+: \d+ provable, \d+ partial, \d+ unprovable/)
    expect(first.out).toMatch(/findings\s+\d+ gaps \(\d+ critical/)
    expect(first.out).toMatch(/took .* at most 100 MB of memory; slowest: /)
    expect(first.out).toContain(join(folder, 'report.html'))
    expect(first.out).toMatch(/reference\s+people \(\d+ rows\)/)
  })

  it('leaves documents whose hashes the manifest has', () => {
    const manifest = JSON.parse(read(folder, 'manifest.json'))
    const outputs = new Map(manifest.outputs.map((one: { file: string; sha256: string }) => [one.file, one.sha256]))
    for (const name of documents) expect([name, outputs.get(name)]).toEqual([name, sha256(read(folder, name))])
    expect(manifest.parameters.config.file).toContain('approvenance.yaml')
    expect(
      manifest.inputs.every(
        (one: { read: number; used: number; rejected: number }) => one.read === one.used + one.rejected,
      ),
    ).toBe(true)
  })

  it('does every stage alone on an existing case, with the same bytes', async () => {
    const hashes = () => documents.map((name) => [name, sha256(read(folder, name))])
    const before = hashes()
    for (const stage of ['correlate', 'detect', 'report']) {
      const { code, err } = await run(stage, '--case', folder, '--quiet')
      expect([stage, code, err]).toEqual([stage, 0, ''])
    }
    expect(hashes()).toEqual(before)
  }, 120_000)

  it('says which stage is missing when one is skipped', async () => {
    const bare = fresh('case')
    cpSync(folder, bare, { recursive: true, filter: (path) => !path.includes('case.duckdb') })
    for (const [stage, missing] of [
      ['detect', 'correlate'],
      ['report', 'correlate|detect'],
    ] as const) {
      const { code, err } = await run(stage, '--case', bare)
      expect([stage, code]).toEqual([stage, 2])
      expect(err).toMatch(new RegExp(missing))
    }
    expect((await run('report', '--case', fresh('nothing'))).code).toBe(2)
  }, 60_000)

  it('prints how long each model, rule and gate took when asked', async () => {
    const { code, out } = await run('detect', '--case', folder, '--quiet', '--profile')
    expect(code).toBe(0)
    expect(out).toMatch(/^\d+ models {2}\d+\.\d\d s$/m)
    expect(out).toMatch(/^ +\d+\.\d{3} s {2}40_fct_tasks$/m)
    expect(out).toMatch(/^ +\d+\.\d{3} s {2}R08_self_approval$/m)
    expect(out).toMatch(/^ +\d+\.\d{3} s {2}70_findings$/m)
  }, 120_000)

  it('fails on gaps only when asked, and only of that severity', async () => {
    expect((await run('detect', '--case', folder, '--quiet', '--fail-on', 'critical')).code).toBe(1)
    expect((await run('detect', '--case', folder, '--quiet', '--fail-on', 'never')).code).toBe(0)
    const later = await run('correlate', '--case', folder, '--quiet', '--from', '2030-01-01T00:00:00Z')
    expect(later.code).toBe(0)
    expect((await run('detect', '--case', folder, '--quiet', '--fail-on', 'critical')).code).toBe(0)
    await run('correlate', '--case', folder, '--quiet')
  }, 120_000)
})

describe('a case whose exports were moved away', () => {
  it('tells which reference data was in use, and is not judged anew without it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'approvenance-analyze-'))
    const [from, folder] = [join(dir, 'exports'), join(dir, 'case')]
    for (const name of ['jira', 'reference']) cpSync(join(exports, name), join(from, name), { recursive: true })
    expect((await run('analyze', from, '--case', folder, '--quiet')).code).toBe(0)
    const before = read(folder, 'report.html')
    expect(before).toMatch(/<th scope="row">people<\/th><td[^>]*>\d+ <span class="id soft">reference\/people.csv/)
    renameSync(from, join(dir, 'elsewhere'))
    expect(await run('report', '--case', folder, '--quiet')).toMatchObject({ code: 0, err: '' })
    expect(sha256(read(folder, 'report.html'))).toBe(sha256(before))
    for (const stage of ['correlate', 'detect']) {
      const { code, err } = await run(stage, '--case', folder, '--quiet')
      expect([stage, code]).toEqual([stage, 2])
      expect(err).toMatch(/the reference data of this case is not where it was: .*approvers\.csv/)
    }
  }, 60_000)
})

describe('mistakes', () => {
  it('are told before any work is done', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'approvenance-mistakes-'))
    writeFileSync(join(dir, 'a.json'), '{}')
    const cases: [string, RegExp][] = [
      ['parameters: {no_such_parameter: 1}', /no_such_parameter/],
      ['rules: {disable: [R999]}', /R999/],
      ['rules: {paths: [nowhere/]}', /nowhere/],
      ['sources: [{match: "**", connector: jirra}]', /unknown connector: jirra[\s\S]*jira/],
      ['reference: {people: people.csv}', /people: there is no file/],
      ['as_of: soon', /as_of: not a time/],
    ]
    for (const [yaml, words] of cases) {
      writeFileSync(join(dir, 'approvenance.yaml'), yaml)
      const folder = join(dir, 'case')
      const { code, err } = await run('analyze', dir, '--case', folder)
      expect([yaml, code]).toEqual([yaml, 2])
      expect(err).toMatch(words)
      expect([yaml, existsSync(join(folder, 'evidence'))]).toEqual([yaml, false])
    }
    expect((await run('analyze', join(dir, 'nowhere'), '--case', join(dir, 'case'))).code).toBe(2)
  }, 60_000)
})

describe('exports that mean harm', () => {
  it('reach no output raw: not by their names, not by their text', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'approvenance-hostile-'))
    const evil = '"><script>alert(1)</script>\u001b[2J\u202e=cmd|calc'
    const name = 'it\'s "<b>\u001b[31m evil\u202e.json'
    mkdirSync(join(dir, 'slack', 'general'), { recursive: true })
    writeFileSync(join(dir, name), '{"what": "nobody knows this"}')
    writeFileSync(join(dir, 'broken\u001b[2J.json'), '{"Records": [')
    writeFileSync(
      join(dir, 'trail.json'),
      JSON.stringify({
        Records: [1, 2, 3].map((n) => ({
          eventVersion: '1.08',
          userIdentity: {
            type: 'IAMUser',
            principalId: 'AIDAEXAMPLE',
            arn: `arn:aws:iam::123456789012:user/${evil}`,
            accountId: '123456789012',
            accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
            userName: evil,
          },
          eventTime: `2026-03-02T10:00:0${n}Z`,
          eventSource: 'iam.amazonaws.com',
          eventName: 'AttachUserPolicy',
          awsRegion: 'us-east-1',
          sourceIPAddress: '192.0.2.7',
          userAgent: evil,
          requestParameters: { userName: evil, policyArn: `arn:aws:iam::aws:policy/${evil}` },
          responseElements: null,
          requestID: `r-${n}`,
          eventID: `0000000${n}-0000-4000-8000-000000000000`,
          readOnly: false,
          eventType: 'AwsApiCall',
          recipientAccountId: '123456789012',
        })),
      }),
    )
    const folder = join(dir, 'out')
    const { code, out, err } = await run('analyze', dir, '--case', folder)
    expect([code, err.includes('bug')]).toEqual([0, false])
    const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
    for (const shown of [out, err, read(folder, 'report.html')]) expect(shown).not.toMatch(raw)
    expect(read(folder, 'report.html').match(/<script/g)).toHaveLength(2)
    for (const args of [
      ['coverage'],
      ['coverage', 'files', '--output', 'csv'],
      ['findings'],
      ['findings', '--output', 'json'],
      ['identity', `aws:arn:aws:iam::123456789012:user/${evil}`],
      ['sql', 'select actor, resource, user_agent from stg_events', '--output', 'csv'],
    ]) {
      const listing = await run(...args, '--case', folder)
      expect([args[0], listing.code]).toEqual([args[0], 0])
      expect(listing.out + listing.err).not.toMatch(raw)
    }
    for (const file of readdirSync(folder).filter((one) => one.endsWith('.json'))) JSON.parse(read(folder, file))
  }, 120_000)
})
