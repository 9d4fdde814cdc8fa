/** What a mapping can say, over every layout of file, and what it is told when it says it wrong. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/errors.js'
import { parseMapping } from '../../src/mapping/mapping.js'
import { sampleExport } from '../../src/pipeline.js'
import { formatTime } from '../../src/time.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-mapping-'))

const header = `mapping: desk
title: Service desk
system: ticketing
`

/** The rows that a mapping makes of a file, and the reasons of its rejects. */
async function read(name: string, content: string, mapping: string) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const connector = parseMapping(header + mapping, 'desk.yaml')
  const sample = await sampleExport(path, [connector])
  const { records } = await sample.read(connector, 1000)
  const made = records.map((record) => connector.normalize(record))
  return {
    claims: sample.claims,
    connector,
    made,
    events: made.flatMap(({ events }) => events ?? []),
    tasks: made.flatMap(({ tasks }) => tasks ?? []),
    rejects: made.map(({ reject }) => reject?.reason ?? null),
    details: made.flatMap(({ reject }) => reject?.detail ?? []),
  }
}

/** One event of one JSON record. */
async function event(record: object, columns: string, rest = '') {
  const mapping = `${rest}claims: {keys: [at]}\nevents:\n  occurred_at: "{at}"\n  operation: test\n${columns}`
  const { events, details } = await read('one.jsonl', `${JSON.stringify(record)}\n`, mapping)
  return events[0] ?? details[0]
}

const at = '2026-03-02T10:00:00Z'

describe('a mapping reads', () => {
  const told = 'events:\n  occurred_at: "{When}"\n  operation: "{What}"\n  actor: "email:{Who}"\n'

  it('tables', async () => {
    const csv = 'When;Who;What;Amount [EUR]\n2026-03-02T10:00:00Z;Ana@example.com;approve;5\n;x;y;1\n'
    const { claims, events, rejects } = await read(
      'a.csv',
      csv,
      `claims: {header: [When, Who, What]}\n${told}  text: "{Amount [EUR]}"\n`,
    )
    expect(claims).toEqual(['desk'])
    expect(events).toEqual([
      expect.objectContaining({
        operation: 'approve',
        actor: 'email:ana@example.com',
        text: '5',
        stage: 'context',
        resolution_us: 1_000_000,
      }),
    ])
    expect(rejects).toEqual([null, 'missing_field'])
  })

  it('JSON: lines, an array, the array in an envelope', async () => {
    const record = { When: at, Who: 'ana@example.com', What: 'approve' }
    const shapes = [
      ['a.jsonl', `${JSON.stringify(record)}\n${JSON.stringify(record)}\n`],
      ['b.json', JSON.stringify([record, record])],
      ['c.json', JSON.stringify({ total: 2, items: [record, record] })],
    ] as const
    for (const [name, content] of shapes) {
      const { claims, events } = await read(
        name,
        content,
        `read: {records: items}\nclaims: {keys: [When, Who]}\n${told}`,
      )
      expect([name, claims, events.length]).toEqual([name, ['desk'], 2])
    }
  })

  it('XML by its elements: attributes, children, equal names, entities', async () => {
    const xml = `<?xml version="1.0"?><audit xmlns="urn:x"><entry When="${at}"><Who>ana@example.com</Who><What>a &amp; b</What><tag>x</tag><tag>y</tag></entry>
<!-- <entry/> --><entry When="${at}"><Who><![CDATA[<ben@example.com>]]></Who><What>c</What></entry></audit>`
    const mapping = `read: {element: entry}\nclaims: {keys: [When, What]}\n${told}  text: "{tag}"\n`
    const { claims, events } = await read('a.xml', xml, mapping)
    expect(claims).toEqual(['desk'])
    expect(events.map(({ operation, actor, text }) => [operation, actor, text])).toEqual([
      ['a & b', 'email:ana@example.com', 'x, y'],
      ['c', null, null],
    ])
  })

  it('lines of text by a pattern, key=value and JSON in them', async () => {
    const log = `2026-03-02T10:00:00Z desk: user="ana@example.com" did=approve data={"k":{"v":7}}\nnot a line of it\n2026-03-02T10:00:01Z desk: user=ben@example.com did=read data={}\n`
    const mapping = `read:
  line: '^(?<When>\\S+) desk: .*data=(?<data>\\{.*\\})$'
  pairs: true
claims: {text: ' desk: '}
events:
  occurred_at: "{When}"
  operation: "{did}"
  actor: "email:{user}"
  text: "{data.k.v}"
`
    const { claims, events, rejects } = await read('a.log', log, mapping)
    expect(claims).toEqual(['desk'])
    expect(rejects).toEqual([null, 'not_mapped', null])
    expect(events.map(({ operation, actor, text }) => [operation, actor, text])).toEqual([
      ['approve', 'email:ana@example.com', '7'],
      ['read', 'email:ben@example.com', null],
    ])
  })
})

describe('a value', () => {
  it('is the first alternative that gives something; an email: without an address gives nothing', async () => {
    const columns = '  actor: ["email:{who}", "desk:{who}"]\n  subject: ["{a.missing}", none]\n'
    expect(await event({ at, who: ' SYSTEM ' }, columns)).toMatchObject({ actor: 'desk:SYSTEM', subject: 'none' })
    expect(await event({ at, who: 'Ana@Example.com' }, columns)).toMatchObject({ actor: 'email:ana@example.com' })
  })

  it('finds its place in lists, by member, in JSON text, and under names with dots', async () => {
    const record = {
      at,
      'addr.local': '192.0.2.1',
      list: [
        { name: 'role', value: 'admin' },
        { name: 'scope', value: 'all' },
      ],
      inner: { 'tag.x': 'T' },
      json: '{"deep": [{"id": 12345678901234567890}]}',
    }
    const columns = `  source_ip: "{addr.local}"
  entitlement: "{list[name=role].value}"
  resource: "{list[].value}"
  subject: "{list[1].name}"
  before: '{inner["tag.x"]}'
  after: "{json.deep[0].id}"
`
    expect(await event(record, columns)).toMatchObject({
      source_ip: '192.0.2.1',
      entitlement: 'admin',
      resource: 'admin, all',
      subject: 'scope',
      before: 'T',
    })
  })

  it('keeps the digits of numbers beyond 2^53', async () => {
    const path = join(folder, 'big.jsonl')
    writeFileSync(path, `{"at":"${at}","id":12345678901234567890}\n`)
    const connector = parseMapping(
      `${header}claims: {keys: [id]}\nevents: {occurred_at: "{at}", operation: x, native_id: "{id}"}\n`,
      'desk.yaml',
    )
    const { records } = await (await sampleExport(path, [connector])).read(connector, 1)
    expect(connector.normalize(records[0]!).events?.[0]?.native_id).toBe('12345678901234567890')
  })

  it('is what a pattern finds, put together anew, and a word for a word', async () => {
    const columns = `  subject: {is: "{text}", match: 'for (?<name>\\w+)@(\\w+)', to: "desk:{name}/{2}"}
  outcome: {is: "{state}", values: {OK: success, /^den/i: denied, "*": unknown}}
  text: {is: "{text}", lower: true}
`
    expect(await event({ at, text: 'Role for Ana@corp', state: 'Denied by rule' }, columns)).toMatchObject({
      subject: 'desk:Ana/corp',
      outcome: 'denied',
      text: 'role for ana@corp',
    })
    expect(await event({ at, state: 'odd' }, columns)).toMatchObject({ subject: null, outcome: 'unknown' })
  })

  it('depends on conditions: equal, one of, a pattern, there, missing; all of a map, one of a list', async () => {
    const columns = `  stage:
    - {when: {kind: [grant, lend], by: "*"}, is: execution}
    - {when: [{kind: /^appro/i}, {approved: true}], unless: {by: null}, is: approval}
    - request
`
    const stage = async (record: object) => ((await event({ at, ...record }, columns)) as { stage: string }).stage
    expect(await stage({ kind: 'lend', by: 'x' })).toBe('execution')
    expect(await stage({ kind: 'lend' })).toBe('request')
    expect(await stage({ kind: 'APPROVED', by: 'x' })).toBe('approval')
    expect(await stage({ approved: true, by: 'x' })).toBe('approval')
    expect(await stage({ approved: true })).toBe('request')
  })

  it('is kept in attributes when no other line takes it, one by one within objects', async () => {
    const columns = '  actor: "desk:{who.id}"\n  attributes: rest\n'
    const found = await event({ at, who: { id: 1, name: 'Ana' }, extra: [1], empty: '' }, columns)
    expect(JSON.parse((found as { attributes: string }).attributes)).toEqual({ who: { name: 'Ana' }, extra: [1] })
  })
})

describe('references', () => {
  it('are found in text with their origin, or typed; an item does not refer to itself', async () => {
    const columns = `  task: "ticket:{key}"
  refs:
    - "request:{form}"
    - {find: "{branch}", origin: branch}
    - {find: "{comment}"}
`
    const found = await event(
      { at, key: 'OPS-1', form: 7, branch: 'feature/ops-2-x', comment: 'see OPS-1, CHG0030001' },
      columns,
    )
    expect(found).toMatchObject({
      task: 'ticket:OPS-1',
      refs: ['request:7', 'ticket:OPS-2', 'change:CHG0030001'],
      ref_origins: ['field', 'branch', 'text'],
    })
  })
})

describe('times', () => {
  const time = async (text: unknown, timing: string) => {
    const found = await event({ at: text }, '', `time: ${timing}\n`)
    return typeof found === 'object' ? `${formatTime(found.occurred_at)} ${found.resolution_us}` : found
  }

  it.each([
    ['2026-03-02 10:00', '{zone: Europe/Berlin}', '2026-03-02T09:00:00.000000Z 60000000'],
    [1772445600, '{format: epoch_seconds}', '2026-03-02T10:00:00.000000Z 1000000'],
    ['1772445600123', '{format: [iso, epoch_millis]}', '2026-03-02T10:00:00.123000Z 1000'],
    ['1772445600123456', '{format: epoch_micros}', '2026-03-02T10:00:00.123456Z 1'],
    ['03/04/2026 10:00', '{format: written, order: day-first, zone: UTC}', '2026-04-03T10:00:00.000000Z 60000000'],
    ['02.03.26 10:00:00,5', "{format: 'dd.MM.yy HH:mm:ss,SSS', zone: '+01:00'}", '2026-03-02T09:00:00.500000Z 100000'],
    ['02/Mar/2026:10:00:00 +0530', '{format: dd/MMM/yyyy:HH:mm:ss Z}', '2026-03-02T04:30:00.000000Z 1000000'],
    ['Mar  2 10:00:00', '{format: MMM d HH:mm:ss, year: 2026, zone: UTC}', '2026-03-02T10:00:00.000000Z 1000000'],
    ['2026-03-02 10', "{format: 'yyyy-MM-dd HH', zone: UTC}", '2026-03-02T10:00:00.000000Z 3600000000'],
    ['2026-03-02 at 10h00', "{format: \"yyyy-MM-dd 'at' HH'h'mm\", zone: UTC}", '2026-03-02T10:00:00.000000Z 60000000'],
    ['3/2/2026 12:05:00 AM', '{format: M/d/yyyy hh:mm:ss a, zone: UTC}', '2026-03-02T00:05:00.000000Z 1000000'],
    // an hour that Berlin has twice is an hour wide
    ['2026-10-25 02:30:00', '{zone: Europe/Berlin}', '2026-10-25T00:30:00.000000Z 3600000000'],
  ])('%s as %s', async (text, timing, expected) => {
    expect(await time(text, timing)).toBe(expected)
  })

  it('say what they lack', async () => {
    expect(await time('2026-03-02 10:00', '{format: iso}')).toContain('its zone is neither written nor declared')
    expect(await time('30.02.2026 10:00', '{format: dd.MM.yyyy HH:mm, zone: UTC}')).toContain('not as `format` says')
  })

  it('follow the zone that the configuration declares for the export before that of the mapping', () => {
    const mapping = `${header}claims: {keys: [at]}\ntime: {zone: UTC}\nevents: {occurred_at: "{at}", operation: x}\n`
    const connector = parseMapping(mapping, 'desk.yaml')
    const record = {
      value: { at: '2026-07-01 12:00:00' },
      no: 1,
      file: 'a',
      format: 'json-lines',
      envelope: null,
    } as const
    const read = (timezone: string | null) =>
      formatTime(connector.normalize({ ...record, timezone }).events![0]!.occurred_at)
    expect([read(null), read('Europe/Berlin')]).toEqual(['2026-07-01T12:00:00.000000Z', '2026-07-01T10:00:00.000000Z'])
  })
})

describe('rows', () => {
  it('are made for each element of a list, for each table, and where their conditions hold', async () => {
    const mapping = `claims: {keys: [key]}
events:
  - when: {closed: "*"}
    occurred_at: "{closed}"
    operation: close
  - each: approvals
    occurred_at: "{item.at}"
    operation: "{item.verdict}"
    actor: "email:{item.by}"
    task: "ticket:{key}"
    cases:
      - {when: {item.verdict: ok}, stage: approval, activity: decide, decision: approved}
      - {stage: approval, activity: decide, decision: denied}
tasks:
  task: "ticket:{key}"
  key: "{key}"
  created_at: "{opened}"
  closed_at: "{closed}"
identities: {when: {by: "*"}, alias: "desk:{by.id}", email: "{by.mail}"}
entitlements: {each: "roles[]", as_of: 2026-03-01T00:00:00Z, subject: "desk:{by.id}", entitlement: "{item}"}
`
    const record = {
      key: 'T-1',
      opened: at,
      approvals: [
        { at, by: 'ana@example.com', verdict: 'ok' },
        { at, by: 'ben@example.com', verdict: 'no' },
      ],
      by: { id: 5, mail: 'ana@example.com' },
      roles: ['admin', 'auditor'],
    }
    const { made, tasks } = await read('rows.jsonl', `${JSON.stringify(record)}\n{"key": "T-2"}\n`, mapping)
    const [first, second] = made
    expect(first?.events?.map(({ decision, actor, stage }) => [stage, decision, actor])).toEqual([
      ['approval', 'approved', 'email:ana@example.com'],
      ['approval', 'denied', 'email:ben@example.com'],
    ])
    expect(first?.identities).toEqual([
      expect.objectContaining({ alias: 'desk:5', directory: 'desk', basis: 'observed' }),
    ])
    expect(first?.entitlements?.map(({ entitlement }) => entitlement)).toEqual(['admin', 'auditor'])
    expect(second?.events).toEqual([])
    expect(tasks.map(({ key, closed_at, kind }) => [key, closed_at ?? null, kind])).toEqual([
      ['T-1', null, 'ticket'],
      ['T-2', null, 'ticket'],
    ])
  })

  it('a record for which no row applies is a reject', async () => {
    const { rejects } = await read(
      'none.jsonl',
      `{"at":"${at}","k":1}\n`,
      'claims: {keys: [at]}\nevents: {when: {k: 2}, occurred_at: "{at}", operation: x}\n',
    )
    expect(rejects).toEqual(['not_mapped'])
  })
})

describe('a mapping claims', () => {
  const told = 'events: {occurred_at: "{at}", operation: x}\n'
  const claims = async (
    claim: string,
    name = 'a.jsonl',
    content = `{"at":"${at}","sys":"desk"}\n{"at":"${at}","sys":"desk"}\n{"other":1}\n`,
  ) => (await read(name, content, `claims: ${claim}\n${told}`)).claims

  it('what most of the first records have, and nothing else', async () => {
    expect(await claims('{keys: [at, sys]}')).toEqual(['desk'])
    expect(await claims('{keys: [at, missing]}')).toEqual([])
    expect(await claims('{where: {sys: desk}}')).toEqual(['desk'])
    expect(await claims('{where: {sys: other}}')).toEqual([])
    expect(await claims('{keys: [at], format: csv}')).toEqual([])
    expect(await claims('{file: "desk-*"}')).toEqual([])
    expect(await claims('{file: "desk-*"}', 'desk-1.jsonl')).toEqual(['desk'])
    expect(await claims('{header: [at, sys]}', 'a.csv', 'at,sys\n1,2\n')).toEqual(['desk'])
    expect(await claims('{header: [at, sys, more]}', 'a.csv', 'at,sys\n1,2\n')).toEqual([])
  })

  it('says what it is: stages from its rows, references from the keys of its tasks', () => {
    const mapping = `${header}claims: {keys: [a]}\ninstead_of: [jira]\ntasks: {task: "ticket:TS-{n}", key: "TS-{n}"}\nevents: {occurred_at: "{a}", operation: x, stage: [{when: {a: b}, is: approval}, request]}\n`
    const connector = parseMapping(mapping, 'desk.yaml')
    expect(connector).toMatchObject({
      id: 'desk',
      holds: ['request', 'approval'],
      refs: ['ticket:TS-'],
      insteadOf: ['jira'],
      aliases: ['desk'],
    })
    expect(connector.declaration).toMatchObject({
      file: 'desk.yaml',
      text: mapping,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
})

describe('a mistake in a mapping', () => {
  /** Everything that is told of a mapping. */
  function told(text: string): string {
    try {
      parseMapping(text, 'desk.yaml')
      return 'nothing'
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
      return (error as UserError).message
    }
  }
  const right = 'occurred_at: "{at}"\n  operation: x\n'
  const wrong: readonly (readonly [string, string, string])[] = [
    [
      'an unknown column',
      `events:\n  ${right}  actr: "email:{a}"\n`,
      'desk.yaml:8: unknown key: events.actr; expected one of each, when',
    ],
    ['a brace without quotes', `events:\n  ${right}  text: {a}\n`, 'a text that begins with { needs quotes'],
    [
      'a word we do not have',
      `events:\n  ${right}  stage: aproval\n`,
      'desk.yaml:8: events.stage: unknown stage: aproval; expected one of request',
    ],
    [
      'a word left to the record',
      `events:\n  ${right}  outcome: "{result}"\n`,
      '`values` turns what the record says into them',
    ],
    [
      'a name without its type',
      `events:\n  ${right}  actor: "{who}"\n`,
      'desk.yaml:8: events.actor: expected a typed name',
    ],
    ['a required column', 'events:\n  operation: x\n', 'desk.yaml:5: events: a row of events needs `occurred_at`'],
    [
      'a pattern',
      `events:\n  ${right}  text: {is: "{a}", match: "("}\n`,
      'desk.yaml:8: events.text.match: no pattern: (',
    ],
    [
      'a group that is not there',
      `events:\n  ${right}  text: {is: "{a}", match: "(b)", to: "{c}"}\n`,
      'the pattern has no group {c}',
    ],
    ['a zone', `time: {zone: Berlin}\nevents:\n  ${right}`, 'desk.yaml:5: time.zone: unknown time zone: Berlin'],
    ['a format', `time: {format: quickly}\nevents:\n  ${right}`, 'time.format: unknown time format: quickly'],
    ['a format without a year', `time: {format: MMM d HH:mm}\nevents:\n  ${right}`, 'the time format has no year'],
    ['twelve hours without their half', `time: {format: dd.MM.yyyy hh:mm}\nevents:\n  ${right}`, 'hours of twelve'],
    ['no rows', '', 'a mapping needs at least one of events'],
    [
      'a condition deep in it',
      `events:\n  ${right}  cases:\n    - {when: {a: /(/}, stage: request}\n`,
      'desk.yaml:9: events.cases.0.when.a: no pattern',
    ],
    ['what is no YAML', `events: [\n`, 'desk.yaml:'],
  ]
  it.each(wrong)('%s is told with its line', (_what, rest, message) => {
    expect(told(`${header}claims: {keys: [at]}\n${rest}`)).toContain(message)
  })

  it('all of them are told at once', () => {
    expect(told(`${header}claims: {}\nevents: {occurred_at: "{a}", stage: x, actor: y}\n`).split('\n')).toHaveLength(5)
  })
})
