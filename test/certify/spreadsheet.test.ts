/** Packs that went through somebody's spreadsheet: what it did to them on the way is read, and what cannot be is told by file, sheet, row, column and value. */
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCampaign } from '../../src/certify/folder.js'
import { runCli } from '../cli/run-cli.js'
import { boss, filled, newFile, openSmallCampaign, packOf, packRows, take, writeCsv } from './small-campaign.js'
import { makeCase, rows } from './small-case.js'
import { fillWorkbook, unpack, type WorkbookCell, writeWorkbookAs } from './workbook.js'

let folder = ''
beforeAll(async () => {
  folder = await makeCase()
}, 120_000)

const comments = ['Prüfung läuft — ok', '00012', '=1+1 & "so" <b>']
const decide = (_: object, no: number) => ({ decision: ['keep', 'Revoke', ' unsure '][no]!, comment: comments[no]! })

const decisionsOf = (campaign: string) =>
  readCampaign(campaign).history.flatMap((entry) =>
    entry.kind === 'decided' ? [[entry.decision, entry.comment, entry.at]] : [],
  )

/** A file of a name with content. */
function fileOf(name: string, content: Buffer | string): string {
  const file = newFile(name)
  writeFileSync(file, content)
  return file
}

/** The rows as a workbook; a cell of the column `decided_at` as a date. */
function workbookOf(
  table: readonly (readonly string[])[],
  style: Parameters<typeof writeWorkbookAs>[0] = { text: 'shared', hasStyles: true },
) {
  const at = table[0]!.indexOf('decided_at')
  return writeWorkbookAs(
    style,
    table.map((row, no) =>
      row.map((cell, column): WorkbookCell => (cell === '' ? null : column === at && no > 0 ? { date: cell } : cell)),
    ),
  )
}

describe('a workbook', () => {
  it.each([
    ['text in one place, as LibreOffice and Excel save it', { text: 'shared', hasStyles: true }],
    ['text in its cells', { text: 'inline', hasStyles: true }],
    ['text cut into runs', { text: 'rich', hasStyles: true }],
    ['no styles', { text: 'shared', hasStyles: false }],
  ] as const)('with %s gives the same decisions', async (_, style) => {
    const campaign = await openSmallCampaign(folder)
    const file = fileOf('back.xlsx', workbookOf(filled(packRows(campaign), decide), style))
    expect((await take(campaign, file)).out).toContain('3 decisions recorded')
    const at = '2026-10-05T09:00:00.000000Z'
    expect(decisionsOf(campaign)).toEqual([
      ['keep', comments[0], at],
      ['revoke', comments[1], at],
      ['unsure', comments[2], at],
    ])
  })

  it('goes out with a list to pick the decision from, and comes back with what was filled in', async () => {
    const campaign = await openSmallCampaign(folder)
    const pack = readFileSync(packOf(campaign, 'xlsx'))
    expect(unpack(pack).get('xl/worksheets/sheet1.xml')).toContain(
      'sqref="J2:J4"><formula1>"keep,revoke,unsure"</formula1>',
    )
    const file = fileOf(
      'back.xlsx',
      fillWorkbook(pack, { J2: 'keep', K2: '00012', J4: 'revoke', L4: '2026-10-04 10:30' }),
    )
    expect((await take(campaign, file)).out).toContain('2 decisions recorded, 1 left open')
    expect(decisionsOf(campaign)).toEqual([
      ['keep', '00012', '2026-10-05T09:00:00.000000Z'],
      ['revoke', '', '2026-10-04T10:30:00.000000Z'],
    ])
  })

  it('is the same to the byte whenever it is written', async () => {
    const [a, b] = [await openSmallCampaign(folder), await openSmallCampaign(folder)]
    expect(readFileSync(packOf(a, 'xlsx')).equals(readFileSync(packOf(b, 'xlsx')))).toBe(true)
  })

  it('may be sorted, have rows put between and other columns moved or taken out', async () => {
    const campaign = await openSmallCampaign(folder)
    const [head, ...body] = filled(packRows(campaign), decide)
    const gone = ['reasons', 'decided_at', 'peers'].map((name) => head!.indexOf(name))
    const table = [head!, ...[...body].reverse()].map((row) => [...row].filter((_, at) => !gone.includes(at)).reverse())
    const file = fileOf('back.xlsx', workbookOf([table[0]!, [], ...table.slice(1)]))
    expect((await take(campaign, file)).out).toContain('3 decisions recorded')
    const wrong = table.map((row, no) => row.map((cell) => (no === 2 && cell === 'Revoke' ? 'weg' : cell)))
    const again = await openSmallCampaign(folder)
    const { err } = await take(again, fileOf('back.xlsx', workbookOf([wrong[0]!, [], ...wrong.slice(1)])))
    expect(err).toContain('back.xlsx:4: sheet Review, column decision: "weg" is no decision')
  })

  it.each([
    ['2026-10-04 10:30', '2026-10-04T10:30:00.000000Z'],
    // Nothing was decided after the day, and nothing before the campaign or after now.
    ['2026-10-03 00:00', '2026-10-04T00:00:00.000000Z'],
    ['2026-10-05 00:00', '2026-10-05T09:00:00.000000Z'],
    ['2026-10-02 00:00', '2026-10-03T00:00:00.000000Z'],
  ])('reads the date %s of a cell', async (written, at) => {
    const campaign = await openSmallCampaign(folder)
    const table = filled(packRows(campaign), () => ({ decision: 'keep', decided_at: written }))
    await take(campaign, fileOf('back.xlsx', workbookOf(table)))
    expect(new Set(decisionsOf(campaign).map((one) => one[2]))).toEqual(new Set([at]))
  })
})

describe('a CSV', () => {
  it.each([';', '\t'])('with %j between cells, typed dates and large headings is read', async (delimiter) => {
    const campaign = await openSmallCampaign(folder)
    const [head, ...body] = filled(packRows(campaign), (row, no) => ({
      ...decide(row, no),
      decided_at: '04.10.2026 10:30',
    }))
    const text = [head!.map((name) => ` ${name.toUpperCase()}`), ...body]
      .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter))
      .join('\r\n')
    expect((await take(campaign, fileOf('back.csv', text))).out).toContain('3 decisions recorded')
    expect(decisionsOf(campaign)[1]).toEqual(['revoke', '00012', '2026-10-04T10:30:00.000000Z'])
  })

  it('does not blame its reviewer for what a spreadsheet makes of names that look like numbers', async () => {
    const odd = await makeCase({
      ...rows,
      fct_entitlement_intervals: rows.fct_entitlement_intervals.map((one) => ({
        ...one,
        entitlement: one.subject.endsWith('/ben') ? '00123' : one.subject.endsWith('/cy') ? '3/4' : one.entitlement,
      })),
    })
    const campaign = await openSmallCampaign(odd)
    const reread: Readonly<Record<string, string>> = { '00123': '123', '3/4': '2026-03-04' }
    const table = filled(packRows(campaign), (row) => ({
      decision: 'keep',
      entitlement: reread[row.entitlement!] ?? row.entitlement!,
    }))
    expect((await take(campaign, writeCsv(table))).out).toContain('3 decisions recorded')
  })

  it('that lacks rows says how many of its reviewer’s items stay open', async () => {
    const campaign = await openSmallCampaign(folder)
    const table = filled(packRows(campaign), () => ({ decision: 'keep' }))
    expect((await take(campaign, writeCsv(table.slice(0, 3)))).out).toContain(
      '2 decisions recorded, 1 of the same reviewer not in the file',
    )
  })
})

describe('what is refused', () => {
  // Nothing of a refused file is recorded, so one campaign serves.
  let campaign = ''
  beforeAll(async () => {
    campaign = await openSmallCampaign(folder)
  })
  const table = (campaign: string) => filled(packRows(campaign), () => ({ decision: 'keep' }))

  it.each<[string, (table: string[][]) => string[][], string]>([
    ['a row that is there twice', (t) => [...t, t[1]!], ':5: column item: i[0-9a-f]+ stands in row 2 already'],
    [
      'a renamed column',
      (t) => [t[0]!.map((name) => (name === 'decision' ? 'Entscheidung' : name)), ...t.slice(1)],
      ':1: column decision is missing: it was removed or renamed; no pack has "Entscheidung"',
    ],
    [
      'a removed column',
      (t) => t.map((row) => row.filter((_, at) => at !== t[0]!.indexOf('basis'))),
      ':1: column basis is missing: it was removed or renamed',
    ],
    [
      'another table',
      () => [
        ['name', 'mail'],
        ['a', 'b'],
      ],
      ':1: this is no pack of a campaign: the first row has "name", "mail"',
    ],
    [
      'cells that moved to other rows',
      (t) => t.map((row, no) => row.map((cell, at) => (at === 0 && no > 0 ? t[(no % 3) + 1]![0]! : cell))),
      ':2: column account: .* was changed; item i',
    ],
    [
      'a day that may be two',
      (t) => filled(t, () => ({ decided_at: '3/10/2026' })),
      ':2: column decided_at: "3/10/2026" is more than one day; expected 2026-10-05 14:30 \\(UTC\\), or nothing \\(also in rows 3–4\\)',
    ],
    [
      'a decision to come',
      (t) => filled(t, () => ({ decided_at: '2026-10-05 11:00' })),
      ':2: column decided_at: "2026-10-05 11:00" \\(UTC\\) has not come yet',
    ],
  ])('%s', async (_, spoil, words) => {
    const { code, err } = await take(campaign, writeCsv(spoil(table(campaign))))
    expect(code).toBe(2)
    expect(err).toMatch(new RegExp(words))
    expect(decisionsOf(campaign)).toEqual([])
  })

  it('a pack of another campaign, told once and not for each row', async () => {
    const other = await openSmallCampaign(folder, '--scope', 'entitlement=*Read*')
    const file = fileOf('other.xlsx', workbookOf(table(other)))
    const { err } = await take(campaign, file)
    expect(err).toMatch(
      /1 problem in [\s\S]*other\.xlsx:2: sheet Review, column campaign: "c\w+" is another campaign; this is c\w+ \(2026-Q3\) \(also in row/,
    )
  })

  it('a pack whose items were given to somebody else since', async () => {
    const assigned = await openSmallCampaign(folder)
    await runCli([
      ...['certify', 'assign', 'top@corp.example', '--from', boss, '--by', 'cora@corp.example'],
      ...['--reason', 'away', '--campaign', assigned],
    ])
    const { err } = await take(assigned, writeCsv(table(assigned)))
    expect(err).toContain(`:2: column reviewer: "${boss}" is not who is to decide on item`)
  })

  it.each<[string, string, Buffer | string, string]>([
    [
      'an OpenDocument spreadsheet',
      'a.ods',
      Buffer.concat([
        Buffer.from('PK\x03\x04', 'latin1'),
        Buffer.alloc(26),
        Buffer.from('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
      ]),
      'is an OpenDocument spreadsheet, which is not read',
    ],
    [
      'the same under another name',
      'a.xlsx',
      Buffer.concat([
        Buffer.from('PK\x03\x04', 'latin1'),
        Buffer.alloc(26),
        Buffer.from('mimetypeapplication/vnd.oasis.opendocument.spreadsheet'),
      ]),
      'is an OpenDocument spreadsheet, which is not read',
    ],
    [
      'a locked workbook',
      'a.xlsx',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'is locked with a password',
    ],
    [
      'a workbook of the old kind',
      'a.xls',
      Buffer.from('d0cf11e0a1b11ae1000000', 'hex'),
      'is a workbook of the old kind',
    ],
    ['no workbook', 'a.xlsx', 'hello', 'is no workbook that can be read'],
    ['half a workbook', 'a.xlsx', 'PK\x03\x04 and no more', 'is no workbook that can be read'],
    ['a page', 'a.txt', '<!doctype html><html>', 'is a page to read, not a table'],
    ['an empty file', 'a.csv', '', 'is empty'],
    ['text in another character set', 'a.csv', Buffer.from('item,account\nm\xfcller,x', 'latin1'), 'is not UTF-8 text'],
  ])('%s', async (_, name, content, words) => {
    const file = fileOf(name, content)
    const { code, err } = await take(campaign, file)
    expect([code, err]).toEqual([2, expect.stringContaining(`${file} ${words}`)])
  })

  it('one file among several: what came before it counts, nothing of it or after it does', async () => {
    const several = await openSmallCampaign(folder, '--scope', 'kind=human')
    const [head, first, second, third] = filled(packRows(several), () => ({ decision: 'keep' }))
    const at = head!.indexOf('decision')
    const files = [
      [head!, first!],
      [head!, second!.map((cell, no) => (no === at ? 'weg' : cell))],
      [head!, third!],
    ]
    const { code, out } = await runCli([
      ...['certify', 'import', ...files.map(writeCsv), '--campaign', several],
      ...['--at', '2026-10-05T09:00:00Z'],
    ])
    expect([code, out]).toEqual([2, expect.stringContaining('1 decision recorded, 2 of the same reviewer not in')])
    expect(decisionsOf(several)).toHaveLength(1)
  })

  it('what is not there, or is a folder', async () => {
    expect((await take(campaign, newFile('nothing.xlsx'))).err).toContain('there is no such file')
    expect((await take(campaign, campaign)).err).toContain('it is a folder')
  })
})
