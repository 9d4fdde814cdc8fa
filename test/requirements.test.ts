/** Keeps docs/requirements.md to what is there: every requirement once, and no rule, fact, section, command, case or test that does not exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { buildProgram, everyCommand } from '../src/cli/program.js'
import { loadRules } from '../src/detect/rule.js'
import { loadCases } from '../src/detect/rule-cases.js'
import { loadSqlFiles, projectRoot } from '../src/sql-file.js'

const root = projectRoot()
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const page = read('docs/requirements.md')
const [, requirements = '', edges = '', , , missing = ''] = page.split(/^## .*$/m)

/** Cells of the lines of a table, without its head. */
const cellsOf = (part: string) =>
  part
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '))
const rows = cellsOf(requirements)
const ids = (text: string): readonly string[] => text.match(/\bA\d{3}\b/g) ?? []
const distinct = (list: readonly string[]) => [...new Set(list)].sort()

/** The `why` of every case, by the name of its file. */
const whys = new Map(
  readdirSync(join(root, 'test/rules')).map((file) => [
    file,
    loadCases(join(root, 'test/rules', file)).map(({ why }) => why),
  ]),
)
const untagged = (why: string) => why.replace(/\(A\d{3}(?:, A\d{3})*\) /g, '')

describe('the table of requirements', () => {
  test('has A001 to A136, each once and in order, in four cells', () => {
    expect(rows.map(([id]) => id)).toEqual(
      Array.from({ length: 136 }, (_, index) => `A${String(index + 1).padStart(3, '0')}`),
    )
    expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === ''))).toEqual([])
  })

  test('names, for each requirement, exactly the case files whose cases name it', () => {
    const wrong = rows.flatMap(([id = '', , , shown = '']) => {
      const named = distinct([...shown.matchAll(/`(R\d{2}\.json)`/g)].map(([, file]) => file!))
      const naming = [...whys].filter(([, list]) => list.some((why) => ids(why).includes(id))).map(([file]) => file)
      return named.join() === distinct(naming).join() ? [] : [{ id, named, naming }]
    })
    expect(wrong).toEqual([])
  })

  test('is where each id comes from that a case names', () => {
    const known = new Set(rows.map(([id]) => id))
    const all = [...whys.values()].flat().flatMap(ids)
    expect(all.length).toBeGreaterThan(136)
    expect(distinct(all).filter((id) => !known.has(id))).toEqual([])
  })

  test('says where a requirement is met in part or not at all, and the last section what is missing of each', () => {
    const short = rows.filter(([, , how = '']) => /^\*\*(In part|Not met)\.\*\* /.test(how)).map(([id]) => id)
    expect([...missing.matchAll(/^- \*\*(A\d{3})\*\* .{20}/gm)].map(([, id]) => id)).toEqual(short)
  })

  test('names sections that the report has', () => {
    const report = readdirSync(join(root, 'src/report'), { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => read(`src/report/${file}`))
      .join('\n')
    const sections = rows.flatMap(([, , how = '']) =>
      [...how.matchAll(/(?<!\*)\*([^*]+)\*(?!\*)/g)].map(([, name]) => name!),
    )
    expect(sections.length).toBeGreaterThan(3)
    expect(distinct(sections).filter((name) => !report.includes(name))).toEqual([])
  })
})

describe('what the page names is there', () => {
  test('rules', () => {
    const known = new Set(loadRules().map(({ rule }) => rule))
    const named = distinct(page.match(/\bR\d{2}\b/g) ?? [])
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((rule) => !known.has(rule))).toEqual([])
  })

  test('facts', () => {
    const known = new Set(loadSqlFiles('models').map(({ name }) => name))
    const named = distinct(page.match(/\bfct_[a-z_]+/g) ?? [])
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((fact) => !known.has(fact))).toEqual([])
  })

  test('case files, tests and what is quoted of them', () => {
    const quotes = [...page.matchAll(/`((?:test\/[\w/.-]+|R\d{2})\.(?:json|test\.ts))`(?: “([^”]+)”)?/g)]
    expect(quotes.length).toBeGreaterThan(136)
    const wrong = quotes.flatMap(([, file = '', quote]) => {
      if (!file.startsWith('test/')) {
        const list = whys.get(file)
        if (list === undefined) return [file]
        return quote === undefined || list.some((why) => untagged(why).startsWith(quote)) ? [] : [`${file}: ${quote}`]
      }
      if (!existsSync(join(root, file))) return [file]
      return quote === undefined || read(file).includes(quote) ? [] : [`${file}: ${quote}`]
    })
    expect(wrong).toEqual([])
  })

  test('every edge case has a case or a test', () => {
    const lines = cellsOf(edges)
    expect(lines.length).toBeGreaterThan(20)
    expect(lines.filter(([, , shown = '']) => !/\.json` “/.test(shown)).map(([name]) => name)).toEqual([])
  })

  test('commands and their options', () => {
    const program = buildProgram(
      new Proxy({} as Parameters<typeof buildProgram>[0], { get: () => async () => 0 }),
      '',
      { out: () => {}, err: () => {}, columns: 100 },
      () => {},
    )
    const commands = everyCommand(program)
    const lines = [...page.matchAll(/`(?:npx )?approvenance ([^`]+)`/g)].map(([, line]) => line!)
    expect(lines.length).toBeGreaterThan(50)
    const wrong = lines.filter((line) => {
      const words = line.split(' ')
      const top = program.commands.find((one) => one.name() === words[0])
      const command = top?.commands.find((one) => one.name() === words[1]) ?? top
      if (command === undefined || !commands.includes(command)) return true
      if (command.commands.length > 0) return true
      const options = new Set(command.options.map(({ long }) => long))
      return words.filter((word) => word.startsWith('--')).some((word) => !options.has(word))
    })
    expect(distinct(wrong)).toEqual([])
  })

  test('connectors that are shown', () => {
    const named = distinct([...page.matchAll(/connectors show ([\w-]+)/g)].map(([, id]) => id!))
    expect(named.filter((id) => !existsSync(join(root, 'connectors', id, 'index.ts')))).toEqual([])
  })
})
