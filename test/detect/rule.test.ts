/** Rule headers are checked whole, and parameters are bound without surprises. */

import { describe, expect, test } from 'vitest'
import { catalogueRules } from '../../src/controls/controls.js'
import { bindParameters, loadRules, parseRules } from '../../src/detect/rule.js'
import { UserError } from '../../src/errors.js'

const good = `-- rule: T01
-- slug: my-rule
-- title: Something to look at
-- severity: high
-- grain: one row per thing
-- question: What should we look at?
-- why: Because somebody has to look,
--   and this line goes on.
-- misses: Things that are not recorded.
-- false-positives: Things that look like it.
-- remedy: Look at it.
-- needs: approval, execution
-- param: hours = 24 — judgement
-- ref: our own handbook

-- says $nothing here
select '$text' as x, $hours as y
`
const file = (sql: string, stem = 'T01_my_rule') => ({ stem, name: stem, path: `my-rules/${stem}.sql`, sql })

/** The message of the UserError that the work throws. */
function complaint(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return (error as Error).message
  }
  throw new Error('nothing was thrown')
}

describe('a rule header', () => {
  test('is read with its continued lines, stages and parameters', () => {
    const [rule] = parseRules([file(good)])
    expect(rule).toMatchObject({
      rule: 'T01',
      slug: 'my-rule',
      why: 'Because somebody has to look, and this line goes on.',
      needs: ['approval', 'execution'],
      parameters: [{ name: 'hours', value: 24, basis: 'judgement' }],
    })
  })

  test('is complained about whole: every problem of every file, with file and line', () => {
    const bad = good
      .replace('severity: high', 'severity: urgent')
      .replace('misses: Things that are not recorded.', 'misses: none')
      .replace('-- remedy: Look at it.\n', '')
      .replace('needs: approval, execution', 'needs: aproval')
      .replace('$hours', '$ours')
    const message = complaint(() =>
      parseRules([file(bad), file(good.replace('-- ref:', '-- author: me\n-- ref:'), 'T02_my_rule')]),
    )
    for (const line of [
      'my-rules/T01_my_rule.sql:4: severity: unknown severity: urgent',
      'my-rules/T01_my_rule.sql:9: misses: every rule has some',
      'my-rules/T01_my_rule.sql:1: remedy is missing',
      'my-rules/T01_my_rule.sql:11: needs: unknown stage: aproval',
      'my-rules/T01_my_rule.sql:12: param hours is declared, and the SQL does not use it',
      'my-rules/T01_my_rule.sql:16: $ours is used, and no param line declares it',
      'my-rules/T02_my_rule.sql:14: unknown key: author',
    ])
      expect(message).toContain(line)
  })

  test('must agree with the name of its file, and be there once', () => {
    expect(complaint(() => parseRules([file(good, 'T01_other')]))).toContain('expected T01_my_rule.sql')
    expect(complaint(() => parseRules([file(good), file(good)]))).toContain('rule T01 is there twice')
  })

  test('a parameter without a basis is refused', () => {
    expect(complaint(() => parseRules([file(good.replace(' — judgement', ''))]))).toContain(
      'expected name = default — basis',
    )
  })
})

describe('the built-in rules', () => {
  test('are those of the catalogue, all sixty, in order', () => {
    expect(
      loadRules()
        .map(({ rule }) => rule)
        .join(' '),
    ).toBe(catalogueRules.join(' '))
    expect(catalogueRules).toHaveLength(60)
  })
})

describe('parameters', () => {
  const rules = loadRules()

  test('have defaults, are set for every rule by name, and for one rule by id and name', () => {
    const values = (given: Record<string, string | number | boolean>, rule: string) =>
      bindParameters(rules, given).get(rule)
    expect(values({}, 'R33')?.human_grace_minutes).toBe(15)
    expect(values({ human_grace_minutes: 30 }, 'R33')?.human_grace_minutes).toBe(30)
    expect(values({ human_grace_minutes: 30 }, 'R52')?.human_grace_minutes).toBe(30)
    expect(values({ human_grace_minutes: 30, 'R33.human_grace_minutes': 1 }, 'R33')?.human_grace_minutes).toBe(1)
    expect(values({ human_grace_minutes: 30, 'R33.human_grace_minutes': 1 }, 'R52')?.human_grace_minutes).toBe(30)
  })

  test('that nobody uses are mistakes, told together', () => {
    const message = complaint(() =>
      bindParameters(rules, { human_grace: 1, 'R08.hours': 2, 'R99.hours': 3, twin_hours: 'a day' }),
    )
    expect(message).toContain('unknown parameter: human_grace')
    expect(message).toContain('R08.hours: R08 has none')
    expect(message).toContain('there is no rule R99')
    expect(message).toContain('twin_hours: "a day"; expected a number')
  })

  test('of the models are no mistake', () => {
    expect(bindParameters(rules, { skew_tolerance_seconds: 60 }, ['skew_tolerance_seconds']).size).toBe(rules.length)
  })
})
