/** A small case that is served as `explore` serves it, and a client that behaves like a browser’s. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startExplorer } from '../../src/explore/serve.js'
import { openSite, type Surroundings } from '../../src/explore/site.js'
import { Store } from '../../src/store/store.js'
import { openCase, sampleAbout } from '../report/fixture.js'

/** Serves a case made of these rows until `close`. */
export async function serveCase(rows: Parameters<typeof openCase>[0], given: Partial<Surroundings> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-explore-'))
  const file = join(folder, 'case.duckdb')
  const made = await openCase(rows, file)
  made.close()
  return serveFile(file, folder, given)
}

/** Serves the case in a database file until `close`, which removes the folder that its notes are kept in. The clock goes on by a second with each note. */
export async function serveFile(file: string, folder: string, given: Partial<Surroundings> = {}) {
  const store = await Store.open(file, { readOnly: true })
  const desk = await Store.open(file, { readOnly: true, memory: '512MB', threads: 1, spill: '' })
  await store.lock()
  await desk.lock()
  let second = 0
  const bugs: unknown[] = []
  const site = openSite({
    folder: 'case',
    store,
    console: desk,
    about: sampleAbout,
    notesFile: join(folder, 'notes.jsonl'),
    author: null,
    now: () => new Date(Date.UTC(2026, 2, 5, 9, 0, second++)).toISOString(),
    original: async () => ({ record: '{"a":1}', line: 7, sha256: null, isUnchanged: true }),
    ...given,
  })
  const token = 'token-of-the-test'
  const explorer = await startExplorer(site, { token, port: 0, onBug: (error) => bugs.push(error) })
  const origin = `http://127.0.0.1:${explorer.port}`
  const ask = (path: string, headers: Record<string, string>, form?: Record<string, string>) =>
    new Promise<{ status: number; text: string; headers: Record<string, unknown> }>((done, failed) => {
      const sent = request(
        `${origin}/${token}/${path}`,
        { method: form ? 'POST' : 'GET', headers, agent: false },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('end', () =>
            done({
              status: response.statusCode ?? 0,
              text: Buffer.concat(parts).toString('utf8'),
              headers: response.headers,
            }),
          )
        },
      )
      sent.on('error', failed)
      sent.end(form ? new URLSearchParams(form).toString() : undefined)
    })
  return {
    site,
    folder,
    bugs,
    origin,
    url: explorer.url,
    /** Asks for a page as a browser does. */
    get: (path: string) => ask(path, {}),
    /** Sends a form as one of the explorer's own pages does. */
    post: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      ask(path, { origin, 'content-type': 'application/x-www-form-urlencoded', ...headers }, form),
    close: async () => {
      await explorer.close()
      store.close()
      desk.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Every page of the sample case, one of each kind. */
export const everyPage = [
  'overview',
  'tasks',
  'tasks?grade=partial&person=ana',
  'task?id=ticket%3AOPS-12',
  'findings',
  'findings?verdict=gap&severity=high',
  'finding?id=f-0001',
  'rule?id=R08',
  'identities',
  'identity?id=ana%40corp.example',
  'holds?name=x',
  'event?id=aws-cloudtrail%3Aticket%3AOPS-12%3A5',
  'record?id=aws-cloudtrail%3Aticket%3AOPS-12%3A5',
  'unaccounted',
  'coverage',
  'search?q=OPS-12',
  'sql',
  'notes',
] as const
