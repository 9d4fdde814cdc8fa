/** The control data cites what exists, by its exact id. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalogueRules, controlOf, controlsOf, controlsWithRules } from '../../src/controls/controls.js'
import { frameworks } from '../../src/controls/frameworks.js'
import { loadRules } from '../../src/detect/rule.js'
import { projectRoot } from '../../src/sql-file.js'

const everything = controlsWithRules().map(({ control }) => control.key)

describe('control references', () => {
  test('cover all sixty rules of the catalogue, built or not', () => {
    expect(catalogueRules).toHaveLength(60)
    for (const rule of catalogueRules) expect(controlsOf(rule).length, rule).toBeGreaterThan(0)
    for (const { rule } of loadRules()) expect(catalogueRules).toContain(rule)
  })

  test('name a framework of ours and an id in its own spelling', () => {
    const spelling: Readonly<Record<keyof typeof frameworks, RegExp>> = {
      'owasp-nhi': /^NHI([1-9]|10):2025$/,
      'owasp-asi': /^ASI(0[1-9]|10)$/,
      'owasp-agentic-threats': /^T([1-9]|1[0-7])$/,
      'nist-ai-rmf': /^(GOVERN|MAP|MEASURE|MANAGE) \d\.\d$/,
      'nist-csf-2.0': /^(GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}$/,
      'nist-800-53': /^[A-Z]{2}-\d{1,2}(\(\d{1,2}\))?$/,
      'iso-27001-2022': /^A\.[5-8]\.\d{1,2}$/,
      soc2: /^CC\d\.\d$/,
      'pci-dss-4.0': /^\d{1,2}(\.\d{1,2}){1,3}$/,
      itgc: /^(APD|PC|PD|CO)$/,
    }
    for (const key of everything) {
      const control = controlOf(key)
      expect(control, key).not.toBeNull()
      expect(control!.id, key).toMatch(spelling[control!.framework])
    }
  })

  test('avoid every identifier that is wrong in the articles the catalogue started from', () => {
    const wrong = ['AGENT-04', 'IAM-02', 'NHI-03', 'NHI-08', 'A2', 'AIG-04', 'GOV-1', 'NHI3:2025']
    for (const key of everything) for (const id of wrong) expect(key.slice(key.indexOf(':') + 1)).not.toBe(id)
    expect(everything.filter((key) => /maestro|PM-10/i.test(key))).toEqual([])
    expect(frameworks['owasp-asi'].titles.ASI01).toBe('Agent Goal Hijack')
  })

  test('carry a title wherever the catalogue gives one', () => {
    for (const framework of ['owasp-nhi', 'owasp-asi', 'owasp-agentic-threats', 'itgc'] as const)
      for (const key of everything.filter((one) => one.startsWith(`${framework}:`)))
        expect(controlOf(key)?.title, key).toBeTruthy()
    expect(controlOf('nist-800-53:AC-5')?.title).toBe('Separation of Duties')
    expect(controlOf('iso-27001-2022:A.8.32')?.title).toBe('Change management')
    expect(controlOf('owasp-nhi:NHI7:2025')?.title).toBe('Long-Lived Secrets')
    expect(controlOf('somebody-elses:X1')).toBeNull()
  })
})

const catalogue = join(projectRoot(), '..', 'shared', 'RULES.md')

describe.skipIf(!existsSync(catalogue))('against the catalogue', () => {
  test('every cell of the map is there, and nothing else', () => {
    const rows = readFileSync(catalogue, 'utf8')
      .split('\n')
      .filter((line) => /^\| R\d\d \|/.test(line))
    expect(rows).toHaveLength(60)
    for (const row of rows) {
      const cells = row
        .replaceAll('*', '')
        .split('|')
        .map((cell) => cell.trim())
      const rule = cells[1]!
      const said = cells
        .slice(2, -1)
        .flatMap((cell) => cell.split(/\s+/))
        .filter((word) => !['–', '/', '', 'PM-10', 'GOVERN', 'MAP', 'MEASURE', 'MANAGE'].includes(word))
      const ours = controlsOf(rule).map((key) =>
        key
          .slice(key.indexOf(':') + 1)
          .replace(':2025', '')
          .replace(/^A\./, '')
          .replace(/^[A-Z]+ /, ''),
      )
      expect(ours.sort(), rule).toEqual(said.sort())
    }
  })
})
