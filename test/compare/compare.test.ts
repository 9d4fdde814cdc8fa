/** Two cases side by side: every state a finding can be in, chains, what could be seen, and what else differs. */
import { beforeAll, describe, expect, it } from 'vitest'
import { diffCases } from '../../src/baseline.js'
import { isNewGapAtLeast } from '../../src/compare/judge.js'
import type { BaselineFindingView, BaselineView } from '../../src/report/rows/baseline.js'
import { finding, record, writeCase } from './fixture.js'

const then = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'lost']
const chain = (task: string, rest: Record<string, unknown>) => ({
  task: `ticket:${task}`,
  task_key: task,
  system: 'jira',
  executions: 1,
  ...rest,
})

let found: BaselineView
let folders: [string, string]
beforeAll(async () => {
  const earlier = await writeCase({
    // records lie in other files then
    records: then.map((id, i) => record(id, `s1:${i + 1}`)),
    rules: ['R01', 'R02', 'R03', 'R04', 'R05'],
    findings: [
      finding('F-same', 'R01', { event_ids: ['s1:1'] }),
      finding('F-worse', 'R01', { verdict: 'insufficient', reason: 'no_source', event_ids: ['s1:2'] }),
      finding('F-fixed', 'R01', { event_ids: ['s1:3'] }),
      finding('F-unseen', 'R01', { event_ids: ['s1:11'] }),
      finding('F-before', 'R02', { task: 'ticket:X', person: 'jira:7c22', event_ids: ['s1:4', 's1:5'] }),
      finding('F-silent', 'R03', { event_ids: ['s1:6'] }),
      finding('F-off', 'R04', { event_ids: ['s1:7'] }),
      finding('F-nothing', 'R05', { event_ids: ['s1:8'] }),
      finding('F-signed', 'R01', { event_ids: ['s1:9'] }),
      finding('F-other', 'R02', { task: 'ticket:Y', event_ids: ['s1:10'] }),
      finding('F-mild', 'R05', { severity: 'low', event_ids: ['s1:8'] }),
      finding('F-bare', 'R05', { task: null, task_key: null, person: null, event_ids: [] }),
    ],
    others: [{ rule: 'R05', verdict: 'pass', task: 'ticket:P', event_ids: ['s1:1'] }],
    chains: [
      chain('C-1', { grade: 'provable', approved_person: 'bo@corp.example', approved_event_ids: ['s1:1'] }),
      chain('C-2', { grade: 'unprovable' }),
      chain('C-3', { grade: 'partial' }),
      chain('C-4', { grade: 'partial' }),
    ],
    systems: [
      { system: 'jira', class: 'ticketing', is_supplied: true, covers_from: '2026-01-01T00:00:00Z', records: 10 },
      { system: 'slack', class: 'chat', is_supplied: true, records: 5 },
      { system: 'okta', class: 'iam', is_supplied: false },
    ],
    sources: [
      { source_id: 's1', file: 'jira/a.json', sha256: 'aa', records_read: 10 },
      { source_id: 's2', file: 'jira/b.json', sha256: 'bb', records_read: 1 },
      { source_id: 's3', file: 'old/c.json', sha256: 'cc', records_read: 1 },
      { source_id: 's4', file: 'jira/d.json', sha256: 'dd', records_read: 1 },
    ],
    asOf: '2025-12-31T00:00:00Z',
    parameters: { parameters: { grace_hours: 24 }, disabled_rules: [], paths: ['q4'] },
  })
  const later = await writeCase({
    records: [...then.filter((id) => id !== 'lost'), 'n', 'm'].map((id, i) => record(id, `s9:${i + 101}`)),
    rules: ['R01', 'R02', 'R03', 'R05', 'R06'],
    findings: [
      finding('F-same', 'R01', { event_ids: ['s9:101'], message: 'said in other words' }),
      finding('F-worse', 'R01', { event_ids: ['s9:102'] }),
      finding('F-after', 'R02', { task: 'ticket:X', event_ids: ['s9:104', 's9:105', 's9:111'] }),
      finding('F-signed', 'R01', { verdict: 'excepted', waiver: '{}', event_ids: ['s9:109'] }),
      finding('F-fresh', 'R02', { severity: 'critical', event_ids: ['s9:112'] }),
      finding('F-passed', 'R05', { task: 'ticket:P', event_ids: ['s9:101'] }),
      finding('F-asked', 'R06', { event_ids: ['s9:101'] }),
      finding('F-mild', 'R05', { severity: 'high', event_ids: ['s9:108'] }),
    ],
    others: [
      { rule: 'R01', verdict: 'pass', task: 'ticket:F-fixed', event_ids: ['s9:103', 's9:111'] },
      { rule: 'R03', verdict: 'gap', task: 'ticket:F-silent', event_ids: ['s9:106'], suppressed_by: 'R02' },
      // of another task, and resting on one of its records only: not the same subject
      { rule: 'R02', verdict: 'pass', task: 'ticket:Z', event_ids: ['s9:101'] },
    ],
    chains: [
      chain('C-1', { grade: 'partial' }),
      chain('C-2', { grade: 'provable' }),
      chain('C-3', { grade: 'partial' }),
      chain('C-5', { grade: 'partial' }),
    ],
    systems: [
      { system: 'jira', class: 'ticketing', is_supplied: true, covers_from: '2026-02-01T00:00:00Z', records: 20 },
      { system: 'slack', class: 'chat', is_supplied: false, records: 0 },
      { system: 'okta', class: 'iam', is_supplied: true, records: 9 },
    ],
    sources: [
      { source_id: 's1', file: 'jira/a.json', sha256: 'aa', records_read: 10 },
      { source_id: 's2', file: 'jira/b.json', sha256: 'b2', records_read: 3 },
      { source_id: 's3', file: 'new/c.json', sha256: 'cc', records_read: 1 },
      { source_id: 's5', file: 'jira/e.json', sha256: 'ee', records_read: 1 },
    ],
    asOf: '2026-03-31T00:00:00Z',
    parameters: { parameters: { grace_hours: 48 }, disabled_rules: ['R04'], paths: ['q1'] },
  })
  folders = [earlier, later]
  found = await diffCases(earlier, later)
}, 120_000)

const of = (id: string) => {
  const one = found.findings.find(({ finding_id, was_id }) => finding_id === id || was_id === id)
  if (!one) throw new Error(`no ${id}`)
  return one
}
const told = (id: string) => [of(id).state, of(id).why]

describe('findings', () => {
  it('persist under the same id, wherever the record stands now and however it is worded', () => {
    expect(told('F-same')).toEqual(['persisting', null])
    expect(of('F-same').message).toBe('said in other words')
  })

  it('that were undecided and are gaps now have changed for the worse, and stop a pipeline', () => {
    expect(of('F-worse')).toMatchObject({
      state: 'changed',
      direction: 'worse',
      is_new_gap: true,
      changes: ['verdict: insufficient → gap'],
    })
  })

  it('keep their identity when the person behind the account became known and a record was added', () => {
    expect(of('F-after')).toMatchObject({
      state: 'changed',
      was_id: 'F-before',
      finding_id: 'F-after',
      changes: ['person: jira:7c22 → ana@corp.example'],
      is_new_gap: false,
      why: 'the id differs; it rests on the same records',
    })
  })

  it('are resolved where the rule passes the same subject, or finds nothing in the same records', () => {
    expect(told('F-fixed')).toEqual(['resolved', 'it passes now'])
    expect(told('F-nothing')).toEqual(['resolved', 'the rule ran over the same records and does not find it'])
    expect(told('F-bare')).toEqual(['resolved', 'the rule ran and does not find it'])
  })

  it('are gone, not resolved, where the records are missing, the rule did not run, or another rule tells it', () => {
    expect(told('F-unseen')).toEqual(['gone', 'nothing it rested on is in any export now'])
    expect(told('F-off')).toEqual(['gone', 'the rule did not run'])
    expect(told('F-silent')).toEqual(['gone', 'R02 tells it now'])
  })

  it('that a waiver answers now have changed for the better', () => {
    expect(of('F-signed')).toMatchObject({ state: 'changed', direction: 'better', is_new_gap: false })
  })

  it('are new with the reason why they were not there', () => {
    expect(told('F-fresh')).toEqual(['new', 'nothing it rests on was in the baseline'])
    expect(told('F-passed')).toEqual(['new', 'it passed then'])
    expect(told('F-asked')).toEqual(['new', 'the rule did not run then'])
  })

  it('are told once each, whichever case they are of', () => {
    const ids = found.findings.flatMap(({ finding_id, was_id }) => [...new Set([finding_id, was_id])])
    expect(ids.filter((id) => id !== null).length).toBe(new Set(ids.filter((id) => id !== null)).size)
    expect(found.findings.filter(({ finding_id }) => finding_id !== null)).toHaveLength(8)
    expect(found.findings.filter(({ was_id }) => was_id !== null)).toHaveLength(12)
  })

  it('come in an order that says what needs an answer first', () => {
    expect(found.findings.map(({ state }) => state)).toEqual(
      [...found.findings]
        .map(({ state }) => state)
        .sort(
          (a, b) =>
            ['new', 'changed', 'gone', 'resolved', 'persisting'].indexOf(a) -
            ['new', 'changed', 'gone', 'resolved', 'persisting'].indexOf(b),
        ),
    )
    expect(found.findings[0]!.finding_id).toBe('F-fresh')
  })
})

describe('a gap that is new for a gate', () => {
  const failing = (least: string) =>
    found.findings.filter((one) => isNewGapAtLeast(one, least)).map(({ finding_id }) => finding_id)

  it('is new, has become a gap, or has become as grave as the bar', () => {
    expect(failing('critical')).toEqual(['F-fresh'])
    expect(failing('high')).toEqual(['F-fresh', 'F-mild'])
    expect(failing('medium').sort()).toEqual(['F-asked', 'F-fresh', 'F-mild', 'F-passed', 'F-worse'])
  })

  it('is not one that was already above the bar and became graver', () => {
    const graver: Pick<BaselineFindingView, 'is_new_gap' | 'severity' | 'verdict' | 'was_severity' | 'was_verdict'> = {
      is_new_gap: true,
      verdict: 'gap',
      was_verdict: 'gap',
      severity: 'critical',
      was_severity: 'high',
    }
    expect([isNewGapAtLeast(graver, 'high'), isNewGapAtLeast(graver, 'critical')]).toEqual([false, true])
  })
})

describe('chains', () => {
  it('say which grade changed and by which corner; those that are the same are left out', () => {
    expect(found.chains.map(({ task_key, state, direction }) => [task_key, state, direction])).toEqual([
      ['C-1', 'changed', 'worse'],
      ['C-2', 'changed', 'better'],
      ['C-5', 'new', null],
      ['C-4', 'gone', null],
    ])
    expect(found.chains[0]!.changes).toEqual(['grade: provable → partial', 'approved: bo@corp.example → not shown'])
  })
})

describe('what could be seen', () => {
  it('is told for every system, less before more', () => {
    expect(found.systems.map(({ system, seen, sees_less, sees_more }) => [system, seen, sees_less, sees_more])).toEqual(
      [
        ['slack', 'less', ['no export of it any more'], []],
        ['jira', 'less', ['begins later'], []],
        ['okta', 'more', [], ['exported now']],
      ],
    )
  })

  it('lists files by hash: gone, exported anew, new, moved', () => {
    expect(found.files.map(({ state, file, was_file }) => [state, file, was_file])).toEqual([
      ['gone', 'jira/d.json', 'jira/d.json'],
      ['changed', 'jira/b.json', 'jira/b.json'],
      ['new', 'jira/e.json', null],
      ['moved', 'new/c.json', 'old/c.json'],
    ])
  })
})

describe('what else differs', () => {
  it('is the moment, the parameters and the rules that ran', () => {
    expect(
      found.conditions
        .filter(({ is_different }) => is_different)
        .map(({ name, was_value, value }) => [name, was_value, value]),
    ).toEqual([
      ['judged as of', '2025-12-31T00:00:00.000000Z', '2026-03-31T00:00:00.000000Z'],
      ['records', '13', '15'],
      ['parameter grace_hours', '24', '48'],
      ['rules that do not run', '', 'R04'],
    ])
  })

  it('gives the trend with its denominators', () => {
    expect(found.rules.find(({ rule }) => rule === 'R01')).toMatchObject({
      examined: 10,
      was_examined: 10,
      was_gap: 4,
      gap: 2,
      persisting: 1,
    })
    expect(found.rules.find(({ rule }) => rule === 'R04')).toMatchObject({ examined: null, was_examined: 10, gone: 1 })
    expect(found.figures.find(({ figure, part }) => figure === 'chains' && part === 'provable')).toMatchObject({
      number: 1,
      was_number: 1,
    })
  })
})

describe('mistakes', () => {
  it('names a case that is compared with itself, and a folder that is none', async () => {
    await expect(diffCases(folders[0], folders[0])).rejects.toThrow('are one case')
    await expect(diffCases(folders[0], 'no-such-folder')).rejects.toThrow('no-such-folder')
  })
})
