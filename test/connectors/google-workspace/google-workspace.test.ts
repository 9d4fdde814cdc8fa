import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { googleWorkspace } from '../../../connectors/google-workspace/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(googleWorkspace)
runHostile(googleWorkspace)
runCorpus(googleWorkspace, [
  'azure-sentinel-sample-data/google-workspace',
  ...['admin', 'login', 'saml', 'groups', 'group_enterprise', 'gcp', 'rules', 'alert']
    .map((name) => `elastic-integrations/google-workspace/${name}`)
    .filter((folder) => existsSync(`../shared/corpus/${folder}`)),
])

const trimmed = '../shared/corpus/panther-analysis/google-workspace/GSuite.ActivityEvent.dev.ndjson'

describe.skipIf(!existsSync(trimmed))('google-workspace on trimmed records', () => {
  test('uses each record that has a time, and gives the others back because they have none', () => {
    for (const line of readFileSync(trimmed, 'utf8').split('\n').filter(Boolean)) {
      const value = JSON.parse(line) as { id?: { time?: string }; p_event_time?: string }
      const rows = googleWorkspace.normalize({
        value,
        no: 1,
        file: 'x',
        format: 'json-lines',
        envelope: null,
        timezone: null,
      })
      const isTimed = Boolean(value.id?.time ?? value.p_event_time)
      expect(rows.reject?.reason ?? 'used', line.slice(0, 300)).toBe(isTimed ? 'used' : 'bad_time')
    }
  })
})
