import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { awsCloudtrail } from '../../../connectors/aws-cloudtrail/index.js'
import type { CanonicalRows } from '../../../src/connector.js'

const corpus = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url))

/** Folders whose files are all well-formed events. */
const wellFormed = [
  'elastic-beats',
  'elastic-integrations',
  'invictus-aws-dataset',
  'otrf-security-datasets',
  'stratus-red-team',
  'suzaku-test-files',
]

describe.skipIf(!existsSync(corpus))('the corpus', () => {
  for (const source of wellFormed) {
    test(`${source}: every record is used`, () => {
      const rows = filesOf(join(corpus, source, 'aws-cloudtrail')).flatMap((file) => valuesOf(file).map(normalized))
      expect(rows.length).toBeGreaterThan(0)
      expect(rows.filter((row) => row.reject !== undefined).map((row) => row.reject)).toEqual([])
    })
  }

  test('time, action, outcome, actor and address agree with what Elastic made of the same records', () => {
    const folder = join(corpus, 'elastic-integrations', 'aws-cloudtrail')
    let compared = 0
    for (const file of filesOf(folder)) {
      const expected = (JSON.parse(readFileSync(`${file}-expected.json`, 'utf8')) as { expected: Ecs[] }).expected
      valuesOf(file).forEach((value, index) => {
        const [event] = normalized(value).events ?? []
        const truth = expected[index]!
        expect(event?.occurred_at).toBe(Date.parse(truth['@timestamp']) * 1000)
        if (truth.event.action) expect(event?.operation).toBe(truth.event.action)
        if (truth.event.outcome) expect(event?.outcome === 'success').toBe(truth.event.outcome === 'success')
        expect(event?.source_ip ?? undefined).toBe(truth.source?.ip)
        const arn = truth.aws.cloudtrail.user_identity?.arn
        if (arn) expect(event?.actor).toBe(`aws:${arn}`)
        compared += 1
      })
    }
    expect(compared).toBeGreaterThan(20)
  })
})

interface Ecs {
  readonly '@timestamp': string
  readonly event: { readonly action?: string; readonly outcome?: string }
  readonly source?: { readonly ip?: string }
  readonly aws: { readonly cloudtrail: { readonly user_identity?: { readonly arn?: string } } }
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/expected\.json$|\.tsv$|\.md$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function valuesOf(file: string): unknown[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value
    const records = (value as Record<string, unknown>)['Records']
    return Array.isArray(records) ? records : [value]
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
  }
}

function normalized(value: unknown): CanonicalRows {
  return awsCloudtrail.normalize({ value, no: 1, file: 'f', format: 'json-lines', envelope: null, timezone: null })
}
