/** Two quarters with planted defects, as a company would go through them: the second run finds exactly what the key knows, and the populations agree to the unit. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCampaign } from '../../src/certify/folder.js'
import { type QuartersKey, simulateQuarters } from '../../src/simulate/quarters.js'
import type { Held } from '../../src/simulate/quarters-exports.js'
import { runCli } from '../cli/run-cli.js'

const root = mkdtempSync(join(tmpdir(), 'approvenance-quarters-'))
const path = (...parts: string[]) => join(root, ...parts)
const campaign = path('2026-Q1')
const second = path('2026-Q2')
let key: QuartersKey

interface Found {
  readonly finding: string
  readonly subject: string
  readonly entitlement: string
  readonly reviewer: string
  readonly verdict: string
}

async function run(...args: string[]) {
  const { code, out, err } = await runCli(args)
  expect({ args, code, err: code === 0 ? '' : err }).toEqual({ args, code: 0, err: '' })
  return out
}

const packRows = (reviewer: string) =>
  Papa.parse<Record<string, string>>(
    readFileSync(path('2026-Q1', 'packs', `${reviewer}.csv`), 'utf8').replace(/^\ufeff/, ''),
    {
      header: true,
      skipEmptyLines: true,
    },
  ).data

beforeAll(async () => {
  key = simulateQuarters({ seed: 7, out: root })
  const { control_owner, first } = key
  await run('analyze', path('first', 'exports'), '--case', path('case1'), '--quiet', '--format', 'json')
  await run(
    ...['certify', 'open', '--case', path('case1'), '--campaign', campaign, '--period', first.period],
    ...['--cutoff', first.cutoff, '--at', '2026-04-01T06:00:00Z', '--control-owner', control_owner],
  )
  await run(
    ...['certify', 'assign', control_owner, '--unresolved', '--campaign', campaign, '--by', control_owner],
    ...['--reason', 'nobody else', '--at', '2026-04-01T07:00:00Z'],
  )
  await run('certify', 'pack', '--campaign', campaign, '--format', 'csv', '--at', '2026-04-01T08:00:00Z')
  mkdirSync(path('returned'))
  const reviewers = [
    ...new Set(readCampaign(campaign).history.flatMap((one) => (one.kind === 'packed' ? [one.reviewer] : []))),
  ]
  const answers = new Map(key.answers.map((one) => [`${one.subject} ${one.entitlement}`, one]))
  const fill = (reviewer: string) => {
    const file = path('returned', `${reviewer}.csv`)
    const rows = packRows(reviewer).map((row) => {
      const { decision, comment, decided_at } = answers.get(`${row.account} ${row.entitlement}`)!
      return { ...row, decision, comment, decided_at }
    })
    writeFileSync(file, Papa.unparse(rows))
    return file
  }
  for (const { by, subject, entitlement } of key.self_attempts) {
    const reviewer = reviewers.find((one) =>
      packRows(one).some((row) => row.account === subject && row.entitlement === entitlement),
    )!
    const file = path('returned', `self-${by}.csv`)
    writeFileSync(
      file,
      Papa.unparse(
        packRows(reviewer).map((row) => ({
          ...row,
          decision: row.account === subject && row.entitlement === entitlement ? 'keep' : '',
        })),
      ),
    )
    const { code, err } = await runCli([
      'certify',
      'import',
      file,
      '--campaign',
      campaign,
      '--by',
      by,
      '--at',
      '2026-04-08T08:00:00Z',
    ])
    expect([code, err]).toEqual([2, expect.stringContaining('cannot decide on their own access')])
  }
  for (const reviewer of reviewers)
    await run('certify', 'import', fill(reviewer), '--campaign', campaign, '--at', '2026-04-10T08:00:00Z')
  await run(
    ...['analyze', path('second', 'exports'), join(campaign, 'history.jsonl'), '--case', path('case2')],
    ...['--config', path('second', 'exports', 'approvenance.yaml'), '--quiet', '--format', 'json'],
  )
}, 600_000)

const population = (folder: string): Held[] =>
  readCampaign(folder)
    .items.map((item): Held => [item.subject, item.entitlement])
    .sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))

describe('two quarters of certification', () => {
  it('freeze the population that the key knows, to the unit, also after a quarter of changes', async () => {
    expect(population(campaign)).toEqual(key.first.population)
    await run(
      ...['certify', 'open', '--case', path('case2'), '--campaign', second, '--period', key.second.period],
      ...['--cutoff', key.second.cutoff, '--at', '2026-07-01T06:00:00Z', '--previous', campaign],
    )
    expect(population(second)).toEqual(key.second.population)
    // The logs are said to be whole: what is not used would be seen, and everything is held for certain.
    const doubtful = readCampaign(second).items.filter((one) => !one.is_use_visible || one.state !== 'held')
    expect(doubtful.map((one): Held => [one.subject, one.entitlement])).toEqual([])
    const missed = readCampaign(second).items.filter(({ earlier_decision }) => earlier_decision === 'revoke')
    expect(missed.map((one): Held => [one.subject, one.entitlement]).sort()).toEqual(
      [...key.planted.missed, ...key.planted.returned].sort(),
    )
    expect(new Set(missed.map(({ recommendation }) => recommendation))).toEqual(new Set(['revoke']))
  })

  it('find exactly what was planted', async () => {
    const out = await run(
      ...['certify', 'check', '--campaign', campaign, '--case', path('case2'), '--at', '2026-07-01T07:00:00Z'],
      ...['--output', 'json'],
    )
    const { findings } = JSON.parse(out) as { findings: readonly Found[] }
    const of = (name: string) =>
      findings
        .filter(({ finding }) => finding === name)
        .map((one): Held => [one.subject, one.entitlement])
        .sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
    expect({
      missed: of('revoke-missed'),
      late: of('revoke-late'),
      returned: of('access-returned'),
      used: of('used-after-revoke'),
      unowned: of('unowned').map(([subject]) => subject),
      rubber_stamp: findings.filter(({ finding }) => finding === 'review-not-credible').map(({ reviewer }) => reviewer),
      self: of('self-decision'),
    }).toEqual({
      missed: key.planted.missed,
      late: key.planted.late,
      returned: key.planted.returned,
      used: key.planted.used,
      unowned: [...key.planted.unowned].sort(),
      rubber_stamp: [key.planted.rubber_stamp],
      self: key.self_attempts
        .map((one): Held => [one.subject, one.entitlement])
        .sort((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1)),
    })
    expect([...new Set(findings.map(({ finding }) => finding))].sort()).toEqual([
      ...['access-returned', 'review-not-credible', 'revoke-late', 'revoke-missed', 'self-decision', 'unowned'],
      'used-after-revoke',
    ])
  })

  it('make R60 ask the same of the evidence: what was missed, late or used is a gap, what went in time is none', async () => {
    const { findings } = JSON.parse(readFileSync(path('case2', 'findings.json'), 'utf8')) as {
      findings: readonly {
        rule: string
        verdict: string
        sub: string
        identities: readonly string[]
        message: string
      }[]
    }
    const gaps = findings.filter(({ rule, verdict }) => rule === 'R60' && verdict === 'gap')
    const { missed, late, used } = key.planted
    const unused = missed.filter((one) => !used.some((other) => other.join(' ') === one.join(' ')))
    const planted = [...unused, ...late, ...used]
    expect([missed.length, used.length, unused.length]).toEqual([4, 3, 3])
    expect(gaps.map(({ sub }) => sub).sort()).toEqual(
      [...unused.map(() => 'held'), ...late.map(() => 'late'), ...used.map(() => 'used')].sort(),
    )
    for (const [subject, entitlement] of planted)
      expect(gaps.some((gap) => gap.identities.includes(subject) && gap.message.includes(entitlement))).toBe(true)
  })

  it('write the same bytes again for the same seed', () => {
    simulateQuarters({ seed: 7, out: path('again') })
    for (const file of [
      'certification-key.json',
      'second/exports/cloudtrail/trail.json',
      'second/exports/okta/system-log-2026-04-27.json',
    ])
      expect(readFileSync(path('again', file))).toEqual(readFileSync(path(file)))
  })
})
