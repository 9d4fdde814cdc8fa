/**
 * The one door of every npm script: sets the checkout up, then runs the job.
 *
 * On a fresh machine `npm run demo` and `npm test` must each work alone, so this file uses nothing but Node: it installs from the
 * lockfile when `node_modules` is missing or older than the lockfile, builds when a source changed, and only then starts the job.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stampDir = join(root, 'node_modules', '.approvenance')
process.chdir(root)

const bin = (name) => join(root, 'node_modules', '.bin', name)
const cli = join('dist', 'src', 'cli', 'main.js')

const jobs = {
  build: () => {},
  demo: () => node([cli, 'analyze', 'sample-data/exports', '--case', 'demo-case', ...rest()]),
  test: () => exec(bin('vitest'), ['run', ...rest()]),
  lint: () => {
    exec(bin('biome'), ['check', '--error-on-warnings', ...rest()])
    exec(bin('tsc'), ['--noEmit', '-p', 'tsconfig.json'])
  },
  format: () => exec(bin('biome'), ['check', '--write', ...rest()]),
  bench: () => node([join('dist', 'bench', 'main.js'), ...rest()]),
  'bench:connectors': () => node([join('dist', 'bench', 'connectors.js'), ...rest()]),
  'bench:accuracy': () => node([join('dist', 'bench', 'accuracy.js'), ...rest()]),
  'bench:identity': () => node([join('dist', 'bench', 'identity.js'), ...rest()]),
  'bench:correlate': () => node([join('dist', 'bench', 'correlate.js'), ...rest()]),
  'bench:nightly': () => node([join('dist', 'bench', 'nightly.js'), ...rest()]),
  docs: () => node([join('dist', 'src', 'cli', 'docs.js'), ...rest()]),
  sample: () => node([join('dist', 'bench', 'sample.js'), ...rest()]),
  conformance: () => node([join('dist', 'bench', 'conformance.js'), ...rest()]),
}

const job = process.argv[2] ?? ''
if (!(job in jobs)) fail(`unknown job: ${job}; one of ${Object.keys(jobs).join(', ')}`)
const major = Number(process.versions.node.split('.')[0])
if (major < 20) fail(`Node 20 or newer is needed; this is ${process.versions.node}`)
install()
build()
jobs[job]()

/** Arguments behind the job's name. */
function rest() {
  return process.argv.slice(3)
}

/** Installs exactly what the lockfile names, when it is not there or the lockfile changed since. */
function install() {
  const lock = sha256([readFileSync('package-lock.json'), readFileSync('package.json')])
  if (stampIs('install', lock)) return
  console.error('setting up: npm ci')
  exec('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 'ignore', 'inherit'] })
  stamp('install', lock)
}

/** Compiles when any source differs from the last build. */
function build() {
  const sources = ['src', 'connectors', 'bench'].flatMap(typescriptFiles)
  const now = sha256([readFileSync('tsconfig.json'), ...sources.flatMap((file) => [file, readFileSync(file)])])
  if (stampIs('build', now) && existsSync(cli)) return
  console.error('setting up: build')
  rmSync('dist', { recursive: true, force: true })
  exec(bin('tsc'), ['-p', 'tsconfig.build.json'])
  stamp('build', now)
}

function typescriptFiles(dir) {
  if (!existsSync(dir)) return []
  return readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((name) => name.endsWith('.ts'))
    .sort()
}

function sha256(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function stampIs(name, value) {
  const file = join(stampDir, name)
  return existsSync(file) && readFileSync(file, 'utf8') === value
}

function stamp(name, value) {
  mkdirSync(stampDir, { recursive: true })
  writeFileSync(join(stampDir, name), value)
}

function node(args) {
  exec(process.execPath, args)
}

function exec(command, args, options = {}) {
  const done = spawnSync(command, args, { stdio: 'inherit', ...options })
  if (done.error) fail(`${command}: ${done.error.message}`)
  if (done.status !== 0) process.exit(done.status ?? 1)
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
