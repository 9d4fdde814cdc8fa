import { describe, expect, it } from 'vitest'
import { type AnswerKeyFile, withoutItems } from '../../src/simulate/answer-key.js'
import {
  type ChainsFile,
  calibrate,
  compare,
  comparePairs,
  type FindingsFile,
  judgeLinks,
} from '../../src/simulate/compare.js'

const key = (part: Partial<AnswerKeyFile>): AnswerKeyFile => ({
  schema: 'approvenance/answer-key@1',
  seed: 1,
  options: {},
  stories: {},
  gaps: [],
  insufficient: [],
  open: [],
  identities: [],
  membership: [],
  ...part,
})
const member = (native_id: string, task: string, more = {}) => ({
  connector: 'aws-cloudtrail',
  native_id,
  task,
  linkable: true,
  ...more,
})
const chains = (steps: Record<string, string[]>) => ({
  chains: Object.entries(steps).map(([task, ids]) => ({
    task,
    steps: ids.map((native_id) => ({ native_id, connector: 'aws-cloudtrail' })),
  })),
})
const finding = (rule: string, task: string | null, ids: string[] = [], more = {}) => ({
  rule,
  verdict: 'gap',
  task,
  person: null,
  occurred_at: null,
  message: '',
  events: ids.map((native_id) => ({ native_id })),
  ...more,
})
const findings = (list: FindingsFile['findings'], rules = ['R01', 'R02', 'R56']): FindingsFile => ({
  populations: Object.fromEntries(rules.map((rule) => [rule, {}])),
  findings: list,
})

describe('memberships', () => {
  const count = (membership: AnswerKeyFile['membership'], steps: Record<string, string[]>) =>
    compare(key({ membership }), chains(steps), findings([]))

  it('counts a wrong task against precision and the missing right one against recall', () => {
    const result = count([member('a', 'OPS-1'), member('b', 'OPS-1')], { 'OPS-1': ['a'], 'OPS-2': ['b'] })
    expect([result.precision, result.recall]).toEqual([0.5, 0.5])
    expect(result.unlinked).toEqual(['aws-cloudtrail b OPS-1'])
    expect(result.mislinked).toEqual(['aws-cloudtrail b OPS-2'])
  })

  it('takes one of two twins for both', () => {
    const twins = [member('a', 'OPS-1'), member('b', 'OPS-1', { twin_of: 'a' })]
    expect(count(twins, { 'OPS-1': ['b'] }).recall).toBe(1)
    expect(count(twins, { 'OPS-1': ['a', 'b'] }).precision).toBe(1)
  })

  it('does not count what nobody can know, and still refuses it elsewhere', () => {
    const either = [member('a', 'OPS-1', { linkable: false, candidates: ['OPS-1', 'OPS-2'] }), member('b', 'OPS-1')]
    expect(count(either, { 'OPS-1': ['b'], 'OPS-2': ['a'] })).toMatchObject({ precision: 1, recall: 1, expected: 1 })
    expect(count(either, { 'OPS-1': ['b'], 'OPS-3': ['a'] }).precision).toBe(0.5)
  })

  it('takes another place for the right one where the key says so', () => {
    const moved = [member('a', 'OPS-1', { or_tasks: ['REQ-1'] })]
    expect(count(moved, { 'REQ-1': ['a'] })).toMatchObject({ precision: 1, recall: 1 })
    expect(count(moved, { 'OPS-2': ['a'] })).toMatchObject({ precision: 0, recall: 0 })
  })
})

describe('confidence', () => {
  const stated = (task: string, native_id: string, confidence: number, method = 'credential') => ({
    task,
    steps: [{ native_id, connector: 'aws-cloudtrail', link: { method, confidence } }],
  })
  const judge = (membership: AnswerKeyFile['membership'], ...chains: ChainsFile['chains']) =>
    judgeLinks(membership, { chains })

  it('is judged link by link, except what a record says of itself', () => {
    const membership = [member('a', 'OPS-1'), member('b', 'OPS-1'), member('c', 'OPS-1')]
    const links = judge(
      membership,
      stated('OPS-1', 'a', 0.9),
      stated('OPS-2', 'b', 0.7),
      stated('OPS-1', 'c', 1, 'record'),
    )
    expect(links.map(({ right }) => right)).toEqual([1, 0])
    expect(calibrate(links).brier).toBeCloseTo((0.1 ** 2 + 0.7 ** 2) / 2)
  })

  it('of each of two tasks that nobody can tell apart is half right', () => {
    const either = [member('a', 'OPS-1', { linkable: false, candidates: ['OPS-1', 'OPS-2'] })]
    const links = judge(either, stated('OPS-1', 'a', 0.5), stated('OPS-2', 'a', 0.5), stated('OPS-3', 'a', 0.5))
    expect(links.map(({ right }) => right)).toEqual([0.5, 0.5, 0])
  })

  it('is held against the share of right links, where there are enough to know it to a point', () => {
    const links = (count: number, right: number) =>
      Array.from({ length: count }, (_, i) => ({ method: 'grant', confidence: 0.96, right: i < right ? 1 : 0 }))
    expect(calibrate(links(400, 380)).buckets).toEqual([
      { from: 0.95, links: 400, stated: expect.closeTo(0.96), right: 0.95, isEnough: true },
    ])
    expect(calibrate(links(300, 300)).buckets[0]).toMatchObject({ right: 1, isEnough: false })
    expect(calibrate([]).buckets).toEqual([])
  })
})

describe('pairs of accounts', () => {
  const identities = [
    { alias: 'jira:1', person: 'a@example.com', kind: 'human' },
    { alias: 'slack:U1', person: 'a@example.com', kind: 'human' },
    { alias: 'jira:2', person: 'b@example.com', kind: 'human', optional: true },
    { alias: 'aws:arn:aws:sts::123456789012:assumed-role/Bot/*', person: 'bot', kind: 'workload' },
  ]
  const named = new Set(['jira:1', 'slack:U1', 'jira:2', 'email:a@example.com', 'email:b@example.com'])
  const judge = (...groups: string[][]) =>
    comparePairs(identities, { identities: groups.map((aliases, i) => ({ person: `p${i}`, aliases })) }, named)

  it('counts a pair left apart as missed and a pair of two people as wrong', () => {
    const result = judge(['jira:1', 'slack:U1', 'email:b@example.com'], ['email:a@example.com'])
    expect(result).toMatchObject({ wanted: 3, claimed: 3, precision: 1 / 3, recall: 1 / 3 })
    expect(result.missed).toEqual([
      'jira:1 and email:a@example.com of a@example.com',
      'slack:U1 and email:a@example.com of a@example.com',
    ])
  })

  it('asks for no account that no record explains, and judges it when it is placed', () => {
    const rest = ['jira:1', 'slack:U1', 'email:a@example.com']
    expect(judge(rest, ['jira:2'], ['email:b@example.com'])).toMatchObject({ precision: 1, recall: 1, wanted: 3 })
    expect(judge(rest, ['jira:2', 'email:b@example.com'])).toMatchObject({ precision: 1, claimed: 4 })
    expect(judge([...rest, 'jira:2']).wrong).toHaveLength(3)
  })

  it('leaves out accounts that no record names, and sessions that a pattern names', () => {
    const session = 'aws:arn:aws:sts::123456789012:assumed-role/Bot/run-1'
    expect(comparePairs(identities, { identities: [] }, new Set()).wanted).toBe(0)
    expect(judge(['jira:1', session]).claimed).toBe(0)
  })
})

describe('gaps', () => {
  const planted = { rule: 'R01', task: null, person: 'a@example.com', native_ids: ['x'], why: 'planted' }
  const judge = (gaps: AnswerKeyFile['gaps'], list: FindingsFile['findings'], open: AnswerKeyFile['open'] = []) =>
    compare(key({ gaps, open }), chains({}), findings(list))

  it('finds a planted gap by its record when it has no task', () => {
    expect(judge([planted], [finding('R01', null, ['x'])])).toMatchObject({ found: 1, missed: [], falseGaps: [] })
  })

  it('misses a gap that is only a lead or told of another record', () => {
    expect(judge([planted], [finding('R01', null, ['x'], { verdict: 'lead' })]).missed).toHaveLength(1)
    const other = judge([planted], [finding('R01', null, ['y'])])
    expect([other.missed.length, other.falseGaps.length]).toEqual([1, 1])
  })

  it('does not take two findings without a task for the same one', () => {
    expect(judge([planted], [finding('R02', null, ['x'])]).falseGaps).toHaveLength(1)
  })

  it('leaves open what the rule leaves open', () => {
    const open = [{ rule: 'R02', task: 'OPS-1', why: 'either way' }]
    expect(judge([], [finding('R02', 'OPS-1')], open).falseGaps).toEqual([])
    expect(judge([], [], open).missed).toEqual([])
  })

  it('takes a gap whose evidence was weakened either way', () => {
    const weak = [{ ...planted, weakened: 'the reference was lost' }]
    expect(judge(weak, [finding('R01', null, ['x'])])).toMatchObject({
      found: 0,
      missed: [],
      falseGaps: [],
      weakened: { found: 1, left: 0 },
    })
    expect(judge(weak, [])).toMatchObject({ missed: [], weakened: { found: 0, left: 1 } })
  })

  it('notices whether a verdict that nobody can give was called insufficient, called a gap, or passed over', () => {
    const insufficient = [{ rule: 'R01', task: null, native_ids: ['x'], reason: 'window', why: 'the page is gone' }]
    const ask = (...list: FindingsFile['findings'][number][]) =>
      compare(key({ insufficient }), chains({}), findings(list))
    expect(ask(finding('R01', null, ['x'], { verdict: 'insufficient' })).undecidable).toEqual({ said: 1, silent: [] })
    expect(ask().undecidable).toEqual({ said: 0, silent: ['R01 -: the page is gone'] })
    expect(ask(finding('R01', null, ['x']))).toMatchObject({
      undecidable: { said: 0, silent: [] },
      falseGaps: [expect.any(String)],
    })
  })

  it('finds a hole by its time', () => {
    const hole = { ...planted, rule: 'R56', native_ids: [], from: '2026-03-02T10:00:00Z', to: '2026-03-03T10:00:00Z' }
    expect(judge([hole], [finding('R56', null, [], { occurred_at: '2026-03-02T09:40:00Z' })]).found).toBe(1)
    expect(judge([hole], [finding('R56', null, [], { occurred_at: '2026-03-09T09:40:00Z' })]).found).toBe(0)
  })

  it('says which planted gaps belong to rules that are not built', () => {
    expect(judge([{ ...planted, rule: 'R23' }], [])).toMatchObject({ notBuilt: 1, missed: [] })
  })
})

describe('a key without some of its items', () => {
  it('wants nothing of them any more, and no verdict on what was done under them', () => {
    const gap = { rule: 'R02', task: 'OPS-1', person: null, native_ids: ['x'], why: 'planted' }
    const whole = key({
      membership: [member('x', 'OPS-1'), { ...member('OPS-1', 'OPS-1'), connector: 'jira' }, member('y', 'OPS-2')],
      gaps: [gap],
    })
    const rest = withoutItems(whole, new Set(['OPS-1']), 'jira')
    expect(rest.membership.map(({ linkable }) => linkable)).toEqual([false, false, true])
    expect(rest.gaps[0]?.weakened).toBeTruthy()
    expect(rest.insufficient.map(({ rule, native_ids }) => [rule, native_ids])).toEqual([
      ['R01', ['x']],
      ['R02', ['x']],
    ])
  })
})
