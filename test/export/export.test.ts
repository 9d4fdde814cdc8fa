/** Logs for process mining: what is in them, that they are valid, and that they are written in portions and always in one order. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventLog } from '../../src/export/event-log.js'
import { ocel } from '../../src/export/ocel.js'
import { runCli } from '../cli/run-cli.js'
import { openCase } from '../report/fixture.js'
import { ocelBreaches, ocelSchemaErrors } from './check-ocel.js'
import { portionsOf, sourceOf } from './source.js'

type Rows = Parameters<typeof openCase>[0]

const event = (id: string, at: string, rest: object) => ({
  event_id: id,
  source_id: 's',
  record_no: 1,
  connector: 'aws-cloudtrail',
  occurred_at: at,
  stage: 'execution',
  activity: 'grant',
  operation: 'AttachUserPolicy',
  outcome: 'success',
  ...rest,
})
const tie = (event_id: string, object: string, type: string, qualifier: string, confidence = 1) => ({
  event_id,
  object,
  type,
  qualifier,
  method: 'record',
  confidence,
})
const object = (id: string, type: string, rest: object = {}) => ({
  object: id,
  type,
  name: id.slice(id.indexOf(':') + 1),
  ...rest,
})

const rows: Rows = {
  stg_sources: [{ source_id: 's', file: 'trail.json' }],
  stg_events: [
    event('c:2', '2026-03-02T10:00:00Z', { entitlement: 'P', subject: '=cmd|calc', actor: 'aws:AIDA1' }),
    event('c:1', '2026-03-01T10:00:00Z', {
      stage: 'approval',
      activity: 'decide',
      decision: 'approved',
      operation: 'x,"y"',
    }),
    event('c:3', '2026-03-03T10:00:00Z', { stage: 'context', activity: 'read' }),
  ],
  fct_event_objects: [
    tie('c:1', 'ticket:OPS-1', 'task', 'decides on'),
    tie('c:1', 'approval:c:1', 'approval', 'is'),
    tie('c:2', 'ticket:OPS-1', 'task', 'may belong to', 0.5),
    tie('c:2', 'ticket:OPS-2', 'task', 'may belong to', 0.5),
    tie('c:2', 'credential:aws:ASIA2', 'credential', 'uses'),
    tie('c:2', 'credential:aws:ASIA1', 'credential', 'issues'),
  ],
  fct_objects: [
    object('ticket:OPS-1', 'task', { title: '+1', began_at: '2026-03-01T08:00:00Z', kind: 'ticket' }),
    object('ticket:OPS-2', 'task'),
    object('approval:c:1', 'approval', { state: 'approved' }),
    object('credential:aws:ASIA1', 'credential'),
    object('credential:aws:ASIA2', 'credential'),
  ],
  fct_object_relations: [
    { object: 'approval:c:1', other: 'ticket:OPS-1', qualifier: 'decides on', confidence: 1 },
    { object: 'credential:aws:ASIA1', other: 'credential:aws:ASIA2', qualifier: 'is minted with', confidence: 1 },
  ],
  fct_chain_steps: [
    { task: 'ticket:OPS-1', event_id: 'c:1', person: 'bo@corp.example', kind: 'human', identity: 'jira:1' },
  ],
}

/** The portions of both logs of a case. */
async function exported(given: Rows) {
  const store = await openCase(given)
  try {
    const source = sourceOf(store)
    return { ocel: await portionsOf(ocel, source), csv: await portionsOf(eventLog, source) }
  } finally {
    store.close()
  }
}

describe('an object-centric log', () => {
  let text: string
  let csv: string
  beforeAll(async () => {
    const made = await exported(rows)
    text = made.ocel.join('')
    csv = made.csv.join('')
  }, 60_000)

  it('is valid OCEL 2.0', () => {
    expect(ocelBreaches(JSON.parse(text))).toEqual([])
    expect(ocelSchemaErrors(JSON.parse(text))).toEqual([])
  })

  it('has every object of an event with what it is to it, and of an object what it is to others; background is left out', () => {
    const log = JSON.parse(text)
    expect(log.events.map(({ id, type }: { id: string; type: string }) => [id, type])).toEqual([
      ['c:1', 'approval approved'],
      ['c:2', 'execution grant'],
    ])
    expect(log.events[1].relationships).toEqual([
      { objectId: 'credential:aws:ASIA1', qualifier: 'issues' },
      { objectId: 'credential:aws:ASIA2', qualifier: 'uses' },
      { objectId: 'ticket:OPS-1', qualifier: 'may belong to' },
      { objectId: 'ticket:OPS-2', qualifier: 'may belong to' },
    ])
    expect(log.events[0].attributes).toContainEqual({ name: 'person', value: 'bo@corp.example' })
    const [approval, minted] = log.objects
    expect(approval.relationships).toEqual([{ objectId: 'ticket:OPS-1', qualifier: 'decides on' }])
    expect(minted.relationships).toEqual([{ objectId: 'credential:aws:ASIA2', qualifier: 'is minted with' }])
    expect(log.objects.at(-2).attributes).toContainEqual({
      name: 'began_at',
      value: '2026-03-01T08:00:00.000000Z',
      time: '1970-01-01T00:00:00Z',
    })
  })

  it('is a CSV with the task as case: who, what, when, other objects, and whether it is certain; no cell runs as a formula', () => {
    expect(csv.trimEnd().split('\n')).toEqual([
      'case_id,activity,timestamp,resource,resource_kind,task,title,is_certain,link_method,link_confidence,operation,outcome,entitlement,subject,' +
        'requests,approvals,credentials,sessions,grants,resources,agent_runs,event_id,connector,file,record_no',
      `ticket:OPS-1,approval approved,2026-03-01T10:00:00.000000Z,bo@corp.example,human,OPS-1,'+1,true,record,1,"x,""y""",success,,,,c:1,,,,,,c:1,aws-cloudtrail,trail.json,1`,
      `ticket:OPS-1,execution grant,2026-03-02T10:00:00.000000Z,aws:AIDA1,,OPS-1,'+1,false,record,0.5,AttachUserPolicy,success,P,'=cmd|calc,,,"aws:ASIA1; aws:ASIA2",,,,,c:2,aws-cloudtrail,trail.json,1`,
      `ticket:OPS-2,execution grant,2026-03-02T10:00:00.000000Z,aws:AIDA1,,OPS-2,,false,record,0.5,AttachUserPolicy,success,P,'=cmd|calc,,,"aws:ASIA1; aws:ASIA2",,,,,c:2,aws-cloudtrail,trail.json,1`,
    ])
  })

  it('has the same bytes in whatever order the rows come', async () => {
    const turned = await exported(
      Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, [...list].reverse()])),
    )
    expect([turned.ocel.join(''), turned.csv.join('')]).toEqual([text, csv])
  }, 60_000)

  it('is written in small portions, however long it gets', async () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `e:${i}`)
    const { ocel, csv: lines } = await exported({
      stg_sources: rows.stg_sources!,
      stg_events: ids.map((id) => event(id, '2026-03-01T10:00:00Z', {})),
      fct_event_objects: ids.map((id) => tie(id, 'ticket:OPS-1', 'task', 'carries out')),
      fct_objects: [object('ticket:OPS-1', 'task')],
    })
    expect(Math.max(...ocel.map(({ length }) => length), ...lines.map(({ length }) => length))).toBeLessThan(3000)
    expect([JSON.parse(ocel.join('')).events.length, lines.length]).toEqual([5000, 5001])
  }, 60_000)
})

describe('the check', () => {
  it('finds what is not declared, not there, or no time', () => {
    const log = {
      objectTypes: [{ name: 'task', attributes: [{ name: 'n', type: 'integer' }] }],
      eventTypes: [{ name: 'ask', attributes: [] }],
      objects: [{ id: 'o', type: 'task', attributes: [{ name: 'n', value: 'one', time: '1970-01-01T00:00:00Z' }] }],
      events: [{ id: 'e', type: 'answer', time: 'yesterday', relationships: [{ objectId: 'p', qualifier: 'x' }] }],
    }
    expect(ocelBreaches(log)).toEqual([
      'objects o: attribute n = one',
      'events e: type answer is not declared',
      'events e: time yesterday',
      'events e: there is no object p',
    ])
    expect(ocelBreaches([])).toHaveLength(4)
    expect(ocelSchemaErrors(log)).toEqual(['/events/0/time must match format "date-time"'])
    const attributes = [{ name: 'n', value: 1, time: '1970-01-01T00:00:00Z' }]
    expect(ocelSchemaErrors({ ...log, events: [], objects: [{ id: 'o', type: 'task', attributes }] })).toEqual([
      '/objects/0/attributes/0/value must be string',
    ])
  })
})

describe('export on the command line', () => {
  it('writes no file where a folder is, no folder where a file is, and nothing into the case itself', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'approvenance-export-'))
    const file = join(folder, 'there.txt')
    writeFileSync(file, 'kept')
    const tried = async (format: string, out: string) =>
      (await runCli(['export', join(folder, 'case'), '--format', format, '--out', out])).err.split('\n')[0]
    expect(await tried('json', file)).toContain('is a file, and json is several')
    expect(await tried('ocel', folder)).toContain('is a folder, and ocel is one file')
    expect(await tried('json', join(folder, 'case', '.'))).toContain('is the case itself')
    expect(readFileSync(file, 'utf8')).toBe('kept')
  })

  it('writes both logs of a case that was read from exports, with no secret in them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'approvenance-export-'))
    const exports = join(folder, 'exports', 'jira')
    const folderOfCase = join(folder, 'case')
    mkdirSync(exports, { recursive: true })
    writeFileSync(
      join(exports, 'search.json'),
      JSON.stringify({
        startAt: 0,
        maxResults: 50,
        total: 1,
        issues: [
          {
            id: '10101',
            key: 'OPS-12',
            fields: {
              summary: 'Reset, password=Tr0ub4dor&3xyz, please',
              created: '2026-03-02T09:00:00.000+0100',
              updated: '2026-03-02T09:00:00.000+0100',
              issuetype: { name: 'Access Request' },
              status: { name: 'Open', statusCategory: { key: 'new' } },
              project: { key: 'OPS' },
              reporter: { accountId: '5b10a0000000000000000001', displayName: 'Ana Perez', accountType: 'atlassian' },
            },
          },
        ],
      }),
    )
    expect((await runCli(['analyze', join(folder, 'exports'), '--case', folderOfCase, '--quiet'])).code).toBe(0)
    const written = async (format: string) => {
      const file = join(folder, `log.${format}`)
      const { code, out } = await runCli(['export', folderOfCase, '--format', format, '--out', file])
      expect([code, out.startsWith(file)]).toEqual([0, true])
      return readFileSync(file, 'utf8')
    }
    const [ocel, csv] = [await written('ocel'), await written('event-log')]
    expect(ocelBreaches(JSON.parse(ocel))).toEqual([])
    expect(ocelSchemaErrors(JSON.parse(ocel))).toEqual([])
    expect(csv).toContain('ticket:OPS-12,request create,2026-03-02T08:00:00.000000Z,')
    for (const text of [ocel, csv])
      expect([text.includes('Tr0ub4dor'), text.includes('[redacted:password]')]).toEqual([false, true])
  }, 120_000)

  it('says which formats there are, and that the folder is no case', async () => {
    expect((await runCli(['export', 'x', '--format', 'xes', '--out', 'y'])).err).toMatch(/event-log, .*ocel/)
    const { code, err } = await runCli(['export', join(tmpdir(), 'no-such-case'), '--format', 'ocel', '--out', 'y'])
    expect([code, err.includes('is no case')]).toEqual([2, true])
  })
})
