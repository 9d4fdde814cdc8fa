/** `npm run bench`: every figure the project promises, one after the other, each by its own program. */
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
]

let isGood = true
for (const [title, file, args] of programs) {
  console.log(`\n== ${title}`)
  const run = spawnSync(process.execPath, [join(here, file), ...args], { stdio: 'inherit' })
  isGood &&= run.status === 0
}
process.exitCode = isGood ? 0 : 1
