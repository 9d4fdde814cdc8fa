/** Sigma rules over single events: what a selection picks, what a condition combines, and what is refused. */
import { describe, expect, it } from 'vitest'
import { facts, factTypes } from '../../src/detect/facts.js'
import { bindParameters } from '../../src/detect/rule.js'
import { duckdbType } from '../../src/schema/column.js'
import { events } from '../../src/schema/events.js'
import { loadSigmaRules } from '../../src/sigma/sigma.js'
import { loadSql } from '../../src/sql-file.js'
import { Store } from '../../src/store/store.js'

const head =
  'title: A rule of the test\nid: 3f0a1c52-0000-4000-8000-000000000001\nlogsource: {product: aws, service: cloudtrail}\n'
const rule = (detection: string, more = head) => [
  { path: 'sigma/one.yml', text: `${more}detection:\n  ${detection.replaceAll('\n', '\n  ')}\n` },
]

const given = [
  {
    event_id: 'e1',
    operation: 'CreateUser',
    actor: 'aws:arn:aws:iam::123456789012:user/ana',
    source_ip: '192.0.2.7',
    user_agent: 'aws-cli/2',
    attributes: '{"error.code":"AccessDenied","count":3,"nested":{"key":"100% sure_ly"}}',
  },
  {
    event_id: 'e2',
    operation: 'DeleteTrail',
    actor: 'aws:arn:aws:iam::123456789012:user/ben',
    source_ip: '198.51.100.9',
    user_agent: 'console',
    text: 'aGVsbG8gd29ybGQ=',
    attributes: '{"count":12}',
  },
  {
    event_id: 'e3',
    operation: 'createuser',
    actor: 'aws:arn:aws:iam::123456789012:root',
    source_ip: '192.0.2.200',
    resource: 'arn:aws:iam::123456789012:root',
    text: 'run /all -x',
  },
  { event_id: 'e4', connector: 'jira', operation: 'CreateUser', actor: 'jira:5b10', text: 'literal * star' },
]

/** Events that a rule selects, in order. */
async function selected(files: ReturnType<typeof rule>): Promise<string[]> {
  const [one] = loadSigmaRules(files)
  const store = await Store.open(':memory:')
  try {
    const types = Object.fromEntries(
      Object.entries(events.columns).map(([name, column]) => [name, duckdbType[column.type]]),
    )
    const rows = given.map((row) => ({
      connector: 'aws-cloudtrail',
      occurred_at: '2026-03-02T09:00:00Z',
      lo: '2026-03-02T09:00:00Z',
      ...row,
    }))
    await store.createTableFromRows('stg_events', { ...types, lo: 'TIMESTAMP WITH TIME ZONE' }, rows)
    await store.createTableFromRows(
      'int_alias_persons',
      { alias: 'VARCHAR', person: 'VARCHAR', valid_from: factTypes.timestamp, valid_to: factTypes.timestamp },
      [],
    )
    for (const table of ['fct_links', 'fct_settings', 'fct_clocks'])
      await store.createTableFromRows(
        table,
        Object.fromEntries(Object.entries(facts[table]!).map(([name, type]) => [name, factTypes[type]])),
        [],
      )
    for (const file of ['macros.sql', 'macros_order.sql', 'macros_rules.sql']) await store.script(loadSql(file))
    const found = await store.rows(`select event_ids from (${one!.sql})`, bindParameters([one!], {}).get(one!.rule)!)
    return found.flatMap(({ event_ids }) => event_ids as string[]).sort()
  } finally {
    store.close()
  }
}

describe('a Sigma selection', () => {
  it.each([
    ['equals, without regard to case', 'sel: {eventName: createUSER}\ncondition: sel', ['e1', 'e3']],
    ['cased', 'sel: {"eventName|cased": CreateUser}\ncondition: sel', ['e1']],
    ['wildcards', 'sel: {eventName: "*Tr??l"}\ncondition: sel', ['e2']],
    ['signs of SQL patterns are plain', 'sel: {"attributes.nested.key": "100% sure_ly"}\ncondition: sel', ['e1']],
    ['signs of SQL patterns match nothing else', 'sel: {eventName: "Create_ser"}\ncondition: sel', []],
    ['one of a list', 'sel: {eventName: [DeleteTrail, CreateUser]}\ncondition: sel', ['e1', 'e2', 'e3']],
    ['all of a list', 'sel: {"eventName|contains|all": [create, user]}\ncondition: sel', ['e1', 'e3']],
    ['beginning and end', 'sel: {"eventName|startswith": Delete, "eventName|endswith": trail}\ncondition: sel', ['e2']],
    ['a field without its type prefix', 'sel: {"userIdentity.arn|endswith": ":user/ana"}\ncondition: sel', ['e1']],
    ['regular expressions, cased unless told', 'sel: {"eventName|re": "^create"}\ncondition: sel', ['e3']],
    ['regular expressions with flags', 'sel: {"eventName|re|i": "^create"}\ncondition: sel', ['e1', 'e3']],
    ['networks', 'sel: {"sourceIPAddress|cidr": 192.0.2.0/25}\ncondition: sel', ['e1']],
    ['numbers', 'sel: {"attributes.count|gte": 12}\ncondition: sel', ['e2']],
    ['a key with dots', 'sel: {"attributes.error.code": AccessDenied}\ncondition: sel', ['e1']],
    ['null and exists', 'a: {resource: null}\nb: {"user_agent|exists": true}\ncondition: a and b', ['e1', 'e2']],
    ['another field', 'sel: {"userIdentity.arn|fieldref": resource}\ncondition: sel', ['e3']],
    ['base64 at any offset', 'sel: {"text|base64offset|contains": world}\ncondition: sel', ['e2']],
    ['dashes of Windows', 'sel: {"text|windash|contains": "-all"}\ncondition: sel', ['e3']],
    ['not equal', 'sel: {"eventName|neq": DeleteTrail}\ncondition: sel', ['e1', 'e3']],
    ['words anywhere', 'sel: [console, root]\ncondition: sel', ['e2', 'e3']],
    ['a list of maps', 'sel: [{eventName: DeleteTrail}, {userAgent: aws-cli*}]\ncondition: sel', ['e1', 'e2']],
    [
      'and, or, not and parentheses',
      'a: {eventName: CreateUser}\nb: {eventName: DeleteTrail}\nc: {userAgent: console}\ncondition: (a or b) and not c',
      ['e1', 'e3'],
    ],
    [
      'not binds before and, and before or',
      'a: {eventName: DeleteTrail}\nb: {eventName: CreateUser}\nc: {userAgent: "*"}\ncondition: a or b and not c',
      ['e2', 'e3'],
    ],
    [
      'one of them, without those of an underscore',
      'a: {eventName: DeleteTrail}\n_b: {eventName: CreateUser}\ncondition: 1 of them',
      ['e2'],
    ],
    ['all of a pattern', 'sel_a: {eventName: CreateUser}\nsel_b: {userAgent: aws*}\ncondition: all of sel_*', ['e1']],
  ])('%s', async (_name, detection, expected) => {
    expect(await selected(rule(detection))).toEqual(expected)
  })

  it('keeps text that would be SQL as text', async () => {
    expect(await selected(rule(`sel: {eventName: "x' or '1'='1"}\ncondition: sel`))).toEqual([])
    expect(await selected(rule(`sel: {"attributes.a') or true --": x}\ncondition: sel`))).toEqual([])
  })

  it('takes every event when no log source is named', async () => {
    const anywhere = 'title: Any log\nlogsource: {category: any}\n'
    expect(await selected(rule('sel: {operation: CreateUser}\ncondition: sel', anywhere))).toEqual(['e1', 'e3', 'e4'])
    expect(await selected(rule('sel: {"text|contains": "literal \\\\*"}\ncondition: sel', anywhere))).toEqual(['e4'])
  })

  it('maps fields by the fields.yaml beside the rules', async () => {
    const files = [
      ...rule('sel: {errorCode: AccessDenied}\ncondition: sel'),
      { path: 'sigma/fields.yaml', text: 'errorCode: attributes.error.code\n' },
    ]
    expect(await selected(files)).toEqual(['e1'])
  })
})

describe('a Sigma rule that cannot be run is refused, with its file and why', () => {
  it.each([
    [
      'a field that is mapped to nothing',
      'sel: {requestParameters.x: 1}\ncondition: sel',
      'requestParameters.x is mapped to nothing',
    ],
    ['an unknown modifier', 'sel: {"eventName|rot13": a}\ncondition: sel', 'the modifier rot13 is not known'],
    ['two operators', 'sel: {"eventName|contains|endswith": a}\ncondition: sel', 'exclude each other'],
    ['a selection that is not there', 'sel: {eventName: a}\ncondition: sel and other', 'no selection called other'],
    ['an aggregation', 'sel: {eventName: a}\ncondition: sel | count() > 5', 'not understood'],
    ['an open parenthesis', 'sel: {eventName: a}\ncondition: (sel', 'not closed'],
    ['a timeframe', 'sel: {eventName: a}\ntimeframe: 5m\ncondition: sel', 'several events'],
    ['a network of IPv6', 'sel: {"sourceIPAddress|cidr": "2001:db8::/32"}\ncondition: sel', 'no network of IPv4'],
  ])('%s', (_name, detection, message) => {
    expect(() => loadSigmaRules(rule(detection))).toThrow(message)
    expect(() => loadSigmaRules(rule(detection))).toThrow('sigma/one.yml')
  })

  it('names every broken rule at once, and a log that nobody reads', () => {
    const files = [
      ...rule('sel: {x: 1}\ncondition: sel'),
      {
        path: 'sigma/two.yml',
        text: 'title: Windows\nlogsource: {product: windows, service: security}\ndetection: {sel: {EventID: 1}, condition: sel}\n',
      },
    ]
    expect(() => loadSigmaRules(files)).toThrow(/sigma\/one\.yml[\s\S]*sigma\/two\.yml.*no export that we read/)
  })
})
