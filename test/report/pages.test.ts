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
const narrow: Room = { findings: 2, chains: 1, rows: 400, quiet: 0, perPage: 1, rowsPerPage: 2 }

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

  it('lists every identity, every execution without a task and every file, and tells of everybody who has a card', () => {
    const texts = (name: string) =>
      [...pages].filter(([file]) => file.startsWith(`report/${name}-`)).map(([, text]) => text)
    const listed = texts('identities').flatMap((text) => [
      ...text.matchAll(/<tr><th scope="row">(?:<a [^>]*>)?([^<]*)/g),
    ])
    expect(listed.map(([, person]) => person)).toEqual(view.identities.map(({ person }) => person))
    for (const { event_id } of view.unaccounted.filter((one) => !one.is_explained))
      expect(texts('unaccounted').join('').split(`title="${event_id}"`)).toHaveLength(2)
    for (const { file, sha256 } of view.sources) {
      expect(texts('files').join('')).toContain(`<span class="id">${file}</span>`)
      if (sha256 !== null) expect(texts('files').join('')).toContain(sha256)
    }
    const cards = planReport(view, narrow).cardPages.flatMap(({ rows }) => rows)
    expect(cards.length).toBeGreaterThan(1)
    for (const { identity } of cards)
      expect(texts('cards').join('').split(`<span class="key-name">${identity.person}</span>`)).toHaveLength(2)
  })

  it('keeps the rules, controls, machines and metrics on pages of their own, the query of each rule in full', () => {
    for (const id of ['rules', 'controls', 'machines', 'metrics']) {
      expect(pages.get('report.html')).toContain(`<section id="${id}"`)
      expect(pages.get('report.html')).toContain(`href="report/${id}.html"`)
      expect(pages.get(`report/${id}.html`)).toContain(`<section id="${id}"`)
    }
    expect(pages.get('report.html')).not.toContain('The query that was run')
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

describe('the main page of a large case', () => {
  /** Elements of the page that a browser builds before anybody asks for anything. */
  async function elements(size: number): Promise<number> {
    const store = await openCase(sampleRows)
    const view = await openView(store, sampleAbout)
    const many = <Row>(rows: readonly Row[], rename: (row: Row, i: number) => Partial<Row>): Row[] =>
      Array.from({ length: size }, (_, i) => {
        const row = rows[i % rows.length]!
        return { ...row, ...rename(row, i) }
      })
    const chainHeads = many(view.chainHeads, (_, i) => ({ task: `ticket:BIG-${i}`, task_key: `BIG-${i}` }))
    const identities = many(view.identities, (_, i) => ({ person: `p${i}@corp.example` }))
    const large: CaseView = {
      ...view,
      chainHeads,
      identities,
      findings: many(view.findings, (_, i) => ({
        finding_id: `f-${i}`,
        task: chainHeads[i]!.task,
        task_key: chainHeads[i]!.task_key,
        person: identities[i]!.person,
      })),
      unaccounted: many(view.unaccounted, (_, i) => ({ event_id: `s:${i}`, is_explained: false })),
      sources: many(view.sources, (_, i) => ({ file: `exports/${i}.json` })),
      lookalikes: many([{ alias_a: 'a', alias_b: 'b', why: 'alike', weight: 1, confidence: 0.5 }], (_, i) => ({
        alias_a: `a${i}`,
      })),
      figures: {
        ...view.figures,
        machines: many(view.figures.machines, (_, i) => ({ subject: `machine-${i}` })),
      },
    }
    let main = ''
    for await (const part of renderReport(large, planReport(large))) main += part
    store.close()
    return [...main.matchAll(/<[a-z]/g)].length
  }

  it('has few elements, and hardly more when everything is ten times as many', async () => {
    const [some, more] = [await elements(3000), await elements(30_000)]
    expect(some).toBeLessThan(6000)
    // a link for each page more, and a row for each page of chains
    expect(more - some).toBeLessThan((27_000 / 1000) * (5 + 9) + (27_000 / 100) * 2 + 100)
  }, 120_000)
})

describe('a query of a rule', () => {
  it('is never cut', async () => {
    const store = await openCase(sampleRows)
    const long = `select 1 -- ${'x'.repeat(9000)} the end`
    const rules = sampleAbout.rules.map((rule) => ({ ...rule, sql: long }))
    const pages = await allPages(await openView(store, { ...sampleAbout, rules }), narrow)
    store.close()
    expect(pages.get('report/rules.html')).toContain(' the end</code>')
  }, 60_000)
})
