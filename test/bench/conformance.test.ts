import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explain, explanations } from '../../bench/conformance/explained.js'
import { shortcomings, untellable } from '../../bench/conformance/families.js'
import {
  agreedShare,
  agreementOf,
  type Family,
  least,
  type Measured,
  measureConformance,
  usedShare,
} from '../../bench/conformance/measure.js'
import { fields } from '../../bench/conformance/words.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const corpus = resolve('..', 'shared', 'corpus')

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
}

const familyOf = ({ families }: Measured, name: string) => families.find((family) => family.name === name)

describe('conformance', () => {
  const cloudTrail = (eventID: string, more: object) => ({
    eventVersion: '1.08',
    eventID,
    eventTime: '2026-03-02T10:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.7',
    userIdentity: {
      type: 'IAMUser',
      arn: 'arn:aws:iam::123456789012:user/ana',
      accountId: '123456789012',
      userName: 'ana',
    },
    requestParameters: { userName: 'ben' },
    responseElements: null,
    recipientAccountId: '123456789012',
    ...more,
  })
  let measured: Measured

  beforeAll(async () => {
    write('invented/slack-export/general/2026-03-02.json', [
      { type: 'message', user: 'U0EXAMPLE1', ts: '1772445600.000100', text: 'please approve OPS-12' },
      { type: 'message', user: 'U0EXAMPLE1', text: 'a message without a time' },
    ])
    // Slack writes an empty file for a day without messages: only its name tells whose it is.
    write('invented/slack-export/general/2026-03-03.json', '[]')
    write('invented/slack-export/notes.json', '{"nobody": "knows this"}')
    write('invented/ORIGIN.md', 'invented')
    const records = [cloudTrail('e1', {}), cloudTrail('e2', {}), { ...cloudTrail('e3', {}), eventTime: 'soon' }]
    write('invented/aws-cloudtrail/trail.ndjson', records.map((record) => JSON.stringify(record)).join('\n'))
    const said = { '@timestamp': '2026-03-02T10:00:00.000Z', 'event.action': 'create_user', 'event.outcome': 'success' }
    write('invented/aws-cloudtrail/trail.ndjson-expected.json', {
      expected: [
        { ...said, user: { name: 'Ana' }, source: { ip: '::ffff:192.0.2.7' } },
        { ...said, 'event.outcome': 'failure', user: { name: 'carl' }, source: { ip: '192.0.2.8' } },
        said,
      ],
    })
    measured = await measureConformance(folder)
  })

  test('counts files and records by family, by content alone, and leaves out what is no export', () => {
    expect(familyOf(measured, 'slack-export')).toEqual({
      name: 'slack-export',
      recognised: 1,
      unrecognised: ['invented/slack-export/general/2026-03-03.json', 'invented/slack-export/notes.json'],
      read: 2,
      used: 1,
      rejects: { no_time: 1 },
      compared: {},
    })
  })

  test('compares each record with the truth file beside its export, spelling aside', () => {
    expect(familyOf(measured, 'aws-cloudtrail')?.compared).toEqual({
      time: { said: 3, same: 2, explained: 0 },
      actor: { said: 2, same: 1, explained: 0 },
      action: { said: 3, same: 2, explained: 0 },
      outcome: { said: 3, same: 1, explained: 0 },
      source: { said: 2, same: 1, explained: 0 },
    })
  })
  test('a difference that nothing explains is ours, and says where it stands', () => {
    const ours = measured.differences.map(({ file, record, field, theirs, reject, why }) => [
      file.replace('invented/aws-cloudtrail/', ''),
      record,
      field,
      theirs.join(),
      reject,
      why,
    ])
    expect(ours).toEqual([
      ['trail.ndjson', '2', 'actor', 'carl', null, null],
      ['trail.ndjson', '2', 'outcome', 'failure', null, null],
      ['trail.ndjson', '2', 'source', '192.0.2.8', null, null],
      ['trail.ndjson', '3', 'time', '2026-03-02T10:00:00.000Z', 'bad_time', null],
      ['trail.ndjson', '3', 'action', 'create_user', 'bad_time', null],
      ['trail.ndjson', '3', 'outcome', 'success', 'bad_time', null],
    ])
  })

  test('a file of a named family that nobody knows is a shortcoming, and too few files of the collected corpus are', () => {
    const family = { name: 'slack-audit', recognised: 1, unrecognised: ['s/slack-audit/odd.json'], used: 1, read: 1 }
    const families = [{ ...family, rejects: {}, compared: {} }]
    expect(shortcomings(families, false)).toEqual(['slack-audit: nobody knows s/slack-audit/odd.json'])
    expect(shortcomings(families, true)).toContain('slack-audit: 1 files known, at least 3 expected')
    expect(shortcomings(families, true)).toContain('okta-system: 0 files known, at least 3 expected')
  })

  test('a record that is whole and not used lowers the share, a broken one does not', () => {
    expect(usedShare([{ used: 9, rejects: { malformed_json: 5, bad_time: 2, no_time: 1 } }])).toBe(1)
    expect(usedShare([{ used: 9, rejects: { unknown_record: 1 } }])).toBe(0.9)
    expect(usedShare([])).toBe(1)
  })

  test('an explained difference is left out of the share, an unexplained one is not', () => {
    expect(agreedShare({ said: 10, same: 8, explained: 2 })).toBe(1)
    expect(agreedShare({ said: 10, same: 8, explained: 0 })).toBe(0.8)
    expect(agreedShare({ said: 2, same: 0, explained: 2 })).toBe(1)
  })
})

describe.skipIf(!existsSync(corpus))('conformance with the corpus', () => {
  let measured: Measured
  beforeAll(async () => {
    measured = await measureConformance(corpus)
  }, 300_000)

  test('every family that is named is known by content alone, and no file by two connectors', () => {
    expect(shortcomings(measured.families, true)).toEqual([])
  })

  test('nearly every well-formed record is used', () => {
    expect(usedShare(measured.families)).toBeGreaterThanOrEqual(least.used)
  })

  test.each(fields)('what others say of the %s we say too, reviewed differences aside', (field) => {
    const agreement = agreementOf(measured.families)[field]
    expect(agreement?.said).toBeGreaterThan(200)
    expect(agreedShare(agreement!)).toBeGreaterThanOrEqual(least.agreed)
  })

  test('each reviewed explanation still explains something, and each file left aside is still there and unknown', () => {
    const used = new Set(measured.differences.map(({ why }) => why))
    expect(explanations.filter((one) => !used.has(one)).map(({ family, because }) => `${family}: ${because}`)).toEqual(
      [],
    )
    const unknown = new Set(measured.families.flatMap(({ unrecognised }: Family) => unrecognised))
    expect(Object.keys(untellable).filter((file) => !unknown.has(file))).toEqual([])
  })

  test('no explanation would swallow another error of ours: with any other value of ours there is none', () => {
    const other = 'something else'
    const swallowed = measured.differences.filter((difference) => {
      const row = {
        occurred_at: '1999-01-01T00:00:00.000000Z',
        resolution_us: 1,
        stage: other,
        activity: 'message',
        operation: other,
        outcome: other,
        change_class: other,
        native_id: other,
        actor: other,
        subject: other,
        resource: other,
        entitlement: other,
        source_ip: other,
        text: other,
      }
      return explain({ ...difference, ours: [other], rows: [row], reject: null }) !== null
    })
    expect(swallowed.map(({ file, record, field }) => `${file} ${record} ${field}`)).toEqual([])
  })
})
