import { existsSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { meaningOf } from '../../../connectors/bitwarden/event-types.js'
import { bitwarden } from '../../../connectors/bitwarden/index.js'
import { eventNames } from '../../../connectors/bitwarden/names.js'
import type { CanonicalRows } from '../../../src/connector.js'
import { runCases, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(bitwarden)
runHostile(bitwarden)

test('every type that has a name has a meaning of its own', () => {
  const without = Object.values(eventNames).filter((name) => meaningOf(name).activity === 'other')
  expect(without).toEqual([])
})

test('a list of another product is not taken for a page of Bitwarden', () => {
  const records = [{ object: 'list', data: [], continuationToken: null }]
  const head = {
    file: 'x.json',
    format: 'json-lines',
    envelope: null,
    keys: [],
    header: [],
    records,
    text: '',
  } as const
  expect(bitwarden.looksLike(head)).toBe(false)
})

const sample = '../shared/corpus/elastic-integrations/bitwarden/event/test-event.log'

interface Theirs {
  readonly '@timestamp': string
  readonly event: { readonly outcome: string }
  readonly bitwarden: {
    readonly event: { readonly acting_user: { readonly id: string }; readonly type: { readonly name: string } }
  }
  readonly source: { readonly ip: string }
}

test.skipIf(!existsSync(sample))('reads time, actor, action, outcome and address as Elastic does', () => {
  const { expected } = JSON.parse(readFileSync(`${sample}-expected.json`, 'utf8')) as { expected: (Theirs | null)[] }
  const lines = readFileSync(sample, 'utf8').trim().split('\n')
  expect(lines.length).toBe(expected.length)
  for (const [index, line] of lines.entries()) {
    const { events, reject } = normalize(JSON.parse(line))
    const theirs = expected[index]
    // Elastic drops the empty page at the end of a list, and so do we, with a reason.
    expect(reject?.reason).toBe(theirs ? undefined : 'empty_page')
    if (!theirs) continue
    const ours = events![0]!
    expect({
      at: new Date(ours.occurred_at / 1000).toISOString(),
      actor: ours.actor,
      action: ours.operation,
      outcome: ours.outcome,
      ip: ours.source_ip,
    }).toEqual({
      at: theirs['@timestamp'],
      actor: `bitwarden:${theirs.bitwarden.event.acting_user.id}`,
      action: theirs.bitwarden.event.type.name,
      outcome: theirs.event.outcome,
      ip: theirs.source.ip,
    })
  }
})

function normalize(value: unknown): CanonicalRows {
  return bitwarden.normalize({ value, no: 1, file: 'x', format: 'json-lines', envelope: null, timezone: null })
}
