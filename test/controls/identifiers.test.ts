/** Identifiers that the articles behind the catalogue cite and that do not exist, or mean something else, are nowhere: not in the tree, not in what we write. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import glob from 'fast-glob'
import { expect, test } from 'vitest'
import { controlsWithRules } from '../../src/controls/controls.js'
import { renderChains, renderCoverage, renderFindings, renderIdentities } from '../../src/report/json.js'
import { renderReport } from '../../src/report/page.js'
import { openView } from '../../src/report/view.js'
import { projectRoot } from '../../src/sql-file.js'
import { runCli } from '../cli/run-cli.js'
import { openCase, sampleAbout, sampleRows } from '../report/fixture.js'

/** RULES.md C.0. `A2` alone is too short a word to look for: it must stand with its framework. */
const wrong = /\b(AGENT-0\d|AIG-0\d|NHI-0\d|GOV-1|IAM-02)\b|\b(owasp|agentic|asi)[^\n]{0,40}\bA2\b/i

test('the expression finds each of them', () => {
  for (const id of ['AGENT-04', 'MAESTRO IAM-02', 'NHI-03', 'NHI-08', 'AIG-04', 'GOV-1', 'OWASP Agentic AI Top 10 A2'])
    expect(id).toMatch(wrong)
  for (const id of ['owasp-nhi:NHI3:2025', 'owasp-asi:ASI02', 'GOVERN 1.4', 'nist-800-53:AC-2'])
    expect(id).not.toMatch(wrong)
})

test('no source, query, page or sample holds one', async () => {
  const files = await glob(
    [
      '{src,queries,connectors,mappings,docs,scripts}/**/*.{ts,sql,md,yaml,json}',
      '*.md',
      'sample-data/**/*.{md,csv,yaml}',
    ],
    { cwd: projectRoot() },
  )
  expect(files.length).toBeGreaterThan(500)
  expect(files.filter((file) => wrong.test(readFileSync(join(projectRoot(), file), 'utf8')))).toEqual([])
})

test('no report and no listing holds one, with every control of the catalogue in it', { timeout: 60_000 }, async () => {
  const controls = controlsWithRules().map(({ control, rules }) => ({
    ...sampleRows.controls![0],
    control: control.key,
    tested_by: rules,
  }))
  const store = await openCase({ ...sampleRows, controls })
  try {
    const view = await openView(store, sampleAbout)
    expect(view.controls).toHaveLength(controls.length)
    for (const render of [renderFindings, renderChains, renderCoverage, renderIdentities, renderReport]) {
      let all = ''
      for await (const part of render(view)) all += part
      expect(wrong.exec(all)?.[0]).toBeUndefined()
    }
  } finally {
    store.close()
  }
  expect(wrong.exec((await runCli(['rules', 'list', '--output', 'json'])).out)?.[0]).toBeUndefined()
})
