/** What tells one program from another: all code that has a part in the evidence. */
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { programHash, readingCode } from '../../src/ingest/program-hash.js'
import { projectRoot } from '../../src/sql-file.js'

test('all code that a worker reads exports with is in the hash of the program', () => {
  const root = projectRoot()
  const seen = new Set<string>()
  const follow = (file: string) => {
    if (seen.has(file)) return
    seen.add(file)
    for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)\.js'/g))
      follow(relative(root, join(root, dirname(file), `${name}.ts`)))
  }
  for (const start of ['src/ingest/worker.ts', 'src/ingest/ingest.ts']) follow(start)
  expect(seen.size).toBeGreaterThan(100)
  const isHashed = (file: string) =>
    dirname(file) === readingCode.filesOf || readingCode.folders.some((folder) => file.startsWith(`${folder}/`))
  expect([...seen].filter((file) => !isHashed(file))).toEqual([])
})

test('the hash of the program is the same each time', () => {
  expect(programHash()).toMatch(/^[0-9a-f]{64}$/)
  expect(programHash()).toBe(programHash())
})
