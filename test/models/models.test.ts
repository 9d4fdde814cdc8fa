import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadModelCases, runModelCase } from './run-model-cases.js'

const cases = loadModelCases(join(dirname(fileURLToPath(import.meta.url)), 'cases'))

describe('models', () => {
  it('has cases', () => expect(cases.length).toBeGreaterThan(5))
  for (const one of cases) {
    it(`${one.name}: ${one.why}`, async () => {
      const { found, expected } = await runModelCase(one)
      expect(found).toEqual(expected)
    })
  }
})
