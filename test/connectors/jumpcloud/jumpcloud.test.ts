import { existsSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { jumpcloud } from '../../../connectors/jumpcloud/index.js'
import { formatTime } from '../../../src/time.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(jumpcloud)
runHostile(jumpcloud)
runCorpus(jumpcloud, ['elastic-integrations/jumpcloud'])

const sample = '../shared/corpus/elastic-integrations/jumpcloud/test-events.json.unwrapped.ndjson'

test.skipIf(!existsSync(sample))('reads id, time, actor, action, outcome and address as Elastic does', () => {
  const theirs = JSON.parse(readFileSync(sample.replace('.unwrapped.ndjson', '-expected.json'), 'utf8')).expected[0]
  const { events = [] } = jumpcloud.normalize({
    value: JSON.parse(readFileSync(sample, 'utf8')),
    no: 1,
    file: 'events.ndjson',
    format: 'json-lines',
    envelope: null,
    timezone: null,
  })
  const [ours] = events
  expect({ ...ours, occurred_at: formatTime(ours!.occurred_at).replace('000Z', 'Z') }).toMatchObject({
    native_id: theirs.event.id,
    occurred_at: theirs['@timestamp'],
    operation: theirs.event.action,
    outcome: theirs.event.outcome,
    actor: `jumpcloud:${theirs.source.user.id}`,
    source_ip: theirs.client.ip,
  })
})
