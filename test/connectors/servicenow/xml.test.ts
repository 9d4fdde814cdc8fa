import { describe, expect, test } from 'vitest'
import { servicenow } from '../../../connectors/servicenow/index.js'
import type { ExportHead, SourceRecord } from '../../../src/connector.js'
import { readXml } from '../../../src/read-xml.js'
import { formatTime } from '../../../src/time.js'

const ana = 'a'.repeat(32)
const bo = 'b'.repeat(32)
const request = '1'.repeat(32)
const item = '2'.repeat(32)

/** The records of a document, as the ingest would hand them over. */
async function read(text: string): Promise<{ head: ExportHead; records: SourceRecord[] }> {
  async function* bytes() {
    yield Buffer.from(text)
  }
  const options = { maxRecordBytes: 1 << 20, elements: servicenow.elements ?? [] }
  const common = { file: 'export.xml', format: 'xml', envelope: null, timezone: null } as const
  const records: SourceRecord[] = []
  for await (const batch of readXml(bytes(), options))
    records.push(...batch.records.map(({ value, no }) => ({ ...common, value, no })))
  const head = { ...common, keys: [], header: [], records: records.map(({ value }) => value), text }
  return { head, records }
}

async function eventsOf(text: string) {
  const { head, records } = await read(text)
  expect(servicenow.looksLike(head)).toBe(true)
  const rows = records.map((record) => servicenow.normalize(record))
  expect(rows.flatMap(({ reject }) => reject ?? [])).toEqual([])
  return {
    tasks: rows.flatMap(({ tasks }) => tasks ?? []),
    events: rows
      .flatMap(({ events }) => events ?? [])
      .map((one) => ({ ...one, occurred_at: formatTime(one.occurred_at).slice(0, 19) })),
  }
}

const reference = (name: string, id: string, shown: string) => `<${name} display_value="${shown}">${id}</${name}>`

describe('XML of a list', () => {
  const unload = `<?xml version="1.0" encoding="UTF-8"?>
<unload unload_date="2026-03-05 10:00:00">
<sc_request action="INSERT_OR_UPDATE"><number>REQ0010001</number><sys_id>${request}</sys_id><state>in_process</state>
${reference('requested_for', ana, 'Ana Ruiz')}${reference('opened_by', ana, 'Ana Ruiz')}<sys_created_on>2026-03-02 09:00:00</sys_created_on><short_description>Access &amp; roles</short_description></sc_request>
<sc_req_item action="INSERT_OR_UPDATE"><number>RITM0010001</number><sys_id>${item}</sys_id>${reference('request', request, 'REQ0010001')}<state>2</state>
${reference('opened_by', ana, 'Ana Ruiz')}<sys_created_on>2026-03-02 09:00:01</sys_created_on></sc_req_item>
<sc_task action="INSERT_OR_UPDATE"><number>SCTASK0010001</number>${reference('request_item', item, 'RITM0010001')}<state>3</state>
${reference('assigned_to', bo, 'Bo Lind')}${reference('closed_by', bo, 'Bo Lind')}<sys_created_on>2026-03-02 09:10:00</sys_created_on><closed_at>2026-03-02 12:00:00</closed_at></sc_task>
<sysapproval_approver action="INSERT_OR_UPDATE"><sys_id>${'3'.repeat(32)}</sys_id>${reference('sysapproval', item, 'RITM0010001')}
${reference('approver', bo, 'Bo Lind')}<state>approved</state><sys_created_on>2026-03-02 09:00:02</sys_created_on><sys_updated_on>2026-03-02 09:05:00</sys_updated_on><sys_updated_by>bo</sys_updated_by></sysapproval_approver>
<sys_journal_field action="INSERT_OR_UPDATE"><sys_id>${'4'.repeat(32)}</sys_id><element>comments</element><element_id>${item}</element_id><name>sc_req_item</name><value>see OPS-12</value>
<sys_created_by>bo</sys_created_by><sys_created_on>2026-03-02 09:06:00</sys_created_on></sys_journal_field>
</unload>`

  test('gives each table its stage, references with what is shown, and stored times in UTC', async () => {
    const { tasks, events } = await eventsOf(unload)
    expect(tasks.map(({ task, parent, title }) => [task, parent, title])).toEqual([
      ['ticket:REQ0010001', null, 'Access & roles'],
      ['ticket:RITM0010001', 'ticket:REQ0010001', null],
      ['ticket:SCTASK0010001', 'ticket:RITM0010001', null],
    ])
    expect(events.map((one) => [one.occurred_at, one.stage, one.activity, one.task, one.actor ?? null])).toEqual([
      ['2026-03-02T09:00:00', 'request', 'create', 'ticket:REQ0010001', `servicenow:${ana}`],
      ['2026-03-02T09:00:01', 'request', 'create', 'ticket:RITM0010001', `servicenow:${ana}`],
      ['2026-03-02T09:10:00', 'request', 'create', 'ticket:SCTASK0010001', null],
      ['2026-03-02T12:00:00', 'context', 'close', 'ticket:SCTASK0010001', `servicenow:${bo}`],
      ['2026-03-02T09:00:02', 'approval', 'ask_approval', 'ticket:RITM0010001', null],
      ['2026-03-02T09:05:00', 'approval', 'decide', 'ticket:RITM0010001', `servicenow:${bo}`],
      ['2026-03-02T09:06:00', 'context', 'comment', `native:servicenow:${item}`, 'servicenow:bo'],
    ])
    expect(events[5]?.decision).toBe('approved')
    expect(events[6]?.refs).toEqual(['ticket:OPS-12'])
  })

  test('is read in its older form too', async () => {
    const { tasks } = await eventsOf(unload.replace(/<(\/?)unload[^>]*>/g, '<$1xml>'))
    expect(tasks).toHaveLength(3)
  })
})

test('an answer of the Table API in XML has pairs of shown and stored value', async () => {
  const pair = (name: string, shown: string, value: string) =>
    `<${name}><display_value>${shown}</display_value><value>${value}</value></${name}>`
  const { tasks, events } = await eventsOf(
    `<?xml version="1.0"?><response><result>${pair('number', 'CHG0030001', 'CHG0030001')}${pair('sys_id', item, item)}${pair('state', 'Scheduled', '-2')}` +
      `${pair('type', 'Normal', 'normal')}${pair('approval', 'Approved', 'approved')}${pair('requested_by', 'Ana Ruiz', ana)}` +
      `${pair('sys_created_on', '02/03/2026 10:00:00', '2026-03-02 09:00:00')}</result></response>`,
  )
  expect(tasks.map((one) => [one.task, one.kind, one.status, one.approval_state, one.requester])).toEqual([
    ['change:CHG0030001', 'change', 'Scheduled', 'approved', `servicenow:${ana}`],
  ])
  expect(events.map((one) => one.occurred_at)).toEqual(['2026-03-02T09:00:00'])
})

test('XML of others is left alone', async () => {
  for (const text of [
    '<unload><cmdb_ci><name>x</name></cmdb_ci></unload>',
    '<feed><task><id>1</id></task></feed>',
    '<response><result>ok</result></response>',
  ]) {
    const { head } = await read(text)
    expect(servicenow.looksLike(head), text).toBe(false)
  }
})
