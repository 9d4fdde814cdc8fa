/** The page of a pack in a real browser: choices are saved as a CSV that can be imported, each with the time it was made. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { readCampaign } from '../../src/certify/folder.js'
import { runCli } from '../cli/run-cli.js'
import { makeCase } from './small-case.js'

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

describe.skipIf(browser === undefined)('the page of a pack (skipped where there is no Chromium)', () => {
  it('saves what was chosen, says nothing in the console and asks nobody', { timeout: 180_000 }, async () => {
    const campaign = mkdtempSync(join(tmpdir(), 'approvenance-page-'))
    const folder = await makeCase()
    const day = 86_400_000
    const at = (days: number) => new Date(Date.now() + days * day).toISOString()
    for (const args of [
      ['open', '--case', folder, '--period', '2026-Q3', '--cutoff', '2026-10-01T00:00:00Z', '--at', at(-1)],
      ['pack', '--format', 'html', '--at', at(-1)],
    ])
      expect((await runCli(['certify', ...args, '--campaign', campaign])).code).toBe(0)
    const chrome = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox'] })
    try {
      const page = await chrome.newPage({ acceptDownloads: true })
      const told: string[] = []
      const asked: string[] = []
      page.on('console', (message) => told.push(message.text()))
      page.on('pageerror', (error) => told.push(error.message))
      page.on('request', (request) => asked.push(request.url()))
      const url = pathToFileURL(join(campaign, 'packs', 'boss@corp.example.html')).href
      await page.goto(url)
      await page.getByRole('article').nth(0).getByLabel('revoke').check()
      await page.getByRole('article').nth(1).getByLabel('keep').check()
      await page.getByRole('article').nth(1).getByLabel('Comment').fill('=1+1, "quoted"')
      expect(await page.locator('#told').textContent()).toBe('2 of 3 decided')
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save').click()])
      const file = join(campaign, 'saved.csv')
      await download.saveAs(file)
      expect(download.suggestedFilename()).toBe('boss@corp.example.decided.csv')
      expect(readFileSync(file, 'utf8')).toContain(`"'=1+1, ""quoted"""`)
      expect(told).toEqual([])
      expect(asked.filter((one) => one !== url && !one.startsWith('blob:'))).toEqual([])
      const taken = await runCli(['certify', 'import', file, '--campaign', campaign, '--at', at(1)])
      expect(taken.out).toContain('2 decisions recorded, 1 left open')
      const decided = readCampaign(campaign).history.filter((entry) => entry.kind === 'decided')
      expect(decided.map(({ decision, comment, is_time_stated }) => [decision, comment, is_time_stated])).toEqual([
        ['revoke', '', true],
        ['keep', '=1+1, "quoted"', true],
      ])
    } finally {
      await chrome.close()
    }
  })
})
