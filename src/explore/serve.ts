/** The explorer's server: loopback only, one token, no state but the case and its notes. The only file of the tool that opens a port. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../errors.js'
import type { SubjectKind } from '../notes.js'
import { html } from '../report/html.js'
import { frame, link, type Page, type PageName } from './frame.js'
import { guards, refuse } from './gate.js'
import { eventPage, recordPage } from './pages/events.js'
import { findingPage, findingsPage, rulePage } from './pages/findings.js'
import { holdsPage, identitiesPage, identityPage } from './pages/identities.js'
import { answerCsv, sqlPage } from './pages/sql.js'
import { taskPage, tasksPage, unaccountedPage } from './pages/tasks.js'
import { coveragePage, notesPage, overviewPage, searchPage } from './pages/whole.js'
import { script } from './script.js'
import type { Site } from './site.js'
import { explorerStyle } from './style.js'

/** A server that is running. */
export interface Explorer {
  /** The address to open, with the token in it. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Longest form that is read, bytes. */
const longestForm = 256 * 1024

/**
 * Serves the site on 127.0.0.1 until it is closed. `token` is a secret that nobody can guess; without it nothing is answered. `port` 0 takes a
 * free one. `onBug` is told of errors that are ours. Throws UserError when the port is taken.
 */
export async function startExplorer(
  site: Site,
  { token, port, onBug }: { readonly token: string; readonly port: number; readonly onBug: (error: unknown) => void },
): Promise<Explorer> {
  let own = port
  const server = createServer(
    { maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 30_000 },
    (request, response) => {
      answer(site, request, response, token, own).catch((error: unknown) => {
        if (!(error instanceof UserError)) onBug(error)
        const isOurs = !(error instanceof UserError)
        const hint = isOurs ? 'this is our fault, not yours: please report it' : (error.at.hint ?? '')
        const message = error instanceof Error ? error.message : String(error)
        const page = {
          title: isOurs ? 'That is our fault' : 'That did not work',
          body: html`<p class="alert" role="alert">${message}</p><p class="note">${hint}</p>`,
        }
        send(request, response, isOurs ? 500 : 400, 'text/html', frame(page, '', site, ''))
      })
    },
  )
  await new Promise<void>((ready, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      failed(
        cause.code === 'EADDRINUSE' || cause.code === 'EACCES'
          ? new UserError(`port ${port} cannot be used: ${cause.code}`, {
              hint: 'name another with --port, or leave it out',
            })
          : cause,
      ),
    )
    server.listen(port, '127.0.0.1', ready)
  })
  own = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${own}/${token}/overview`,
    port: own,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse, token: string, port: number) {
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const method = request.method ?? ''
  const refusal = refuse({ method, path: pathname, headers: request.headers }, token, port)
  if (refusal) return send(request, response, refusal.status, 'text/plain', `${refusal.reason}\n`)
  const path = pathname.split('/').slice(2).join('/')
  if (method === 'POST') return receive(site, path, request, response)
  if (path === 'style.css') return send(request, response, 200, 'text/css', explorerStyle)
  if (path === 'script.js') return send(request, response, 200, 'text/javascript', script)
  if (path === '') return redirect(response, 'overview')
  await show(site, path, query, request, response)
}

/** Every page by its name. Null: there is no such thing in the case. */
const pages: Readonly<Record<PageName, (site: Site, query: URLSearchParams) => Promise<Page | null> | Page | null>> = {
  overview: (site) => overviewPage(site),
  tasks: tasksPage,
  task: (site, query) => taskPage(site, query.get('id') ?? ''),
  findings: findingsPage,
  finding: (site, query) => findingPage(site, query.get('id') ?? ''),
  rule: (site, query) => rulePage(site, query.get('id') ?? ''),
  identities: identitiesPage,
  identity: identityPage,
  holds: holdsPage,
  event: (site, query) => eventPage(site, query.get('id') ?? ''),
  record: (site, query) => recordPage(site, query.get('id') ?? ''),
  unaccounted: unaccountedPage,
  coverage: (site) => coveragePage(site),
  search: (site, query) => searchPage(site, query.get('q') ?? ''),
  sql: (site, query) => sqlPage(site, null, query.get('q') ?? ''),
  notes: (site) => notesPage(site),
}

async function show(
  site: Site,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const render = Object.hasOwn(pages, path) ? pages[path as PageName] : null
  const page = render === null ? null : await render(site, query)
  const search = path === 'search' ? (query.get('q') ?? '') : ''
  if (page) return send(request, response, page.status ?? 200, 'text/html', frame(page, path, site, search))
  const id = query.get('id')
  const missing = {
    title: 'Not in this case',
    body: html`<p>There is no ${render === null ? 'such page' : path}${id === null ? '' : html` <span class="id">${id}</span>`} here. ${id === null ? '' : html`<a href="${link('search', { q: id })}">Search for it</a>`}</p>`,
  }
  send(request, response, 404, 'text/html', frame(missing, path, site, search))
}

/** What forms send: a note, or a question. */
async function receive(site: Site, path: string, request: IncomingMessage, response: ServerResponse) {
  const form = new URLSearchParams(await readForm(request))
  const field = (name: string) => form.get(name) ?? ''
  if (path === 'note') {
    const { about, no } = await site.write({
      by: field('by'),
      kind: field('kind'),
      id: field('id'),
      name: field('name'),
      stance: field('stance'),
      text: field('text'),
      withdraws: field('withdraws'),
    })
    return redirect(response, `${backTo(about)}#note-${no}`)
  }
  if (path === 'sql') {
    const left = new AbortController()
    response.once('close', () => left.abort())
    if (field('as') !== 'csv') {
      const page = await sqlPage(site, field('sql'), '', left.signal)
      return send(request, response, 200, 'text/html', frame(page, path, site, ''))
    }
    const text = await answerCsv(site, field('sql'), left.signal)
    response.setHeader('Content-Disposition', 'attachment; filename="answer.csv"')
    return send(request, response, 200, 'text/csv', text)
  }
  send(request, response, 404, 'text/plain', 'nothing is sent there\n')
}

function backTo({ kind, id }: { readonly kind: SubjectKind; readonly id: string }): string {
  return kind === 'case' ? link('notes') : link(kind, { id })
}

async function readForm(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > longestForm) throw new UserError(`a form has at most ${longestForm / 1024} kB`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function redirect(response: ServerResponse, where: string) {
  response.writeHead(303, { ...guards, Location: where })
  response.end()
}

function send(request: IncomingMessage, response: ServerResponse, status: number, type: string, text: string) {
  if (response.headersSent) return response.destroy()
  const body = Buffer.from(text, 'utf8')
  response.writeHead(status, { ...guards, 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}
