/** The rules of the house, kept by reading every file: who may import whom, one door for each dependency, rules that read facts only. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadRules } from '../src/detect/rule.js'
import { loadCases } from '../src/detect/rule-cases.js'
import { loadSqlFiles, projectRoot, type SqlFile } from '../src/sql-file.js'
import { lineage } from '../src/store/lineage.js'
import { Store } from '../src/store/store.js'

const root = projectRoot()

/** Files below a folder, by their path below the project, with `/`. */
function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${String(name).replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith(ending))
    .sort()
}

const code = [...filesBelow('src', '.ts'), ...filesBelow('connectors', '.ts'), ...filesBelow('bench', '.ts')]
const text = new Map(code.map((file) => [file, readFileSync(join(root, file), 'utf8')]))

/** Code without comments, so that a word in a comment breaks no rule. */
const bare = (file: string) =>
  text
    .get(file)!
    .replace(/\/\*[\s\S]*?\*\//g, (found) => found.replace(/[^\n]/g, ' '))
    .replace(/(^|\s)\/\/[^\n]*/g, '$1')

interface Import {
  readonly file: string
  /** A package or `node:` name, or a file of ours by its path below the project. */
  readonly of: string
}

const imports: Import[] = code.flatMap((file) =>
  [
    ...bare(file).matchAll(
      /^(?:import|export)\b[^'"`;()]*?\bfrom '([^'\n]+)'|^import '([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm,
    ),
  ]
    .map((found) => found[1] ?? found[2] ?? found[3]!)
    .map((name) => ({
      file,
      of: name.startsWith('.')
        ? relative(root, join(root, dirname(file), name))
            .replaceAll('\\', '/')
            .replace(/\.js$/, '.ts')
        : name,
    })),
)

/** Imports of ours that a rule forbids, as lines to read. */
const breaches = (isBreach: (one: Import) => boolean) =>
  imports.filter(isBreach).map(({ file, of }) => `${file} imports ${of}`)
const isOurs = (of: string) => /^(src|connectors|bench)\//.test(of)

describe('who may import whom', () => {
  test('the vocabulary imports nothing but itself', () => {
    expect(
      breaches(
        ({ file, of }) => file.startsWith('src/schema/') && !of.startsWith('src/schema/') && of !== 'apache-arrow',
      ),
    ).toEqual([])
  })

  test('a connector sees the contract, the vocabulary, times, references and readers, and no other connector', () => {
    const shared = /^src\/(agent-run|connector|time|references|redact|read-[\w-]+|errors)\.ts$|^src\/schema\//
    expect(
      breaches(({ file, of }) => {
        const folder = /^(connectors\/[\w-]+\/)/.exec(file)?.[1]
        return (
          folder !== undefined && !of.startsWith('node:') && of !== 'zod' && !of.startsWith(folder) && !shared.test(of)
        )
      }),
    ).toEqual([])
  })

  test('the stages stay strangers', () => {
    const stageOf = (path: string) =>
      /^src\/(ingest|detect|report)\//.exec(path)?.[1] ?? (path === 'src/correlate.ts' ? 'correlate' : undefined)
    expect(
      breaches(
        ({ file, of }) => stageOf(file) !== undefined && stageOf(of) !== undefined && stageOf(file) !== stageOf(of),
      ),
    ).toEqual([])
  })

  test('an arrow into JSON stands in parentheses where it is compared: it binds weaker than what follows', () => {
    const loose = filesBelow('queries', '.sql').flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, i) =>
          /(?<!\([\w.]+) ->>? '[^']*' (=|<>|is|in|like|and|or)\b/.test(line) ? [`${file}:${i + 1}`] : [],
        ),
    )
    expect(loose).toEqual([])
  })

  test('nobody below the front desk imports the front desk, the pipeline or the benches', () => {
    const isUpper = (path: string) => /^(src\/cli\/|src\/pipeline\.ts|bench\/)/.test(path)
    expect(breaches(({ file, of }) => !isUpper(file) && isUpper(of))).toEqual([])
    expect(breaches(({ file, of }) => file === 'src/pipeline.ts' && of.startsWith('src/cli/'))).toEqual([])
  })

  test('connectors are handed in: only the front desk and the workers of ingest know which there are', () => {
    expect(
      breaches(
        ({ file, of }) =>
          of.startsWith('connectors/') &&
          !/^(connectors|src\/cli|bench)\//.test(file) &&
          !/^src\/ingest\/[\w-]*worker[\w-]*\.ts$/.test(file),
      ),
    ).toEqual([])
  })

  test('readers and the loader of SQL need errors and each other, nothing else of ours', () => {
    const isReader = (path: string) => /^src\/(read-[\w-]+|sql-file)\.ts$/.test(path)
    expect(
      breaches(
        ({ file, of }) =>
          isReader(file) &&
          isOurs(of) &&
          !isReader(of) &&
          !['src/errors.ts', 'src/problems.ts', 'src/visible.ts', 'src/connector.ts'].includes(of),
      ),
    ).toEqual([])
  })

  test('of the report only the view sees the store', () => {
    expect(
      breaches(
        ({ file, of }) =>
          file.startsWith('src/report/') && file !== 'src/report/view.ts' && of.startsWith('src/store/'),
      ),
    ).toEqual([])
  })

  test('the vault knows no meaning: the store sees no stage, no connector, no rule', () => {
    expect(
      breaches(
        ({ file, of }) =>
          file.startsWith('src/store/') &&
          isOurs(of) &&
          !/^src\/(store|schema)\/|^src\/(errors|hash|problems|time)\.ts$/.test(of),
      ),
    ).toEqual([])
  })
})

/** The only places that may import a package. */
const doors: Readonly<Record<string, RegExp>> = {
  '@duckdb/node-api': /^src\/store\/|^bench\//,
  'apache-arrow': /^src\/schema\/column\.ts$|^src\/ingest\/build-table\.ts$|^src\/export\/arrow\.ts$/,
  'parquet-wasm': /^src\/ingest\/write-parquet\.ts$|^src\/export\/parquet\.ts$/,
  papaparse: /^src\/read-csv\.ts$/,
  'fast-glob': /^src\/ingest\/discover\.ts$/,
  'write-excel-file': /^src\/(export\/xlsx|certify\/pack-xlsx)\.ts$/,
  'read-excel-file': /^src\/certify\/read-xlsx\.ts$/,
  yauzl: /^src\/ingest\/list-archive\.ts$/,
  yaml: /^src\/read-yaml\.ts$/,
  zod: /^connectors\/[\w-]+\/record\.ts$|^src\/(config|read-yaml|mapping\/shape|sigma\/shape)\.ts$|^src\/detect\/rule(-cases)?\.ts$/,
  commander: /^src\/cli\//,
  picocolors: /^src\/cli\/terminal\.ts$/,
  'string-width': /^src\/cli\/terminal\.ts$/,
  'd3-scale': /^src\/report\/plot\.ts$/,
  'd3-shape': /^src\/report\/plot\.ts$/,
}

describe('one door for each dependency', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }

  test('every dependency has its door written down here', () => {
    expect(Object.keys(dependencies).sort()).toEqual(Object.keys(doors).sort())
  })

  test.each(Object.entries(doors))('%s', (name, door) => {
    expect(breaches(({ file, of }) => (of === name || of.startsWith(`${name}/`)) && !door.test(file))).toEqual([])
  })

  test('nothing else is imported', () => {
    expect(
      breaches(
        ({ of }) =>
          !isOurs(of) &&
          !of.startsWith('node:') &&
          !Object.keys(doors).some((name) => of === name || of.startsWith(`${name}/`)) &&
          of !== 'package.json',
      ),
    ).toEqual([])
  })

  test('files are touched by the front desk, ingest, the vault, readers and the simulator only', () => {
    const door = /^src\/(cli|ingest|store)\/|^src\/(read-[\w-]+|sql-file|hash)\.ts$|^src\/simulate\/files\.ts$|^bench\//
    expect(breaches(({ file, of }) => /^node:fs(\/promises)?$/.test(of) && !door.test(file))).toEqual([])
  })

  test('nothing leaves the machine: only the explorer listens, on loopback, and processes are started by benches only', () => {
    const door = 'src/explore/serve.ts'
    expect(
      breaches(
        ({ file, of }) =>
          file !== door &&
          file !== 'src/explore/gate.ts' &&
          /^node:(http|https|http2|net|tls|dgram|dns|inspector)(\/|$)/.test(of),
      ),
    ).toEqual([])
    expect(bare(door).match(/\.listen\([^)]*\)/g)).toEqual([".listen(port, '127.0.0.1', ready)"])
    expect(code.filter((file) => file !== door && /\.listen\(/.test(bare(file)))).toEqual([])
    expect(breaches(({ file, of }) => of === 'node:child_process' && !file.startsWith('bench/'))).toEqual([])
    const calls = code.filter((file) => /\bfetch\(|\bWebSocket\b|\bXMLHttpRequest\b/.test(bare(file)))
    expect(calls).toEqual([])
  })
})

describe('the same exports give the same answers', () => {
  /** Files outside the given places whose code says what must not be said there. */
  const saying = (pattern: RegExp, allowed: RegExp) =>
    code
      .filter((file) => !allowed.test(file))
      .flatMap((file) => {
        const found = pattern.exec(bare(file))
        return found ? [`${file}: ${found[0]}`] : []
      })

  test('no clock outside the front desk and the benches', () => {
    expect(saying(/\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bhrtime\b/, /^src\/cli\/|^bench\//)).toEqual(
      [],
    )
  })

  test('no chance anywhere but in secrets', () => {
    // The token of the explorer and the secret of a key file must not be guessed, and stand in nothing else that is written.
    expect(
      saying(/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, /^src\/cli\/(explore|pseudonym-key)\.ts$/),
    ).toEqual([])
  })

  test('no console and no process below the front desk', () => {
    expect(saying(/\bconsole\.|\bprocess\.(?!getBuiltinModule)/, /^src\/cli\/|^bench\//)).toEqual([])
  })
})

describe('files', () => {
  test('live in rooms with names: there is no utils folder and no default export', () => {
    expect(code.filter((file) => /\/(utils?|helpers?|common|misc|shared)(\/|\.ts$)/.test(file))).toEqual([])
    expect(code.filter((file) => /^export default\b/m.test(bare(file)))).toEqual([])
  })

  test('open with a sentence about their purpose', () => {
    expect(code.filter((file) => !/^(#![^\n]*\n)?\/\*\*/.test(text.get(file)!))).toEqual([])
  })

  test('know no machine they were written on', () => {
    const all = [
      ...code,
      ...filesBelow('queries', '.sql'),
      ...filesBelow('queries', '.md'),
      ...filesBelow('test', '.ts'),
      ...filesBelow('docs', '.md'),
    ]
    const here = new RegExp(`(^|[^\\w.])${'/wor'}k/|/home/[a-z]|/Users/[a-z]`, 'm')
    expect(
      all.filter((file) => file !== 'test/house.test.ts' && here.test(readFileSync(join(root, file), 'utf8'))),
    ).toEqual([])
  })
})

describe('claims about the evidence', () => {
  const rules = loadRules()
  const known = new Map<string, { readonly reads: readonly string[]; readonly parameters: readonly string[] }>()
  const sqlFiles: readonly SqlFile[] = [
    ...['rules', 'models', 'gates', 'certify/open', 'certify/state', 'certify/check'].flatMap(loadSqlFiles),
  ]

  beforeAll(async () => {
    const store = await Store.open(':memory:')
    for (const { path, sql } of sqlFiles) known.set(path, await lineage(store, sql))
    store.close()
  })

  test.each(loadSqlFiles('rules').map(({ stem, path }) => [stem, path]))('%s reads facts only', (_stem, path) => {
    const tables = known.get(path)!.reads
    expect(tables.length).toBeGreaterThan(0)
    expect(tables.filter((table) => !table.startsWith('fct_'))).toEqual([])
  })

  test('a query knows no vendor: what a product calls things, its connector says in our words', () => {
    // macros.sql alone spells ARNs, and what programs that send requests call themselves
    const connectors = readdirSync(join(root, 'connectors')).filter((name) => name.includes('-'))
    const products =
      'aws|amazon|cloudtrail|akia|asia|gcp|entra|pim|okta|onelogin|microsoft|kubernetes|k8s|teleport|github|gitlab|bitbucket|jira|' +
      'servicenow|slack|claude|anthropic|openai|langfuse|cyberark|sailpoint'
    const name = new RegExp(`(?<![a-z])(${connectors.join('|')}|${products})(?![a-z_])`, 'i')
    const operation = /'[A-Z][a-z]+([A-Z][a-z]+)+'/
    const isVendors = (line: string) => [name, operation].some((word) => word.test(line.replace(/--.*$/, '')))
    expect(isVendors("where connector = 'aws-cloudtrail'")).toBe(true)
    expect(isVendors("starts_with(credential, 'aws:AKIA')")).toBe(true)
    expect(isVendors("where operation = 'StartSession'")).toBe(true)
    expect(isVendors("where activity = 'sign_in' -- as AWS calls it")).toBe(false)
    const said = filesBelow('queries', '.sql').flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, i) =>
          file !== 'queries/macros.sql' && isVendors(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [],
        ),
    )
    expect(said).toEqual([])
  })

  test('a list is cut by a macro that says how many more there are', () => {
    const isCut = (line: string) => /\blist_slice\(|\[1:([3-9]|\d\d|\$)/.test(line.replace(/--.*$/, ''))
    expect(isCut("array_to_string(list_slice(names, 1, 5), ', ')")).toBe(true)
    expect(isCut("array_to_string(scope[1:5], ', ')")).toBe(true)
    // its text counts what it leaves out
    const counted = 'queries/gates/85_controls.sql'
    const cut = filesBelow('queries', '.sql').flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, i) =>
          !/^queries\/macros/.test(file) && file !== counted && isCut(line) ? [`${file}:${i + 1}`] : [],
        ),
    )
    expect(cut).toEqual([])
  })

  test('nothing cuts the records of a row but the one macro that says so', () => {
    // one or two may stand as examples
    const isCut = (line: string) =>
      /list_slice\(.*event_id.*, 1, ([3-9]|\d\d|\$)|event_id.*\[1?:([3-9]|\d\d|\$)/.test(line)
    expect(isCut('list_slice(list(event_id order by lo), 1, 20)')).toBe(true)
    expect(isCut('list_sort(list(distinct event_id))[1:20]')).toBe(true)
    const cut = sqlFiles.flatMap(({ path, sql }) =>
      sql.split('\n').flatMap((line, i) => (isCut(line) ? [`${path.slice(root.length + 1)}:${i + 1}`] : [])),
    )
    expect(cut).toEqual([])
  })

  test('a model reads tables that are there before it', () => {
    const models = loadSqlFiles('models')
    const later = models.flatMap(({ stem, path }, index) => {
      const before = new Set(models.slice(0, index).map(({ name }) => name))
      return known
        .get(path)!
        .reads.filter((table) => !/^(raw|ref|cfg)_/.test(table) && !before.has(table))
        .map((table) => `${stem} reads ${table}`)
    })
    expect(later).toEqual([])
  })

  test('a gate reads what the rules said, facts, records, and the gates before it', () => {
    const gates = loadSqlFiles('gates')
    const wrong = gates.flatMap(({ stem, path }, index) => {
      const before = new Set([
        'rule_rows',
        'det_rules',
        'det_controls',
        'det_waivers',
        'stg_events',
        ...gates.slice(0, index).map(({ name }) => name),
      ])
      return known
        .get(path)!
        .reads.filter((table) => !table.startsWith('fct_') && !before.has(table))
        .map((table) => `${stem} reads ${table}`)
    })
    expect(wrong).toEqual([])
  })

  test('every file says what one row is, and is one SELECT', () => {
    const bad = sqlFiles.filter(
      ({ sql }) =>
        !/^-- (rule|grain): /.test(sql) ||
        !/\n\s*(with|select)\b/i.test(sql) ||
        /;\s*\S/.test(sql.replace(/--[^\n]*|'(?:[^']|'')*'/g, '')),
    )
    expect(bad.map(({ stem }) => stem)).toEqual([])
  })

  test('nothing keeps it from Spark: no asof join, no using key, no struct literal', () => {
    const plain = (sql: string) => sql.replace(/--[^\n]*|'(?:[^']|'')*'/g, '')
    expect(
      sqlFiles
        .filter(({ sql }) => /\basof\s+join\b|\busing\s+key\b|[({,\s]\{\s*\w+\s*:/i.test(plain(sql)))
        .map(({ stem }) => stem),
    ).toEqual([])
  })

  test.each(rules.map(({ rule }) => rule))('%s is asked for a gap, a pass and an insufficient', (rule) => {
    const seen = new Set(
      loadCases(join(root, 'test', 'rules', `${rule}.json`)).flatMap((one) => one.expect.map(({ verdict }) => verdict)),
    )
    expect([...seen]).toEqual(expect.arrayContaining(['gap', 'pass', 'insufficient']))
  })

  test('every case file belongs to a rule', () => {
    const ids = new Set(rules.map(({ rule }) => `test/rules/${rule}.json`))
    expect(filesBelow('test/rules', '.json').filter((file) => !ids.has(file))).toEqual([])
  })
})
