/** What a log looks like to the inspection when its lines hold commas, bars or objects. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { inspect } from '../../src/ingest/inspect.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inspect-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const object = '{"a":1,"b":2,"c":3}'

test.each([
  [
    'objects behind a header of syslog',
    `<5>1 2026-03-02T10:00:00Z host ${object}`,
    `<5>1 2026-03-02T10:00:01Z host ${object}`,
    'text',
  ],
  ['objects behind a time without year', `Mar 02 10:00:00 host ${object}`, `Mar  2 10:00:01 host ${object}`, 'text'],
  ['a bare object before a carried one', object, `<5>1 2026-03-02T10:00:01Z host ${object}`, 'text'],
  ['columns that begin with a time', '2026-03-02 10:00:00,123| a| b', '2026-03-02 10:00:01,123| a| b', 'text'],
  ['a line of CEF', 'CEF:0|A|B|1|1|N|5|a=1', 'CEF:0|A|B|1|1|N|5|a=2', 'text'],
  ['bare objects', object, object, 'json-lines'],
  ['a table with a header', 'time,user,action', '2026-03-02 10:00:01,ana,read', 'csv'],
])('%s', async (_what, first, second, format) => {
  const path = join(folder, 'export.log')
  writeFileSync(path, `${first}\n${second}\n`)
  const file = { file: 'export.log', path, member: null, bytes: 1000 }
  expect((await inspect(file, [], { ratio: 100, bytes: 1e6 })).format).toBe(format)
})
