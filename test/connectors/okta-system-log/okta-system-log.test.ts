import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meaningOf } from '../../../connectors/okta-system-log/event-types.js'
import { oktaSystemLog } from '../../../connectors/okta-system-log/index.js'
import type { CanonicalRows } from '../../../src/connector.js'
import { runCases } from '../run-cases.js'

runCases(oktaSystemLog)

describe('okta-system-log event types', () => {
  test.each([
    ['group.user_membership.add', 'execution', 'priv_grant'],
    ['group.user_membership.remove', 'revocation', 'priv_removal'],
    ['user.account.privilege.grant', 'execution', 'priv_grant'],
    ['policy.rule.update', 'execution', 'trust_policy'],
    ['system.idp.lifecycle.create', 'execution', 'trust_policy'],
    ['zone.deactivate', 'execution', 'prod_config'],
    ['workload_principal.register', 'execution', 'nhi_create'],
    ['system.api_token.create', 'credential', 'secret_issue'],
    ['application.configuration.read_client_secret', 'execution', 'data_access'],
    ['app.oauth2.as.token.grant.refresh_token', 'credential', 'no class'],
    ['user.session.impersonation.grant', 'delegation', 'no class'],
    ['certification.campaign.launch', 'review', 'no class'],
    ['system.log_stream.lifecycle.delete', 'logging', 'no class'],
    ['pam.security_policy.evaluate', 'policy', 'no class'],
    ['user.lifecycle.suspend', 'identity', 'no class'],
    ['app.access_request.approver.deny', 'approval', 'no class'],
    ['user.session.start', 'context', 'no class'],
    ['nobody.knows.this', 'context', 'no class'],
  ])('%s is %s, %s', (type, stage, changeClass) => {
    expect(meaningOf(type)).toMatchObject({ stage })
    expect(meaningOf(type).change_class ?? 'no class').toBe(changeClass)
  })

  test('a reading type writes nothing and a changing type writes, also when nobody has named it', () => {
    expect(meaningOf('new.thing.download').is_write).toBe(false)
    expect(meaningOf('new.thing.create').is_write).toBe(true)
    expect(meaningOf('new.thing.removed')).toMatchObject({ is_write: true, change: 'remove', stage: 'context' })
  })
})

describe('okta-system-log records', () => {
  const event = { uuid: 'u', published: '2026-03-02T10:00:00.000Z', eventType: 'user.session.start' }

  test('gives rows or a reject for whatever JSON stands in a record, and never throws', () => {
    const keys = fc.constantFrom(
      'uuid',
      'published',
      'eventType',
      'actor',
      'client',
      'target',
      'outcome',
      'debugContext',
    )
    const record = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(keys, fc.jsonValue()).map((fields) => ({ ...event, ...fields })),
      fc.jsonValue().map((value) => ({ ...event, debugContext: { debugData: value }, transaction: { detail: value } })),
    )
    fc.assert(
      fc.property(record, (value) => {
        const result = normalize(value)
        expect((result.events?.length ?? 0) > 0).toBe(result.reject === undefined)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  test('names the value in the reject', () => {
    expect(normalize({ ...event, published: 'redacted' }).reject?.detail).toContain('"redacted"')
    expect(normalize({ ...event, uuid: undefined }).reject?.detail).toContain('uuid is missing')
  })

  test('keeps one-time tokens out of the attributes', () => {
    const debugData = {
      url: '/x?stateToken=s3cret&a=1',
      state: 's3cret',
      sessionToken: 's3cret',
      requestApiTokenId: 'kept',
    }
    const attributes = normalize({ ...event, debugContext: { debugData } }).events?.[0]?.attributes ?? ''
    expect(attributes).not.toContain('s3cret')
    expect(attributes).toContain('kept')
  })

  test('takes no fingerprint for a ticket', () => {
    const debugData = { deviceFingerprint: 'ABC-123', dtHash: 'DEF-456', reason: 'see OPS-12' }
    expect(normalize({ ...event, debugContext: { debugData } }).events?.[0]?.refs).toEqual(['ticket:OPS-12'])
  })
})

const corpus = '../shared/corpus'

describe.skipIf(!existsSync(corpus))('okta-system-log on exports that nobody here wrote', () => {
  test.each([
    'elastic-integrations/okta-system/test-okta-system-events.dev.log',
    'elastic-beats/okta-system/okta-system-test.json.log',
    'panther-analysis/okta-system/Okta.SystemLog.dev.ndjson',
  ])('uses every record of %s that has an id and a time', (path) => {
    for (const value of lines(path)) {
      const fields = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]))
      const isWhole = 'uuid' in fields && 'eventtype' in fields && /^\d{4}-/.test(String(fields['published']))
      const result = normalize(value)
      expect(result.reject === undefined, JSON.stringify(result.reject)).toBe(isWhole)
    }
  })

  test('reads time, actor, action and address as Elastic does', () => {
    const expected = JSON.parse(
      read('elastic-integrations/okta-system/test-okta-system-events.dev.log-expected.json'),
    ) as { expected: Expected[] }
    const events = lines('elastic-integrations/okta-system/test-okta-system-events.dev.log').map(
      (value) => normalize(value).events?.[0],
    )
    expect(events.length).toBe(expected.expected.length)
    events.forEach((event, index) => {
      const theirs = expected.expected[index]!
      expect({
        at: new Date((event?.occurred_at ?? 0) / 1000).toISOString(),
        action: event?.operation,
        id: event?.native_id,
        actor: event?.actor,
        ip: event?.source_ip,
      }).toEqual({
        at: theirs['@timestamp'],
        action: theirs.event.action,
        id: theirs.event.id,
        actor: `okta:${theirs.okta.actor.id}`,
        ip: theirs.source?.ip ?? null,
      })
    })
  })
})

interface Expected {
  readonly '@timestamp': string
  readonly event: { readonly action: string; readonly id: string }
  readonly okta: { readonly actor: { readonly id: string } }
  readonly source?: { readonly ip?: string }
}

function read(path: string): string {
  return readFileSync(`${corpus}/${path}`, 'utf8')
}

function lines(path: string): Record<string, unknown>[] {
  return read(path)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

function normalize(value: unknown): CanonicalRows {
  return oktaSystemLog.normalize({
    value,
    no: 1,
    file: 'log.json',
    format: 'json-lines',
    envelope: null,
    timezone: null,
  })
}
