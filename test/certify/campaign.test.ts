/** A campaign on a small case, from opening to import: nobody is left out, nobody decides on themselves, and nothing is recorded twice. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { readSheet } from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import type { Item } from '../../src/certify/campaign.js'
import { readCampaign } from '../../src/certify/folder.js'
import { runCli } from '../cli/run-cli.js'
import { makeCase, rows } from './small-case.js'

let folder = ''
const opened = '2026-10-02T08:00:00Z'
const root = mkdtempSync(join(tmpdir(), 'approvenance-campaigns-'))
let count = 0

/** A campaign of its own for each test. */
async function open(...more: string[]) {
  const campaign = join(root, `c${++count}`)
  const { code, err } = await runCli([
    ...['certify', 'open', '--case', folder, '--campaign', campaign, '--period', '2026-Q3'],
    ...['--cutoff', '2026-10-01T00:00:00Z', '--at', opened, ...more],
  ])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return campaign
}

const itemOf = (campaign: string, person: string, entitlement = ''): Item =>
  readCampaign(campaign).items.find(
    (one) => (one.person ?? one.subject).includes(person) && one.entitlement.includes(entitlement),
  )!

/** Fills in the pack of a reviewer: `answer` gives the cells of each row. */
async function fill(campaign: string, reviewer: string, answer: (row: Record<string, string>) => object) {
  await runCli(['certify', 'pack', '--campaign', campaign, '--at', '2026-10-02T09:00:00Z', '--format', 'csv'])
  const { data } = Papa.parse<Record<string, string>>(
    readFileSync(join(campaign, 'packs', `${reviewer}.csv`), 'utf8').replace(/^\ufeff/, ''),
    { header: true, skipEmptyLines: true },
  )
  const file = join(root, `returned-${++count}.csv`)
  writeFileSync(file, Papa.unparse(data.map((row) => ({ ...row, ...answer(row) }))))
  return file
}

const take = (campaign: string, file: string, ...more: string[]) =>
  runCli(['certify', 'import', file, '--campaign', campaign, '--at', '2026-10-05T09:00:00Z', ...more])

beforeAll(async () => {
  folder = await makeCase()
}, 120_000)

describe('the population', () => {
  it('has everything that was held at the cut-off, with and without owner, and nothing that had ended', async () => {
    const campaign = readCampaign(await open())
    expect(campaign.items.map((one) => [one.person ?? one.subject, one.entitlement.split('/')[1]]).sort()).toEqual([
      ['ana@corp.example', 'AdministratorAccess'],
      ['aws:arn:aws:iam::123456789012:user/robot', 'AdministratorAccess'],
      ['ben@corp.example', 'ReadOnlyAccess'],
      ['boss@corp.example', 'ReadOnlyAccess'],
      ['cy@corp.example', 'ReadOnlyAccess'],
    ])
  })

  it('names reviewers by manager, never the holder, and says so where there is nobody', async () => {
    const campaign = await open()
    expect(itemOf(campaign, 'ana').reviewer).toBe('boss@corp.example')
    expect(itemOf(campaign, 'boss').reviewer).toBe('top@corp.example')
    expect(itemOf(campaign, 'robot').reviewer).toBeNull()
    const { out } = await runCli(['certify', 'status', '--campaign', campaign, '--output', 'json', '--at', opened])
    expect(JSON.parse(out).findings.map((one: { finding: string }) => one.finding)).toEqual([
      'reviewer-unresolved',
      'unowned',
    ])
  })

  it('recommends by evidence: who left and what is not used must go, and use keeps', async () => {
    const campaign = await open()
    expect(itemOf(campaign, 'ana')).toMatchObject({ recommendation: 'keep', uses_in_period: 3, risk: 'medium' })
    expect(itemOf(campaign, 'ben').reasons[0]).toContain('its account did nothing for at least 90 days')
    expect(itemOf(campaign, 'cy')).toMatchObject({ recommendation: 'revoke', has_left: true })
    expect(itemOf(campaign, 'cy').reasons[0]).toContain('its holder has left')
  })

  it('passes over whom the reviewers file names where they hold it, and over who approved it while there are others', async () => {
    const matrix = join(root, 'reviewers.csv')
    writeFileSync(matrix, 'entitlement,reviewer\n*ReadOnly*,ben@corp.example\n*Admin*,top@corp.example\n')
    const campaign = await open('--reviewers', matrix)
    expect(itemOf(campaign, 'cy').reviewer).toBe('ben@corp.example')
    expect(itemOf(campaign, 'ben').reviewer).toBe('boss@corp.example')
    expect(itemOf(campaign, 'ben').reviewer_obstacles[0]).toContain('holds it')
    // top approved OPS-1
    expect(itemOf(campaign, 'ana').reviewer).toBe('boss@corp.example')
  })

  it('is the same to the byte when it is opened again, and is not opened twice in one folder', async () => {
    const [a, b] = [await open(), await open()]
    for (const file of readdirSync(a)) expect(readFileSync(join(a, file))).toEqual(readFileSync(join(b, file)))
    const again = await runCli([
      ...['certify', 'open', '--case', folder, '--campaign', a, '--period', '2026-Q3'],
      ...['--cutoff', '2026-10-01T00:00:00Z', '--at', '2026-10-03T00:00:00Z'],
    ])
    expect(again.out).toContain('open already')
    const other = await runCli(['certify', 'open', '--case', folder, '--campaign', a, '--period', '2026-H2'])
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('holds another campaign')])
  })

  it('may be cut to a scope, and an unknown part of one is a mistake', async () => {
    const campaign = readCampaign(await open('--scope', 'entitlement=*admin*'))
    expect(campaign.items).toHaveLength(2)
    const bad = await runCli([
      'certify',
      'open',
      '--case',
      folder,
      '--campaign',
      join(root, 'x'),
      '--period',
      '2026',
      '--scope',
      'colour=red',
    ])
    expect([bad.code, bad.err]).toEqual([2, expect.stringContaining('--scope: not a scope: colour=red')])
  })
})

describe('decisions', () => {
  const boss = 'boss@corp.example'

  it('are recorded with person, time and comment, once however often the file comes', async () => {
    const campaign = await open()
    const file = await fill(campaign, boss, (row) => ({
      decision: row.person === 'cy@corp.example' ? 'revoke' : 'keep',
      comment: 'seen',
      decided_at: '2026-10-03 10:00',
    }))
    expect((await take(campaign, file)).out).toContain('3 decisions recorded')
    expect((await take(campaign, file)).out).toContain('was imported before')
    const { history } = readCampaign(campaign)
    const decided = history.filter((entry) => entry.kind === 'decided')
    expect(decided).toHaveLength(3)
    expect(decided[0]).toMatchObject({ by: boss, at: '2026-10-03T10:00:00.000000Z', comment: 'seen' })
  })

  it.each([
    ['campaign', { campaign: 'ffffffffffff' }, 'is another campaign'],
    ['item', { item: 'nothing' }, 'is not in the population'],
    ['decision', { decision: 'yes' }, 'is no decision; expected keep, revoke, unsure'],
    ['entitlement', { entitlement: 'something else' }, 'was changed'],
    ['reviewer', { reviewer: 'eve@corp.example' }, 'is not who is to decide'],
    ['basis', { basis: '000000000000' }, 'stale'],
    ['decided_at', { decided_at: 'tomorrow' }, 'is no time'],
  ])('with a wrong %s are refused as a whole, naming file, row and column', async (column, cells, words) => {
    const campaign = await open()
    const before = readFileSync(join(campaign, 'history.jsonl'), 'utf8').length
    let no = 0
    const file = await fill(campaign, boss, () => ({ decision: 'keep', ...(no++ === 1 ? cells : {}) }))
    const packed = readFileSync(join(campaign, 'history.jsonl'), 'utf8')
    const { code, err } = await take(campaign, file)
    expect(code).toBe(2)
    expect(err).toContain(`${file}:3: column ${column}: `)
    expect(err).toContain(words)
    expect(readFileSync(join(campaign, 'history.jsonl'), 'utf8')).toBe(packed)
    expect(packed.length).toBeGreaterThan(before)
  })

  it('on one’s own access are refused, and the attempt is kept', async () => {
    const campaign = await open()
    const file = await fill(campaign, boss, () => ({ decision: 'keep' }))
    const { code, err } = await take(campaign, file, '--by', 'ana@corp.example')
    expect(code).toBe(2)
    expect(err).toContain('ana@corp.example cannot decide on their own access')
    await take(campaign, file, '--by', 'ana@corp.example')
    const { history } = readCampaign(campaign)
    expect(history.filter(({ kind }) => kind === 'refused')).toHaveLength(1)
    expect(history.filter(({ kind }) => kind === 'decided')).toHaveLength(0)
  })

  it('of a pack from before another decision are stale', async () => {
    const campaign = await open()
    const early = await fill(campaign, boss, () => ({ decision: 'keep' }))
    const first = await fill(campaign, boss, () => ({ decision: 'revoke' }))
    expect((await take(campaign, first)).code).toBe(0)
    expect((await take(campaign, early)).err).toContain('stale: boss@corp.example decided revoke')
    const fresh = await fill(campaign, boss, () => ({ decision: 'keep', comment: 'after all' }))
    expect((await take(campaign, fresh)).out).toContain('3 decisions recorded')
  })

  it('of items nobody could be found for wait until somebody is named, who must not hold them', async () => {
    const campaign = await open()
    const { item } = itemOf(campaign, 'ana')
    const assign = (...args: string[]) =>
      runCli([
        'certify',
        'assign',
        ...args,
        '--campaign',
        campaign,
        '--by',
        'cora@corp.example',
        '--reason',
        'control owner',
      ])
    expect((await assign('ana@corp.example', '--item', item)).err).toContain('cannot review their own access')
    expect((await assign('ben@corp.example', '--unresolved')).out).toContain('1 item for ben@corp.example')
    const file = await fill(campaign, 'ben@corp.example', () => ({ decision: 'revoke' }))
    expect((await take(campaign, file)).out).toContain('1 decision recorded')
  })
})

describe('the history', () => {
  it('tells which entry was changed, taken out or put in', async () => {
    const campaign = await open()
    await fill(campaign, 'boss@corp.example', () => ({}))
    const file = join(campaign, 'history.jsonl')
    const text = readFileSync(file, 'utf8')
    const lines = text.split('\n')
    for (const [broken, words] of [
      [text.replace('"items":3', '"items":2'), 'was changed after it was written'],
      [[lines[0], ...lines.slice(2)].join('\n'), 'line 2 is entry 3, expected 2'],
      [[lines[0], lines[0], ...lines.slice(1)].join('\n'), 'line 2 is entry 1, expected 2'],
    ] as const) {
      writeFileSync(file, broken)
      const { code, err } = await runCli(['certify', 'status', '--campaign', campaign])
      expect([code, err]).toEqual([2, expect.stringContaining(words)])
    }
  })
})

describe('the end', () => {
  const later = (more: readonly object[], ...changed: readonly (readonly [person: string, change: object])[]) =>
    makeCase({
      ...rows,
      fct_settings: [{ as_of: '2026-12-31T00:00:00Z' }],
      fct_entitlement_intervals: [
        ...rows.fct_entitlement_intervals.map((one) => ({
          ...one,
          ...(one.ended === 'held' ? { shown_until_at: '2026-12-30T00:00:00Z' } : {}),
          ...changed.find(([person]) => one.subject.endsWith(person))?.[1],
        })),
        ...more,
      ],
      fct_account_uses: [],
    })
  const removed = (at: string) => ({
    ended: 'removed',
    held_to_lo: at,
    held_to_hi: at,
    shown_until_at: at,
    removed_by: 'ivo@corp.example',
  })

  async function revokeAll() {
    const campaign = await open('--control-owner', 'cora@corp.example')
    const file = await fill(campaign, 'boss@corp.example', () => ({ decision: 'revoke', comment: 'not needed' }))
    expect((await take(campaign, file)).code).toBe(0)
    return campaign
  }

  it('tells what was revoked and is still held, gone late, back again, or used', async () => {
    const campaign = await revokeAll()
    const ben = rows.fct_entitlement_intervals[1]!
    const folder = await later(
      [
        {
          ...ben,
          interval_no: 2,
          held_from_lo: '2026-11-01T00:00:00Z',
          held_from_hi: '2026-11-01T00:00:01Z',
          shown_until_at: '2026-12-30T00:00:00Z',
          grant_task: null,
          granted_by: 'eve@corp.example',
        },
      ],
      ['/ana', {}],
      ['/ben', removed('2026-10-06T00:00:00Z')],
      ['/cy', removed('2026-10-20T00:00:00Z')],
    )
    const { out, code } = await runCli([
      ...['certify', 'check', '--campaign', campaign, '--case', folder, '--at', '2027-01-02T00:00:00Z'],
      ...['--output', 'json', '--fail'],
    ])
    expect(code).toBe(1)
    const found = JSON.parse(out) as { findings: { finding: string; person: string; message: string }[] }
    expect(
      found.findings
        .filter(({ finding }) => /revoke|return/.test(finding))
        .map(({ finding, person }) => [finding, person]),
    ).toEqual([
      ['access-returned', 'ben@corp.example'],
      ['revoke-late', 'cy@corp.example'],
      ['revoke-missed', 'ana@corp.example'],
    ])
    expect(found.findings.find(({ finding }) => finding === 'access-returned')?.message).toContain(
      'given by eve@corp.example, and no task accounts for it',
    )
  })

  it('says what cannot be told where the later evidence ends too early', async () => {
    const campaign = await revokeAll()
    const { out } = await runCli([
      ...[
        'certify',
        'check',
        '--campaign',
        campaign,
        '--case',
        folder,
        '--at',
        '2026-10-06T00:00:00Z',
        '--output',
        'json',
      ],
    ])
    const found = JSON.parse(out) as { findings: { finding: string; verdict: string }[] }
    expect(found.findings.filter(({ finding }) => finding === 'revoke-unproven')).toHaveLength(3)
  })

  it('is signed off by the control owner only, with what is open named, and its signature holds until something is changed', async () => {
    const campaign = await revokeAll()
    const key = join(root, `key-${++count}.pem`)
    await runCli(['certify', 'key', '--out', key])
    const close = (...args: string[]) =>
      runCli(['certify', 'close', '--campaign', campaign, '--key', key, '--at', '2026-10-20T00:00:00Z', ...args])
    expect((await close('--by', 'eve@corp.example')).err).toContain('only cora@corp.example may sign')
    expect((await close('--by', 'cora@corp.example')).err).toContain('2 items are not decided')
    const done = await close(
      '--by',
      'cora@corp.example',
      '--accept-open',
      '--comment',
      'robot <script>alert(1)</script>',
    )
    expect([done.code, done.err]).toEqual([0, ''])
    const page = readFileSync(join(campaign, 'report.html'), 'utf8')
    expect(page).toContain('5 items held at 2026-10-01 00:00 UTC: 0 kept, 3 revoked')
    expect(page).not.toContain('<script>alert')
    const verify = () => runCli(['certify', 'verify', '--campaign', campaign])
    expect((await verify()).out).toMatch(
      /signed off by cora@corp\.example at 2026-10-20T00:00:00\.000000Z with key [0-9a-f]{64}/,
    )
    for (const [file, from, to] of [
      ['statement.json', '"revoke":3', '"revoke":2'],
      ['report.json', '2026-Q3', '2026-Q4'],
      ['report.html', '3 revoked', '2 revoked'],
      ['campaign.json', '"remedy_days": 7', '"remedy_days": 70'],
      ['population.jsonl', 'boss@', 'bass@'],
    ] as const) {
      const text = readFileSync(join(campaign, file), 'utf8')
      const changed = text.replace(from, to).replace('"revoke": 3', '"revoke": 2')
      expect(changed, file).not.toBe(text)
      writeFileSync(join(campaign, file), changed)
      expect((await verify()).code, file).toBe(2)
      writeFileSync(join(campaign, file), text)
    }
    expect((await verify()).code).toBe(0)
    const late = await fill(await open(), 'boss@corp.example', () => ({ decision: 'keep' }))
    expect((await take(campaign, late)).err).toContain('was closed by cora@corp.example')
  })
})

describe('a workbook', () => {
  it('goes out, is filled in, and comes back; cells that look like formulas stay text', async () => {
    const hostile = '=cmd|calc!A1 <img src=x onerror=alert(1)>'
    const odd = await makeCase({
      ...rows,
      fct_entitlement_intervals: rows.fct_entitlement_intervals.map((one) =>
        one.subject.endsWith('/ben') ? { ...one, entitlement: hostile, holding: 'odd' } : one,
      ),
    })
    const campaign = join(root, `c${++count}`)
    await runCli([
      ...['certify', 'open', '--case', odd, '--campaign', campaign, '--period', '2026-Q3'],
      ...['--cutoff', '2026-10-01T00:00:00Z', '--at', opened],
    ])
    await runCli(['certify', 'pack', '--campaign', campaign, '--at', '2026-10-02T09:00:00Z'])
    const out = join(campaign, 'packs', 'boss@corp.example.xlsx')
    const sheet = await readSheet(readFileSync(out))
    const head = sheet[0]!.map(String)
    expect(sheet.find((row) => row.includes('ben@corp.example'))).toContain(hostile)
    expect(readFileSync(join(campaign, 'packs', 'boss@corp.example.html'), 'utf8')).not.toContain('<img')
    expect(readFileSync(join(campaign, 'packs', 'boss@corp.example.csv'), 'utf8')).toContain("'=cmd|calc!A1")
    const file = join(root, `returned-${++count}.xlsx`)
    const filled = sheet.map((row, no) =>
      row.map((cell, at) => ({
        type: String,
        value: no > 0 && head[at] === 'decision' ? 'revoke' : cell === null ? '' : String(cell),
      })),
    )
    writeFileSync(file, await writeWorkbook([{ sheet: 'Review', data: filled }]).toBuffer())
    expect((await take(campaign, file)).out).toContain('3 decisions recorded')
    filled[2]![head.indexOf('decision')]!.value = 'perhaps'
    writeFileSync(file, await writeWorkbook([{ sheet: 'Review', data: filled }]).toBuffer())
    expect((await take(campaign, file)).err).toContain(
      `${file}:3: sheet Review, column decision: "perhaps" is no decision`,
    )
    writeFileSync(file, 'PK no workbook')
    expect((await take(campaign, file)).err).toContain('is no workbook that can be read')
    writeFileSync(file, await writeWorkbook([{ sheet: 'Other', data: [[{ type: String, value: 'a' }]] }]).toBuffer())
    expect((await take(campaign, file)).err).toContain('has no sheet with the columns of a pack: Other')
  })
})
