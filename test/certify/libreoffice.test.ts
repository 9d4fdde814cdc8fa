/** Packs that LibreOffice itself opened and saved again come back with what was filled in. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { readCampaign } from '../../src/certify/folder.js'
import { filled, newFile, openSmallCampaign, packOf, packRows, take, writeCsv } from './small-campaign.js'
import { makeCase, rows } from './small-case.js'
import { fillWorkbook, unpack } from './workbook.js'

const office = ['/usr/bin/soffice', '/usr/local/bin/soffice', '/opt/libreoffice/program/soffice'].find((path) =>
  existsSync(path),
)

/** The file as LibreOffice saves it in another format, or anew in its own. */
function saved(file: string, format: 'xlsx' | 'ods' | 'csv'): string {
  const out = mkdtempSync(join(tmpdir(), 'approvenance-office-'))
  const profile = pathToFileURL(join(tmpdir(), 'approvenance-office-profile')).href
  const filter = format === 'csv' ? 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false' : format
  const args = [
    `-env:UserInstallation=${profile}`,
    '--headless',
    '--norestore',
    '--convert-to',
    filter,
    '--outdir',
    out,
  ]
  // A CSV is read as UTF-8 with commas, as its import dialog proposes.
  const reading = file.endsWith('.csv') ? ['--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true'] : []
  execFileSync(office!, [...args, ...reading, file], { stdio: 'pipe', timeout: 100_000 })
  return join(out, basename(file).replace(/\.\w+$/, `.${format}`))
}

describe.skipIf(office === undefined)('LibreOffice (skipped where there is no soffice)', () => {
  const hostile = '=cmd|calc!A1'
  const long = `Prüfer/${'Zugang '.repeat(700)}`
  const comments = ['Müller: prüfen', '00012', hostile]
  let folder = ''
  beforeAll(async () => {
    folder = await makeCase({
      ...rows,
      fct_entitlement_intervals: rows.fct_entitlement_intervals.map((one) => ({
        ...one,
        entitlement: one.subject.endsWith('/ben')
          ? hostile
          : one.subject.endsWith('/cy')
            ? '00123'
            : one.subject.endsWith('/boss')
              ? long
              : one.entitlement,
      })),
    })
  }, 120_000)

  const words = ['keep', 'revoke', 'unsure']
  const decided = (campaign: string) =>
    readCampaign(campaign).history.flatMap((entry) =>
      entry.kind === 'decided' ? [[entry.decision, entry.comment, entry.at]] : [],
    )
  const expected = (noted: readonly string[]) =>
    words.map((word, no) => [word, noted[no], '2026-10-04T10:30:00.000000Z'])

  /** A pack filled in by hand and saved as a workbook. */
  async function filledPack() {
    const campaign = await openSmallCampaign(folder)
    const file = newFile('pack.xlsx')
    const cells = words.flatMap((word, no) => [
      [`J${no + 2}`, word],
      [`K${no + 2}`, comments[no]!],
      [`L${no + 2}`, '2026-10-04 10:30'],
    ])
    writeFileSync(file, fillWorkbook(readFileSync(packOf(campaign, 'xlsx')), Object.fromEntries(cells)))
    return { campaign, file }
  }

  it('saves the workbook anew: text stays text, and the list to pick from is still there', async () => {
    const { campaign, file } = await filledPack()
    const back = saved(file, 'xlsx')
    expect(unpack(readFileSync(back)).get('docProps/app.xml')).toContain('LibreOffice')
    expect(unpack(readFileSync(back)).get('xl/worksheets/sheet1.xml')).toMatch(/<dataValidation [^>]*sqref="J2:J4"/)
    expect((await take(campaign, back)).out).toContain('3 decisions recorded')
    expect(decided(campaign)).toEqual(expected(comments))
  })

  it('keeps it as its own format, which is refused with a way on, and gives it back as a workbook', async () => {
    const { campaign, file } = await filledPack()
    const own = saved(file, 'ods')
    expect((await take(campaign, own)).err).toContain(`${own} is an OpenDocument spreadsheet, which is not read`)
    expect((await take(campaign, saved(own, 'xlsx'))).out).toContain('3 decisions recorded')
    expect(decided(campaign)).toEqual(expected(comments))
  })

  it('saves the workbook as CSV', async () => {
    const { campaign, file } = await filledPack()
    expect((await take(campaign, saved(file, 'csv'))).out).toContain('3 decisions recorded')
    expect(decided(campaign)).toEqual(expected(comments))
  })

  it.each(['csv', 'xlsx'] as const)(
    'reads the CSV anew and saves it as %s: a number loses its zeros, no decision is lost',
    async (format) => {
      const campaign = await openSmallCampaign(folder)
      const table = filled(packRows(campaign), (_, no) => ({
        decision: words[no]!,
        comment: no === 2 ? `'${comments[no]}` : comments[no]!,
        decided_at: '2026-10-04 10:30',
      }))
      expect((await take(campaign, saved(writeCsv(table), format))).out).toContain('3 decisions recorded')
      expect(decided(campaign)).toEqual(expected(['Müller: prüfen', '12', hostile]))
    },
  )
})
