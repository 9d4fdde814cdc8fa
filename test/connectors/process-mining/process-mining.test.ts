/** Event logs of processes: tables by their cases, XES as the ingest reads it, and the logs of the corpus. */
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import { meaningOf } from '../../../connectors/process-mining/activities.js'
import { processMining } from '../../../connectors/process-mining/index.js'
import { sampleExport } from '../../../src/pipeline.js'
import { projectRoot } from '../../../src/sql-file.js'
import { formatTime } from '../../../src/time.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(processMining)
runHostile(processMining)

const folder = mkdtempSync(join(tmpdir(), 'approvenance-xes-'))

/** Rows and rejects of a log as the ingest would read it. */
async function read(name: string, content: string | Buffer) {
  const path = join(folder, name)
  writeFileSync(path, content)
  return readLog(path)
}

async function readLog(path: string, most = Number.POSITIVE_INFINITY) {
  const sample = await sampleExport(path, [processMining])
  const { records, broken } = await sample.read(processMining, most)
  return { claims: sample.claims, records, broken, rows: records.map((record) => processMining.normalize(record)) }
}

const log = `<?xml version="1.0" encoding="UTF-8"?>
<!-- <event> in a comment is none -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="event"><string key="concept:name" value="name"/></global>
  <trace>
    <string key="concept:name" value="declaration 7"/>
    <string key="department" value="R &amp; D"/>
    <event>
      <string key="concept:name" value="Declaration SUBMITTED by EMPLOYEE"/>
      <string key="org:resource" value="STAFF MEMBER"/>
      <string key="org:role" value="EMPLOYEE"/>
      <string key="id" value="step 1_0"/>
      <date key="time:timestamp" value="2026-03-02T09:49:50.000+01:00"/>
    </event>
    <event>
      <string key="concept:name" value="Declaration FINAL_APPROVED by SUPERVISOR"><string key="nested" value="a > b"/></string>
      <string key="org:resource" value="ben@example.com"/>
      <date key="time:timestamp" value="2026-03-02T11:00:00.000+01:00"/>
    </event>
    <event>
      <string key="concept:name" value="Payment Handled"/>
      <string key="org:resource" value="SYSTEM"/>
      <date key="time:timestamp" value="yesterday"/>
    </event>
  </trace>
  <trace>
    <string key="concept:name" value="declaration 8"/>
    <event>
      <string key="concept:name" value="Approve"/>
      <string key="lifecycle:transition" value="START"/>
      <string key="org:resource" value="Cleo"/>
      <date key="time:timestamp" value="2026-03-03T09:00:00Z"/>
    </event>
  </trace>
</log>`

describe('XES', () => {
  it('is read event by event: each belongs to its trace, and the first tells the case', async () => {
    const { claims, rows } = await read('log.xes', log)
    expect(claims).toEqual(['process-mining'])
    const [submitted, approved, paid, started] = rows
    expect(submitted?.tasks).toEqual([
      expect.objectContaining({ task: 'case:declaration 7', attributes: '{"department":"R & D"}', requester: null }),
    ])
    expect(submitted?.events?.[0]).toMatchObject({
      stage: 'request',
      actor: null,
      actor_kind_hint: 'human',
      native_id: 'step 1_0',
    })
    expect(formatTime(submitted!.events![0]!.occurred_at)).toBe('2026-03-02T08:49:50.000000Z')
    expect(approved?.tasks).toBeUndefined()
    expect(approved?.events?.[0]).toMatchObject({
      stage: 'approval',
      decision: 'approved',
      actor: 'email:ben@example.com',
    })
    expect(paid?.reject?.reason).toBe('bad_time')
    expect(started?.tasks?.[0]?.task).toBe('case:declaration 8')
    expect(started?.events?.[0]).toMatchObject({ stage: 'context', activity: 'transition', actor: 'process:Cleo' })
  })

  it('gives the same compressed, and whatever the pieces it comes in', async () => {
    const plain = await read('log.xes', log)
    const packed = await read('log.xes.gz', gzipSync(log))
    expect(packed.rows).toEqual(plain.rows)
    expect(packed.claims).toEqual(['process-mining'])
  })

  it('loses one event, not the log, where the file breaks off', async () => {
    const { rows, broken } = await read('cut.xes', log.slice(0, log.indexOf('Payment Handled')))
    expect(rows.map(({ events }) => events?.[0]?.operation)).toEqual([
      'Declaration SUBMITTED by EMPLOYEE',
      'Declaration FINAL_APPROVED by SUPERVISOR',
    ])
    expect(broken.map(({ reason, no, line }) => [reason, no, line])).toEqual([['truncated', 3, 21]])
  })

  it('is not every XML', async () => {
    expect((await read('other.xml', '<log><entry/></log>')).claims).toEqual([])
  })
})

describe('the name of an activity', () => {
  const said: readonly (readonly [string, string])[] = [
    ['Declaration SUBMITTED by EMPLOYEE', 'request'],
    ['Request For Payment SUBMITTED by EMPLOYEE', 'request'],
    ['Request For Payment APPROVED by ADMINISTRATION', 'approval approved'],
    ['Request For Payment REJECTED by PRE_APPROVER', 'approval denied'],
    ['Request For Payment SAVED by EMPLOYEE', 'context'],
    ['Declaration FOR_APPROVAL by SUPERVISOR', 'approval requested'],
    ['Request Payment', 'execution'],
    ['A_APPROVED', 'approval approved'],
    ['A_PREACCEPTED', 'context'],
    ['Accepted', 'context'],
    ['not approved', 'approval denied'],
    ['W_Wait for approval', 'approval requested'],
    ['T11 Create document X request unlicensed', 'context'],
    ['T02 Check confirmation of receipt', 'context'],
    ['Create purchase request', 'request'],
    ['decide', 'disposition'],
  ]
  it.each(said)('%s is %s', (name, expected) => {
    const { stage, decision } = meaningOf(name, 'complete')
    expect([stage, decision].filter(Boolean).join(' ')).toBe(expected)
  })
})

const corpus = join(projectRoot(), '..', 'shared', 'corpus')
const logs = ['pm4py-input-data/process-log', 'bpi-challenge-2020/process-log-xes'].map((name) => join(corpus, name))

describe('the logs of the corpus', () => {
  test
    .skipIf(!existsSync(logs[0]!))
    .each(logs.flatMap((place) => (existsSync(place) ? readdirSync(place).map((name) => join(place, name)) : [])))(
    '%s is claimed and used',
    async (path) => {
      const { claims, rows, broken } = await readLog(path, 5000)
      expect(claims).toEqual(['process-mining'])
      expect(rows.length).toBeGreaterThan(40)
      expect([...broken, ...rows.flatMap(({ reject }) => reject ?? [])]).toEqual([])
    },
    120_000,
  )
})
