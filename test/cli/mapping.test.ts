/** Mappings from the outside: proposed, checked, used in a case, and kept with it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { type Terminal, written } from '../../src/cli/terminal.js'
import { sha256 } from '../../src/hash.js'

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

const csv = `When,Who,Action,Object
2026-03-02T10:00:00Z,ana@example.com,Role granted,payroll
2026-03-02T10:05:00Z,ben@example.com,Role revoked,payroll
never,ben@example.com,Role revoked,payroll
`

/** A folder with an export that nobody knows, and a mapping for it. */
async function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-desk-'))
  mkdirSync(join(folder, 'exports'))
  const file = join(folder, 'exports', 'desk.csv')
  writeFileSync(file, csv)
  const mapping = join(folder, 'desk.yaml')
  const made = await run('connectors', 'new', file, '--out', mapping)
  return { folder, file, mapping, made, exports: join(folder, 'exports'), caseDir: join(folder, 'case') }
}

interface Manifest {
  readonly parameters: { readonly mappings: readonly { mapping: string; file: string; sha256: string }[] }
  readonly inputs: readonly { connector: string | null; used: number; rejected: number }[]
  readonly outputs: readonly { file: string; sha256: string }[]
}

const manifestOf = (caseDir: string) => JSON.parse(readFileSync(join(caseDir, 'manifest.json'), 'utf8')) as Manifest

describe('connectors new', () => {
  it('writes a mapping that runs at once, and overwrites nothing', async () => {
    const { file, mapping, made } = await desk()
    expect([made.code, made.err]).toEqual([0, expect.stringContaining('written: ')])
    const checked = await run('connectors', 'check', mapping, file)
    expect(checked.code).toBe(0)
    expect(checked.out).toMatch(/desk claims desk\.csv\n3 records read, 2 used, 1 rejected/)
    expect(checked.out).toMatch(/bad_time +events\.occurred_at: no time: "never"/)
    expect(await run('connectors', 'new', file, '--out', mapping)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already'),
    })
  })

  it('prints it where no file is named, and says when a connector knows the file', async () => {
    const { file } = await desk()
    expect((await run('connectors', 'new', file, '--name', 'my-desk')).out).toContain('\nmapping: my-desk\n')
    expect(await run('connectors', 'new', join(file, 'missing'))).toMatchObject({ code: 2 })
  })
})

describe('connectors check', () => {
  it('ends with 1 when the mapping does not claim the file, and tells it as JSON', async () => {
    const { folder, mapping } = await desk()
    const other = join(folder, 'other.csv')
    writeFileSync(other, 'A,B\n1,2\n')
    const { code, out } = await run('connectors', 'check', mapping, other, '--output', 'json')
    expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ is_claimed: false, read: 1, used: 0 })])
    expect((await run('connectors', 'check', 'tailscale', other)).out).toContain('tailscale does not claim other.csv')
    expect(await run('connectors', 'check', 'nothing-of-that-name', other)).toMatchObject({
      code: 2,
      err: expect.stringContaining('tailscale'),
    })
  })
})

describe('a case', () => {
  it('reads with the mapping, notes its hash, and keeps it for the stages after', async () => {
    const { mapping, exports, caseDir } = await desk()
    expect(await run('analyze', exports, '--case', caseDir, '--mapping', mapping, '--quiet')).toMatchObject({
      code: 0,
      err: '',
    })
    const { parameters, inputs, outputs } = manifestOf(caseDir)
    const hash = sha256(readFileSync(mapping))
    expect(parameters.mappings).toEqual([{ mapping: 'desk', file: mapping, sha256: hash }])
    expect(inputs).toEqual([expect.objectContaining({ connector: 'desk', used: 2, rejected: 1 })])
    expect(outputs).toContainEqual({ file: 'mappings/desk.yaml', sha256: hash })
    rmSync(mapping)
    expect((await run('report', '--case', caseDir, '--quiet')).code).toBe(0)
    const asked = await run(
      'sql',
      "select event_id from stg_events where operation = 'Role granted'",
      '--case',
      caseDir,
      '--output',
      'json',
    )
    const [{ event_id: id }] = JSON.parse(asked.out) as [{ event_id: string }]
    expect((await run('event', id, '--case', caseDir)).out).toContain(
      '2026-03-02T10:00:00Z,ana@example.com,Role granted,payroll',
    )
    writeFileSync(
      join(caseDir, 'mappings', 'desk.yaml'),
      readFileSync(join(caseDir, 'mappings', 'desk.yaml'), 'utf8').replace('payroll', 'else'),
    )
    expect(await run('report', '--case', caseDir)).toMatchObject({
      code: 2,
      err: expect.stringContaining('its SHA-256 differs'),
    })
  }, 120_000)

  it('takes mappings from the configuration, relative to it', async () => {
    const { folder, exports, caseDir } = await desk()
    writeFileSync(join(exports, 'approvenance.yaml'), 'mappings: [../desk.yaml, tailscale]\n')
    expect((await run('ingest', exports, '--case', caseDir, '--quiet')).code).toBe(0)
    expect(manifestOf(caseDir).parameters.mappings.map(({ mapping }) => mapping)).toEqual(['desk', 'tailscale'])
    expect(manifestOf(caseDir).inputs[0]?.connector).toBe('desk')
    rmSync(folder, { recursive: true })
  })

  it('is not made where two claim an export, until the mapping says instead of whom', async () => {
    const { folder, exports, caseDir } = await desk()
    const trail = join(exports, 'trail.json')
    const record = {
      eventVersion: '1.08',
      eventTime: '2026-03-02T10:00:00Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateUser',
      awsRegion: 'us-east-1',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/ana' },
      eventID: 'e-1',
    }
    writeFileSync(trail, JSON.stringify({ Records: [record] }))
    const mapping = join(folder, 'trail.yaml')
    const text = `mapping: trail
title: our trail
system: cloud_audit
read: {records: Records}
claims: {keys: [eventName, eventTime]}
events: {occurred_at: "{eventTime}", operation: "{eventName}"}
`
    writeFileSync(mapping, text)
    const disputed = await run('ingest', exports, '--case', caseDir, '--mapping', mapping)
    expect(disputed).toMatchObject({
      code: 2,
      err: expect.stringContaining('aws-cloudtrail and trail both claim trail.json'),
    })
    expect(disputed.err).toContain(`${mapping}: instead_of: [aws-cloudtrail]`)
    writeFileSync(mapping, `${text}instead_of: [aws-cloudtrail]\n`)
    expect((await run('ingest', exports, '--case', caseDir, '--mapping', mapping, '--quiet')).code).toBe(0)
    expect(manifestOf(caseDir).inputs.map(({ connector }) => connector)).toEqual([null, 'trail'])
    writeFileSync(mapping, text.replace('mapping: trail', 'mapping: jira'))
    expect(await run('ingest', exports, '--case', caseDir, '--mapping', mapping)).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is a connector jira already'),
    })
    writeFileSync(mapping, `${text}instead_of: [nobody]\n`)
    expect(await run('ingest', exports, '--case', caseDir, '--mapping', mapping)).toMatchObject({
      code: 2,
      err: expect.stringContaining('nobody'),
    })
  })
})
