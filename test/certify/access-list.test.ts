/** Access that only a list tells of is certified like any other; what a later list shows to be gone is no item any more. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readCampaign } from '../../src/certify/folder.js'
import { runCli } from '../cli/run-cli.js'

it('freezes what a CSV of holdings says, without what its later edition shows to be gone', {
  timeout: 120_000,
}, async () => {
  const root = mkdtempSync(join(tmpdir(), 'approvenance-access-list-'))
  const path = (...parts: string[]) => join(root, ...parts)
  mkdirSync(path('exports'))
  const list = (day: string, ...rows: string[]) =>
    writeFileSync(
      path('exports', `members-${day}.csv`),
      ['subject,entitlement,resource,as_of', ...rows.map((row) => `${row},${day}T00:00:00Z`), ''].join('\n'),
    )
  const [ana, ben, bot] = [
    'github:ana,admin,example/shop',
    'github:ben,push,example/shop',
    'github:bot,push,example/shop',
  ]
  list('2026-01-02', ana!, ben!, bot!)
  list('2026-03-31', ana!, bot!, 'github:ben,pull,example/shop')
  writeFileSync(path('approvenance.yaml'), 'as_of: 2026-04-01T00:00:00Z\nmappings: [access-list]\n')
  for (const args of [
    [
      'analyze',
      path('exports'),
      '--case',
      path('case'),
      '--config',
      path('approvenance.yaml'),
      '--quiet',
      '--format',
      'json',
    ],
    [
      'certify',
      'open',
      '--case',
      path('case'),
      '--campaign',
      path('q1'),
      '--period',
      '2026-Q1',
      '--at',
      '2026-04-01T06:00:00Z',
    ],
  ]) {
    const { code, err } = await runCli(args)
    expect([code, err]).toEqual([0, expect.not.stringContaining('error')])
  }
  expect(
    readCampaign(path('q1'))
      .items.map((one) => [one.subject, one.entitlement, one.resource, one.state, one.is_unowned])
      .sort(),
  ).toEqual([
    ['github:ana', 'admin', 'example/shop', 'held', true],
    ['github:ben', 'pull', 'example/shop', 'held', true],
    ['github:bot', 'push', 'example/shop', 'held', true],
  ])
})
