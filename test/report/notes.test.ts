/** Notes stand in the report and in the terminal as what they are: what somebody thinks, by name, and no part of a verdict. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notesFileOf, readNotes, writeNote } from '../../src/notes.js'
import { renderFindings } from '../../src/report/json.js'
import { renderReport } from '../../src/report/page.js'
import { openView } from '../../src/report/view.js'
import { appendJournal } from '../../src/store/journal.js'
import type { Store } from '../../src/store/store.js'
import { runCli } from '../cli/run-cli.js'
import { openCase, sampleAbout, sampleRows } from './fixture.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-notes-'))
const file = notesFileOf(folder)
const entered = { by: 'Bo Example', stance: 'disputed', withdraws: '' }
let store: Store

async function text(parts: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const part of parts) all += part
  return all
}

const report = async () => text(renderReport(await openView(store, { ...sampleAbout, notes: readNotes(file) })))

beforeAll(async () => {
  store = await openCase(sampleRows)
  writeFileSync(join(folder, 'manifest.json'), '{}')
}, 60_000)
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('notes', () => {
  it('have no section where there are none', async () => {
    expect(await report()).not.toContain('id="notes"')
    expect((await runCli(['notes', '--case', folder])).err).toContain('no note')
  })

  it('lead to what they are about, are text, and leave the findings as they are', async () => {
    const before = await text(renderFindings(await openView(store, sampleAbout)))
    const at = '2026-03-05T09:00:00.000Z'
    await writeNote(
      file,
      { ...entered, kind: 'finding', id: 'f-0001', name: 'R08 OPS-12', text: '<b>no</b> =cmd|x' },
      at,
    )
    await writeNote(file, { ...entered, kind: 'task', id: 'ticket:OPS-12', name: 'OPS-12', text: 'see above' }, at)
    await writeNote(
      file,
      { ...entered, kind: 'finding', id: 'f-gone', name: 'R99', text: 'about one that is gone' },
      at,
    )
    await writeNote(
      file,
      { ...entered, kind: 'finding', id: 'f-0001', name: 'R08', text: 'I was wrong', withdraws: '1' },
      at,
    )
    const page = await report()
    const section = /<section id="notes"[\s\S]*?<\/section>/.exec(page)![0]
    expect(section).toContain('href="#finding-f-0001">finding R08 OPS-12</a>')
    expect(section).toContain('href="#chain-OPS-12">task OPS-12</a>')
    expect(section).toMatch(/<td data-h="[^"]*">finding R99<\/td>/)
    expect(section).toContain('&lt;b&gt;no&lt;/b&gt;')
    expect(section).toContain('withdrawn by note 4')
    expect(section).toContain(readNotes(file).seal)
    expect(await text(renderFindings(await openView(store, { ...sampleAbout, notes: readNotes(file) })))).toBe(before)
  })

  it('are listed in the terminal, and no cell of a CSV is a formula', async () => {
    const { code, out } = await runCli(['notes', '--case', folder])
    expect(code).toBe(0)
    expect(out).toMatch(/1 +2026-03-05T09:00:00.000Z +Bo Example +finding R08 OPS-12 +disputed/)
    expect(out).toContain('seal of the last line')
    await writeNote(
      file,
      { ...entered, kind: 'case', id: 'case', name: 'the case', text: '=1+1' },
      '2026-03-05T10:00:00.000Z',
    )
    expect((await runCli(['notes', '--case', folder, '--output', 'csv'])).out).toContain("'=1+1")
  })

  it('that somebody changed, or that a later version wrote, are told of by all who show them', async () => {
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, whole.replace('see above', 'see below'))
    expect(await report()).toContain('The notes cannot be trusted from there on:</strong> line 2')
    const { code, out, err } = await runCli(['notes', '--case', folder])
    expect([code, err]).toEqual([2, expect.stringContaining('line 2')])
    expect(out).toContain('R08 OPS-12')
    writeFileSync(file, whole)
    await appendJournal(file, () => ({ schema: 'approvenance/note@2' }))
    expect(readNotes(file)).toMatchObject({ problem: 'line 6 is of a kind that this version does not know' })
    await expect(
      writeNote(file, { ...entered, kind: 'case', id: 'case', name: '', text: 'x' }, '2026-03-05T11:00:00.000Z'),
    ).rejects.toThrow(/nothing is added/)
  })

  it('of a case are told only where there is one', async () => {
    expect((await runCli(['notes', '--case', join(folder, 'nowhere')])).code).toBe(2)
  })
})
