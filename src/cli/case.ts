/** Opens a finished case for reading: nothing a command does can change it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { isThere } from '../read-text.js'
import { Store } from '../store/store.js'
import { requireWhole } from '../store/unfinished.js'

/** Runs work on the case's database, read-only and closed to files and network. Throws UserError when there is no such case, or a run on it is at work or broke off. `memory` bounds what the database holds, and lets it spill what is more. */
export async function withCase<T>(
  folder: string,
  work: (store: Store) => Promise<T>,
  ready: 'models' | 'findings' = 'findings',
  memory?: string,
): Promise<T> {
  await requireWhole(folder)
  const file = join(folder, 'case.duckdb')
  if (!isThere(file))
    throw new UserError(`${folder} is no case: there is no case.duckdb in it`, {
      hint: isThere(join(folder, 'manifest.json'))
        ? `\`approvenance correlate --case ${folder}\` and \`detect\` make it from the evidence`
        : '`approvenance analyze <paths> --case <folder>` makes one; name another with --case',
    })
  // never into the case: what only reads one may have no right to write there
  const spill = memory === undefined ? null : mkdtempSync(join(tmpdir(), 'approvenance-'))
  const store = await openStore(file, folder, memory === undefined || spill === null ? {} : { memory, spill })
  try {
    await store.lock()
    const tables = await store.tables()
    const missing = ready === 'findings' ? 'findings' : 'fct_chains'
    if (!tables.includes(missing))
      throw new UserError(`${folder} is not finished: it has no ${missing}`, {
        hint: `run \`approvenance ${ready === 'findings' ? 'detect' : 'correlate'} --case ${folder}\``,
      })
    return await work(store)
  } finally {
    store.close()
    if (spill !== null) rmSync(spill, { recursive: true, force: true })
  }
}

async function openStore(file: string, folder: string, room: { memory?: string; spill?: string }): Promise<Store> {
  try {
    return await Store.open(file, { readOnly: true, ...room })
  } catch (cause) {
    throw new UserError(`${file} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: `another program may be writing to it; \`approvenance correlate --case ${folder}\` and \`detect\` make it anew`,
      cause,
    })
  }
}
