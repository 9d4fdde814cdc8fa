/** The published JSON schemas, asked of an independent validator: they hold for what is written, and they refuse what is not. */
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { json } from '../../src/export/json.js'
import { schemas } from '../../src/export/schemas.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { portionsOf, sourceOf } from './source.js'
import { schemaErrors } from './validate.js'

let store: Store
const documents = new Map<string, string>()
beforeAll(async () => {
  const findings = sampleRows.findings!.map((row) => ({ is_primary: false, ...row }))
  store = await openCase({ ...sampleRows, findings })
  for (const document of json.documents)
    documents.set(document.name.replace('.json', ''), (await portionsOf(document, sourceOf(store))).join(''))
}, 300_000)
afterAll(() => store.close())

describe.each(Object.keys(schemas))('%s', (name) => {
  it('has a schema that is one itself', () => {
    const ajv = new Ajv2020.default({ strict: true, allowUnionTypes: true })
    addFormats.default(ajv)
    expect(ajv.validateSchema(schemas[name]!)).toBe(true)
    expect(() => ajv.compile(schemas[name]!)).not.toThrow()
  })
})

describe.each(['findings', 'chains', 'coverage', 'identities'])('%s.json', (name) => {
  it('is as its schema says', () => {
    expect(schemaErrors(name, JSON.parse(documents.get(name)!))).toEqual([])
  })

  it('is refused with a member more, a member less, or another name', () => {
    const right = JSON.parse(documents.get(name)!)
    const [first] = Object.keys(right).filter((member) => member !== 'schema')
    const { [first!]: _, ...less } = right
    expect(schemaErrors(name, { ...right, more: 1 })).not.toEqual([])
    expect(schemaErrors(name, less)).not.toEqual([])
    expect(schemaErrors(name, { ...right, schema: `approvenance/${name}@0` })).not.toEqual([])
  })
})

it('a finding is refused with a verdict, a time or a severity that there is not', () => {
  const right = JSON.parse(documents.get('findings')!)
  const with1 = (change: object) => ({ ...right, findings: [{ ...right.findings[0], ...change }] })
  expect(schemaErrors('findings', with1({}))).toEqual([])
  for (const change of [{ verdict: 'guilty' }, { severity: 'worst' }, { occurred_at: 'yesterday' }, { events: null }])
    expect(schemaErrors('findings', with1(change))).not.toEqual([])
})
