import { describe, expect, test } from 'vitest'
import { areRowsOf, generatedAt, labelled, readDeviceEvent, readDeviceRow } from '../src/read-cef.js'

describe('a line of CEF', () => {
  test('is read behind a header of syslog, with values that hold blanks', () => {
    const event = readDeviceEvent(
      'Mar  2 10:00:00 host CEF:0|Acme|Gate|1.2|42|Door opened|5|suser=Ana Silva src=192.0.2.1 msg=all is well',
    )
    expect(event).toEqual({
      vendor: 'Acme',
      product: 'Gate',
      version: '1.2',
      code: '42',
      name: 'Door opened',
      severity: '5',
      fields: { suser: 'Ana Silva', src: '192.0.2.1', msg: 'all is well' },
    })
  })

  test('keeps escaped bars, equal signs and backslashes, and leaves Windows paths alone', () => {
    const event = readDeviceEvent('CEF:0|A\\|B|Gate|1|1|Name|5|fname=C:\\new\\root request=a\\=b\\\\c cs1=x')
    expect(event).toMatchObject({ vendor: 'A|B', fields: { fname: 'C:\\new\\root', request: 'a=b\\c', cs1: 'x' } })
  })

  test('takes an escaped equal sign behind a word for part of the value', () => {
    expect(readDeviceEvent('CEF:0|A|B|1|1|N|5|msg=reason pass\\=word here act=go')?.fields).toEqual({
      msg: 'reason pass=word here',
      act: 'go',
    })
  })

  test('names labelled fields and takes quotation marks off', () => {
    const event = readDeviceEvent('CEF:0|A|B|1|1|N|5|cs1Label="Affected User" cs1="carl" cs2Label=Safe cs2=')!
    expect(labelled(event)).toEqual({ 'Affected User': 'carl' })
  })

  test('is none without a whole header', () => {
    expect(readDeviceEvent('CEF:0|A|B|1')).toBeNull()
    expect(readDeviceEvent('no event at all')).toBeNull()
    expect(readDeviceEvent('PRECEF:0|A|B|1|1|N|5|')).toBeNull()
  })
})

describe('a line of LEEF', () => {
  test('has tabs between pairs', () => {
    const event = readDeviceEvent('<5>1 x LEEF:1.0|Acme|Gate|1.2|42|sev=5\tusrName=Ana Silva\tReason=a=b\tempty=')
    expect(event).toMatchObject({ code: '42', name: null, severity: '5' })
    expect(event?.fields).toEqual({ sev: '5', usrName: 'Ana Silva', Reason: 'a=b' })
  })

  test.each([
    ['LEEF:2.0|A|B|1|42|^|src=192.0.2.1^usrName=ana', 'a mark of its own'],
    ['LEEF:2.0|A|B|1|42|0x5e|src=192.0.2.1^usrName=ana', 'a mark by its number'],
    ['LEEF:1.0|A|B|1|42|src=192.0.2.1 usrName=ana', 'tabs that a relay made blanks'],
  ])('%s has %s', (line) => {
    expect(readDeviceEvent(line)?.fields).toEqual({ src: '192.0.2.1', usrName: 'ana' })
  })
})

describe('a row of a store', () => {
  test('has the columns of CommonSecurityLog, and more in AdditionalExtensions', () => {
    const event = readDeviceRow({
      DeviceVendor: 'Acme',
      DeviceProduct: 'Gate',
      DeviceEventClassID: 42,
      Activity: 'Door',
      SourceUserName: 'ana',
      SourceIP: '192.0.2.1',
      DeviceCustomString1Label: 'Safe',
      DeviceCustomString1: 'PROD',
      AdditionalExtensions: 'reason=why;cat=x',
    })!
    expect(event).toMatchObject({
      code: '42',
      name: 'Door',
      fields: { suser: 'ana', src: '192.0.2.1', reason: 'why', cat: 'x' },
    })
    expect(labelled(event)).toEqual({ Safe: 'PROD' })
  })

  test('has the names of Elastic', () => {
    const device = { vendor: 'Acme', product: 'Gate', version: '1', event_class_id: '42' }
    const extensions = { sourceUserName: 'ana', deviceCustomString2Label: 'Id', deviceCustomString2: 'x' }
    const event = readDeviceRow({ name: 'Door', device, extensions })!
    expect(event).toMatchObject({ vendor: 'Acme', code: '42', name: 'Door', fields: { suser: 'ana' } })
    expect(labelled(event)).toEqual({ Id: 'x' })
  })

  test('is of one product only where no other one stands among the rows', () => {
    const isGate = ({ product }: { product: string }) => product === 'Gate'
    const gate = { DeviceVendor: 'Acme', DeviceProduct: 'Gate' }
    expect(areRowsOf([gate, 'a line', { other: 1 }], isGate)).toBe(true)
    expect(areRowsOf([gate, { ...gate, DeviceProduct: 'Wall' }], isGate)).toBe(false)
  })

  test('is none without a device', () => {
    expect(readDeviceRow({ SourceUserName: 'ana' })).toBeNull()
  })

  test('was written in UTC, whether it says so or not', () => {
    expect(generatedAt({ 'TimeGenerated [UTC]': '3/2/2026, 11:07:00.250 AM' })).toBe('3/2/2026, 11:07:00.250 AM UTC')
    expect(generatedAt({ TimeGenerated: '2026-03-02T11:07:00Z' })).toBe('2026-03-02T11:07:00Z')
    expect(generatedAt({})).toBeNull()
  })
})
