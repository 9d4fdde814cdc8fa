/** Every rule keeps what its case file promises. Two test files share the rules, so that two workers run them. */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadRules } from '../../src/detect/rule.js'
import { type CaseResult, loadCases, runRuleCases } from '../../src/detect/rule-cases.js'
import { projectRoot } from '../../src/sql-file.js'

const folder = join(projectRoot(), 'test', 'rules')

/** Tests the rules whose place in the catalogue leaves this rest when divided by two. */
export function promiseCases(rest: 0 | 1): void {
  describe.each(loadRules().filter((_, place) => place % 2 === rest))('$rule $slug', (rule) => {
    let results: CaseResult[] = []

    beforeAll(async () => {
      results = await runRuleCases(folder, [rule])
    })

    test.each(loadCases(join(folder, `${rule.rule}.json`)).map(({ why }) => why))('%s', (why) => {
      expect(results.filter((result) => result.why === why)).toEqual([expect.objectContaining({ problems: [] })])
    })

    test('has a gap, a pass and an insufficient among its cases', () => {
      const seen = new Set(results.flatMap((result) => result.verdicts))
      expect([...seen]).toEqual(expect.arrayContaining(['gap', 'pass', 'insufficient']))
    })
  })
}
