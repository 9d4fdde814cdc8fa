/** A report of several pages: everything is told somewhere, every link leads there, and each page stands by itself. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderReport } from '../../src/report/page.js'
import { renderPages } from '../../src/report/pages.js'
import { planReport, type Room } from '../../src/report/place.js'
import { type CaseView, openView } from '../../src/report/view.js'
import { writeDocuments } from '../../src/store/case-folder.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleAbout, sampleRows } from './fixture.js'

/** So little room that the small case needs pages of every kind, and tells a quiet chain nowhere in full. */
const narrow: Room = { findings: 2, chains: 1, quiet: 0, perPage: 1, rowsPerPage: 2 }

async function allPages(view: CaseView, room: Room): Promise<Map<string, string>> {
  const plan = planReport(view, room)
  const pages = new Map<string, string>()
  let main = ''
  for await (const part of renderReport(view, plan)) main += part
  pages.set('report.html', main)
  for await (const { file, text } of renderPages(view, plan)) {
    expect(pages.has(`report/${file}`), `${file} is written once`).toBe(false)
    pages.set(`report/${file}`, [...text].join(''))
  }
  return pages
}

describe('a report of several pages', () => {
  let store: Store
  let view: CaseView
  let pages: Map<string, string>
  beforeAll(async () => {
    store = await openCase(sampleRows)
    view = await openView(store, sampleAbout)
    pages = await allPages(view, narrow)
  }, 60_000)
  afterAll(() => store.close())

  it('stands on one page while that reads well', async () => {
    expect([...(await allPages(view, { ...narrow, findings: 4, chains: 3, quiet: 3 })).keys()]).toEqual(['report.html'])
  })

  it('has a page for the findings of each rule, for chains and for the list of all', () => {
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining([
        'report.html',
        'report/findings-R08.html',
        'report/findings-R08-2.html',
        'report/chains-1.html',
        'report/list-1.html',
        'report/list-2.html',
      ]),
    )
  })

  it('has no link that leads nowhere, within a page or between pages', () => {
    const ids = new Map([...pages].map(([file, text]) => [file, idsOf(text)]))
    const lost: string[] = []
    for (const [file, text] of pages) {
      expect(idsOf(text).size, `ids of ${file} are its own`).toBe([...text.matchAll(/ id="/g)].length)
      for (const [, href] of text.matchAll(/href="([^"]+)"/g)) {
        const [path, anchor] = href!.split('#')
        const target = path ? new URL(path, `file:///${file}`).pathname.slice(1) : file
        if (!ids.has(target) || (anchor !== undefined && !ids.get(target)!.has(anchor))) lost.push(`${file}: ${href}`)
      }
    }
    expect(lost).toEqual([])
  })

  it('tells every finding with its records exactly once', () => {
    const all = [...pages.values()].join('')
    for (const { finding_id } of view.findings)
      expect(
        all.split(`<article class="finding`).filter((card) => card.includes(` id="finding-${finding_id}"`)),
      ).toHaveLength(1)
  })

  it('tells every chain with a finding or a missing corner, and of the others where each corner stands', () => {
    const told = [...pages].filter(([file]) => file.includes('chains-')).map(([, text]) => text)
    expect(told.join('')).toContain('id="chain-OPS-12"')
    const lists = [...pages].filter(([file]) => file.includes('list-')).map(([, text]) => text)
    const rows = lists.flatMap((text) => text.split('<tr>')).filter((row) => row.startsWith('<th scope="row">OPS-13<'))
    expect(rows).toHaveLength(1)
    expect(rows[0]).not.toContain('href=')
    expect(rows[0]).toMatch(/jira\/<wbr>export\.json<\/span> <span class="soft">record<\/span> 1</)
    expect(pages.get('report.html')).toMatch(/of 3 are told step by step/)
  })

  it('gives the same bytes twice', async () => {
    expect(await allPages(await openView(store, sampleAbout), narrow)).toEqual(pages)
  })

  it('is written as a folder that leaves no page of an older report behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'approvenance-pages-'))
    const written = await writeDocuments(folder, 'report', renderPages(view, planReport(view, narrow)))
    expect(readdirSync(join(folder, 'report')).sort()).toEqual(written.map(({ file }) => file.slice(7)).sort())
    expect(readFileSync(join(folder, written[0]!.file), 'utf8')).toBe(pages.get(written[0]!.file))
    expect(await writeDocuments(folder, 'report', renderPages(view, planReport(view)))).toEqual([])
    expect(readdirSync(folder)).toEqual([])
    rmSync(folder, { recursive: true })
  })
})

function idsOf(text: string): Set<string> {
  return new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!))
}
