import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getuid } from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { discover } from '../../src/ingest/discover.js'
import { matchGlob } from '../../src/ingest/match-glob.js'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'approvenance-discover-'))
  for (const file of ['b.json', 'a/2.json', 'a/10.json', 'a/[x].json', 'a/.hidden', '.git/config', 'A.json']) {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), 'x')
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const names = (paths: readonly string[], leaveOut: readonly string[] = []) =>
  discover(paths, join(root, '..', 'no-case'), leaveOut).files.map((file) => file.file)

describe('discover', () => {
  test('lists folders in a fixed order, hidden files too, version control as skipped', () => {
    expect(names([root])).toEqual(['A.json', 'a/.hidden', 'a/10.json', 'a/2.json', 'a/[x].json', 'b.json'])
    expect(discover([root], '/nowhere').skipped).toEqual([{ file: '.git', why: 'version control' }])
  })

  test('names are relative to the deepest common folder, and a file given twice is one file', () => {
    expect(names([join(root, 'a', '2.json')])).toEqual(['2.json'])
    expect(names([join(root, 'a'), join(root, 'b.json'), join(root, 'a', '2.json')])).toEqual([
      'a/.hidden',
      'a/10.json',
      'a/2.json',
      'a/[x].json',
      'b.json',
    ])
  })

  test('takes a name that exists literally, and a glob as a glob', () => {
    expect(names([join(root, 'a', '[x].json')])).toEqual(['[x].json'])
    expect(names([join(root, '*', '1*.json')])).toEqual(['a/10.json'])
  })

  test('leaves out what somebody else lists', () => {
    expect(names([root], [join(root, 'a', '2.json'), join(root, 'b.json')])).toEqual([
      'A.json',
      'a/.hidden',
      'a/10.json',
      'a/[x].json',
    ])
  })

  test('a path that does not exist, or a glob without a match, is the operator’s mistake', () => {
    expect(() => names([join(root, 'none')])).toThrow(/there is no file or folder .*none/)
    expect(() => names([join(root, '*.xml')])).toThrow(/no file matches/)
    expect(() => names([])).toThrow('no path given')
  })

  test.skipIf(getuid?.() === 0)('lists a folder that may not be read', () => {
    const closed = join(root, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0)
    expect(discover([root], '/nowhere').files.find((f) => f.file === 'closed')?.problem).toContain('EACCES')
    chmodSync(closed, 0o755)
  })
})

describe('globs of the configuration', () => {
  const cases: readonly (readonly [glob: string, file: string, is: boolean])[] = [
    ['cloudtrail/**', 'cloudtrail/a/b.json', true],
    ['cloudtrail/**', 'x/cloudtrail/a.json', false],
    ['*.json', 'deep/down/a.json', true],
    ['a/*.json', 'a/b/c.json', false],
    ['a/**/c.json', 'a/c.json', true],
    ['{jira,okta}/*', 'okta/x', true],
    ['logs/[0-9]*.gz', 'logs/2026.gz', true],
    ['logs/[!0-9]*.gz', 'logs/2026.gz', false],
    ['outer.zip!inner/*', 'outer.zip!inner/a.json', true],
    ['a(b)+c.json', 'x/a(b)+c.json', true],
    ['a?.json', 'ab.json', true],
    ['new\nline', 'new\nline', true],
    ['./x/*', 'x/y', true],
  ]
  for (const [glob, file, is] of cases)
    test(`${JSON.stringify(glob)} ${is ? 'fits' : 'does not fit'} ${JSON.stringify(file)}`, () =>
      expect(matchGlob(glob)(file)).toBe(is))
})
