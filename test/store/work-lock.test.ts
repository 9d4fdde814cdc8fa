/** The lock on a folder, between real processes: one at a time, and never held by a process that is gone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { projectRoot } from '../../src/sql-file.js'
import { holderOf, withLock } from '../../src/store/work-lock.js'

const folder = () => mkdtempSync(join(tmpdir(), 'approvenance-lock-'))

/** Processes of a test, ended with it. */
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** Another process that holds a folder until it is told to end; ready when this returns. */
async function otherHolder(place: string): Promise<ChildProcess> {
  const lock = join(projectRoot(), 'dist/src/store/work-lock.js')
  const script = `import { withLock } from ${JSON.stringify(lock)}
await withLock(${JSON.stringify(place)}, async () => {
  console.log('in')
  await new Promise((done) => process.stdin.once('data', done))
})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  started.push(child)
  await once(child.stdout!, 'data')
  return child
}

describe('a lock on a folder', () => {
  it('keeps a second run out while another process is at work, says which, and lets it in afterwards', async () => {
    const place = folder()
    const other = await otherHolder(place)
    expect(await holderOf(place)).toBe(String(other.pid))
    await expect(withLock(place, async () => 'in')).rejects.toMatchObject({
      message: `another run (process ${other.pid}) is at work on ${place}`,
      at: { isTemporary: true },
    })
    other.stdin!.end('done\n')
    await once(other, 'exit')
    expect(await holderOf(place)).toBeNull()
    expect(await withLock(place, async () => 'in')).toBe('in')
  })

  it('ends with a process that is killed, whoever bears its number then', async () => {
    const place = folder()
    const other = await otherHolder(place)
    other.kill('SIGKILL')
    await once(other, 'exit')
    expect(await holderOf(place)).toBeNull()
    expect(await withLock(place, async () => 'in')).toBe('in')
  })

  it('keeps a second run of the same process out too', async () => {
    const place = folder()
    await withLock(place, async () => {
      await expect(withLock(place, async () => 'in')).rejects.toThrow('another run is at work')
      expect(await holderOf(place)).toBe('unknown')
    })
    expect(await withLock(place, async () => 'in')).toBe('in')
  })

  it('lets one in of many that come at once, also where there was no lock yet', async () => {
    const place = folder()
    const all = await Promise.allSettled(
      Array.from({ length: 5 }, () => withLock(place, () => new Promise((done) => setTimeout(done, 400)))),
    )
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(readdirSync(place)).toEqual(['.lock'])
  })

  it('is let go when the work fails', async () => {
    const place = folder()
    await expect(
      withLock(place, async () => {
        throw new Error('broken')
      }),
    ).rejects.toThrow('broken')
    expect(await holderOf(place)).toBeNull()
  })

  it('removes what a killed run left half-written, and nothing else', async () => {
    const place = folder()
    for (const name of [
      '.report.html.unfinished',
      'report.html',
      '.hidden',
      '.unfinished',
      '.notes.jsonl.unfinished',
      '.notes.jsonl.lock',
    ])
      writeFileSync(join(place, name), '')
    for (const name of ['.report.unfinished', '.report.old.unfinished', '.lock-abc123', 'case.duckdb.tmp'])
      mkdirSync(join(place, name))
    await withLock(place, async () => {})
    expect(readdirSync(place).sort()).toEqual(
      ['.hidden', '.lock', '.notes.jsonl.lock', '.notes.jsonl.unfinished', '.unfinished', 'report.html'].sort(),
    )
  })

  it('that is damaged is told, not guessed about', async () => {
    const place = folder()
    writeFileSync(join(place, '.lock'), '4711')
    await expect(withLock(place, async () => 'in')).rejects.toThrow('could not be locked')
    expect(existsSync(join(place, '.lock'))).toBe(true)
  })
})
