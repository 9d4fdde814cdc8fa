import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { spire } from '../../../connectors/spire/index.js'
import { meaningOfMethod } from '../../../connectors/spire/methods.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(spire)
runHostile(spire)

test.each([
  ['BatchCreateEntry', 'execution', 'nhi_create'],
  ['BatchUpdateEntry', 'execution', 'priv_grant'],
  ['BatchDeleteEntry', 'revocation', 'priv_removal'],
  ['CreateJoinToken', 'credential', 'secret_issue'],
  ['MintX509SVID', 'credential', 'no class'],
  ['BanAgent', 'revocation', 'priv_removal'],
  ['BatchCreateFederationRelationship', 'execution', 'trust_policy'],
  ['SetLogLevel', 'logging', 'no class'],
  ['ListEntries', 'context', 'no class'],
  ['SomethingNew', 'context', 'no class'],
])('%s is %s, %s', (method, stage, changeClass) => {
  const meaning = meaningOfMethod(method)
  expect([meaning.stage, meaning.change_class ?? 'no class']).toEqual([stage, changeClass])
})

const quoted = '../shared/corpus/spire-issue-quotes/spire-log/spire-quoted-lines.log'

test.skipIf(!existsSync(quoted))('uses the quoted lines that have a time, and refuses the others for that', () => {
  const lines = readFileSync(quoted, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const reasons = lines.map(
    (value) =>
      spire.normalize({ value, no: 1, file: 'spire.log', format: 'text', envelope: null, timezone: null }).reject
        ?.reason ?? 'used',
  )
  expect(reasons).toEqual(lines.map((line) => (line.startsWith('time=') ? 'used' : 'bad_time')))
})
