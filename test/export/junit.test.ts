/** JUnit: valid against the schema of Jenkins, gaps fail, what was not tested or decided is skipped, hostile text harmless. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import type { Source } from '../../src/export/format.js'
import { junit } from '../../src/export/junit.js'
import type { FindingView } from '../../src/report/rows/finding.js'
import type { CaseView } from '../../src/report/view.js'
import { openCase, sampleAbout, sampleRows } from '../report/fixture.js'
import { hostile, hostileRows } from './hostile.js'
import { portionsOf, sourceOf } from './source.js'

const schema = readFileSync(new URL('../schemas/junit-10.xsd', import.meta.url), 'utf8')

/** Breaches of the schema, as an XML validator words them. */
async function breaches(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'report.xml', contents: xml },
    schema: { fileName: 'junit.xsd', contents: schema } as never,
  })
  return errors.map(({ message }) => message)
}

/** The report of a case, as `change` makes its view. */
async function written(rows: Parameters<typeof openCase>[0], change = (view: CaseView) => view) {
  const store = await openCase(rows)
  try {
    const source = sourceOf(store)
    return reportOf(change(await source.view()))
  } finally {
    store.close()
  }
}

/** The report of a view; nothing else of the case is asked for. */
async function reportOf(view: CaseView): Promise<string> {
  return (await portionsOf(junit, { found: async () => view } as unknown as Source)).join('')
}

/** The case of a suite. */
const suite = (xml: string, rule: string) =>
  xml.slice(xml.indexOf(`<testsuite name="${rule} `)).split('</testsuite>')[0]!

describe('a case as a JUnit report', () => {
  let xml: string
  let view: CaseView
  beforeAll(async () => {
    xml = await written(sampleRows, (made) => {
      view = made
      return made
    })
  }, 60_000)

  it('fits the published schema', async () => {
    expect(await breaches(xml)).toEqual([])
    expect(await breaches('<testsuites><testsuite/></testsuites>')).not.toEqual([])
  })

  it('has one case for each rule and control, and counts what failed and what was skipped', () => {
    expect(xml).toMatch(/<testsuites name="Approvenance 0\.1\.0" tests="3" failures="2" errors="0" time="0">/)
    expect(xml.match(/<testcase /g)).toHaveLength(3)
    expect(xml).toContain('name="NIST SP 800-53 AC-5')
  })

  it('fails on gaps and names each with its first record', () => {
    const self = suite(xml, 'R08')
    expect(self).toContain('failures="1"')
    expect(self).toMatch(
      /<failure type="critical" message="1 gap of 3 subjects\. Did somebody approve their own request\?">/,
    )
    expect(self).toContain('[jira/export.json#1 and 1 more record]')
    expect(self).toContain('f-0004 excepted')
  })

  it('skips what cannot be decided, with the reason', () => {
    expect(suite(xml, 'R02')).toContain(
      '<skipped message="1 of 4 subjects cannot be decided: no export of a system that could hold the answer was supplied"/>',
    )
  })

  it('skips rules that were not run or found nothing to examine, and passes only those that examined something', async () => {
    const quiet = await reportOf({
      ...view,
      findings: [],
      populations: view.populations
        .filter(({ rule }) => rule !== 'R02')
        .map((one) => (one.rule === 'R08' ? { ...one, examined: 0 } : one)),
    })
    expect(suite(quiet, 'R02')).toContain('<skipped message="the rule was not run"/>')
    expect(suite(quiet, 'R08')).toContain('<skipped message="nothing to examine"/>')
    expect(suite(quiet, 'R33')).toMatch(/<testcase [^>]*\/>/)
    expect(quiet).toContain('failures="0"')
  })

  it('names how many gaps stand in the output of the suite only', async () => {
    const many = await reportOf({
      ...view,
      findings: Array.from({ length: 23 }, (_, i): FindingView => ({ ...view.findings[0]!, finding_id: `g-${i}` })),
    })
    const self = suite(many, 'R08')
    expect(self).toContain('and 3 more gaps: all are in the output of the suite')
    expect(self.slice(self.indexOf('<system-out>')).match(/g-\d+/g)).toHaveLength(23)
  })
})

describe('hostile text', () => {
  it('stays text', async () => {
    const xml = await written(hostileRows, (view) => ({
      ...view,
      about: {
        ...sampleAbout,
        rules: sampleAbout.rules.map((rule) => ({
          ...rule,
          title: hostile,
          question: hostile,
          why: hostile,
          controls: [],
        })),
      },
    }))
    expect(await breaches(xml)).toEqual([])
    expect(xml).not.toMatch(/<script|]]>|[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/)
    expect(xml).toContain('&lt;script&gt;')
  }, 60_000)
})
