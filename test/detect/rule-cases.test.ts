/** Every rule keeps what its case file promises. */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadRules } from '../../src/detect/rule.js'
import { type CaseResult, loadCases, runRuleCases } from '../../src/detect/rule-cases.js'
import { projectRoot } from '../../src/sql-file.js'

const folder = join(projectRoot(), 'test', 'rules')
const rules = loadRules()
let results: CaseResult[] = []

beforeAll(async () => {
  results = await runRuleCases(folder)
}, 120_000)

describe.each(rules)('$rule $slug', ({ rule }) => {
  test.each(loadCases(join(folder, `${rule}.json`)).map(({ why }) => why))('%s', (why) => {
    expect(results.filter((result) => result.rule === rule && result.why === why)).toEqual([
      expect.objectContaining({ problems: [] }),
    ])
  })

  test('has a gap, a pass and an insufficient among its cases', () => {
    const seen = new Set(results.filter((result) => result.rule === rule).flatMap((result) => result.verdicts))
    expect([...seen]).toEqual(expect.arrayContaining(['gap', 'pass', 'insufficient']))
  })
})
