/** The workbook, read back with another program's reader: every row and value is there, hostile text is text, and it bears no time of its writing. */
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeXlsx, xlsx } from '../../src/export/xlsx.js'
import { withoutClock } from '../../src/export/zip-times.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { hostile } from './hostile-text.js'
import { sourceOf } from './source.js'
import { membersOf } from './zip-members.js'

/** The workbook of a case. */
async function workbookOf(store: Store): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const portion of xlsx.write(sourceOf(store))) parts.push(Buffer.from(portion))
  return Buffer.concat(parts)
}

const rowsOf = async (workbook: Buffer, sheet: string) => {
  const [head, ...rows] = (await readSheet(workbook, sheet)) as unknown[][]
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [String(name), row[i] ?? null])))
}

describe('a workbook', () => {
  let store: Store
  let workbook: Buffer
  beforeAll(async () => {
    store = await openCase(sampleRows)
    workbook = await workbookOf(store)
  }, 300_000)
  afterAll(() => store.close())

  it('has every finding and chain, with numbers as numbers and times in UTC', async () => {
    const findings = await rowsOf(workbook, 'Findings')
    const expected = await store.rows('select finding_id, severity, message, confidence from findings')
    expect(findings).toHaveLength(expected.length)
    for (const one of expected)
      expect(findings).toContainEqual(expect.objectContaining({ ...one, message: expect.any(String) }))
    const chains = await rowsOf(workbook, 'Chains')
    expect(chains.map(({ task_key }) => task_key).sort()).toEqual(
      (await store.rows('select task_key from fct_chains order by task_key')).map(({ task_key }) => task_key),
    )
    expect(findings.map(({ occurred_at }) => occurred_at).filter(Boolean)[0]).toMatch(/^2026-.*T.*Z$/)
  })

  it('begins with a summary that counts what its sheets list', async () => {
    const summary = new Map((await readSheet(workbook, 'Summary')) as [string, unknown][])
    const findings = await rowsOf(workbook, 'Findings')
    expect(summary.get('Findings: Gaps')).toBe(findings.filter(({ verdict }) => verdict === 'gap').length)
    expect(summary.get('Chains')).toBe((await rowsOf(workbook, 'Chains')).length)
    expect(summary.get('Export files')).toBe((await rowsOf(workbook, 'Files')).length)
  })

  it('has the sheets that people look for', async () => {
    const { text } = (await membersOf(workbook)).get('xl/workbook.xml')!
    const sheets = [...text.matchAll(/<sheet [^>]*name="([^"]+)"/g)].map(([, name]) => name)
    expect(sheets).toEqual(
      expect.arrayContaining(['Summary', 'Findings', 'Chains', 'Coverage', 'Identities', 'Controls']),
    )
  })

  it('says in its last row how many rows were left out for want of room, and leaves out none of what does not grow', async () => {
    const parts: Uint8Array[] = []
    for await (const portion of writeXlsx(sourceOf(store), 60)) parts.push(Buffer.from(portion))
    const small = Buffer.concat(parts)
    const [all, some] = [await rowsOf(workbook, 'Chains'), await rowsOf(small, 'Chains')]
    expect(some.length).toBeLessThan(all.length)
    const told = Object.values(some.at(-1)!).find((value) => value !== null)
    expect(told).toBe(
      `${all.length - some.length + 1} more rows: the workbook would grow too large; --format csv writes all of them`,
    )
    expect(await rowsOf(small, 'Populations')).toEqual(await rowsOf(workbook, 'Populations'))
  })

  it('bears no time of its writing', async () => {
    const members = [...(await membersOf(workbook)).values()]
    expect(new Set(members.map(({ written }) => written.getFullYear()))).toEqual(new Set([1980]))
    expect(members.filter(({ text }) => /dcterms:(created|modified)/.test(text))).toEqual([])
  })
})

describe('hostile text', () => {
  const texts = [...hostile, '_x0041_', '  kept  ', 'x'.repeat(1_000_000), ']]>&amp;<v>1</v>']
  let workbook: Buffer
  beforeAll(async () => {
    const store = await openCase({
      findings: texts.map((text, i) => ({
        ...{ finding_id: `F-${i}`, rule: 'R01', slug: 's', verdict: 'gap', severity: 'low', is_primary: false },
        ...{
          message: text,
          sub: text,
          task: text,
          task_key: text,
          person: text,
          basis: text,
          reason: text,
          needs: text,
        },
        ...{ identities: [text], controls: [], event_ids: [text] },
      })),
    })
    workbook = await workbookOf(store)
    store.close()
  }, 300_000)

  it('is text in every cell, and no cell is a formula or a link', async () => {
    const members = await membersOf(workbook)
    const sheets = [...members].filter(([name]) => name.startsWith('xl/worksheets/'))
    expect(sheets.length).toBeGreaterThan(5)
    expect(sheets.filter(([, { text }]) => /<f[ >]|<hyperlink/.test(text)).map(([name]) => name)).toEqual([])
    const rows = await rowsOf(workbook, 'Findings')
    expect(rows).toHaveLength(texts.length)
    for (const column of ['message', 'sub', 'task', 'task_key', 'person', 'basis', 'reason', 'needs', 'identities'])
      expect(rows.filter((row) => typeof row[column] !== 'string')).toEqual([])
  })

  it('is shown as it was, what cannot be seen spelled out, what is too long with a word about the rest', async () => {
    const shown = (await rowsOf(workbook, 'Findings')).map(({ message }) => String(message))
    expect(shown).toEqual(
      expect.arrayContaining(['=HYPERLINK("http://x.example","y")', '<script>alert(1)</script>', '@SUM(1,2)']),
    )
    expect(shown.find((text) => text.startsWith('xxx'))).toMatch(/x… \(968,000 more characters in the record\)$/)
    expect(shown.filter((text) => /[\u001b\u202e]/.test(text))).toEqual([])
  })

  it('is refused where it is no archive', () => {
    expect(() => withoutClock(Buffer.from('not an archive at all, whatever it may say'))).toThrow('no ZIP archive')
  })
})
