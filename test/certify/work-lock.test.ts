/** The lock on a campaign. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withLock } from '../../src/store/work-lock.js'

const folder = () => mkdtempSync(join(tmpdir(), 'approvenance-lock-'))
const holder = (pid: number, running: readonly number[]) => ({ pid, isRunning: (one: number) => running.includes(one) })

it('keeps a second run out while the first is at work, and lets it in afterwards', async () => {
  const place = folder()
  await withLock(place, holder(1, []), async () => {
    await expect(withLock(place, holder(2, [1]), async () => 'in')).rejects.toThrow(
      'another run (process 1) is writing',
    )
    expect(existsSync(join(place, '.lock'))).toBe(true)
  })
  expect(await withLock(place, holder(2, [1]), async () => 'in')).toBe('in')
  expect(existsSync(join(place, '.lock'))).toBe(false)
})

it('takes over the lock of a run that is gone, also one that was cut off while it wrote it', async () => {
  for (const left of ['77', '']) {
    const place = folder()
    writeFileSync(join(place, '.lock'), left)
    expect(await withLock(place, holder(2, []), async () => 'in')).toBe('in')
  }
})

it('is let go when the work fails', async () => {
  const place = folder()
  await expect(
    withLock(place, holder(1, []), async () => {
      throw new Error('broken')
    }),
  ).rejects.toThrow('broken')
  expect(existsSync(join(place, '.lock'))).toBe(false)
})
