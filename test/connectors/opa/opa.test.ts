import { describe, expect, test } from 'vitest'
import { opa } from '../../../connectors/opa/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(opa)
runHostile(opa)
runCorpus(opa, ['opa-envoy-extauthz/opa-decision-log'])

describe('opa results', () => {
  test.each([
    ['app/allow', true, 'success'],
    ['app/allow', false, 'denied'],
    ['app/allow', 'true', 'success'],
    ['app/allow', 'maybe', 'unknown'],
    ['app/decision', { allow: false, reason: 'no ticket' }, 'denied'],
    ['app/decision', { allowed: true }, 'success'],
    ['app/decision', { decision: 'deny' }, 'denied'],
    ['app/deny', [], 'success'],
    ['app/deny', ['too wide'], 'denied'],
    ['app/deny', true, 'denied'],
    ['app/main', { response: { allowed: false } }, 'denied'],
    ['app/main', { violations: [] }, 'success'],
    ['app/data', { rows: 3 }, 'unknown'],
    ['app/allow', undefined, 'unknown'],
  ])('%s → %j is %s', (path, result, outcome) => {
    const value = { decision_id: 'd', timestamp: '2026-03-02T10:00:00Z', path, result }
    const rows = opa.normalize({ value, no: 1, file: 'd.json', format: 'json-lines', envelope: null, timezone: null })
    expect(rows.events?.[0]?.outcome).toBe(outcome)
  })
})

describe('opa answers that stop nothing', () => {
  test.each([
    [{ input: { dry_run: true } }, 'dry_run'],
    [{ input: { request: { dryRun: true } } }, 'dry_run'],
    [{ input: { user: 'ana' }, result: { allow: false, enforcement_action: 'dryrun' } }, 'dry_run'],
    [{ input: { user: 'ana' }, labels: { mode: 'shadow' } }, 'dry_run'],
    [{ input: { user: 'ana' }, result: { allow: false, enforcementAction: 'deny' } }, undefined],
    [{ input: { user: 'ana', mode: 'warn' } }, undefined],
  ])('%j is %s', (more, mode) => {
    const value = { decision_id: 'd', timestamp: '2026-03-02T10:00:00Z', path: 'x/allow', result: false, ...more }
    const rows = opa.normalize({ value, no: 1, file: 'd.json', format: 'json-lines', envelope: null, timezone: null })
    const stated = rows.events?.[0]?.attributes
    expect(JSON.parse(String(stated ?? '{}')).mode).toBe(mode)
  })
})
