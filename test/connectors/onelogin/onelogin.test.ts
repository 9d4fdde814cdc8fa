import { existsSync, readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { meaningOf } from '../../../connectors/onelogin/event-types.js'
import { onelogin } from '../../../connectors/onelogin/index.js'
import { runCases, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(onelogin)
runHostile(onelogin)

test.each([
  [3, 'delegation', 'success', 'no class'],
  [4, 'execution', 'success', 'priv_grant'],
  [6, 'context', 'failure', 'no class'],
  [15, 'identity', 'success', 'no class'],
  [34, 'request', 'success', 'no class'],
  [72, 'execution', 'success', 'priv_grant'],
  [73, 'revocation', 'success', 'priv_removal'],
  [87, 'execution', 'success', 'data_access'],
  [90, 'context', 'failure', 'no class'],
  [102, 'approval', 'success', 'no class'],
  [137, 'approval', 'success', 'no class'],
  [148, 'revocation', 'success', 'priv_removal'],
  [157, 'execution', 'success', 'trust_policy'],
  [162, 'execution', 'success', 'prod_config'],
  [179, 'credential', 'success', 'secret_issue'],
  [180, 'revocation', 'success', 'no class'],
  [190, 'execution', 'success', 'trust_policy'],
  [520, 'execution', 'failure', 'priv_grant'],
  [531, 'identity', 'success', 'no class'],
  [99_999, 'context', 'unknown', 'no class'],
])('type %i is %s, %s, %s', (id, stage, outcome, changeClass) => {
  const meaning = meaningOf(id)
  expect([meaning.stage, meaning.outcome, meaning.change_class ?? 'no class']).toEqual([stage, outcome, changeClass])
})

const sample = '../shared/corpus/panther-analysis/onelogin/OneLogin.Events.dev.ndjson'

test.skipIf(!existsSync(sample))('claims trimmed rows of Panther and refuses only those that lost their time', () => {
  const lines = readFileSync(sample, 'utf8').trim().split('\n')
  for (const line of lines) {
    const value = JSON.parse(line) as Record<string, unknown>
    const { reject } = onelogin.normalize({
      value,
      no: 1,
      file: 'x',
      format: 'json-lines',
      envelope: null,
      timezone: null,
    })
    expect(reject?.reason, line).toBe('p_event_time' in value ? undefined : 'bad_time')
  }
})
