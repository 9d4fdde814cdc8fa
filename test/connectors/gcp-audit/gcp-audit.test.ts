import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { gcpAudit } from '../../../connectors/gcp-audit/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(gcpAudit)
runHostile(gcpAudit)
runCorpus(gcpAudit, ['elastic-integrations/gcp-audit', 'elastic-beats/gcp-audit'])

const trimmed = '../shared/corpus/panther-analysis/gcp-audit/GCP.AuditLog.dev.ndjson'

describe.skipIf(!existsSync(trimmed))('gcp-audit on trimmed records', () => {
  test('uses each record that has a method and a time, and gives the others back with the reason', () => {
    for (const line of readFileSync(trimmed, 'utf8').split('\n').filter(Boolean)) {
      const value = JSON.parse(line) as Record<string, unknown>
      const rows = gcpAudit.normalize({ value, no: 1, file: 'x', format: 'json-lines', envelope: null, timezone: null })
      const keys = new Set(Object.keys(value).map((key) => key.toLowerCase()))
      const hasPayload =
        [...keys].some((key) => key.startsWith('protopayload')) && /"protopayload": \{[\s\S]*"methodname":/i.test(line)
      const isTimed = ['timestamp', 'receivetimestamp', 'p_event_time'].some((key) => keys.has(key))
      expect(rows.reject === undefined, `${JSON.stringify(rows.reject)} ${line.slice(0, 200)}`).toBe(
        hasPayload && isTimed,
      )
    }
  })
})
