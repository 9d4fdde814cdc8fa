/** What may not change when the same records come without one source, in another order, or from a clock that is off (RULES.md B.0). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/simulate/random.js'
import { added, analyse, type Claims, lines, newGaps, play, retell, sweep } from './retelling.js'

let exports = ''
let told: Claims

beforeAll(async () => {
  exports = await play()
  told = await analyse(exports)
})
afterAll(sweep)

it('has a story worth telling: gaps of many rules, and links of every kind', () => {
  expect(
    new Set(told.verdicts.filter(({ verdict }) => verdict === 'gap').map(({ rule }) => rule)).size,
  ).toBeGreaterThan(8)
  for (const connector of ['jira', 'servicenow', 'slack', 'okta-system-log', 'aws-team', 'aws-cloudtrail'])
    expect(
      [...told.links].some((link) => link.startsWith(`${connector} `)),
      connector,
    ).toBe(true)
})

describe('a source that was not exported', () => {
  it.each(['jira', 'aws-team'])('%s: takes knowledge away and accuses nobody', async (source) => {
    const without = await analyse(retell(exports, { [`${source}/`]: () => null }))
    expect(newGaps(told, without)).toEqual([])
    expect(without.verdicts.length).toBeGreaterThan(0)
  })
})

describe('rows in another order, some of them twice', () => {
  it('change no verdict, no link and no identity', async () => {
    const random = createRandom(1)
    const mix = <T>(rows: readonly T[]): T[] =>
      random.shuffle(rows.flatMap((row) => (random.chance(0.1) ? [row, row] : [row])))
    const mixed = (name: string | null) => (text: string) => {
      const document = JSON.parse(text)
      if (name === null) return JSON.stringify(mix(document))
      return JSON.stringify({ ...document, [name]: mix(document[name]) })
    }
    const csv = (text: string) => {
      const [header, ...rows] = text.trimEnd().split('\r\n')
      return `${[header, ...mix(rows)].join('\r\n')}\r\n`
    }
    const again = await analyse(
      retell(exports, {
        'cloudtrail/': mixed('Records'),
        'okta/': mixed(null),
        'aws-team/': mixed('Items'),
        'jira/search': mixed('issues'),
        'jira/approvals': mixed('values'),
        'servicenow/': (text, file) => (file.endsWith('.csv') ? csv(text) : mixed('result')(text)),
        'slack/': (text, file) => (/\/\d{4}-/.test(file) ? mixed(null)(text) : text),
      }),
    )
    expect(lines(again)).toEqual(lines(told))
    expect(again.links).toEqual(told.links)
    expect(again.people).toEqual(told.people)
  })
})

describe('a clock that is off within the tolerance', () => {
  it.each([90, -90])('by %i seconds, the cloud: makes no gap and breaks no link', async (seconds) => {
    const shifted = await analyse(await play({ 'clock.cloudtrail': seconds }))
    expect(newGaps(told, shifted)).toEqual([])
    expect(added(told.links, shifted.links)).toEqual([])
    expect(added(shifted.links, told.links)).toEqual([])
  })
})
