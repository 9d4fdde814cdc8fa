import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meaningOf } from '../../../connectors/slack/audit-actions.js'
import { slack } from '../../../connectors/slack/index.js'
import type { CanonicalRows } from '../../../src/connector.js'
import { runCases } from '../run-cases.js'

runCases(slack)

describe('slack audit actions', () => {
  test.each([
    ['role_change_to_admin', 'execution', 'priv_grant'],
    ['permissions_removed', 'revocation', 'priv_removal'],
    ['app_installed', 'execution', 'nhi_create'],
    ['pref.two_factor_auth_changed', 'execution', 'trust_policy'],
    ['native_dlp_rule_deactivated', 'execution', 'prod_config'],
    ['manual_user_export_downloaded', 'execution', 'data_access'],
    ['pref.dm_retention_changed', 'logging', 'no class'],
    ['legal_hold_policy_released', 'logging', 'no class'],
    ['ekm_logging_config_set', 'logging', 'no class'],
    ['guest_expired', 'identity', 'no class'],
    ['user_session_invalidated', 'revocation', 'no class'],
    ['app_restricted', 'approval', 'no class'],
    ['pref.dnd_end_hour', 'context', 'no class'],
    ['file_downloaded', 'context', 'no class'],
  ])('%s is %s, %s', (action, stage, changeClass) => {
    expect(meaningOf(action)).toMatchObject({ stage })
    expect(meaningOf(action).changeClass ?? 'no class').toBe(changeClass)
  })
})

describe('slack messages', () => {
  const message = { type: 'message', user: 'U0ANA00001', text: 'hello', ts: '1772445600.123456' }

  test('gives rows or a reject for whatever JSON stands in a record, and never throws', () => {
    const keys = fc.constantFrom(
      'ts',
      'text',
      'user',
      'blocks',
      'attachments',
      'reactions',
      'edited',
      'files',
      'bot_profile',
    )
    const audit = { id: 'a', date_create: 1772445600, action: 'user_login', actor: { type: 'user' } }
    const record = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(keys, fc.jsonValue()).map((fields) => ({ ...message, ...fields })),
      fc.array(fc.jsonValue()).map((blocks) => ({ ...message, blocks, attachments: [{ blocks }] })),
      fc.jsonValue().map((value) => ({ ...audit, details: { role: value, new_scopes: value, permissions: value } })),
      fc.jsonValue().map((value) => ({ ...audit, entity: { type: 'user', user: value } })),
    )
    fc.assert(
      fc.property(record, (value) => {
        const result = normalize(value)
        const count = (result.events?.length ?? 0) + (result.identities?.length ?? 0)
        expect(count > 0).toBe(result.reject === undefined)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  test('takes the channel from the folder of a day file, from the id in a path, or from the record', () => {
    const channel = (file: string, value: object = message) =>
      normalize(value, file).events?.[0]?.native_id?.split(':')[0]
    expect(channel('corp.zip!general/2026-03-02.json')).toBe('general')
    expect(channel('teams/corp/prod access/2026-03-02.json')).toBe('prod_access')
    expect(channel('dump/C0PROD0001.json')).toBe('C0PROD0001')
    expect(channel('C0PROD0001/history.json')).toBe('C0PROD0001')
    expect(channel('general/history.json')).toBe('general')
    expect(channel('history.json')).toBe('history')
    expect(channel('general/2026-03-02.json', { ...message, channel: 'C0OTHER001' })).toBe('C0OTHER001')
  })

  test('a typed mention mentions nobody, a real one does', () => {
    const text = '&lt;@U0CARL0001&gt; and <@U0BEN00001|ben>'
    const event = normalize({ ...message, text }).events?.[0]
    expect(JSON.parse(event?.attributes ?? '{}')).toMatchObject({ mentions: ['slack:U0BEN00001'] })
    expect(event?.text).toBe('<@U0CARL0001> and <@U0BEN00001|ben>')
  })

  test('unescapes once: what was typed as an entity stays one', () => {
    expect(normalize({ ...message, text: '&amp;lt;b&amp;gt; &amp; &lt;i&gt;' }).events?.[0]?.text).toBe(
      '&lt;b&gt; & <i>',
    )
  })

  test('a stamp with a running number is good to the second, one with microseconds to the microsecond', () => {
    const resolution = (ts: string) => normalize({ ...message, ts }).events?.[0]?.resolution_us
    expect(resolution('1427135733.000068')).toBe(1_000_000)
    expect(resolution('1772445600.123456')).toBe(1)
  })

  test('the time of a reaction reaches from the message to beyond any export', () => {
    const [said, reacted] =
      normalize({ ...message, reactions: [{ name: '+1', users: ['U0BEN00001'], count: 1 }] }).events ?? []
    expect(reacted?.occurred_at).toBe(said?.occurred_at)
    expect(reacted?.resolution_us).toBeGreaterThan(5 * 365 * 86_400 * 1_000_000)
    expect(JSON.parse(reacted?.attributes ?? '{}')).toMatchObject({ time_unknown: true })
  })

  test('no button label is read as text', () => {
    const button = { type: 'button', text: { type: 'plain_text', text: 'Approve' } }
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: 'OPS-12 waits' }, accessory: button },
      { type: 'actions', elements: [button] },
    ]
    const event = normalize({ ...message, text: '', blocks, attachments: [{ actions: [button], blocks }] }).events?.[0]
    expect(JSON.stringify(event)).not.toContain('Approve')
    expect(event?.text).toContain('OPS-12 waits')
  })

  test('tokens in file links and payloads are not carried on', () => {
    const files = [{ id: 'F1', name: 'a', url_private: 'https://files.example.com/a?t=xoxe-invented' }]
    const metadata = { event_type: 'x', event_payload: { note: 'xoxb-12-invented' } }
    expect(JSON.stringify(normalize({ ...message, files, metadata }))).not.toContain('invented')
  })
})

const corpus = '../shared/corpus'

describe.skipIf(!existsSync(corpus))('slack on exports that nobody here wrote', () => {
  const root = join(corpus, 'slack-10academy/slack-export')

  test('uses every record of a workspace export and claims each of its files', () => {
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.name.endsWith('.json'),
    )
    expect(files.length).toBeGreaterThan(30)
    for (const entry of files) {
      const path = join(entry.parentPath, entry.name)
      const file = relative(root, path)
      const records = JSON.parse(readFileSync(path, 'utf8')) as unknown[]
      const head = { file, format: 'json-array', envelope: null, keys: [], header: [], text: '' } as const
      expect(slack.looksLike({ ...head, records: records.slice(0, 20) }), file).toBe(true)
      for (const value of records) expect(normalize(value, file).reject, file).toBeUndefined()
    }
  })

  test.each([
    'azure-sentinel-sample-data/slack-audit/SlackAudit_CL.json',
    'elastic-integrations/slack-audit/test-audit.log',
    'panther-analysis/slack-audit/Slack.AuditLogs.dev.ndjson',
  ])('uses every audit entry of %s that has a time', (path) => {
    const text = readFileSync(join(corpus, path), 'utf8')
    const entries: unknown[] = path.endsWith('.json')
      ? (JSON.parse(text) as unknown[])
      : text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => JSON.parse(line) as unknown)
    for (const value of entries) {
      const hasTime = (value as Record<string, unknown>)['date_create'] !== undefined
      expect(normalize(value).reject === undefined).toBe(hasTime)
    }
  })
})

function normalize(value: unknown, file = 'general/2026-03-02.json'): CanonicalRows {
  return slack.normalize({ value, no: 1, file, format: 'json-array', envelope: null, timezone: null })
}
