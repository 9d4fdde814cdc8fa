import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { adjustLogging } from '../../../connectors/aws-cloudtrail/adjust.js'
import { definitions, operationOf } from '../../../connectors/aws-cloudtrail/operations.js'
import { changeClasses } from '../../../src/schema/words.js'

const readme = readFileSync(new URL('../../../connectors/aws-cloudtrail/README.md', import.meta.url), 'utf8')

describe('the table of operations', () => {
  test('is written out in the README, each name under its change class', () => {
    for (const { names, what } of definitions) {
      if (what.changeClass === null && what.stage !== 'logging') continue
      const section = sectionOf(what.stage === 'logging' ? 'logging' : what.changeClass!)
      for (const name of names)
        expect(section, `${what.changeClass ?? what.stage}: ${name}`).toMatch(new RegExp(`\\b${name}\\b`))
    }
  })

  test('names each operation once', () => {
    const all = definitions.flatMap(({ source, names }) => names.map((name) => `${source} ${name}`))
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
  })

  test('gives removals a removal and grants none', () => {
    for (const { names, what } of definitions) {
      if (what.changeClass === 'priv_removal')
        expect([what.stage, what.change], names.join()).toEqual(['revocation', 'remove'])
      if (what.changeClass === 'priv_grant') expect(what.stage, names.join()).toBe('execution')
    }
  })

  test('knows names with API dates', () => {
    const plain = operationOf('lambda.amazonaws.com', 'UpdateFunctionCode', false)
    expect(operationOf('lambda.amazonaws.com', 'UpdateFunctionCode20150331v2', false)).toBe(plain)
    expect(operationOf('cloudfront.amazonaws.com', 'UpdateDistribution2020_05_31', false).changeClass).toBe(
      'prod_config',
    )
  })

  test('calls nothing it does not know a controlled change', () => {
    expect(operationOf('new.amazonaws.com', 'CreateThing', false).changeClass).toBeNull()
    expect(operationOf('new.amazonaws.com', 'GetThing', null).changeClass).toBe('read_only')
    expect(operationOf('new.amazonaws.com', 'GetThing', false)).toMatchObject({ stage: 'execution', changeClass: null })
  })

  test('uses the closed list of change classes', () => {
    const used = new Set(definitions.map(({ what }) => what.changeClass).filter((name) => name !== null))
    for (const name of used) expect(changeClasses).toContain(name)
  })
})

describe('event selectors', () => {
  const judge = (params: Record<string, unknown>) =>
    adjustLogging({ event: { eventName: 'PutEventSelectors' }, params, response: null, account: null, region: null })

  test('record everything only with management events, reads and writes, and no service left out', () => {
    const all = { readWriteType: 'All', includeManagementEvents: true }
    expect(judge({ eventSelectors: [all] })?.reduces).toBe(false)
    expect(judge({ eventSelectors: [{ includeManagementEvents: true }] })?.reduces).toBe(false)
    expect(judge({ eventSelectors: [{ ...all, readWriteType: 'WriteOnly' }] })?.reduces).toBe(true)
    expect(judge({ eventSelectors: [{ ...all, includeManagementEvents: false }] })?.reduces).toBe(true)
    expect(judge({ eventSelectors: [{ ...all, excludeManagementEventSources: ['kms.amazonaws.com'] }] })?.reduces).toBe(
      true,
    )
    expect(judge({ eventSelectors: [] })?.reduces).toBe(true)
  })

  test('in their advanced form keep management events when one selector asks for them without condition', () => {
    const management = { field: 'eventCategory', equals: ['Management'] }
    const readsOnly = { field: 'readOnly', equals: ['true'] }
    expect(judge({ advancedEventSelectors: [{ fieldSelectors: [management] }] })?.reduces).toBe(false)
    expect(judge({ advancedEventSelectors: [{ fieldSelectors: [management, readsOnly] }] })?.reduces).toBe(true)
    expect(
      judge({ advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }] })?.reduces,
    ).toBe(true)
  })

  test('cannot be judged when the call was refused and shows no parameters', () => {
    expect(judge({})?.reduces ?? null).toBeNull()
  })
})

function sectionOf(name: string): string {
  return new RegExp(`^### \`?${name}\`?[^\\n]*\\n([\\s\\S]*?)(?=^##)`, 'm').exec(readme)?.[1] ?? ''
}
