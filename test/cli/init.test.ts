/** `init` writes a configuration that says what it found, and that the tool itself accepts. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { type Terminal, written } from '../../src/cli/terminal.js'
import { parseConfig } from '../../src/config.js'
import { projectRoot } from '../../src/sql-file.js'

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

describe('init', () => {
  it('names every kind of export and the reference files of the sample', async () => {
    const { code, out } = await run('init', join(projectRoot(), 'sample-data', 'exports'), '--quiet')
    expect(code).toBe(0)
    const config = parseConfig(out, null)
    expect(config.sources.map(({ match }) => match)).toEqual(
      expect.arrayContaining(['jira/**', 'slack/**', 'okta/**', 'servicenow/**', 'aws-team/**', 'cloudtrail/**']),
    )
    expect(config.reference.people).toContain('people.csv')
    expect(out).not.toContain('approvenance.yaml')
  }, 60_000)

  it('stays a configuration whatever files are called, and lists those nobody knows', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'approvenance-init-'))
    for (const name of ['a: [b.json', 'it\'s "quoted" #1.json', 'x\n- y.json'])
      writeFileSync(join(dir, name), '{"nobody": "knows"}')
    mkdirSync(join(dir, 'empty'))
    const { code, out } = await run('init', dir, '--quiet')
    expect(code).toBe(0)
    expect(parseConfig(out, null).sources).toEqual([])
    expect(out).toContain('Nobody knows these files')
    expect(out.split('\n').filter((line) => line.startsWith('#   "'))).toHaveLength(3)
  })

  it('overwrites nothing unless told to', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'approvenance-init-'))
    const file = join(dir, 'approvenance.yaml')
    writeFileSync(file, 'trackers: {projects: [OPS]}')
    writeFileSync(join(dir, 'people.csv'), 'person,team\nana@corp.example,ops\n')
    const refused = await run('init', dir, '--out', file, '--quiet')
    expect([refused.code, readFileSync(file, 'utf8')]).toEqual([2, 'trackers: {projects: [OPS]}'])
    expect((await run('init', dir, '--out', file, '--force', '--quiet')).code).toBe(0)
    expect(parseConfig(readFileSync(file, 'utf8'), file).reference).toEqual({ people: join(dir, 'people.csv') })
  })
})

describe('simulate', () => {
  it('says what it made, and refuses what it does not know', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'approvenance-simulate-')), 'made')
    const made = await run('simulate', '--seed', '3', '--tasks', '3', '--out', out, '--rate', 'missingReference=0')
    expect([made.code, made.out]).toEqual([0, expect.stringContaining('answer key')])
    expect((await run('simulate', '--tasks', 'many', '--out', out)).code).toBe(2)
    expect((await run('simulate', '--out', out, '--rate', 'nonsense=1')).err).toContain('unknown rate: nonsense')
    expect((await run('simulate', '--out', out, '--rate', 'nonsense')).err).toContain('--rate: nonsense')
    expect((await run('simulate')).code).toBe(2)
  }, 60_000)
})
