/** The report in a real browser, opened from a file: it loads nothing, complains of nothing, finds, leads to records, and can be read by everybody. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderReport } from '../../src/report/page.js'
import { renderPages } from '../../src/report/pages.js'
import { pageFolder, planReport, type Room, usualRoom } from '../../src/report/place.js'
import { openView } from '../../src/report/view.js'
import { writeDocument, writeDocuments } from '../../src/store/case-folder.js'
import { accessibilityViolations, browserPath, openBrowser, openPage, withoutBrowser } from '../browser.js'
import { openCase, sampleAbout, sampleRows } from './fixture.js'

/** Room for so little that the small case has pages of every kind. */
const narrow: Room = { findings: 2, chains: 1, rows: 400, quiet: 0, perPage: 1, rowsPerPage: 2 }

describe.skipIf(browserPath === null)(`the report in a browser${withoutBrowser}`, () => {
  let folder: string
  let browser: Browser
  let whole: string
  let split: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'approvenance-browser-'))
    const store = await openCase(sampleRows)
    const view = await openView(store, sampleAbout)
    for (const [name, room] of [
      ['whole', usualRoom],
      ['split', narrow],
    ] as const) {
      const plan = planReport(view, room)
      await writeDocument(join(folder, name), 'report.html', renderReport(view, plan))
      await writeDocuments(join(folder, name), pageFolder, renderPages(view, plan))
    }
    store.close()
    whole = join(folder, 'whole', 'report.html')
    split = join(folder, 'split', 'report.html')
    browser = await openBrowser()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('loads nothing but itself and complains of nothing', async () => {
    for (const file of [whole, split, join(folder, 'split', 'report', 'findings-R08.html')]) {
      const { page, complaints, requests } = await openPage(browser, file)
      expect(requests).toHaveLength(1)
      expect(complaints).toEqual([])
      await page.close()
    }
  }, 60_000)

  it('has no serious accessibility violation, light, dark, narrow, and with everything unfolded', async () => {
    const looks = [
      { file: whole, colorScheme: 'light', width: 1280 },
      { file: whole, colorScheme: 'dark', width: 1280 },
      { file: whole, colorScheme: 'light', width: 390 },
      { file: split, colorScheme: 'light', width: 1280 },
      { file: join(folder, 'split', 'report', 'findings-R08.html'), colorScheme: 'dark', width: 1280 },
      { file: join(folder, 'split', 'report', 'chains-1.html'), colorScheme: 'light', width: 1280 },
      { file: join(folder, 'split', 'report', 'list-1.html'), colorScheme: 'light', width: 390 },
      { file: join(folder, 'split', 'report', 'cards-1.html'), colorScheme: 'light', width: 1280 },
      { file: join(folder, 'split', 'report', 'identities-1.html'), colorScheme: 'dark', width: 390 },
      { file: join(folder, 'split', 'report', 'rules.html'), colorScheme: 'light', width: 390 },
      { file: join(folder, 'split', 'report', 'machines.html'), colorScheme: 'dark', width: 1280 },
    ] as const
    for (const { file, colorScheme, width } of looks) {
      const { page } = await openPage(browser, file, { colorScheme, viewport: { width, height: 900 } })
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
      expect(await accessibilityViolations(page), `${file} ${colorScheme} ${width}`).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'no sideways scrolling').toBe(
        true,
      )
      await page.close()
    }
  }, 180_000)

  it('would be told of a violation', async () => {
    const { page } = await openPage(browser, whole)
    await page.evaluate("document.body.append(document.createElement('button'))")
    expect((await accessibilityViolations(page)).join()).toContain('button-name')
    await page.close()
  }, 60_000)

  it('finds findings by words and filters, says how many, and keeps the search in the address', async () => {
    const { page } = await openPage(browser, whole)
    const rows = page.locator('[data-finder="findings"] tbody tr')
    const status = page.locator('[data-finder="findings"] [role=status]')
    expect(await rows.count()).toBe(2)
    expect(await status.textContent()).toBe('2 findings of 4.')
    await page.getByLabel('Verdict').selectOption('')
    expect(await rows.count()).toBe(4)
    await page.locator('#findings-q').fill('ana@corp ops-12')
    await expect.poll(() => rows.count()).toBeLessThan(4)
    const address = page.url()
    expect(address).toContain('#findings?q=')
    const shown = await rows.allTextContents()
    const { page: again } = await openPage(browser, address)
    expect(await again.locator('[data-finder="findings"] tbody tr').allTextContents()).toEqual(shown)
    await page.getByRole('button', { name: 'Clear' }).first().click()
    expect(await rows.count()).toBe(4)
    await page.close()
    await again.close()
  }, 60_000)

  it('is searched from the keyboard, and leads from a finding to its records and its chain in two steps', async () => {
    const { page } = await openPage(browser, split)
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement.id')).toMatch(/-q$/)
    await page.locator('#findings-q').fill('f-0001')
    const link = page.locator('[data-finder="findings"] tbody tr td a').first()
    await expect.poll(() => page.locator('[data-finder="findings"] tbody tr').count()).toBe(1)
    await link.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/findings-R08\.html#finding-f-0001$/)
    const card = page.locator('#finding-f-0001')
    expect(await card.textContent()).toContain('jira/export.json record 1')
    await card.getByRole('link', { name: 'OPS-12' }).click()
    await page.waitForURL(/chains-\d+\.html#chain-OPS-12$/)
    expect(await page.locator('#chain-OPS-12').isVisible()).toBe(true)
    await page.close()
  }, 60_000)

  it('leads an address of a finding or a chain to the page where it stands, unfolding what hides it', async () => {
    const { page } = await openPage(browser, `${new URL(`file://${split}`).href}#finding-f-0001`)
    await page.waitForURL(/report\/findings-R08\.html#finding-f-0001$/)
    await page.goto(`${new URL(`file://${split}`).href}#rule-R08`)
    await page.waitForURL(/report\/rules\.html#rule-R08$/)
    await page.close()
    const { page: one } = await openPage(browser, `${new URL(`file://${whole}`).href}#chain-CHG0030001`)
    expect(await one.locator('#chain-CHG0030001').isVisible()).toBe(true)
    await one.close()
  }, 60_000)

  it('can be read without script: every gap, finding and chain is there', async () => {
    const { page, complaints } = await openPage(browser, whole, { javaScriptEnabled: false })
    expect(await page.locator('[data-plain="findings"]').isVisible()).toBe(true)
    expect(await page.locator('.finding').count()).toBe(4)
    expect(await page.locator('#chains details.chain').count()).toBe(3)
    expect(complaints).toEqual([])
    await page.close()
  }, 60_000)

  it('prints every finding, and a chain that is folded as a line', async () => {
    const { page } = await openPage(browser, whole)
    await page.locator('details.chain').evaluateAll((all) => {
      for (const one of all) one.removeAttribute('open')
    })
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    await page.emulateMedia({ media: 'print' })
    for (const card of await page.locator('.finding').all()) expect(await card.isVisible()).toBe(true)
    expect(await page.locator('[data-plain="findings"]').isVisible()).toBe(true)
    expect(await page.locator('[data-finder="findings"]').isVisible()).toBe(false)
    expect(await page.locator('#chains details.chain > summary').first().isVisible()).toBe(true)
    expect(await page.locator('#chain-OPS-12').isVisible()).toBe(false)
    expect(await page.getByText('What stands folded there is told here in a line').isVisible()).toBe(true)
    expect(await page.locator('button:visible').count()).toBe(0)
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(await page.locator('details[data-print][open]').count()).toBe(0)
    await page.close()
  }, 60_000)

  it('prints one finding with its question and its chain, and nothing else, when asked to', async () => {
    const { page } = await openPage(browser, whole)
    await page.locator('details.chain').evaluateAll((all) => {
      for (const one of all) one.removeAttribute('open')
    })
    await page.evaluate('window.print = () => { window.asked = true }')
    const card = page.locator('#finding-f-0001')
    await card.getByRole('button', { name: 'Print with its chain' }).click()
    expect(await page.evaluate('window.asked')).toBe(true)
    await page.emulateMedia({ media: 'print' })
    expect(await card.isVisible()).toBe(true)
    expect(await page.locator('#chain-OPS-12').isVisible()).toBe(true)
    expect(await page.locator('section.group:has(#finding-f-0001) > .qa').isVisible()).toBe(true)
    expect(await page.locator('.finding:visible').count()).toBe(1)
    expect(await page.locator('details.chain:visible').count()).toBe(1)
    expect(await page.locator('#coverage').isVisible()).toBe(false)
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    await page.emulateMedia({ media: 'screen' })
    expect(await page.locator('#coverage').isVisible()).toBe(true)
    expect(await page.locator('#chain-OPS-12').isVisible()).toBe(false)
    await page.close()
  }, 60_000)

  it('leads from each corner of a chain to the row of its record', async () => {
    const { page } = await openPage(browser, `${new URL(`file://${whole}`).href}#chain-OPS-12`)
    const chain = page.locator('#chain-OPS-12')
    const links = chain.locator('.corners a')
    expect(await links.count()).toBeGreaterThan(2)
    for (const link of await links.all()) {
      const row = page.locator(`[id="${(await link.getAttribute('href'))?.slice(1)}"]`)
      expect(await row.locator('th').textContent()).toBe(await link.textContent())
      expect(await row.textContent()).toMatch(/record \d/)
    }
    await page.close()
  }, 60_000)

  it('takes the bare id of a finding and the key of a task for addresses', async () => {
    const { page } = await openPage(browser, `${new URL(`file://${split}`).href}#f-0001`)
    await page.waitForURL(/report\/findings-R08\.html#finding-f-0001$/)
    await page.close()
    const { page: one } = await openPage(browser, `${new URL(`file://${whole}`).href}#CHG0030001`)
    expect(await one.locator('#chain-CHG0030001').isVisible()).toBe(true)
    await one.close()
  }, 60_000)

  it('stacks the cells of a table under their headings where the page is narrow', async () => {
    const { page } = await openPage(browser, whole, { viewport: { width: 380, height: 900 } })
    const cell = page.locator('#finding-f-0001 td[data-h="Record"]').first()
    const box = await cell.boundingBox()
    expect(box!.x + box!.width).toBeLessThanOrEqual(380)
    const label = `getComputedStyle(document.querySelector('#finding-f-0001 td[data-h="Record"]'), '::before').content`
    expect(await page.evaluate(label)).toBe('"Record"')
    await page.close()
  }, 60_000)
})
