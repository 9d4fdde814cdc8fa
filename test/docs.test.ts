/** Documentation as contract: generated pages are fresh, links lead somewhere, and every command that a page shows runs. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { actionsOf } from '../src/cli/actions.js'
import { renderDocs } from '../src/cli/docs.js'
import { main } from '../src/cli/main.js'
import { buildProgram, everyCommand } from '../src/cli/program.js'
import { type Terminal, written } from '../src/cli/terminal.js'
import { projectRoot } from '../src/sql-file.js'

const root = projectRoot()
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const read = (file: string) => readFileSync(join(root, file), 'utf8')

describe('generated pages', () => {
  it('are what `npm run docs` writes now', async () => {
    const stale = Object.entries(await renderDocs()).filter(
      ([file, text]) => !existsSync(join(root, file)) || read(file) !== text,
    )
    expect(stale.map(([file]) => file)).toEqual([])
  })
})

describe('links', () => {
  it.each(pages)('of %s lead to files and headings that exist', (page) => {
    const broken = [
      ...read(page)
        .replace(/^```[\s\S]*?^```/gm, '')
        .replace(/`[^`\n]*`/g, '')
        .matchAll(/\]\(([^)\s]+)\)/g),
    ]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path, anchor] = target.split('#', 2)
        const file = path === '' ? page : join(dirname(page), path!)
        // The picture is taken from a finished build.
        if (file === 'docs/report.png') return false
        if (!existsSync(join(root, file))) return true
        return anchor !== undefined && file.endsWith('.md') && !anchorsOf(read(file)).has(anchor)
      })
    expect(broken).toEqual([])
  })
})

function quietTerminal(err: string[] = []): Terminal {
  return {
    out: () => {},
    err: (part) => err.push(written(part, false)),
    status: () => {},
    columns: 100,
    isInteractive: false,
    clock: () => 0,
    peakMemory: () => 0,
  }
}

function anchorsOf(text: string): Set<string> {
  const found = new Set([...text.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id!))
  for (const [, heading] of text.matchAll(/^#+ (.+)$/gm))
    found.add(
      heading!
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    )
  return found
}

describe.each(['README.md', 'docs/batch.md'])('commands of %s', (page) => {
  const commands = [...read(page).matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
    block!.split('\n').filter((line) => line.trim() !== ''),
  )
  const before = process.cwd()
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'approvenance-readme-'))
    symlinkSync(join(root, 'sample-data', 'exports'), join(folder, 'exports'))
    process.chdir(folder)
  })
  afterAll(() => process.chdir(before))

  it('are there', () => {
    expect(commands.length).toBeGreaterThan(7)
  })

  it.each(commands)(
    '%s',
    async (line) => {
      const [command = '', note = ''] = line.split(/\s+#\s/, 2)
      const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)
      expect(words.slice(0, 2)).toEqual(['npx', 'approvenance'])
      const err: string[] = []
      const terminal = quietTerminal(err)
      const code = await main(words.slice(2), terminal)
      expect([code, code === 0 ? [] : err]).toEqual([
        Number(/exit code (\d+)/.exec(note)?.[1] ?? 0),
        code === 0 ? [] : expect.anything(),
      ])
    },
    120_000,
  )
})

describe('commands for schedulers in docs/batch.md', () => {
  const blocks = [...read('docs/batch.md').matchAll(/^```(cron|ini|yaml)\n([\s\S]*?)^```/gm)]
  const lines = blocks.flatMap(([, , block]) => [
    ...block!.matchAll(/approvenance ((?:certify )?[a-z]+)( [^|&\n]*--[^|&\n]*)/g),
  ])
  const known = everyCommand(
    buildProgram(actionsOf(quietTerminal()), '', { out() {}, err() {}, columns: 100 }, () => {}),
  )
  const nameOf = (command: Command): string =>
    command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()

  it('are commands and options that there are', () => {
    expect(lines.length).toBeGreaterThan(6)
    for (const [, name, rest] of lines) {
      const command = known.find((one) => nameOf(one) === name)
      expect([name, command?.name()]).toEqual([name, expect.any(String)])
      const options = command!.options.map(({ long }) => long)
      expect(options).toEqual(expect.arrayContaining([...rest!.matchAll(/--[a-z-]+/g)].map(([option]) => option)))
    }
  })

  it('stand in YAML that can be read', () => {
    const pipelines = blocks.filter(([, kind]) => kind === 'yaml').map(([, , block]) => parseYaml(block!) as object)
    expect(pipelines.map((one) => Object.keys(one).at(-1))).toEqual(['jobs', 'approvenance'])
  })
})

describe('scripts that pages name', () => {
  it('are in package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = pages.flatMap((page) => [...read(page).matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name!))
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
