/** Reports arrange what the case says: whole, in one order, and harmless to look at. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { escapeHtml, html } from '../../src/report/html.js'
import { renderChains, renderCoverage, renderFindings, renderIdentities } from '../../src/report/json.js'
import { renderReport } from '../../src/report/page.js'
import { script } from '../../src/report/script.js'
import { type CaseView, openView } from '../../src/report/view.js'
import { confidenceText, duration, share } from '../../src/report/words.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleAbout, sampleRows } from './fixture.js'

async function text(parts: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const part of parts) all += part
  return all
}

/** The page without its own script and the data that it reads, each of which must stand there once and whole. */
function withoutScripts(page: string): string {
  const [before, data, after] = page.split(/<script type="application\/json" id="index">|<\/script>\n<script>/)
  const index = JSON.parse(data!) as { findings: { id: string[] } }
  expect(Array.isArray(index.findings.id)).toBe(true)
  expect(data).not.toMatch(/[<>&\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  expect(after?.startsWith(`${script}</script>`)).toBe(true)
  return before! + after!.slice(`${script}</script>`.length)
}

const everyRenderer = [renderFindings, renderChains, renderCoverage, renderIdentities, renderReport] as const

describe('a finished case', () => {
  let store: Store
  let view: CaseView
  beforeAll(async () => {
    store = await openCase(sampleRows)
    view = await openView(store, sampleAbout)
  }, 60_000)
  afterAll(() => store.close())

  it('gives the same bytes twice', async () => {
    const again = await openView(store, sampleAbout)
    for (const render of everyRenderer) expect(await text(render(again))).toBe(await text(render(view)))
  })

  it('says what each control was tested by and what was not, and which waivers do not count, in page and JSON', async () => {
    const found = JSON.parse(await text(renderFindings(view)))
    expect(found.controls.map((one: { control: string }) => one.control)).toEqual([
      'nist-800-53:AC-2(2)',
      'nist-800-53:AC-5',
    ])
    expect(found.controls[1]).toMatchObject({
      framework: 'NIST SP 800-53',
      title: 'Separation of Duties',
      result: 'gaps',
      tested_by: ['R08'],
      untested: ['R10: nothing to examine'],
    })
    expect(found.waivers).toEqual([
      expect.objectContaining({ line_no: 2, state: 'self-signed', expires_at: '2026-06-01T00:00:00.000000Z' }),
    ])
    const page = await text(renderReport(view))
    expect(page).toContain('id="controls"')
    expect(page).toContain('Separation of Duties')
    expect(page).toContain('R53: not run')
    expect(page).toContain('nobody excuses themselves')
    expect(page).toContain('agreed &lt;b&gt;by&lt;/b&gt; phone')
  })

  it('tells what the configuration declares for no export', async () => {
    const page = await text(renderReport(view))
    expect(page).toContain('Declarations that are of no effect')
    expect(page).toContain('trail/&lt;b&gt;**')
    const { unused_sources } = JSON.parse(await text(renderCoverage(view)))
    expect(unused_sources).toEqual(view.about.unused_sources)
  })

  it('writes findings.json as the contract has it', async () => {
    const found = JSON.parse(await text(renderFindings(view)))
    expect(found.schema).toBe('approvenance/findings@1')
    expect(found.as_of).toBe('2026-03-04T07:00:00.000000Z')
    expect(found.counts).toEqual({ gap: 2, insufficient: 1, excepted: 1, lead: 0 })
    expect(found.populations.R08).toMatchObject({ examined: 3, pass: 1, gap: 1, insufficient: 0, excepted: 1 })
    expect(found.findings.map((one: { id: string }) => one.id)).toEqual(['f-0001', 'f-0002', 'f-0003', 'f-0004'])
    expect(found.findings[0]).toEqual({
      id: 'f-0001',
      rule: 'R08',
      slug: 'self-approval',
      sub: null,
      verdict: 'gap',
      severity: 'critical',
      task: 'OPS-12',
      person: 'ana@corp.example',
      identities: ['jira:5b10a'],
      occurred_at: '2026-03-02T09:40:00.000000Z',
      confidence: 1,
      basis: 'verified',
      message: 'ana@corp.example asked for OPS-12 at 09:00:00 and approved it at 09:40:00.',
      reason: null,
      needs: null,
      waiver: null,
      controls: ['nist-800-53:AC-5', 'iso-27001:A.5.3'],
      is_primary: true,
      events: [
        {
          event_id: 'jira:ticket:OPS-12:1',
          connector: 'jira',
          native_id: 'OPS-12',
          file: 'jira/export.json',
          record_no: 1,
          stage: 'request',
        },
        {
          event_id: 'jira:ticket:OPS-12:3',
          connector: 'jira',
          native_id: '77',
          file: 'jira/export.json',
          record_no: 3,
          stage: 'approval',
        },
      ],
    })
    expect(found.findings[3].waiver).toMatchObject({ approver: 'bo@corp.example' })
  })

  it('writes chains.json with corners, steps, credentials, changes and what no task claims', async () => {
    const found = JSON.parse(await text(renderChains(view)))
    expect(found.chains.map((one: { task: string }) => one.task)).toEqual(['CHG0030001', 'OPS-12', 'OPS-13'])
    const chain = found.chains[1]
    expect(chain.corners.executed).toMatchObject({ person: 'deploy-agent', kind: 'agent', confidence: 0.91 })
    expect(chain.steps).toHaveLength(7)
    expect(chain.steps[4]).toMatchObject({
      stage: 'execution',
      native_id: 'e-5',
      record_no: 5,
      link: { method: 'credential', confidence: 0.97 },
    })
    expect(chain.credentials[0]).toMatchObject({
      credential: 'aws:ASIAEXAMPLE12',
      expires_at: '2026-03-03T10:00:00.000000Z',
    })
    expect(chain.changes).toHaveLength(2)
    expect(found.unaccounted).toEqual([expect.objectContaining({ native_id: 'e-900', connector: 'aws-cloudtrail' })])
  })

  it('lists every reject and every file in coverage.json', async () => {
    const found = JSON.parse(await text(renderCoverage(view)))
    expect(found.rejects.map((one: { record_no: number }) => one.record_no)).toEqual([17, 99])
    expect(found.files.map((one: { file: string }) => one.file)).toContain('notes/minutes.txt')
    expect(found.systems.find((one: { system: string }) => one.system === 'okta-system-log')).toMatchObject({
      is_supplied: false,
    })
  })

  it('links every finding to its chain and back, and no link leads nowhere', async () => {
    const page = await text(renderReport(view))
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(targets.filter((id) => !ids.has(id))).toEqual([])
    expect(targets).toContain('chain-OPS-12')
    expect(targets).toContain('finding-f-0001')
    expect([...page.matchAll(/ id="([^"]+)"/g)]).toHaveLength(ids.size)
  })

  it('loads nothing, and runs nothing but its own script, which its policy names by hash', async () => {
    const whole = await text(renderReport(view))
    expect(whole).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`)
    const page = withoutScripts(whole)
    expect(page).not.toMatch(/<script|javascript:|<link|<img|<iframe|@import|url\(|https?:\/\//i)
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacent|eval\(|Function\(|fetch\(|XMLHttp|import\(|https?:/)
    expect(page).not.toMatch(/ on[a-z]+=/i)
    expect(page).toContain("default-src 'none'")
  })

  it('tells coverage before findings', async () => {
    const page = await text(renderReport(view))
    const order = [
      'id="examined"',
      'id="coverage"',
      'id="glance"',
      'id="findings"',
      'id="chains"',
      'id="unaccounted"',
      'id="identities"',
      'id="rules"',
      'id="method"',
    ]
    const places = order.map((one) => page.indexOf(one))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
  })

  it('tells logging that was switched off among what could not be seen, by whom, until when, with its record', async () => {
    const off = {
      system: 'aws-cloudtrail',
      account: '123456789012',
      operation: 'StopLogging',
      is_reducing: true,
      lo: '2026-03-02T11:00:00Z',
      person: 'ana@corp.example',
      outcome: 'success',
      has_overlap: false,
      affected_events: 2,
    }
    const [one, other] = sampleRows.stg_events!.map(({ event_id }) => event_id)
    const store = await openCase({
      ...sampleRows,
      fct_logging: [
        { ...off, event_id: one, until_hi: '2026-03-02T14:00:00Z' },
        { ...off, event_id: other, lo: '2026-03-03T11:00:00Z', has_overlap: true },
        { ...off, event_id: one, outcome: 'failure', operation: 'DeleteTrail' },
      ],
    })
    const page = await text(renderReport(await openView(store, sampleAbout)))
    store.close()
    const section = page.slice(page.indexOf('id="coverage"'), page.indexOf('id="glance"'))
    const rows = section.slice(section.indexOf('Logging that was switched off')).split('<tr').slice(2, 4)
    expect(rows[0]).toMatch(/StopLogging.*nothing else is seen.*2 controlled executions on record/s)
    expect(rows[0]).toMatch(/ana@corp\.example.*2026-03-02 11:00:00.*2026-03-02 14:00:00.*record/s)
    expect(rows[1]).toMatch(/another log kept recording.*not restored on record/s)
    expect(section).not.toContain('DeleteTrail')
  })

  it('shows the record, the confidence and what would settle an open question', async () => {
    const page = await text(renderReport(view))
    expect(page).toContain('jira/export.json')
    expect(page).toContain('Okta System Log export from 2026-03-02 to 2026-03-04')
    expect(page).toContain('no export of a system that could hold the answer was supplied')
    expect(page).toContain('notes/minutes.txt')
    expect(page).toContain('single operator on call')
  })
})

describe('the weights of a finding', () => {
  it('stand folded below its records: each step, what it adds up to, and the task that lost', async () => {
    const store = await openCase(sampleRows)
    const page = await text(renderReport(await openView(store, sampleAbout)))
    store.close()
    const card = page.slice(page.indexOf('id="finding-f-0002"'))
    const weights =
      /<details class="plain"><summary>How its ties were weighed, and 1 task that lost<[\s\S]*?<\/details>/.exec(
        card.slice(0, card.indexOf('</article>')),
      )?.[0]
    expect(weights).toContain('<li>+5.0 the credential it used was issued under it</li>')
    expect(weights).toContain('too little agrees, 4.6 bits behind OPS-12')
    expect(page.slice(page.indexOf('id="finding-f-0001"'), page.indexOf('id="finding-f-0002"'))).not.toContain(
      'weighed',
    )
  }, 60_000)
})

describe('hostile text', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>' onclick='x \`\${y}\` [a](javascript:1) =cmd|' \u001b[31m \u202e \u0000 </style></title>`

  it('stays text in every text column of the page', async () => {
    const rows = Object.fromEntries(
      Object.entries(sampleRows).map(([table, list]) => [
        table,
        list.map((row) =>
          Object.fromEntries(Object.entries(row).map(([column, value]) => [column, poison(column, value)])),
        ),
      ]),
    )
    const store = await openCase(rows)
    const view = await openView(store, {
      ...sampleAbout,
      parameters: { config: hostile },
      connectors: [{ id: hostile, title: hostile, never_logs: [hostile] }],
    })
    const page = withoutScripts(await text(renderReport(view)))
    const style = page.slice(page.indexOf('<style>') + 7, page.indexOf('</style>'))
    expect(style).toContain('--ground')
    const rest = page.replace(style, '')
    expect(rest).not.toMatch(/<script|<img|<\/style>.*<\/style>/i)
    for (const [tag] of rest.matchAll(/<[a-z](?:"[^"]*"|[^">])*>/gi))
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/['\s]on[a-z]+\s*=|[`']/i)
    expect(rest).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
    expect(rest).toContain('&lt;script&gt;')
    expect(rest).toContain('\\u{202e}')
    for (const render of [renderFindings, renderChains, renderCoverage, renderIdentities])
      JSON.parse(await text(render(view)))
    expect(JSON.parse(await text(renderFindings(view))).findings[0].message).toContain('<script>')
    store.close()
  }, 60_000)

  /** Hostile text in every column that a log can fill; keys, times and our own words stay. */
  function poison(column: string, value: unknown): unknown {
    const ours =
      /^(task|event_id|source_id|event_ids|.*_event_ids|finding_id|rule|slug|verdict|severity|waiver|grade|connector|system|systems|sha256|day|gap_kind|stage)$/
    if (ours.test(column)) return value
    if (Array.isArray(value)) return value.map((one) => (typeof one === 'string' ? hostile : one))
    return typeof value === 'string' && !/^\d{4}-\d\d-\d\dT/.test(value) ? hostile : value
  }

  it('is escaped in attributes as between tags, whatever its type pretends to be', () => {
    expect(html`<a title="${'"><b>'}">${'<i>'}</a>`.markup).toBe('<a title="&quot;&gt;&lt;b&gt;">&lt;i&gt;</a>')
    const forged = { markup: '<script>' }
    expect(html`${forged}`.markup).toBe('&lt;script&gt;')
  })

  it('is cut with a word when it is a megabyte', () => {
    const cut = escapeHtml('x'.repeat(1_000_000))
    expect(cut.length).toBeLessThan(5000)
    expect(cut).toContain('996,000 more characters in the record')
  })
})

describe('an empty case', () => {
  it('renders without a single event', async () => {
    const store = await openCase({})
    const view = await openView(store, sampleAbout)
    const page = withoutScripts(await text(renderReport(view)))
    expect(page).toContain('No task was found')
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
    for (const render of [renderFindings, renderChains, renderCoverage, renderIdentities])
      JSON.parse(await text(render(view)))
    store.close()
  }, 60_000)
})

describe('words', () => {
  it('never rounds up to certainty or down to nothing', () => {
    expect(confidenceText(0.9999)).toBe('0.999')
    expect(share(1, 100_000)).toBe('under 1 %')
    expect(share(99_999, 100_000)).toBe('over 99 %')
    expect(share(0, 0)).toBe('–')
  })

  it('says how long in two units', () => {
    expect(duration(0)).toBe('0 s')
    expect(duration(187_200)).toBe('2 d 4 h')
    expect(duration(86_400 + 30)).toBe('1 d')
  })
})
