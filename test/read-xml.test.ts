/** XML by its elements: the same records whatever the pieces it comes in, and one bad record costs one record. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from '../src/read-xml.js'
import { elementFields, parseElement } from '../src/read-xml-element.js'

/** The document in pieces that end at the given places. */
async function* pieces(document: Buffer, cuts: readonly number[]) {
  const places = [0, ...[...cuts].sort((a, b) => a - b), document.length]
  for (let i = 1; i < places.length; i++) yield document.subarray(places[i - 1], places[i])
}

async function read(document: string | Buffer, cuts: readonly number[] = [], most = 1 << 20) {
  const records = []
  const broken = []
  const bytes = Buffer.from(document as string)
  for await (const batch of readXml(pieces(bytes, cuts), { maxRecordBytes: most, elements: ['row'], keepText: true })) {
    records.push(...batch.records)
    broken.push(...batch.broken)
  }
  return { records, broken }
}

const document = `<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY lol "lol">]>
<x:export xmlns:x="urn:x"><!-- <row>no</row> -->
  <name a='>'>Tüv</name>
  <x:row id="1"><b>é &lt; ü</b><row>inner</row></x:row>
  <row id="2"/><row><![CDATA[</row>]]></row>
  <group><label>second</label><row a="1 > 0">x</row></group>
</x:export>`

describe('the elements of a document', () => {
  it('are its records, with their line and place and what stands around them', async () => {
    const { records, broken } = await read(document)
    expect(broken).toEqual([])
    expect(records.map(({ value }) => value)).toEqual([
      '<x:row id="1"><b>é &lt; ü</b><row>inner</row></x:row>',
      '<row id="2"/>',
      '<row><![CDATA[</row>]]></row>',
      '<row a="1 > 0">x</row>',
    ])
    expect(records.map(({ no, line, page }) => [no, line, page?.index])).toEqual([
      [1, 5, 1],
      [2, 6, 2],
      [3, 6, 3],
      [4, 7, 1],
    ])
    for (const { value, offset } of records)
      expect(Buffer.from(document).subarray(offset!).toString().startsWith(String(value))).toBe(true)
    expect(parseElement(String(records[3]!.page?.parent))).toMatchObject({
      name: 'group',
      children: [{ name: 'label', text: 'second' }],
    })
  })

  it('are the same whatever the pieces they come in', async () => {
    const whole = await read(document)
    const size = Buffer.byteLength(document)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: size }), { maxLength: 30 }), async (cuts) => {
        expect(await read(document, cuts)).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })

  it('cost one record each where they are too long, not UTF-8 or cut off', async () => {
    const long = `<a><row>${'x'.repeat(500)}</row><row>short</row></a>`
    for (const cuts of [[], [50, 100, 400]]) {
      const { records, broken } = await read(long, cuts, 100)
      expect([records.map(({ no }) => no), broken.map(({ reason, no }) => [reason, no])]).toEqual([
        [2],
        [['too_long', 1]],
      ])
    }
    const latin = Buffer.from('<a><row>\xe9</row><row>ok</row></a>', 'latin1')
    expect((await read(latin)).broken.map(({ reason }) => reason)).toEqual(['bad_encoding'])
    expect((await read('<a><row>ok</row><row><b>')).broken.map(({ reason, no }) => [reason, no])).toEqual([
      ['truncated', 2],
    ])
  })

  it('survive markup that is none', async () => {
    const { records } = await read('<a>1 < 2 & 3 <row>x < y</row></b></a></a><row>z</row>')
    expect(records.at(-1)?.value).toBe('<row>z</row>')
  })

  it('take time in proportion to the document', async () => {
    const once = `<a>${'<row k="v"><b>text</b></row>'.repeat(20_000)}</a>`
    const cuts = Array.from({ length: 500 }, (_, i) => i * 1000)
    expect((await read(once, cuts)).records).toHaveLength(20_000)
  })
})

describe('an element taken apart', () => {
  it('has attributes and children by name, equal names as a list, and its own text', () => {
    const element = parseElement('<r a="1"><b/><c>x</c><c d="2">y</c>text</r>')!
    expect(elementFields(element)).toEqual({ a: '1', b: '', c: ['x', { d: '2', '#text': 'y' }], '#text': 'text' })
  })

  it('expands nothing but the entities of XML', () => {
    const text = parseElement('<r>&lt;&#65;&#x42;&amp;amp; &lol; &#xD800;</r>')!.text
    expect(text).toBe('<AB&amp; &lol; &#xD800;')
  })

  it('does not touch the prototype, and ends where it is nested too deep', () => {
    const fields = elementFields(parseElement('<r><__proto__><x>1</x></__proto__></r>')!)
    expect(Object.hasOwn(fields, '__proto__')).toBe(true)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect(parseElement(`${'<d>'.repeat(5000)}${'</d>'.repeat(5000)}`)?.name).toBe('d')
  })
})
