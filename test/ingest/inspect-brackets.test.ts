import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { inspect } from '../../src/ingest/inspect.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-brackets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  [
    '[2026-03-02T10:00:00.455Z] "GET /x HTTP/2" 200 - 0 1\n[2026-03-02T10:00:01.455Z] "GET /y HTTP/2" 200 - 0 1\n',
    'text',
  ],
  ['[main] INFO starting\n[main] INFO started\n', 'text'],
  ['[{"a":1},{"a":2}]', 'json-array'],
  ['[2026, 3, 2]', 'json-array'],
  ['[true, null]', 'json-array'],
  ['["2026-03-02T10:00:00Z"]', 'json-array'],
  ['[\n{"a":1},\n{"a":2}\n]\n', 'json-array'],
])('reads %j as %s', async (text, format) => {
  const path = join(folder, 'export.log')
  writeFileSync(path, text)
  const file = { file: 'export.log', path, member: null, bytes: text.length }
  expect((await inspect(file, [], { ratio: 100, bytes: 1e6 })).format).toBe(format)
})
