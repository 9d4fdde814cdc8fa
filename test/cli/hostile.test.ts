/** Exports that mean harm, as every listing shows them: nothing moves the cursor, hides a link, turns the direction, runs as a formula or floods the screen. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { beforeAll, describe, expect, it } from 'vitest'
import { widthOf } from '../../src/cli/terminal.js'
import { Store } from '../../src/store/store.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { runCli } from './run-cli.js'

const esc = '\u001b'
/** ANSI colours and cursor moves, a title, an OSC 8 link, C1 controls, bidi overrides and isolates, a lone surrogate, a bell, line ends. */
const hostile = `=cmd|'/c calc'!A1${esc}[2J${esc}[1;31m${esc}]0;owned\u0007${esc}]8;;https://evil.example${esc}\\click${esc}]8;;${esc}\\\u009b31m\u202egnp.exe\u2066x\u2069\u200b\r\n\tforged line\u0000`
const dangerous = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069]/
const megabyte = 1024 * 1024

/** Columns that hold what somebody else wrote; keys and our own words stay as they are. */
const written = [
  'title',
  'message',
  'needs',
  'operation',
  'resource',
  'entitlement',
  'person',
  'problem',
  'detail',
  'text',
  'why',
  'explained_by',
  'display_name',
  'kind_evidence',
  'native_id',
  'actor',
  'changed_what',
  'approved_person',
  'asked_person',
  'executed_person',
  'how_known',
]

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'approvenance-hostile-'))
  const file = join(folder, 'case.duckdb')
  ;(await openCase(sampleRows, file)).close()
  const store = await Store.open(file)
  const columns = await store.rows(
    `select table_name, column_name from duckdb_columns()
     where not internal and data_type = 'VARCHAR' and list_contains($written, column_name) and not starts_with(table_name, 'ref_') order by all`,
    { written },
  )
  for (const { table_name, column_name } of columns)
    await store.run(`update "${table_name}" set "${column_name}" = $hostile || "${column_name}"`, {
      hostile: hostile.replace('\u0000', ''),
    })
  await store.run("update findings set message = repeat('A', $size) || message where finding_id = 'f-0001'", {
    size: megabyte,
  })
  await store.run("update fct_chain_steps set resource = repeat('B', $size) where seq = 5", { size: megabyte })
  store.close()
}, 120_000)

const listings: string[][] = [
  ['tasks'],
  ['task', 'OPS-12'],
  ['findings'],
  ['findings', '--text', 'evil.example'],
  ['explain', 'f-0001'],
  ['explain', 'f-0003'],
  ['identity', 'slack:U0ANA'],
  ['coverage'],
  ['coverage', 'rejects'],
  ['controls'],
  ['sql', 'select finding_id, message, person from findings order by finding_id'],
  ['sql', 'select chr(27) || \'[2J\' as "a\u001b[2J", \'x\' as "=cmd()"'],
]

/** Each with a name that can be printed. */
const named = listings.map((words) => [words.join(' ').replaceAll(esc, ''), words] as const)

describe('hostile text', () => {
  it.each(named)(
    '%s stays text and fits the screen',
    async (_name, words) => {
      for (const columns of [60, 120]) {
        const { out, err, code } = await runCli([...words, '--case', folder], columns)
        expect([code, err.includes('bug')]).toEqual([0, false])
        expect([words, columns, dangerous.exec(out + err)?.[0] ?? null]).toEqual([words, columns, null])
        const longest = Math.max(...out.split('\n').map((line) => widthOf(line)))
        if (!['explain', 'identity', 'coverage', 'task'].includes(words[0]!))
          expect([words, columns, longest <= columns || longest]).toEqual([words, columns, true])
      }
    },
    120_000,
  )

  it.each(named)(
    '%s is harmless as JSON and CSV too, and whole',
    async (_name, words) => {
      for (const output of ['json', 'csv']) {
        const { out, err, code } = await runCli([...words, '--case', folder, '--output', output])
        expect([code, err.includes('bug')]).toEqual([0, false])
        // a cell of a CSV may hold tabs and line ends: they are quoted
        const shown = output === 'csv' ? out.replaceAll('\t', ' ') : out
        expect([words, output, dangerous.exec(shown)?.[0] ?? null]).toEqual([words, output, null])
        if (output === 'json') JSON.parse(out)
        else
          expect(
            Papa.parse<string[]>(out)
              .data.flat()
              .filter((cell) => /^[=@+\t\r]/.test(cell)),
          ).toEqual([])
      }
    },
    120_000,
  )

  it('of a megabyte is cut on the screen with a word, and whole in JSON', async () => {
    const shown = await runCli(['findings', '--case', folder], 100)
    expect(shown.out.length).toBeLessThan(100_000)
    expect(shown.out).toMatch(/more\s+characters/)
    const json = JSON.parse((await runCli(['findings', '--case', folder, '--output', 'json'])).out)
    expect(json[0].message.length).toBeGreaterThan(megabyte)
    expect((await runCli(['explain', 'f-0001', '--case', folder], 100)).out.length).toBeLessThan(200_000)
    expect((await runCli(['task', 'OPS-12', '--case', folder], 100)).out.length).toBeLessThan(200_000)
  }, 60_000)

  it('in a mistake stays text', async () => {
    for (const args of [
      ['task', `${esc}[2J\u202e`, '--case', folder],
      ['findings', '--case', `nowhere${esc}[2J`],
      ['sql', `select ${esc}[2J`, '--case', folder],
      [`${esc}]0;x\u0007`],
      ['findings', '--severity', `${esc}[2J`],
      ['rules', 'show', `${esc}[2J`],
    ]) {
      const { err, code } = await runCli(args)
      expect([args, code, dangerous.exec(err)?.[0] ?? null]).toEqual([args, 2, null])
    }
  }, 60_000)
})
