import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { envoy } from '../../../connectors/envoy/index.js'
import { readXfcc } from '../../../connectors/envoy/normalize.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(envoy)
runHostile(envoy)
runCorpus(envoy, ['elastic-integrations/istio-access'])

test('reads a client certificate header with quotes, several proxies and several names', () => {
  const header =
    'By=spiffe://example.org/ns/a/sa/b;Hash=ab12;Subject="CN=x,O=y;z";URI=spiffe://example.org/ns/a/sa/front,By=spiffe://example.org/c;Hash=cd34;URI=https://x.example;URI=spiffe://example.org/ns/a/sa/mid'
  expect(readXfcc(header)).toEqual([
    {
      by: 'spiffe://example.org/ns/a/sa/b',
      uri: 'spiffe://example.org/ns/a/sa/front',
      hash: 'ab12',
      subject: 'CN=x,O=y;z',
    },
    { by: 'spiffe://example.org/c', uri: 'spiffe://example.org/ns/a/sa/mid', hash: 'cd34', subject: null },
  ])
})

const corpus = '../shared/corpus/elastic-integrations/istio-access'

describe.skipIf(!existsSync(corpus))('envoy reads as Elastic does', () => {
  test.each(['test-access-logs.log', 'test-access-json-logs.log'])('%s', (name) => {
    const { expected } = JSON.parse(readFileSync(`${corpus}/${name}-expected.json`, 'utf8')) as { expected: Expected[] }
    const lines = readFileSync(`${corpus}/${name}`, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
    const ours = lines.map((line) => {
      const value: unknown = line.startsWith('{') ? JSON.parse(line) : line
      return envoy.normalize({ value, no: 1, file: name, format: 'text', envelope: null, timezone: null }).events?.[0]
    })
    expect(
      ours.map((event) => ({
        at: Math.floor((event?.occurred_at ?? 0) / 1000),
        id: event?.native_id ?? null,
        ip: event?.source_ip ?? null,
        method: event?.operation ?? null,
        outcome: event?.outcome === 'denied' ? 'failure' : event?.outcome,
      })),
    ).toEqual(
      expected.map((one) => ({
        at: Date.parse(one['@timestamp']),
        id: one.event.id ?? null,
        ip: one.source?.ip ?? null,
        // Elastic has no method for a request that could not be read; ours names the protocol.
        method: one.http?.request?.method ?? 'HTTP/1.1',
        outcome: one.event.outcome,
      })),
    )
  })
})

const beats = '../shared/corpus/elastic-beats/envoy-access/envoy.log'

test.skipIf(!existsSync(beats))('reads the default format as Beats does', () => {
  const expected = JSON.parse(readFileSync(`${beats}-expected.json`, 'utf8')) as Record<string, unknown>[]
  const lines = readFileSync(beats, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const ours = lines.map(
    (value) =>
      envoy.normalize({ value, no: 1, file: 'envoy.log', format: 'text', envelope: null, timezone: null }).events?.[0],
  )
  const theirs = expected.map((one) => [
    Date.parse(String(one['@timestamp'])),
    one['envoyproxy.request_id'] === '-' ? null : (one['envoyproxy.request_id'] ?? null),
    one['source.ip'] ?? null,
    one['http.request.method'] ?? 'TCP',
  ])
  expect(ours.map((one) => [(one?.occurred_at ?? 0) / 1000, one?.native_id, one?.source_ip, one?.operation])).toEqual(
    theirs,
  )
})

interface Expected {
  readonly '@timestamp': string
  readonly event: { readonly id?: string; readonly outcome: string }
  readonly source?: { readonly ip?: string }
  readonly http?: { readonly request?: { readonly method?: string } }
}
