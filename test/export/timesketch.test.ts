/** Timesketch: what its importer asks of each line, findings among the events at their time, hostile text harmless. */
import { beforeAll, describe, expect, it } from 'vitest'
import { timesketch } from '../../src/export/timesketch.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { hostileRows } from './hostile.js'
import { portionsOf, sourceOf } from './source.js'

type Line = Readonly<Record<string, unknown>>

async function written(rows: Parameters<typeof openCase>[0]): Promise<string> {
  const store = await openCase(rows)
  try {
    return (await portionsOf(timesketch, sourceOf(store))).join('')
  } finally {
    store.close()
  }
}

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

/** What the importer's guide and its reader ask of a line, checked from their text. */
function breaches(line: Line): string[] {
  const wrong = ['message', 'datetime', 'timestamp_desc'].filter(
    (name) => typeof line[name] !== 'string' || line[name] === '',
  )
  if (!Number.isInteger(line.timestamp)) wrong.push('timestamp')
  if (Date.parse(String(line.datetime)) !== Math.floor(Number(line.timestamp) / 1000))
    wrong.push('datetime is not timestamp')
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/.test(String(line.datetime))) wrong.push('datetime')
  if (
    line.tag !== undefined &&
    (!Array.isArray(line.tag) || line.tag.some((tag) => typeof tag !== 'string' || tag === ''))
  )
    wrong.push('tag')
  for (const [name, value] of Object.entries(line)) if (value === null) wrong.push(`${name} is null`)
  return wrong
}

describe('a case as a timeline', () => {
  let lines: Line[]
  beforeAll(async () => {
    lines = linesOf(await written(sampleRows))
  }, 60_000)

  it('has on every line what the importer asks for', () => {
    expect(lines.flatMap(breaches)).toEqual([])
    expect(breaches({ message: 'x' })).not.toEqual([])
  })

  it('has every event of a chain once and every finding, in the order of time', () => {
    const steps = sampleRows.fct_chain_steps!.map(({ event_id }) => event_id)
    expect(lines.flatMap(({ event_id }) => event_id ?? []).toSorted()).toEqual(
      expect.arrayContaining([...new Set(steps)].toSorted()),
    )
    expect(new Set(lines.flatMap(({ event_id }) => event_id ?? [])).size).toBe(
      lines.filter(({ event_id }) => event_id).length,
    )
    expect(lines.flatMap(({ finding_id }) => finding_id ?? [])).toEqual(
      ['f-0001', 'f-0003', 'f-0002', 'f-0004'].toSorted(byTime),
    )
    const times = lines.map(({ timestamp }) => Number(timestamp))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  it('tells of an event who, what and for which task, and tags it with what rules say of it', () => {
    const late = lines.find(({ event_id }) => event_id === 'aws-cloudtrail:ticket:OPS-12:7')!
    expect(late.message).toContain('execution: PutBucketPolicy of arn:aws:s3:::billing by deploy-agent')
    expect(late.tasks).toEqual(['OPS-12'])
    expect(late.findings).toEqual(['f-0002'])
    expect(late.tag).toEqual(['gap', 'R33'])
    expect([late.file, late.record_no]).toEqual(['aws-cloudtrail/export.json', 7])
  })
})

/** Findings of the sample case by their time. */
function byTime(a: string, b: string): number {
  const at = (id: string) => String(sampleRows.findings!.find(({ finding_id }) => finding_id === id)!.occurred_at)
  return at(a) < at(b) ? -1 : 1
}

describe('hostile text', () => {
  it('keeps every line one line, and no message steers a terminal', async () => {
    const lines = linesOf(await written(hostileRows))
    expect(lines.flatMap(breaches)).toEqual([])
    for (const { message } of lines)
      expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    expect(lines.some(({ message }) => String(message).includes('<script>'))).toBe(true)
  }, 60_000)
})
