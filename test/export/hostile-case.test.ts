/**
 * The sample case with hostile text in every text column of every table, written in every format: nothing of it acts. A column that is added is poisoned
 * too, unless it is named below.
 */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { marked } from 'marked'
import Papa from 'papaparse'
import { readSheet } from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { formats } from '../../src/export/formats.js'
import { projectRoot } from '../../src/sql-file.js'
import { Store } from '../../src/store/store.js'
import { runCli } from '../cli/run-cli.js'
import { serveFile } from '../explore/served.js'
import { ocelBreaches, ocelSchemaErrors } from './check-ocel.js'
import { ocsfBreaches } from './check-ocsf.js'
import { validatorOf } from './schema.js'
import { schemaErrors } from './validate.js'
import { membersOf } from './zip-members.js'

/** What a cell, a line or a value may begin with. */
const beginnings = [
  ...[
    '=HYPERLINK("http://x.example","y")',
    "+1+cmd|'/c calc'!A0",
    '-2+3',
    '@SUM(1,2)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\uff1d1',
  ],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    '</style></title></textarea>',
    '-->',
  ],
  ...['[x](javascript:alert(1))', '![x](http://x.example/i.png)', '<http://x.example>', '# head', '| a | b |', '```sh'],
  ...[
    ']]><!ENTITY x "y">',
    '{0} {{1}} \\u0041',
    '_x0041_',
    '\u001b[2J\u001b[31m',
    '\u202egnp.exe\u2066',
    'a,b;"c\'\td',
  ],
]
/** What it ends with: a hidden link, C1 controls, bidi overrides and isolates, a NUL, what XML cannot hold. */
const ending =
  '<b onmouseover=alert(1)>\u001b]8;;http://x.example\u0007\u0085\u009b31m\u202e\u2069\u200b\u2028\u0000\u000b\ufffe\uffff'

/**
 * Columns that hold words and ids of ours alone, which no log can fill: by them statements choose and join. `bases` and `systems` are lists of such words;
 * JSON is tested where it is read.
 */
const ours = new RegExp(
  `^(${[
    ...[
      '(.*_)?(event_ids?|finding_id|source_id|sha256|kind|kind_hint|basis|class|state|method|reason|system)',
      'finding',
    ],
    ...['verdict', 'severity', 'rule', 'slug', 'sub', 'grade', 'stage', 'activity', 'outcome', 'change', 'decision'],
    ...['connectors?', 'systems', 'controls?', 'result', 'tested_by', 'not_tested_by', 'bases', 'known_by', 'standing'],
    ...[
      'began',
      'ended',
      'directory',
      'format',
      'type',
      'holds',
      'suppressed_by',
      'waiver',
      'attributes',
      'actor_kind',
    ],
    ...['medium', 'said', 'reviewed', 'due_how', 'via', 'origin', 'qualifier', 'path', 'status'],
  ].join('|')})$`,
)

const megabyte = 1024 * 1024
/** Where a megabyte stands. */
const long: readonly (readonly [table: string, column: string])[] = [
  ['findings', 'message'],
  ['findings', 'needs'],
  ['fct_chains', 'title'],
  ['fct_chains', 'changed_what'],
  ['fct_tasks', 'title'],
  ['fct_chain_steps', 'resource'],
  ['fct_chain_steps', 'text'],
  ['fct_executions', 'resource'],
  ['fct_objects', 'title'],
  ['fct_unaccounted', 'operation'],
  ['fct_identities', 'display_name'],
  ['stg_events', 'text'],
  ['stg_events', 'resource'],
  ['stg_rejects', 'detail'],
]

const folder = mkdtempSync(join(tmpdir(), 'approvenance-hostile-'))
const theCase = join(folder, 'case')
let columns: { table: string; column: string; isList: boolean }[]

/** Every text of the case in another text, the same for the same, so that what belongs together still does. */
async function poison() {
  const store = await Store.open(join(theCase, 'case.duckdb'))
  const found = await store.rows(
    `select table_name as "table", column_name as "column", data_type = 'VARCHAR[]' as "isList" from duckdb_columns()
     where not internal and data_type in ('VARCHAR', 'VARCHAR[]')
         and regexp_matches(table_name, '^(fct_|stg_|ref_|findings$|waivers$|verdicts$|int_alias_persons$)')
     order by all`,
  )
  columns = (found as unknown as typeof columns).filter(({ column }) => !ours.test(column))
  const literal = (text: string) =>
    text
      .split('\u0000')
      .map((part) => `'${part.replaceAll("'", "''")}'`)
      .join(' || chr(0) || ')
  await store.script(
    `create temporary macro spoil(value) as
       list_extract([${beginnings.map(literal).join(', ')}], (1 + hash(value) % ${beginnings.length})::bigint) || value || ${literal(ending)}`,
  )
  for (const table of new Set(columns.map((one) => one.table))) {
    const own = columns.filter((one) => one.table === table)
    const rows = Number((await store.rows(`select count(*) as n from "${table}"`))[0]!.n)
    if (rows === 0) continue
    // where the sample has nothing, a row has something all the same
    const set = own.map(({ column, isList }) => {
      const filled = isList
        ? `if("${column}" is null and rowid < 3, ['only ${column}'], "${column}")`
        : `if("${column}" is null and rowid < 3, 'only ${column}', "${column}")`
      return `"${column}" = ${isList ? `list_transform(${filled}, lambda one: spoil(one))` : `spoil(${filled})`}`
    })
    await store.run(`update "${table}" set ${set.join(', ')}`)
  }
  for (const [table, column] of long)
    await store.run(
      `update "${table}" set "${column}" = repeat('A', $size) || "${column}" where rowid = (select min(rowid) from "${table}" where "${column}" is not null)`,
      {
        size: megabyte,
      },
    )
  store.close()
}

/** The documents of a format by name. */
async function written(id: string): Promise<Map<string, Buffer>> {
  const out = join(folder, id)
  const { code, err } = await runCli(['export', theCase, '--format', id, '--out', out])
  expect([code, err]).toEqual([0, ''])
  if (formats.find((format) => format.id === id)!.into === 'file') return new Map([[id, readFileSync(out)]])
  return new Map(
    (readdirSync(out, { recursive: true }) as string[])
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => [name, readFileSync(join(out, name))]),
  )
}

const linesOf = (bytes: Buffer) => bytes.toString('utf8').trimEnd().split('\n')
/** What acts wherever it is shown: controls, bidi marks, invisible signs. */
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

beforeAll(async () => {
  const exports = join(projectRoot(), 'sample-data/exports')
  expect((await runCli(['analyze', exports, '--case', theCase, '--quiet'])).code).toBe(0)
  await poison()
}, 600_000)

/** The cells of a CSV, whatever their number in a line. */
function cellsOf(bytes: Buffer): string[][] {
  const { data, errors } = Papa.parse<string[]>(bytes.toString('utf8').trimEnd())
  expect(errors).toEqual([])
  return data
}

/** One of each thing that is asked for by its name. */
async function someOf() {
  const store = await Store.open(join(theCase, 'case.duckdb'), { readOnly: true })
  const [row] = await store.rows(
    `select task, asked_person as person, asked_event_ids[1] as event, (select min(finding_id) from findings where task = chain.task) as finding
     from fct_chains as chain
     where asked_person is not null and task in (select task from findings)
     order by task
     limit 1`,
  )
  store.close()
  return row as Readonly<Record<'task' | 'person' | 'event' | 'finding', string>>
}

describe('hostile text', () => {
  it('stands in hundreds of columns', () => {
    expect(columns.length).toBeGreaterThan(400)
  })

  it.each(['csv', 'event-log'])(
    'is no formula in a cell of %s, and breaks no line',
    async (id) => {
      for (const [name, bytes] of await written(id)) {
        const [head, ...rows] = cellsOf(bytes)
        expect([name, rows.filter((row) => row.length !== head!.length).length]).toEqual([name, 0])
        const bad = rows
          .flat()
          .filter((cell) => /^[=+\-@\t\r\n\uff1d]/.test(cell) && !/^-?\d+(\.\d+)?(e-?\d+)?$/.test(cell))
        expect([name, bad.slice(0, 3)]).toEqual([name, []])
        expect([name, acting.test(bytes.toString('utf8'))]).toEqual([name, false])
      }
    },
    300_000,
  )

  it('is text in every cell of a workbook', async () => {
    const bytes = (await written('xlsx')).get('xlsx')!
    for (const [name, { text }] of await membersOf(bytes)) {
      if (!/\.(xml|rels)$/.test(name)) continue
      expect([name, /<f[ >]|<hyperlink|TargetMode="External"/.test(text)]).toEqual([name, false])
      expect([name, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)]).toEqual([name, false])
      if (!name.startsWith('xl/worksheets/sheet') || text.length > 30 * megabyte) continue
      const { errors } = await validateXML({ xml: { fileName: 'part.xml', contents: text }, normalization: 'c14n' })
      expect([name, errors]).toEqual([name, []])
    }
    expect((await readSheet(bytes, 'Findings')).length).toBeGreaterThan(40)
  }, 300_000)

  it('is text in a Markdown document: no tag, link, picture or heading of its own', async () => {
    const text = (await written('md')).get('md')!.toString('utf8')
    expect(acting.test(text)).toBe(false)
    const page = String(marked.parse(text))
    const tags = new Set([...page.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag))
    expect([...tags].sort()).toEqual(
      ['h1', 'h2', 'h3', 'li', 'p', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'].sort(),
    )
    expect(page).not.toContain('<h1>head')
  }, 300_000)

  it('is text on every page of the report, which loads nothing', async () => {
    for (const [name, bytes] of await written('html')) {
      const text = bytes.toString('utf8')
      const page = text.replace(/<script>[\s\S]*?<\/script>/g, (found) => (found.includes('alert(1)') ? found : ''))
      expect([
        name,
        /<script(?! type="application\/json")|<img|<iframe|<link|<object|<base|<form/i.exec(page)?.[0],
      ]).toEqual([name, undefined])
      for (const [tag] of page.matchAll(/<[a-z](?:"[^"]*"|[^">])*>/gi))
        if (/['\s]on[a-z]+\s*=|[`']/i.test(tag.replace(/"[^"]*"/g, '""')))
          expect([name, tag.slice(0, 300)]).toEqual([name, 'no such tag'])
      for (const [, where] of page.matchAll(/(?:href|src|action)="([^"]*)"/g))
        if (!/^(#|data:,$|[\w./-]+\.html(#|$))/.test(where!)) expect([name, where]).toEqual([name, 'no such address'])
      expect([name, acting.exec(page)?.[0]]).toEqual([name, undefined])
    }
  }, 300_000)

  it('leaves JUnit XML valid', async () => {
    const contents = (await written('junit')).get('junit')!.toString('utf8')
    expect(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e\ufffe\uffff]/.test(contents)).toBe(false)
    const schema = readFileSync(new URL('../schemas/junit-10.xsd', import.meta.url), 'utf8')
    const { errors } = await validateXML({
      xml: { fileName: 'report.xml', contents },
      schema: { fileName: 'junit.xsd', contents: schema } as never,
    })
    expect(errors.map(({ message }) => message)).toEqual([])
    expect(contents).not.toMatch(
      /<(?!\/?(testsuites?|testcase|properties|property|failure|skipped|system-out)\b|\?xml)/,
    )
  }, 300_000)

  it('leaves SARIF and OSCAL valid, with addresses that lead to files only', async () => {
    const sarif = (await written('sarif')).get('sarif')!.toString('utf8')
    expect(validatorOf('sarif-2.1.0-rtm.5.json')(JSON.parse(sarif))).toEqual([])
    for (const [, uri] of sarif.matchAll(/"uri":("(?:[^"\\]|\\.)*")/g))
      if (!/^[\w%./!~*'()+,;:@&=$-]*$/.test(JSON.parse(uri!)) || /^(javascript|data|https?):/i.test(JSON.parse(uri!)))
        expect(uri).toBe('no such address')
    const oscal = (await written('oscal')).get('oscal')!.toString('utf8')
    expect(validatorOf('oscal-assessment-results-1.2.3.json')(JSON.parse(oscal))).toEqual([])
  }, 300_000)

  it('leaves OCSF, OCEL, Timesketch and the documents of the case valid', async () => {
    for (const id of ['ocsf', 'ocsf-1.9'])
      for (const line of linesOf((await written(id)).get(id)!)) {
        const event = JSON.parse(line)
        const wrong = ocsfBreaches(event)
        if (wrong.length > 0) expect([id, wrong]).toEqual([id, []])
        if (acting.test(event.message)) expect([id, event.message]).toEqual([id, 'no such text'])
      }
    const log = JSON.parse((await written('ocel')).get('ocel')!.toString('utf8'))
    expect([ocelBreaches(log), ocelSchemaErrors(log)]).toEqual([[], []])
    for (const line of linesOf((await written('timesketch')).get('timesketch')!)) {
      const { message, datetime, timestamp } = JSON.parse(line)
      if (acting.test(message) || Date.parse(datetime) !== Math.floor(timestamp / 1000))
        expect(line).toBe('no such line')
    }
    for (const [name, bytes] of await written('json'))
      expect([name, schemaErrors(basename(name, '.json'), JSON.parse(bytes.toString('utf8')))]).toEqual([name, []])
  }, 300_000)

  it('moves no cursor in a terminal, and is harmless as JSON and CSV there', async () => {
    // names of tasks and persons hold a NUL here, and no argument of a command can
    const { event, finding } = await someOf()
    const listings = [
      ...[['tasks'], ['findings'], ['explain', finding]],
      ...[['coverage'], ['coverage', 'rejects'], ['controls'], ['event', event], ['notes']],
      ['sql', 'select * from fct_chains limit 20'],
    ]
    for (const words of listings)
      for (const output of ['table', 'json', 'csv']) {
        const { out, err, code } = await runCli([...words, '--case', theCase, '--output', output], 100)
        // the record of an event whose file is called otherwise now cannot be shown, and that is said
        expect([words, output, code === 0 || (code === 2 && words[0] === 'event')]).toEqual([words, output, true])
        expect([words, output, acting.exec(out + err)?.[0]]).toEqual([words, output, undefined])
        if (output === 'table') expect([words, out.length < 3_000_000]).toEqual([words, true])
        if (output === 'csv' && code === 0)
          expect(
            cellsOf(Buffer.from(out))
              .flat()
              .filter((cell) => /^[=+@\t\r\uff1d]/.test(cell)),
          ).toEqual([])
      }
  }, 300_000)

  it('is text on every page of the explorer', async () => {
    const { task, person, event, finding } = await someOf()
    const place = mkdtempSync(join(tmpdir(), 'approvenance-hostile-notes-'))
    const served = await serveFile(join(theCase, 'case.duckdb'), place)
    const id = (value: string) => `id=${encodeURIComponent(value)}`
    const pages = [
      ...['overview', 'tasks', 'findings', 'identities', 'unaccounted', 'coverage', 'search?q=OPS', 'sql', 'notes'],
      ...[`task?${id(task)}`, `finding?${id(finding)}`, `identity?${id(person)}`, `event?${id(event)}`],
      ...[`record?${id(event)}`, `holds?name=${encodeURIComponent(person)}`, `search?q=${encodeURIComponent(person)}`],
    ]
    for (const path of pages) {
      const { text, status } = await served.get(path)
      expect([path, status]).toEqual([path, 200])
      const page = text.replace('<script src="script.js" defer></script>', '')
      expect([path, /<script|<img|<iframe|<\/style>[\s\S]*<\/style>/i.exec(page)?.[0]]).toEqual([path, undefined])
      for (const [tag] of page.matchAll(/<[a-z](?:"[^"]*"|[^">])*>/gi))
        if (/['\s]on[a-z]+\s*=|[`']/i.test(tag.replace(/"[^"]*"/g, '""')))
          expect([path, tag.slice(0, 300)]).toEqual([path, 'no such tag'])
      for (const [, where] of page.matchAll(/(?:href|src|action)="([^"]*)"/g))
        if (!/^(data:,$|#|[a-z]+(\?|$|\.))/.test(where!)) expect([path, where]).toEqual([path, 'no such address'])
      expect([path, acting.exec(page)?.[0]]).toEqual([path, undefined])
    }
    expect(served.bugs).toEqual([])
    await served.close()
  }, 300_000)

  it('arrives as it is, in as many rows, in JSON Lines, Arrow and Parquet', async () => {
    const [jsonl, arrow, parquet] = [await written('jsonl'), await written('arrow'), await written('parquet')]
    const reader = await Store.open(':memory:')
    for (const [name, bytes] of jsonl) {
      const list = basename(name, '.jsonl')
      const rows = bytes.length === 0 ? [] : linesOf(bytes).map((line) => JSON.parse(line) as Record<string, unknown>)
      expect([list, tableFromIPC(arrow.get(`${list}.arrow`)!).numRows]).toEqual([list, rows.length])
      const file = join(folder, 'parquet', `${list}.parquet`)
      expect(parquet.has(`${list}.parquet`)).toBe(true)
      const read = await reader.rows('select * from read_parquet($file)', { file })
      expect([list, read.length]).toEqual([list, rows.length])
      for (const [i, row] of rows.entries())
        for (const [column, value] of Object.entries(row))
          if (typeof value === 'string' && !/^\d{4}-\d\d-\d\dT/.test(value) && read[i]![column] !== value)
            expect([list, column, read[i]![column]]).toEqual([list, column, value])
    }
    reader.close()
  }, 300_000)
})
