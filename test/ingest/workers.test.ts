/** Workers run compiled code only, so this looks at `dist`, which `npm test` builds first. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { connectors as Connectors } from '../../connectors/index.js'
import type { ingest as Ingest } from '../../src/ingest/ingest.js'
import { trail } from './helpers.js'

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist')
const isBuilt = existsSync(join(dist, 'src', 'ingest', 'worker.js'))

async function compiled<T>(path: string): Promise<T> {
  return (await import(/* @vite-ignore */ pathToFileURL(join(dist, path)).href)) as T
}

const RECORDS = 2500

describe.skipIf(!isBuilt)('workers', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'approvenance-workers-'))
    mkdirSync(join(folder, 'exports'))
    for (let file = 0; file < 8; file++) writeFileSync(join(folder, 'exports', `${file}.json`), trail(file, RECORDS))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('the evidence has the same bytes however many there are', async () => {
    const { ingest } = await compiled<{ ingest: typeof Ingest }>('src/ingest/ingest.js')
    const { connectors } = await compiled<{ connectors: typeof Connectors }>('connectors/index.js')
    const manifests: string[] = []
    for (const workers of [0, 2, 3]) {
      const caseDir = join(folder, `case-${workers}`)
      const seen: number[] = []
      const result = await ingest({
        paths: [join(folder, 'exports')],
        caseDir,
        connectors,
        workers,
        onProgress: ({ bytes }) => seen.push(bytes),
      })
      expect(result.records).toEqual({ read: 8 * RECORDS + 1, used: 8 * RECORDS, rejected: 1 })
      expect(result.workers).toBe(Math.max(1, workers))
      expect(seen.at(-1)).toBe(result.bytes)
      expect(result.outputs.filter(({ file }) => file.startsWith('evidence/events/')).length).toBeGreaterThan(1)
      manifests.push(readFileSync(join(caseDir, 'manifest.json'), 'utf8'))
    }
    expect(manifests[1]).toBe(manifests[0])
    expect(manifests[2]).toBe(manifests[0])
  })

  test('a connector that is not in the registry is told, not left out', async () => {
    const { ingest } = await compiled<{ ingest: typeof Ingest }>('src/ingest/ingest.js')
    const { connectors } = await compiled<{ connectors: typeof Connectors }>('connectors/index.js')
    const own = { ...connectors.find(({ id }) => id === 'aws-cloudtrail')!, id: 'home-made' }
    const run = ingest({
      paths: [join(folder, 'exports')],
      caseDir: join(folder, 'case-own'),
      connectors: [own],
      workers: 2,
    })
    await expect(run).rejects.toMatchObject({ cause: { message: expect.stringContaining('home-made') } })
  })
})
