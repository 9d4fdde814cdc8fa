/** The sample company's case in every format: nothing required is missing, lists agree with the documents of the case, the same case gives the same bytes. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../../src/export/formats.js'
import { lists } from '../../src/export/lists/index.js'
import { sha256 } from '../../src/hash.js'
import { projectRoot } from '../../src/sql-file.js'
import { runCli } from '../cli/run-cli.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-formats-'))
const theCase = join(folder, 'case')

/** Exports the case and gives the bytes of every document by its name. */
async function exported(format: string, place: string): Promise<Map<string, Buffer>> {
  const { into } = formats.find(({ id }) => id === format)!
  const out = join(folder, place)
  const { code, err } = await runCli(['export', theCase, '--format', format, '--out', out])
  expect([code, err]).toEqual([0, ''])
  const names = into === 'folder' ? readdirSync(out).sort() : ['']
  return new Map(names.map((name) => [name, readFileSync(join(out, name))]))
}

const linesOf = (bytes: Buffer) =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(async () => {
  const { code } = await runCli(['analyze', join(projectRoot(), 'sample-data/exports'), '--case', theCase, '--quiet'])
  expect(code).toBe(0)
}, 120_000)

describe.each(formats.map(({ id }) => id))('%s', (id) => {
  it('is written with the same bytes twice', async () => {
    const hashes = async (place: string) =>
      [...(await exported(id, place))].map(([name, bytes]) => [name, sha256(bytes)])
    expect(await hashes(`${id}-again`)).toEqual(await hashes(id))
  }, 120_000)
})

describe('lists', () => {
  let rows: Map<string, Record<string, unknown>[]>
  beforeAll(async () => {
    rows = new Map([...(await exported('jsonl', 'lists'))].map(([name, bytes]) => [name, linesOf(bytes)]))
  }, 60_000)

  it.each(lists.map((list) => [list.name, list] as const))('%s has a value in every required column', (name, list) => {
    const needed = Object.entries(list.columns).flatMap(([column, { required }]) => (required ? [column] : []))
    const missing = rows.get(`${name}.jsonl`)!.flatMap((row) => needed.filter((column) => row[column] === null))
    expect([...new Set(missing)]).toEqual([])
  })

  it('have as many rows as the documents of the case have elements', () => {
    const json = (name: string) => JSON.parse(readFileSync(join(theCase, name), 'utf8'))
    const count = (name: string) => rows.get(`${name}.jsonl`)!.length
    const chains: { steps: unknown[]; credentials: unknown[]; changes: unknown[] }[] = json('chains.json').chains
    const sum = (part: 'steps' | 'credentials' | 'changes') => chains.reduce((n, one) => n + one[part].length, 0)
    expect({
      findings: count('findings'),
      chains: count('chains'),
      steps: count('steps'),
      credentials: count('credentials'),
      changes: count('changes'),
      unaccounted: count('unaccounted'),
      identities: count('identities'),
      rejects: count('coverage_rejects'),
    }).toEqual({
      findings: json('findings.json').findings.length,
      chains: chains.length,
      steps: sum('steps'),
      credentials: sum('credentials'),
      changes: sum('changes'),
      unaccounted: json('chains.json').unaccounted.length,
      identities: json('identities.json').identities.length,
      rejects: json('coverage.json').rejects.length,
    })
  })
})
