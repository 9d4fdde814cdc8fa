/** The explorer in a real browser: a search leads to a task, a step to its record, a note to the journal; everybody can read it, nothing comes from elsewhere. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJournal } from '../../src/store/journal.js'
import { accessibilityViolations, browserPath, openBrowser, openPage, withoutBrowser } from '../browser.js'
import { sampleRows } from '../report/fixture.js'
import { everyPage, serveCase } from './served.js'

describe.skipIf(browserPath === null)(`the explorer in a browser${withoutBrowser}`, () => {
  let browser: Browser
  let served: Awaited<ReturnType<typeof serveCase>>
  const at = (path: string) => served.url.replace(/overview$/, path)
  beforeAll(async () => {
    served = await serveCase(sampleRows, { author: 'Ana Example' })
    browser = await openBrowser()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })

  it('shows every page without a complaint, a request elsewhere, or a serious accessibility violation', async () => {
    const { page, complaints, requests } = await openPage(browser, served.url)
    const violations: string[] = []
    for (const path of everyPage) {
      await page.goto(at(path))
      // Unfolded, so that what is folded is checked too.
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
      violations.push(...(await accessibilityViolations(page)).map((one) => `${path}: ${one}`))
    }
    expect(violations).toEqual([])
    expect(complaints).toEqual([])
    expect(requests.filter((one) => !one.startsWith(served.origin) && !one.startsWith('data:'))).toEqual([])
    await page.close()
  }, 120_000)

  it('reads as well in the dark and on a narrow screen', async () => {
    for (const [look, width] of [
      ['dark', 1280],
      ['light', 390],
    ] as const) {
      const { page } = await openPage(browser, at('finding?id=f-0001'), {
        colorScheme: look,
        viewport: { width, height: 800 },
      })
      expect(await accessibilityViolations(page)).toEqual([])
      const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      expect([look, width, wider]).toEqual([look, width, 0])
      await page.close()
    }
  }, 60_000)

  it('fits every page on a narrow screen, drawings included', async () => {
    const { page } = await openPage(browser, served.url, { viewport: { width: 380, height: 800 } })
    const wider: string[] = []
    for (const path of everyPage) {
      await page.goto(at(path))
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
      const by = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      if (by !== 0) wider.push(`${path}: ${by} px`)
    }
    expect(wider).toEqual([])
    await page.close()
  }, 60_000)

  it('leads from a finding to the original record with one click', async () => {
    const { page } = await openPage(browser, at('finding?id=f-0001'))
    await page.locator('a.quiet').first().click()
    await page.waitForURL(/record\?/)
    expect(await page.locator('pre').textContent()).toContain('"a": 1')
    await page.goBack()
    await page.waitForURL(/finding\?id=f-0001/)
    await page.close()
  }, 60_000)

  it('leads from a word to the task, from a step to its record, with the keyboard alone', async () => {
    const { page, complaints } = await openPage(browser, served.url)
    await page.keyboard.press('/')
    await page.keyboard.type('billing bucket')
    await page.keyboard.press('Enter')
    await page.waitForURL(/search/)
    await page.getByRole('link', { name: 'OPS-12', exact: true }).first().press('Enter')
    await page.waitForURL(/task/)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('OPS-12')
    await page.getByRole('link', { name: 'AttachUserPolicy' }).first().press('Enter')
    await page.waitForURL(/event/)
    await page.getByRole('link', { name: 'Show the original record' }).press('Enter')
    await page.waitForURL(/record/)
    expect(await page.locator('pre').textContent()).toContain('"a": 1')
    expect(complaints).toEqual([])
    await page.close()
  }, 60_000)

  it('walks the identity graph from one identity to the next and back', async () => {
    const { page } = await openPage(browser, at('identity?id=ana%40corp.example'))
    await page.locator('svg.graph').getByRole('link', { name: 'deploy-agent' }).press('Enter')
    await page.waitForURL(/deploy-agent/)
    expect(await page.locator('svg.graph').textContent()).toContain('is owned by')
    await page.locator('svg.graph').getByRole('link', { name: 'ana@corp.example' }).press('Enter')
    await page.waitForURL(/ana%40corp/)
    await page.close()
  }, 60_000)

  it('answers a question with Ctrl+Enter', async () => {
    const { page, complaints } = await openPage(browser, at('sql'))
    await page.getByLabel('Question').fill('select task_key, grade from fct_chains order by task_key')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('status').getByText('3 rows').waitFor()
    expect(await page.locator('table').first().textContent()).toContain('CHG0030001provable')
    expect(complaints).toEqual([])
    await page.close()
  }, 60_000)

  it('keeps a note under the name given, and shows it as what it is: text', async () => {
    const { page, complaints } = await openPage(browser, at('finding?id=f-0001'))
    expect(await page.getByLabel('Your name').last().inputValue()).toBe('Ana Example')
    await page.getByLabel('You say').selectOption('disputed')
    await page.getByLabel('Note', { exact: true }).fill('<img src=x onerror="alert(1)"> she was on leave')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.locator('#note-1').waitFor()
    expect(await page.locator('#note-1').textContent()).toContain('<img src=x onerror="alert(1)"> she was on leave')
    await page.getByText('Withdraw it').click()
    await page.locator('#note-1').getByLabel('Your name').fill('Bo Example')
    await page.locator('#note-1').getByLabel('Why').fill('She was not.')
    await page.getByRole('button', { name: 'Withdraw note 1' }).click()
    await page.locator('#note-1.gone').waitFor()
    const { lines, problem } = readJournal(served.site.notesFile)
    expect([problem, lines.map(({ entry }) => [entry.by, entry.stance, entry.withdraws])]).toEqual([
      null,
      [
        ['Ana Example', 'disputed', null],
        ['Bo Example', 'comment', 1],
      ],
    ])
    expect(complaints).toEqual([])
    await page.close()
  }, 60_000)

  it('gives nothing to a page of another site, even one that knows the port', async () => {
    const page = await browser.newPage()
    await page.goto('data:text/html,<h1>elsewhere</h1>')
    const answers = await page.evaluate(
      `Promise.all(['${served.url}', '${at('note')}'].map((url, i) => fetch(url, i ? { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'by=x&kind=case&id=case&name=&stance=comment&text=forged&withdraws=' } : {}).then((r) => r.text(), () => 'refused')))`,
    )
    expect(answers).toEqual(['refused', 'refused'])
    expect(readJournal(served.site.notesFile).lines.some(({ entry }) => entry.text === 'forged')).toBe(false)
    await page.setContent(`<iframe src="${served.url}"></iframe>`)
    await page.waitForTimeout(500)
    const framed = await Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.content().catch(() => '')),
    )
    expect(framed.join('')).not.toContain('at a glance')
    await page.close()
  }, 60_000)
})
