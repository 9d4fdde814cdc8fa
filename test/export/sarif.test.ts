/** SARIF: valid against the published schema, every location a file that is listed, verdicts told apart, hostile text harmless. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Source } from '../../src/export/format.js'
import { formats } from '../../src/export/formats.js'
import { sarif } from '../../src/export/sarif.js'
import { artifactsOf } from '../../src/export/sarif-places.js'
import { messageText } from '../../src/export/sarif-text.js'
import type { BaselineFindingView, BaselineView } from '../../src/report/rows/baseline.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { hostileRows } from './hostile.js'
import { validatorOf } from './schema.js'
import { portionsOf, sourceOf } from './source.js'

interface Location {
  readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string; readonly index: number } }
  readonly logicalLocations: readonly { readonly name: string; readonly fullyQualifiedName: string }[]
}
interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly kind: string
  readonly level: string
  readonly baselineState?: string
  readonly message: { readonly text: string }
  readonly locations: readonly Location[]
  readonly relatedLocations?: readonly Location[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly suppressions?: readonly { readonly justification: string }[]
  readonly properties: Readonly<Record<string, unknown>>
}
interface Run {
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        readonly id: string
        readonly help: { readonly text: string }
        readonly relationships: readonly {
          readonly target: { readonly id: string; readonly toolComponent: { readonly index: number } }
        }[]
      }[]
    }
  }
  readonly taxonomies: readonly { readonly taxa: readonly { readonly id: string }[] }[]
  readonly invocations: readonly { readonly toolExecutionNotifications: readonly { readonly message: object }[] }[]
  readonly artifacts: readonly { readonly location: object; readonly hashes?: object }[]
  readonly results: readonly Result[]
}

/** What is written of a case, and what is written the next time. */
async function written(rows: Parameters<typeof openCase>[0]) {
  const store = await openCase(rows)
  try {
    const [text = '', again = ''] = [
      await portionsOf(sarif, sourceOf(store)),
      await portionsOf(sarif, sourceOf(store)),
    ].map((portions) => portions.join(''))
    return { text, again }
  } finally {
    store.close()
  }
}

const breaches = validatorOf('sarif-2.1.0-rtm.5.json')

describe('a case as SARIF', () => {
  let text: string
  let again: string
  let run: Run
  beforeAll(async () => {
    ;({ text, again } = await written(sampleRows))
    run = (JSON.parse(text) as { runs: Run[] }).runs[0]!
  }, 60_000)

  it('is a format that `export` offers', () => {
    expect(formats).toContain(sarif)
  })

  it('fits the published schema', () => {
    expect(breaches(JSON.parse(text))).toEqual([])
    expect(breaches({ version: '2.1.0', runs: [{ results: [] }] })).not.toEqual([])
  })

  it('has every finding once, an undecided one open, an excepted one suppressed by whoever answers for it', () => {
    expect(run.results.map((one) => [one.partialFingerprints['finding/v1'], one.kind, one.level])).toEqual([
      ['f-0001', 'fail', 'error'],
      ['f-0002', 'fail', 'warning'],
      ['f-0003', 'open', 'none'],
      ['f-0004', 'fail', 'note'],
    ])
    expect(run.results.map(({ suppressions }) => suppressions?.[0]?.justification)).toEqual([
      undefined,
      undefined,
      undefined,
      'single operator on call (bo@corp.example, until 2026-06-01T00:00:00.000000Z)',
    ])
  })

  it('places a finding at the record of its time, names the others beside it, and lists every file with its hash', () => {
    const late = run.results[1]!
    expect(late.locations[0]!.physicalLocation?.artifactLocation.uri).toBe('aws-cloudtrail/export.json')
    expect(late.locations[0]!.logicalLocations[0]!.name).toBe('record 7')
    expect(late.relatedLocations!.map(({ logicalLocations }) => logicalLocations[0]!.fullyQualifiedName)).toEqual([
      'jira/export.json#record 6',
    ])
    for (const { locations, relatedLocations = [] } of run.results)
      for (const { physicalLocation } of [...locations, ...relatedLocations])
        if (physicalLocation)
          expect(run.artifacts[physicalLocation.artifactLocation.index]!.location).toEqual(
            physicalLocation.artifactLocation,
          )
    expect(run.artifacts.some(({ hashes }) => hashes !== undefined)).toBe(true)
  })

  it('explains each rule, and ties it to the controls it speaks to', () => {
    const { rules } = run.tool.driver
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex]!.id).toBe(ruleId)
    expect(rules[0]!.help.text).toContain('Ask a second person to review the change')
    for (const { relationships } of rules)
      for (const { target } of relationships)
        expect(run.taxonomies[target.toolComponent.index]!.taxa.map(({ id }) => id)).toContain(target.id)
    expect(rules[0]!.relationships.length).toBeGreaterThan(0)
  })

  it('says what could not be seen', () => {
    expect(JSON.stringify(run.invocations[0]!.toolExecutionNotifications)).toContain('okta-system-log was not supplied')
  })

  it('is the same twice', () => {
    expect(again).toBe(text)
  })
})

describe('a case whose exports are still there', () => {
  it('gives the line of each record, and asks for no other records than findings rest on', async () => {
    const store = await openCase(sampleRows)
    try {
      let asked: string[] = []
      const source: Source = {
        ...sourceOf(store),
        places: async (wanted) => {
          asked = [...wanted].map(([file, nos]) => `${file} ${[...nos].join(',')}`)
          return new Map([['aws-cloudtrail/export.json', new Map([[7, { line: 41, offset: null }]])]])
        },
      }
      const log = JSON.parse((await portionsOf(sarif, source)).join('')) as { runs: [Run] }
      expect(breaches(log)).toEqual([])
      expect(asked).toContain('jira/export.json 1,3,6')
      expect(log.runs[0].results[1]!.locations[0]!.physicalLocation).toMatchObject({ region: { startLine: 41 } })
      expect(log.runs[0].results[0]!.locations[0]!.physicalLocation).not.toHaveProperty('region')
    } finally {
      store.close()
    }
  }, 60_000)
})

describe('a case with a baseline', () => {
  it('says of each result whether it is new, and lists what only the baseline has as absent', async () => {
    const store = await openCase(sampleRows)
    try {
      const source = sourceOf(store)
      const view = await source.view()
      const row = (state: string, finding_id: string | null, was_id: string | null) =>
        ({
          state,
          finding_id,
          was_id,
          rule: 'R08',
          slug: 'self-approval',
          was_verdict: 'gap',
          was_severity: 'high',
          was_message: 'It was {so}.',
        }) as BaselineFindingView
      const findings = [
        row('new', 'f-0001', null),
        row('changed', 'f-0002', 'f-0002'),
        row('persisting', 'f-0003', 'f-0003'),
        row('persisting', 'f-0004', 'f-0004'),
        row('resolved', null, 'f-0009'),
      ]
      const changed: Source = {
        ...source,
        view: async () => ({ ...view, baseline: { findings } as unknown as BaselineView }),
      }
      const log = JSON.parse((await portionsOf(sarif, changed)).join('')) as { runs: [Run] }
      expect(breaches(log)).toEqual([])
      expect(log.runs[0].results.map((one) => [one.partialFingerprints['finding/v1'], one.baselineState])).toEqual([
        ['f-0001', 'new'],
        ['f-0002', 'updated'],
        ['f-0003', 'unchanged'],
        ['f-0004', 'unchanged'],
        ['f-0009', 'absent'],
      ])
      expect(log.runs[0].results[4]!.message.text).toBe('It was {{so}}.')
    } finally {
      store.close()
    }
  }, 60_000)
})

describe('hostile text', () => {
  it('still gives valid SARIF whose messages neither link nor steer', async () => {
    const log = JSON.parse((await written(hostileRows)).text) as { runs: [Run] }
    expect(breaches(log)).toEqual([])
    for (const { message } of log.runs[0].results) {
      expect(message.text).not.toMatch(/\]\(|(?<!\{)\{\d|[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/)
      expect(message.text).toContain('<script>')
    }
  }, 60_000)

  it('keeps braces from being placeholders and brackets from being links', () => {
    expect(messageText('{0} [a](javascript:1) \u001b[31m')).toBe('{{0}} [a]\\(javascript:1) \\u{{1b}}[31m')
  })
})

describe('an empty case', () => {
  it('is valid and holds no result', async () => {
    const log = JSON.parse((await written({ fct_settings: sampleRows.fct_settings! })).text) as { runs: [Run] }
    expect(breaches(log)).toEqual([])
    expect(log.runs[0].results).toEqual([])
  }, 60_000)
})

describe('files', () => {
  it('that lie in an archive are nested in it, and names stay names', () => {
    const { list, places } = artifactsOf(['a b.zip!in/x?.json', 'a b.zip!y#1.zip!z.json', 'wow!.json'], [])
    expect(list).toEqual([
      { location: { uri: 'a%20b.zip', uriBaseId: 'EXPORTS', index: 0 } },
      { location: { uri: '/in/x%3F.json', index: 1 }, parentIndex: 0 },
      { location: { uri: '/y%231.zip', index: 2 }, parentIndex: 0 },
      { location: { uri: '/z.json', index: 3 }, parentIndex: 2 },
      { location: { uri: 'wow!.json', uriBaseId: 'EXPORTS', index: 4 } },
    ])
    expect(places.get('a b.zip!in/x?.json')?.index).toBe(1)
  })
})
