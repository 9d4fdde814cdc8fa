/** OSCAL: valid against the published schema, every reference leads somewhere, what could not be tested is no fault, hostile text harmless. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Source } from '../../src/export/format.js'
import { oscal } from '../../src/export/oscal.js'
import { controlFinding } from '../../src/export/oscal-controls.js'
import { controlId, markup, plain } from '../../src/export/oscal-text.js'
import type { ControlView } from '../../src/report/rows/finding.js'
import type { CaseView } from '../../src/report/view.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { hostileRows } from './hostile.js'
import { validatorOf } from './schema.js'
import { portionsOf, sourceOf } from './source.js'

interface Named {
  readonly uuid: string
}
interface Result {
  readonly 'local-definitions': {
    readonly components?: readonly Named[]
    readonly 'assessment-assets': { readonly components: readonly Named[] }
  }
  readonly 'reviewed-controls': {
    readonly 'control-selections': readonly {
      readonly 'include-controls'?: readonly { readonly 'control-id': string }[]
      readonly 'exclude-controls'?: readonly { readonly 'control-id': string }[]
    }[]
  }
  readonly observations: readonly (Named & {
    readonly description: string
    readonly remarks?: string
    readonly 'relevant-evidence': readonly { readonly href?: string }[]
  })[]
  readonly risks: readonly (Named & {
    readonly status: string
    readonly 'mitigating-factors'?: readonly { readonly description: string }[]
  })[]
  readonly findings: readonly {
    readonly target: {
      readonly 'target-id': string
      readonly status: { readonly state: string; readonly reason: string }
    }
    readonly 'related-observations': readonly { readonly 'observation-uuid': string }[]
    readonly 'related-risks': readonly { readonly 'risk-uuid': string }[]
  }[]
}
interface Log {
  readonly 'assessment-results': {
    readonly uuid: string
    readonly 'import-ap': { readonly href: string }
    readonly 'local-definitions': { readonly activities: readonly Named[] }
    readonly results: readonly [Result]
    readonly 'back-matter': { readonly resources: readonly Named[] }
  }
}

const breaches = validatorOf('oscal-assessment-results-1.2.3.json')

async function written(rows: Parameters<typeof openCase>[0]) {
  const store = await openCase(rows)
  try {
    const source = sourceOf(store)
    const view = await source.view()
    return { text: await textOf(view), again: (await portionsOf(oscal, source)).join(''), view }
  } finally {
    store.close()
  }
}

const textOf = async (view: CaseView) => (await portionsOf(oscal, { view: async () => view } as Source)).join('')

describe('a case as assessment results', () => {
  let made: Awaited<ReturnType<typeof written>>
  let log: Log['assessment-results']
  beforeAll(async () => {
    made = await written(sampleRows)
    log = (JSON.parse(made.text) as Log)['assessment-results']
  }, 60_000)

  it('fits the published schema', () => {
    expect(breaches(JSON.parse(made.text))).toEqual([])
    expect(breaches({ 'assessment-results': { uuid: 'x' } })).not.toEqual([])
  })

  it('is the same twice, and has other ids when the exports are others', async () => {
    expect(made.again).toBe(made.text)
    const others = { ...made.view, sources: made.view.sources.map((source) => ({ ...source, sha256: 'f'.repeat(64) })) }
    expect((JSON.parse(await textOf(others)) as Log)['assessment-results'].uuid).not.toBe(log.uuid)
  })

  it('gives every thing an id of its own, and every reference leads to one of them', () => {
    const ids = [...made.text.matchAll(/"uuid":"([^"]+)"/g)].map(([, id]) => id!)
    expect(new Set(ids).size).toBe(ids.length)
    const named = [...made.text.matchAll(/"(?:[a-z]+-uuid|href)":"#?([0-9a-f-]{36})"/g)].map(([, id]) => id!)
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter((id) => !ids.includes(id))).toEqual([])
  })

  it('has an observation for each finding with its records, and a risk unless it could not be decided', () => {
    const [result] = log.results
    expect(result.observations.map((one) => one['relevant-evidence'].length)).toEqual([2, 2, 1, 1])
    expect(result.risks.map(({ status }) => status)).toEqual(['open', 'open', 'deviation-approved'])
    expect(result.risks[2]!['mitigating-factors']![0]!.description).toContain(
      'bo@corp.example answers for it until 2026-06-01',
    )
    expect(result.observations[2]!.remarks).toContain('Okta System Log export')
    expect(log['back-matter'].resources).toHaveLength(1 + 3)
  })

  it('says of a tested control what the rules say, and leaves out of the review what nothing tested', () => {
    const [result] = log.results
    expect(
      result.findings.map(({ target }) => [target['target-id'], target.status.state, target.status.reason]),
    ).toEqual([['ac-5_smt', 'not-satisfied', 'fail']])
    const [selection] = result['reviewed-controls']['control-selections']
    expect(selection!['include-controls']).toEqual([{ 'control-id': 'ac-5' }])
    expect(selection!['exclude-controls']).toEqual([{ 'control-id': 'ac-2.2' }])
  })

  it('calls a control satisfied only when nothing is undecided and nothing points to a gap', () => {
    const control = (rest: Partial<ControlView>): ControlView => ({
      control: 'soc2:CC6.1',
      result: 'no gap',
      tested_by: ['R08'],
      not_tested_by: [],
      examined: 3,
      pass: 3,
      gap: 0,
      insufficient: 0,
      excepted: 0,
      lead: 0,
      untested: [],
      ...rest,
    })
    const statusOf = (rest: Partial<ControlView>) => {
      const { state, reason } = controlFinding(control(rest), []).target.status
      return [state, reason]
    }
    expect(statusOf({})).toEqual(['satisfied', 'pass'])
    expect(statusOf({ lead: 1 })).toEqual(['not-satisfied', 'other'])
    expect(statusOf({ result: 'partly tested' })).toEqual(['not-satisfied', 'other'])
    expect(statusOf({ result: 'gaps' })).toEqual(['not-satisfied', 'fail'])
  })
})

describe('an empty case', () => {
  it('is valid, and reviews nothing', async () => {
    const { text } = await written({ fct_settings: sampleRows.fct_settings! })
    expect(breaches(JSON.parse(text))).toEqual([])
    expect(text).not.toContain('"observations"')
  }, 60_000)
})

describe('hostile text', () => {
  it('is no markup, and every value fits', async () => {
    const { text } = await written(hostileRows)
    expect(breaches(JSON.parse(text))).toEqual([])
    const log = (JSON.parse(text) as Log)['assessment-results']
    for (const { description } of log.results[0].observations) expect(description).not.toMatch(/(?<!\\)[<>[\]{}`*]/)
    expect(text).not.toMatch(/\\u0000|\u202e/)
  }, 60_000)

  it('keeps names readable and markup harmless', () => {
    expect(markup('app_role of ana@corp.example at 2026-03-02')).toBe('app_role of ana@corp.example at 2026-03-02')
    expect(markup('_x_ [a](b) {{ insert }} <i>')).toBe('\\_x\\_ \\[a\\](b) \\{\\{ insert \\}\\} \\<i\\>')
    expect(markup('# x')).toBe('\\# x')
    expect(markup('1. x')).toBe('1\\. x')
    expect(markup(' \n ')).toBe('–')
    expect(plain(' a\nb ')).toBe('a b')
  })
})

describe('ids of controls', () => {
  it('are those of the catalogue of SP 800-53, and tokens for every other framework', () => {
    expect(
      ['nist-800-53:AC-2(2)', 'iso-27001-2022:A.5.18', 'nist-ai-rmf:MAP 3.5', 'owasp-nhi:NHI1:2025'].map(controlId),
    ).toEqual(['ac-2.2', 'iso-27001-2022_a.5.18', 'nist-ai-rmf_map-3.5', 'owasp-nhi_nhi1-2025'])
  })
})
