/** The browser that pages are tried in: the system's Chromium, without anything of its own that would ask the network. */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where the browser is; null: there is none, and what needs it is skipped. */
export const browserPath =
  [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path): path is string => path !== undefined && existsSync(path),
  ) ?? null

/** What a skipped suite says of itself. */
export const withoutBrowser =
  browserPath === null ? ' (skipped: no Chromium at /usr/bin/chromium; install it or name one in CHROMIUM)' : ''

/** Starts the browser. */
export async function openBrowser(): Promise<Browser> {
  if (browserPath === null) throw new Error('there is no browser')
  return chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}

/** A page and everything it complained of or asked for beyond the file that was opened. */
export interface Watched {
  readonly page: Page
  readonly complaints: string[]
  readonly requests: string[]
}

/** Opens a file, or a URL, in a page of its own that is watched from the beginning. */
export async function openPage(
  browser: Browser,
  address: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'log') complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(address.includes('://') ? address : pathToFileURL(address).href)
  return { page, complaints, requests }
}

/** Serious and critical violations that an automated accessibility check finds on a page, each with the first places. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as AxeResults
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`)
          .join(' | ')}`,
    )
}
