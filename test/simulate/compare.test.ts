import { describe, expect, it } from 'vitest'
import type { AnswerKeyFile } from '../../src/simulate/answer-key.js'
import { compare, type FindingsFile } from '../../src/simulate/compare.js'

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

  it('finds a hole by its time', () => {
    const hole = { ...planted, rule: 'R56', native_ids: [], from: '2026-03-02T10:00:00Z', to: '2026-03-03T10:00:00Z' }
    expect(judge([hole], [finding('R56', null, [], { occurred_at: '2026-03-02T09:40:00Z' })]).found).toBe(1)
    expect(judge([hole], [finding('R56', null, [], { occurred_at: '2026-03-09T09:40:00Z' })]).found).toBe(0)
  })

  it('says which planted gaps belong to rules that are not built', () => {
    expect(judge([{ ...planted, rule: 'R23' }], [])).toMatchObject({ notBuilt: 1, missed: [] })
  })
})
