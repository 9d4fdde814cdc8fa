/** The sample company's case in every format: nothing required is missing, lists agree with the documents of the case, the same case gives the same bytes. */
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../../src/export/formats.js'
import { lists } from '../../src/export/lists/index.js'
import { schemas, schemaText } from '../../src/export/schemas.js'
import { sha256 } from '../../src/hash.js'
import { notesFileOf, writeNote } from '../../src/notes.js'
import { projectRoot } from '../../src/sql-file.js'
import { runCli } from '../cli/run-cli.js'
import { schemaErrors } from './validate.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-formats-'))
const theCase = join(folder, 'case')
/** The same exports, named in the opposite order. */
const turnedCase = join(folder, 'turned')
/** What the run says of itself: asked for, and no part of the case. */
const runFile = join(folder, 'run.json')

/** Exports the case and gives the bytes of every document by its name. */
const exported = (format: string, place: string, ...more: string[]) => exportedFrom(theCase, format, place, ...more)

async function exportedFrom(from: string, format: string, place: string, ...more: string[]) {
  const { into } = formats.find(({ id }) => id === format)!
  const out = join(folder, place)
  const { code, err } = await runCli(['export', from, '--format', format, '--out', out, ...more])
  expect([code, err]).toEqual([0, ''])
  const names =
    into === 'folder'
      ? readdirSync(out)
          .filter((name) => name.includes('.'))
          .sort()
      : ['']
  return new Map(names.map((name) => [name, readFileSync(join(out, name))]))
}

const linesOf = (bytes: Buffer) =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

beforeAll(async () => {
  const exports = join(projectRoot(), 'sample-data/exports')
  const paths = readdirSync(exports, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => join(exports, name))
    .sort()
  const config = ['--config', join(exports, 'approvenance.yaml')]
  const analyze = async (...given: string[]) =>
    expect((await runCli(['analyze', ...given, ...config, '--quiet'])).code).toBe(0)
  await analyze(...paths, '--case', theCase, '--summary', runFile)
  await analyze(...paths.reverse(), '--case', turnedCase)
}, 600_000)

describe.each(formats.map(({ id }) => id))('%s', (id) => {
  it('is written with the same bytes twice, whatever order the exports were named in', async () => {
    const hashes = async (from: string, place: string) =>
      [...(await exportedFrom(from, id, place))].map(([name, bytes]) => [name, sha256(asRun(name, bytes))])
    expect(await hashes(turnedCase, `${id}-turned`)).toEqual(await hashes(theCase, id))
  }, 600_000)

  /** The report says how the run was started: there, and nowhere else, stand the paths as they were given. */
  function asRun(name: string, bytes: Buffer): Buffer {
    if (name !== 'report.html') return bytes
    const lines = bytes.toString('utf8').split('\n')
    const told = lines.filter((line) => line.includes('<th scope="row">paths</th>'))
    expect(told).toHaveLength(1)
    return Buffer.from(lines.filter((line) => line !== told[0]).join('\n'))
  }
})

describe('lists', () => {
  let rows: Map<string, Record<string, unknown>[]>
  beforeAll(async () => {
    rows = new Map([...(await exported('jsonl', 'lists'))].map(([name, bytes]) => [name, linesOf(bytes)]))
  }, 300_000)

  it.each(lists.map((list) => [list.name, list] as const))('%s has a value in every required column', (name, list) => {
    const needed = Object.entries(list.columns).flatMap(([column, { required }]) => (required ? [column] : []))
    const missing = rows.get(`${name}.jsonl`)!.flatMap((row) => needed.filter((column) => row[column] === null))
    expect([...new Set(missing)]).toEqual([])
  })

  it('have as many rows as the documents of the case have elements', () => {
    const json = (name: string) => JSON.parse(readFileSync(join(theCase, name), 'utf8'))
    const count = (name: string) => rows.get(`${name}.jsonl`)!.length
    const chains: {
      steps: unknown[]
      credentials: unknown[]
      changes: unknown[]
      scopes: unknown[]
      deltas: unknown[]
    }[] = json('chains.json').chains
    const sum = (part: 'steps' | 'credentials' | 'changes' | 'scopes' | 'deltas') =>
      chains.reduce((n, one) => n + one[part].length, 0)
    expect({
      findings: count('findings'),
      chains: count('chains'),
      steps: count('steps'),
      credentials: count('credentials'),
      changes: count('changes'),
      scopes: count('scopes'),
      deltas: count('deltas'),
      unaccounted: count('unaccounted'),
      identities: count('identities'),
      rejects: count('coverage_rejects'),
    }).toEqual({
      findings: json('findings.json').findings.length,
      chains: chains.length,
      steps: sum('steps'),
      credentials: sum('credentials'),
      changes: sum('changes'),
      scopes: sum('scopes'),
      deltas: sum('deltas'),
      unaccounted: json('chains.json').unaccounted.length,
      identities: json('identities.json').identities.length,
      rejects: json('coverage.json').rejects.length,
    })
  })
})

describe('documents of the case', () => {
  it.each(Object.keys(schemas))('%s.json is as its published schema says', (name) => {
    const file = name === 'run' ? runFile : join(theCase, `${name}.json`)
    expect(schemaErrors(name, JSON.parse(readFileSync(file, 'utf8')))).toEqual([])
    expect(readFileSync(join(projectRoot(), `schemas/${name}.schema.json`), 'utf8')).toBe(schemaText(name))
  })
})

describe('pseudonyms', () => {
  const key = join(folder, 'key.json')
  const plain = new Map<string, Buffer>()
  const hidden = new Map<string, Buffer>()
  /** Addresses, names with their parts, and logins of the people of the sample company. */
  let names: string[]

  beforeAll(async () => {
    for (const { id } of formats) {
      const isText = !['arrow', 'parquet', 'xlsx'].includes(id)
      for (const [name, bytes] of await exported(id, `${id}-plain`)) if (isText) plain.set(`${id}/${name}`, bytes)
      for (const [name, bytes] of await exported(id, `${id}-hidden`, '--pseudonymize', key))
        if (isText) hidden.set(`${id}/${name}`, bytes)
    }
    const people = linesOf(plain.get('jsonl/identities.jsonl')!).filter(({ kind }) => kind === 'human')
    names = people.flatMap((one) => [
      ...[String(one.person), ...String(one.display_name).split(' ')],
      ...(one.aliases as string[]).flatMap((alias) => /^[a-z]+:([A-Za-z0-9.@_-]{4,})$/.exec(alias)?.[1] ?? []),
    ])
  }, 600_000)

  const wordsOf = (bytes: Buffer) => new Set(bytes.toString('utf8').match(/[\p{L}\p{N}]+/gu))

  it('stand for every person, name and login in every document', () => {
    expect(names.length).toBeGreaterThan(100)
    const left = [...hidden].flatMap(([document, bytes]) => {
      const text = bytes.toString('utf8').toLowerCase()
      const words = wordsOf(bytes)
      return names
        .filter((name) => (/^[\p{L}\p{N}]+$/u.test(name) ? words.has(name) : text.includes(name.toLowerCase())))
        .map((name) => `${document}: ${name}`)
    })
    expect(left).toEqual([])
    const there = [...plain.values()].some((bytes) => names.every((name) => bytes.includes(name)))
    expect(there).toBe(true)
  })

  it('change nothing else: as many rows, as many steps, the same grades', () => {
    const lines = (documents: Map<string, Buffer>, format: string) =>
      [...documents]
        .filter(([name]) => name.startsWith(`${format}/`))
        .map(([name, bytes]) => [name, linesOf(bytes).length])
    expect(lines(hidden, 'jsonl')).toEqual(lines(plain, 'jsonl'))
    const shape = (documents: Map<string, Buffer>) =>
      JSON.parse(documents.get('json/chains.json')!.toString()).chains.map(
        (one: { grade: string; steps: { event_id: string; stage: string }[] }) => [
          one.grade,
          one.steps.map(({ event_id, stage }) => [event_id, stage]),
        ],
      )
    expect(shape(hidden)).toEqual(shape(plain))
  })

  it('are the same with the same key, whose file only its owner may read', async () => {
    const again = await exported('jsonl', 'jsonl-hidden-again', '--pseudonymize', key)
    for (const [name, bytes] of again) expect(sha256(bytes)).toBe(sha256(hidden.get(`jsonl/${name}`)!))
    expect(statSync(key).mode & 0o777).toBe(0o600)
  }, 300_000)

  it('tell nobody the order of the alphabet', () => {
    const persons = linesOf(hidden.get('jsonl/identities.jsonl')!)
      .filter(({ kind }) => kind === 'human')
      .map(({ person }) => String(person))
    expect(persons).toEqual([...persons].sort())
    const real = JSON.parse(readFileSync(key, 'utf8')).names as Record<string, string>
    const inOrder = persons.map((person) => real[person])
    expect(inOrder).not.toEqual([...inOrder].sort())
  })

  it.each(['csv/steps.csv', 'jsonl/findings.jsonl', 'json/coverage.json'])(
    'of %s come back with the key',
    async (name) => {
      const out = join(folder, `revealed-${name.replace('/', '-')}`)
      const hiddenFile = join(folder, name.replace('/', '-hidden/'))
      expect((await runCli(['export', hiddenFile, '--reveal', key, '--out', out])).code).toBe(0)
      expect(readFileSync(out, 'utf8').toLowerCase()).toBe(plain.get(name)!.toString('utf8').toLowerCase())
    },
  )

  it('are in a report that is written beside the case, which keeps its own', async () => {
    const note = { by: 'Nora Quill, internal audit', kind: 'case', id: '', name: '', stance: 'comment', withdraws: '' }
    await writeNote(notesFileOf(theCase), { ...note, text: `I asked ${names[0]}` }, '2026-06-01T10:00:00Z')
    const report = (...more: string[]) => runCli(['report', '--case', theCase, '--quiet', ...more])
    const filesOf = (place: string) =>
      new Map(
        (readdirSync(place, { recursive: true }) as string[])
          .filter((name) => statSync(join(place, name)).isFile())
          .sort()
          .map((name) => [name, readFileSync(join(place, name))]),
      )
    expect((await report()).code).toBe(0)
    const before = filesOf(theCase)
    const [open, covered] = [join(folder, 'report-open'), join(folder, 'report-covered')]
    expect((await report('--out', open)).code).toBe(0)
    expect((await report('--out', covered, '--pseudonymize', key)).code).toBe(0)
    const hashes = (files: Map<string, Buffer>) => [...files].map(([name, bytes]) => [name, sha256(bytes)])
    expect(hashes(filesOf(theCase))).toEqual(hashes(before))
    for (const [name, bytes] of filesOf(open)) expect([name, bytes.equals(before.get(name)!)]).toEqual([name, true])
    const written = filesOf(covered)
    expect([...written.keys()]).toEqual([...filesOf(open).keys()])
    for (const [name, bytes] of await exported('json', 'json-covered', '--pseudonymize', key))
      expect([name, written.get(name)!.equals(bytes)]).toEqual([name, true])
    const html = Buffer.concat([...written].flatMap(([name, bytes]) => (name.endsWith('.html') ? [bytes] : [])))
    expect(before.get('report.html')!.includes('Nora Quill')).toBe(true)
    expect(html.includes('I asked person-')).toBe(true)
    expect(
      ['Nora', 'Quill', 'seal of the last line', ...names.slice(0, 40)].filter((one) => html.includes(one)),
    ).toEqual([])
    const refused = async (...more: string[]) => (await report(...more)).err.split('\n')[0]
    expect(await refused('--pseudonymize', key)).toContain('needs a place of its own')
    expect(await refused('--out', join(theCase, 'x'), '--pseudonymize', key)).toContain('lies in the case')
    expect(await refused('--out', open, '--pseudonymize', key)).toContain('there is already findings.json')
    expect(await refused('--out', join(folder, 'new'), '--pseudonymize', join(folder, 'new', 'key.json'))).toContain(
      'would lie beside what it opens',
    )
  }, 600_000)

  it('cannot be undone without the key, and a file that is none is refused', async () => {
    const other = join(folder, 'other.json')
    writeFileSync(other, '{"schema":"x"}')
    const file = join(folder, 'csv-hidden/steps.csv')
    const { code, err } = await runCli(['export', file, '--reveal', other, '--out', join(folder, 'x.csv')])
    expect([code, err.includes('is no key file of pseudonyms')]).toEqual([2, true])
  })
})
