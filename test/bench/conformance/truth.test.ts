import { describe, expect, test } from 'vitest'
import { readChatml } from '../../../bench/conformance/chatml.js'
import { readEcs } from '../../../bench/conformance/ecs.js'
import { readOcsf } from '../../../bench/conformance/ocsf.js'
import { readPanther } from '../../../bench/conformance/panther.js'
import { isBeside, truthIn } from '../../../bench/conformance/truth.js'

describe('truth files', () => {
  test('are known by their names, and lie beside the exports they are about', () => {
    const about = (file: string) => truthIn(file)?.exports
    expect(about('s/f/Log.json-expected.json')).toEqual(['s/f/log.json', 's/f/log.json.unwrapped.ndjson'])
    expect(about('s/f/A.dev.truth.tsv')).toEqual(['s/f/a.dev.ndjson'])
    expect(about('s/f/agent.chatml.json')).toEqual(['s/f/agent.trace.json'])
    expect(about('s/f/OCSF_Account_change.json')).toEqual(['s/f/account_change.json'])
    expect(about('s/f/log.json')).toBeUndefined()
    expect(isBeside('s/ORIGIN.md')).toBe(true)
    expect(isBeside('s/f/expected.json')).toBe(false)
  })

  test('ECS: nested or dotted, in the order of the records, a dropped one counted', () => {
    const user = { name: 'ana', domain: 'example.com' }
    const said = readEcs(JSON.stringify({ expected: [null, { '@timestamp': '2026-03-02T10:00:00Z', user }] }))
    expect(said.map(({ record_no, said }) => [record_no, said])).toEqual([
      [2, { time: ['2026-03-02T10:00:00Z'], actor: ['ana', 'ana@example.com'] }],
    ])
    const dotted = readEcs(JSON.stringify([{ 'event.action': 'x', 'user.target.id': '7', 'github.repo': 'o/r' }]))
    expect(dotted[0]?.said).toEqual({ action: ['x'], target: ['7'] })
    expect(readEcs(JSON.stringify([{ 'github.repo': 'o/r' }]))[0]?.said).toEqual({ target: ['o/r'] })
    expect(readEcs('{"expected": null}')).toEqual([])
  })

  test('OCSF: one mapped record or a list of them', () => {
    const one = { time: 1772445600000, api: { operation: 'CreateUser' }, src_endpoint: { ip: '192.0.2.7', uid: null } }
    const said = { time: ['1772445600000'], action: ['CreateUser'], source: ['192.0.2.7'] }
    expect(readOcsf(JSON.stringify(one)).map((truth) => truth.said)).toEqual([said])
    expect(readOcsf(JSON.stringify([one, one])).map(({ record_no }) => record_no)).toEqual([1, 2])
  })

  test('Panther: a rule that fires says what it is made to find, one that does not fire says nothing', () => {
    const rows = [
      'line\trule_id\ttest_name\texpected_rule_match\tsource_path',
      '1\tAWS.S3.BucketDeleted\tdeleted\tTrue\tx.yml',
      '2\tAWS.S3.BucketDeleted\tread\tFalse\tx.yml',
      '3\tNobody.Knows.This\todd\tTrue\tx.yml',
      '',
    ]
    expect(readPanther(rows.join('\n')).map(({ record_no, said }) => [record_no, said])).toEqual([
      [1, { action: ['activity:delete'] }],
    ])
  })

  test('Langfuse: an answer asks for a tool or has last words; what could not be read says nothing', () => {
    const answer = (...data: object[]) => ({ output: { success: true, data } })
    const said = readChatml(
      JSON.stringify({
        a: answer({ role: 'assistant', content: [{ type: 'tool_use', name: 'close' }] }),
        b: answer({ role: 'assistant', content: '', tool_calls: [{ id: '1' }] }),
        c: answer({ role: 'user', content: 'close it' }, { role: 'assistant', content: [{ text: 'Done.' }] }),
        d: { output: { success: false } },
        e: answer({ role: 'user', content: 'close it' }),
      }),
    )
    expect(said.map(({ id, said }) => [id, said.action])).toEqual([
      ['a', ['stage:recommendation']],
      ['b', ['stage:recommendation']],
      ['c', ['text:Done.']],
    ])
  })
})
