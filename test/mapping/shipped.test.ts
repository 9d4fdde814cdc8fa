/** The mappings that come with the tool are held to what every connector is held to. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.js'
import { loadMappings, shippedMappings } from '../../src/mapping/load.js'
import { sampleExport } from '../../src/pipeline.js'
import { projectRoot } from '../../src/sql-file.js'
import { runCases, runHostile } from '../connectors/run-cases.js'

const names = shippedMappings().map(({ name }) => name)
const shipped = loadMappings(names, connectors)

test('a mapping is named as its file', () => {
  expect(shipped.map(({ id }) => id)).toEqual(names)
  expect(names.length).toBeGreaterThan(3)
})

for (const mapping of shipped) {
  runCases(mapping)
  runHostile(mapping)
}

const corpus = join(projectRoot(), '..', 'shared', 'corpus')
const families = ['box', 'dropbox', 'tailscale', 'mongodb-atlas']
const files = families.flatMap((family) => {
  const place = join(corpus, 'panther-analysis', family)
  return existsSync(place)
    ? readdirSync(place).flatMap((name) => (name.endsWith('.ndjson') ? [[family, join(place, name)] as const] : []))
    : []
})

describe.skipIf(files.length === 0)('over the corpus', () => {
  test.each(files)('%s: %s is claimed by nobody else, and only what has no time is rejected', async (family, path) => {
    const sample = await sampleExport(path, [...connectors, ...shipped])
    expect(sample.claims).toEqual([family])
    const mapping = shipped.find(({ id }) => id === family)!
    const { records } = await sample.read(mapping, 1000)
    const rejects = records.flatMap((record) => mapping.normalize(record).reject?.detail ?? [])
    expect(rejects.filter((detail) => !detail.startsWith('events.occurred_at: no time stands'))).toEqual([])
  })
})
