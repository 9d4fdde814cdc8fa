import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { azureActivity } from '../../../connectors/azure-activity/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(azureActivity)
runHostile(azureActivity)
runCorpus(azureActivity, ['azure-sentinel-sample-data/azure-activity-la-csv', 'elastic-beats/azure-activity'])

const trimmed = '../shared/corpus/panther-analysis/azure-activity/Azure.MonitorActivity.dev.ndjson'

describe.skipIf(!existsSync(trimmed))('azure-activity on trimmed records', () => {
  test('uses each record that has a time, and gives the others back with the reason', () => {
    for (const line of readFileSync(trimmed, 'utf8').split('\n').filter(Boolean)) {
      const value = JSON.parse(line) as Record<string, unknown>
      const rows = azureActivity.normalize({
        value,
        no: 1,
        file: 'x',
        format: 'json-lines',
        envelope: null,
        timezone: null,
      })
      expect(rows.reject?.reason ?? 'used', line.slice(0, 300)).toBe('time' in value ? 'used' : 'bad_time')
    }
  })
})
