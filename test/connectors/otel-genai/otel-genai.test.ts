import { createReadStream, existsSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { otelGenai } from '../../../connectors/otel-genai/index.js'
import type { CanonicalRows } from '../../../src/connector.js'
import { inspect } from '../../../src/ingest/inspect.js'
import { readJson } from '../../../src/read-json.js'
import { runCases, runHostile } from '../run-cases.js'

// Every field of every span is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(otelGenai)
runHostile(otelGenai)

const corpus = '../shared/corpus/copilot-otel/otel-genai-copilot/otel-raw.dev.jsonl'

describe.skipIf(!existsSync(corpus))('otel-genai on an export that nobody here wrote', () => {
  test('reads concatenated pretty documents: every span is a row, and each permission allows the tool call above it', async () => {
    const source = { path: corpus, file: 'otel-raw.jsonl', member: null, bytes: 455_854 }
    const { format, claims } = await inspect(source, [otelGenai], { bytes: 1e9, ratio: 1000 })
    expect({ format, claims }).toEqual({ format: 'json-values', claims: ['otel-genai'] })
    const rows = await readAll(corpus)
    expect(rows.flatMap((row) => row.reject?.detail ?? [])).toEqual([])
    const events = rows.flatMap((row) => row.events ?? [])
    const at = (stage: string) => events.filter((event) => event.stage === stage)
    expect(at('disposition').map(({ decision }) => decision)).toEqual(Array(45).fill('approved'))
    expect(at('execution').length).toBe(51)
    const calls = new Set(at('execution').map(({ native_id }) => native_id))
    for (const event of at('disposition')) {
      const { parent_span_id: parent } = JSON.parse(event.attributes ?? '{}') as { parent_span_id?: string }
      expect(calls.has(parent ?? null)).toBe(true)
    }
    expect(new Set(events.map(({ native_id }) => native_id)).size).toBe(events.length)
  })
})

async function readAll(path: string): Promise<CanonicalRows[]> {
  const found: CanonicalRows[] = []
  const options = { format: 'json-values' as const, envelopes: otelGenai.envelopes ?? [], maxRecordBytes: 1 << 26 }
  for await (const batch of readJson(createReadStream(path) as unknown as AsyncIterable<Buffer>, options))
    for (const { value, no } of batch.records)
      found.push(
        otelGenai.normalize({
          value,
          no,
          file: 'otel-raw.jsonl',
          format: 'json-values',
          envelope: null,
          timezone: null,
        }),
      )
  return found
}
