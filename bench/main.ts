/**
 * `npm run bench`: the benches that are done in minutes, one after the other, each by its own program; exit 1 when one is below its floors.
 * By name only, for they take much longer: every cell of `bench:accuracy`, the million records of `bench:identity`, `bench:nightly`, and
 * `bench:correlate`, which measures and has no floor.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const programs: readonly (readonly [title: string, file: string, args: readonly string[]])[] = [
  ['Reading: 400,000 CloudTrail records against DuckDB read_json', 'ingest.js', []],
  ['Reading: every connector beside CloudTrail', 'connectors.js', []],
  [
    'Finding: 5,000 simulated tasks against their answer key',
    'accuracy.js',
    ['--cells', 'default', '--seeds', '7', '--tasks', '5000'],
  ],
  ['Recognising: five simulated companies, each in five directories', 'identity.js', ['--records', '0']],
]

let isGood = true
for (const [title, file, args] of programs) {
  console.log(`\n== ${title}`)
  const run = spawnSync(process.execPath, [join(here, file), ...args], { stdio: 'inherit' })
  isGood &&= run.status === 0
}
process.exitCode = isGood ? 0 : 1
