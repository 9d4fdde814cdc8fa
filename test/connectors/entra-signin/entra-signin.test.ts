import { expect, test } from 'vitest'
import { entraSignin } from '../../../connectors/entra-signin/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(entraSignin)
runHostile(entraSignin)
runCorpus(entraSignin, [
  'elastic-integrations/entra-signin',
  'elastic-beats/entra-signin',
  'azure-sentinel-sample-data/entra-signin-la-csv',
])

test('a directory audit among sign-ins is given back with the name of the connector that reads it', () => {
  const value = { activityDisplayName: 'Add user', activityDateTime: '2026-03-02T10:00:00Z', targetResources: [] }
  const record = { value, no: 1, file: 'x', format: 'json-lines', envelope: null, timezone: null } as const
  expect(entraSignin.normalize(record).reject?.detail).toContain('entra-audit')
})
