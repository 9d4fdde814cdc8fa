/** A run may be killed at any moment: started again, it gives the same bytes as one that nobody disturbed, and nothing is lost or doubled. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCampaign } from '../../src/certify/folder.js'
import { readNotes, writeNote } from '../../src/notes.js'
import { projectRoot } from '../../src/sql-file.js'
import { readJournal } from '../../src/store/journal.js'
import { markUnfinished, unfinishedStage } from '../../src/store/unfinished.js'
import { makeCase } from '../certify/small-case.js'
import { cli, filesIn, runFor, runProcess, seeded, tablesIn } from './killed.js'
import { runCli } from './run-cli.js'

const work = mkdtempSync(join(tmpdir(), 'approvenance-kill-'))
const sample = join(projectRoot(), 'sample-data', 'exports')
const exports = join(work, 'exports')
const earlier = join(work, 'earlier')
const baseline = join(work, 'baseline')
const patient = 1_800_000
/** How often each case is killed before it may end. All twenty moments take three minutes: CI tries eight, `APPROVENANCE_KILLS=20` all. */
const rounds = process.env.APPROVENANCE_KILLS === '20' ? [1, 2, 3, 6, 8] : [1, 2, 5]
const kills = rounds.reduce((sum, times) => sum + times, 0)

afterAll(() => rmSync(work, { recursive: true, force: true }))

/** What a killed run leaves may be there while it is killed, and nothing of it when another one has ended. */
const isLeft = (name: string) => /unfinished|\.ingest|\.tmp$|\.wal$|lock-/.test(name)

describe('analyze', () => {
  const folder = join(work, 'case')
  const analyze = ['analyze', exports, '--case', folder, '--baseline', baseline, '--quiet']
  let undisturbed: { files: Record<string, string>; tables: Record<string, string>; took: number }

  /** The case as it was last night: with other exports, and with notes. */
  const lastNight = () => {
    rmSync(folder, { recursive: true, force: true })
    cpSync(earlier, folder, { recursive: true })
  }

  beforeAll(async () => {
    mkdirSync(exports)
    cpSync(join(sample, 'aws-team'), join(exports, 'aws-team'), { recursive: true })

    expect(await runProcess([cli, 'analyze', exports, '--case', earlier, '--quiet'])).toMatchObject({
      code: 0,
      err: '',
    })
    cpSync(earlier, baseline, { recursive: true })
    const about = { by: 'Bo Example', kind: 'case', id: 'case', name: 'the case', stance: 'comment', withdraws: '' }
    await writeNote(join(earlier, 'notes.jsonl'), { ...about, text: 'seen' }, '2026-03-05T09:00:00.000Z')
    for (const name of ['reference', 'approvenance.yaml'])
      cpSync(join(sample, name), join(exports, name), { recursive: true })
    lastNight()
    const { took, ...ended } = await runProcess([cli, ...analyze])
    expect(ended).toMatchObject({ code: 0, err: '' })
    undisturbed = { files: filesIn(folder), tables: await tablesIn(folder), took }
  }, patient)

  it(
    `killed at ${kills} random moments, up to ${Math.max(...rounds)} times in a row, gives the bytes of an undisturbed run`,
    async () => {
      const chance = seeded(7)
      const baselineFiles = filesIn(baseline)
      let killed = 0
      let length = undisturbed.took
      for (const times of rounds) {
        lastNight()
        for (let i = 0; i < times; ) {
          const { signal, code, took } = await runFor(chance() * length, analyze)
          if (signal === 'SIGKILL') i += 1
          else {
            // the machine is less busy now: it ended before its turn came
            expect(code).toBe(0)
            length = took
          }
        }
        killed += times
        const { code, err } = await runProcess([cli, ...analyze])
        expect({ code, err }).toEqual({ code: 0, err: '' })
        expect(filesIn(folder)).toEqual(undisturbed.files)
        expect(await tablesIn(folder)).toEqual(undisturbed.tables)
        expect(readdirSync(folder).filter(isLeft)).toEqual([])
      }
      expect(killed).toBe(kills)
      expect(filesIn(baseline)).toEqual(baselineFiles)
      expect(readFileSync(join(folder, 'notes.jsonl'), 'utf8')).toBe(readFileSync(join(earlier, 'notes.jsonl'), 'utf8'))
      const { outputs } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
        outputs: { file: string }[]
      }
      expect(outputs.map(({ file }) => file)).toEqual([...new Set(outputs.map(({ file }) => file))])
    },
    patient,
  )

  it(
    'leaves a case that says that a run is at work, and, once it was killed, that it broke off',
    async () => {
      lastNight()
      let during = { code: 0, err: '' }
      let second = { code: 0, err: '' }
      await runProcess([cli, ...analyze], async (child) => {
        while (!existsSync(join(folder, '.unfinished'))) await new Promise((done) => setTimeout(done, 5))
        during = await runCli(['findings', '--case', folder])
        second = await runCli(analyze)
        child.kill('SIGKILL')
      })
      expect(during).toMatchObject({ code: 75, err: expect.stringMatching(/another run \(process \d+\) is at work/) })
      expect(second).toMatchObject({ code: 75, err: expect.stringMatching(/another run \(process \d+\) is at work/) })
      expect(unfinishedStage(folder)).not.toBeNull()
      // wherever it was: from here on it was in the first one
      markUnfinished(folder, 'ingest')
      for (const reader of [['findings'], ['coverage'], ['sql', 'select 1'], ['explain', 'x'], ['correlate']]) {
        const { code, err } = await runCli([...reader, '--case', folder])
        expect([reader[0], code, err]).toEqual([reader[0], 2, expect.stringMatching(/broke off in|was not finished/)])
      }
      expect(await runProcess([cli, ...analyze])).toMatchObject({ code: 0, err: '' })
      expect(filesIn(folder)).toEqual(undisturbed.files)
    },
    patient,
  )
})

describe('ingest', () => {
  it(
    'killed in a folder that is no case yet makes it one when it is started again',
    async () => {
      const chance = seeded(3)
      const [whole, folder] = [join(work, 'whole'), join(work, 'new')]
      const { took } = await runProcess([cli, 'ingest', exports, '--case', whole, '--quiet'])
      for (let i = 0; i < 5; i++)
        await runFor((0.3 + 0.7 * chance()) * took, ['ingest', exports, '--case', folder, '--quiet'])
      expect(await runProcess([cli, 'ingest', exports, '--case', folder, '--quiet'])).toMatchObject({
        code: 0,
        err: '',
      })
      expect(filesIn(folder)).toEqual(filesIn(whole))
    },
    patient,
  )
})

describe('certify import', () => {
  it(
    'killed at random moments records every decision once',
    async () => {
      const chance = seeded(11)
      const caseFolder = await makeCase()
      const [first, campaign] = [join(work, 'campaign-1'), join(work, 'campaign-2')]
      const open = ['certify', 'open', '--case', caseFolder, '--period', '2026-Q3', '--at', '2026-10-02T08:00:00Z']
      expect((await runCli([...open, '--cutoff', '2026-10-01T00:00:00Z', '--campaign', first])).code).toBe(0)
      await runCli(['certify', 'pack', '--campaign', first, '--at', '2026-10-02T09:00:00Z', '--format', 'csv'])
      const pack = readFileSync(join(first, 'packs', 'boss@corp.example.csv'), 'utf8').replace(/^\ufeff/, '')
      const { data } = Papa.parse<Record<string, string>>(pack, { header: true, skipEmptyLines: true })
      const returned = join(work, 'returned.csv')
      writeFileSync(returned, Papa.unparse(data.map((row) => ({ ...row, decision: 'keep', comment: 'is needed' }))))
      cpSync(first, campaign, { recursive: true })
      const importing = (to: string) => [
        'certify',
        'import',
        returned,
        '--campaign',
        to,
        '--at',
        '2026-10-05T09:00:00Z',
      ]
      const { took, ...ended } = await runProcess([cli, ...importing(first)])
      expect(ended).toMatchObject({ code: 0, err: '' })
      for (let i = 0; i < 5; i++) await runFor((0.4 + 0.6 * chance()) * took, importing(campaign))
      expect(await runProcess([cli, ...importing(campaign)])).toMatchObject({ code: 0, err: '' })
      expect(filesIn(campaign)).toEqual(filesIn(first))
      const decided = readCampaign(campaign).history.filter(({ kind }) => kind === 'decided')
      expect(decided.length).toBe(data.length)
    },
    patient,
  )
})

describe('notes', () => {
  it(
    'of a process that is killed while it writes are there or not, never torn, lost or doubled',
    async () => {
      const chance = seeded(5)
      const file = join(work, 'notes.jsonl')
      const script = `import { writeNote } from ${JSON.stringify(join(projectRoot(), 'dist/src/notes.js'))}
for (let n = Number(process.argv[1]); ; n++) {
  const about = { by: 'Bo Example', kind: 'case', id: 'case', name: 'the case', stance: 'comment', withdraws: '' }
  await writeNote(${JSON.stringify(file)}, { ...about, text: 'note ' + n }, '2026-03-05T09:00:00.000Z')
  process.stdout.write(n + ' ')
}`
      let told = 0
      for (let i = 0; i < 6; i++) {
        const { out } = await runProcess(['--input-type=module', '-e', script, String(told)], async (child) => {
          await new Promise((done) => child.stdout!.once('data', done))
          await new Promise((done) => setTimeout(done, 400 * chance()))
          child.kill('SIGKILL')
        })
        const { problem } = readJournal(file)
        const texts = readNotes(file).notes.map(({ text }) => text)
        expect(problem).toBeNull()
        // the last one may have been written and not been told of
        const last = Number(out.trim().split(' ').at(-1))
        expect([last + 1, last + 2]).toContain(texts.length)
        expect(texts).toEqual(texts.map((_, n) => `note ${n}`))
        told = texts.length
      }
      expect(told).toBeGreaterThan(6)
      expect(readdirSync(work).filter((name) => /^\.notes/.test(name) && !/\.lock$/.test(name)).length).toBeLessThan(2)
    },
    patient,
  )
})
