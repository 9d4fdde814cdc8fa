/** A journal only grows, and shows what was done to it. */
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/errors.js'
import { sha256 } from '../../src/hash.js'
import { appendJournal, readJournal } from '../../src/store/journal.js'

const fresh = () => join(mkdtempSync(join(tmpdir(), 'approvenance-journal-')), 'notes.jsonl')

/** A journal of three entries, and its lines. */
async function three() {
  const file = fresh()
  for (const words of ['one', 'two\nlines', 'three “é”']) await appendJournal(file, () => ({ words }))
  return { file, lines: readFileSync(file, 'utf8').trimEnd().split('\n') }
}

describe('a journal', () => {
  it('is empty where no file is', () => {
    expect(readJournal(fresh())).toEqual({ lines: [], seal: null, problem: null })
  })

  it('keeps its entries in order, each sealed with the one before, readable by its owner only', async () => {
    const { file } = await three()
    const { lines, seal, problem } = readJournal(file)
    expect(problem).toBeNull()
    expect(lines.map(({ no, entry }) => [no, entry.words])).toEqual([
      [1, 'one'],
      [2, 'two\nlines'],
      [3, 'three “é”'],
    ])
    expect(lines.map(({ previous }) => previous)).toEqual([null, lines[0]!.sha256, lines[1]!.sha256])
    expect(seal).toBe(lines[2]!.sha256)
    const { sha256: own, ...body } = lines[1]!
    expect(own).toBe(sha256(JSON.stringify(body)))
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(dirname(file)).sort()).toEqual(['.notes.jsonl.lock', 'notes.jsonl'])
  })

  it.each([
    ['a changed word', (lines: string[]) => lines.with(1, lines[1]!.replace('two', 'TWO')), 1, 'line 2 is no line'],
    ['a blank more', (lines: string[]) => lines.with(1, lines[1]!.replace('{', '{ ')), 1, 'line 2 is no line'],
    ['a line taken out', (lines: string[]) => [lines[0]!, lines[2]!], 1, 'line 2 does not follow'],
    ['the first line taken out', (lines: string[]) => lines.slice(1), 0, 'line 1 does not follow'],
    ['two lines changed places', (lines: string[]) => [lines[1]!, lines[0]!, lines[2]!], 0, 'line 1 does not follow'],
    ['a line put in twice', (lines: string[]) => [lines[0]!, lines[0]!, lines[1]!], 1, 'line 2 does not follow'],
    ['an empty line', (lines: string[]) => [lines[0]!, '', lines[1]!], 1, 'line 2 is no line'],
  ])('shows %s, keeps what stands before it, and is never written behind it', async (_name, change, kept, problem) => {
    const { file, lines } = await three()
    writeFileSync(file, `${change(lines).join('\n')}\n`)
    const read = readJournal(file)
    expect([read.lines.length, read.problem]).toEqual([kept, expect.stringContaining(problem)])
    const before = readFileSync(file)
    await expect(appendJournal(file, () => ({ words: 'four' }))).rejects.toThrow(UserError)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(dirname(file)).sort()).toEqual(['.notes.jsonl.lock', 'notes.jsonl'])
  })

  it('shows a line that a crash cut off', async () => {
    const { file, lines } = await three()
    writeFileSync(file, `${lines.join('\n').slice(0, -20)}`)
    expect(readJournal(file)).toMatchObject({ problem: 'line 3 is cut off' })
    await expect(appendJournal(file, () => ({ words: 'four' }))).rejects.toThrow(/cut off/)
  })

  it('lets one write at a time, and none builds on what another has not finished', async () => {
    const { file } = await three()
    const [first, second] = await Promise.allSettled(
      ['four', 'five'].map((words) => appendJournal(file, ({ lines }) => ({ words, after: lines.length }))),
    )
    expect(first).toMatchObject({ status: 'fulfilled', value: { no: 4, entry: { after: 3 } } })
    expect(second).toMatchObject({ status: 'rejected', reason: { at: { isTemporary: true } } })
    expect(readJournal(file)).toMatchObject({ lines: { length: 4 }, problem: null })
  })

  it('is written anew behind what a killed process left of a line', async () => {
    const { file } = await three()
    writeFileSync(join(dirname(file), '.notes.jsonl.unfinished'), 'half a li')
    await appendJournal(file, () => ({ words: 'four' }))
    expect(readJournal(file)).toMatchObject({ lines: { length: 4 }, problem: null })
    expect(readdirSync(dirname(file)).sort()).toEqual(['.notes.jsonl.lock', 'notes.jsonl'])
  })
})
