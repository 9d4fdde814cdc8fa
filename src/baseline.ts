/** A case beside an earlier one of the same organisation: compared on the spot, or kept in the later case for its reports. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareCases, type Side } from './compare/compare.js'
import { UserError } from './errors.js'
import { hashFile } from './hash.js'
import { manifestName, readManifest, writeManifest } from './ingest/manifest.js'
import { isThere } from './read-text.js'
import type { BaselineView } from './report/rows/baseline.js'
import { readBaseline } from './report/view.js'
import { databaseOf, isSameFolder, keepPrevious, previousOf, spillOf } from './store/case-folder.js'
import { Store } from './store/store.js'
import { inStage, requireWhole, unfinishedStage } from './store/unfinished.js'

/** Compares two finished cases without changing either. Throws UserError for what is no finished case. */
export async function diffCases(earlier: string, later: string): Promise<BaselineView> {
  for (const folder of [earlier, later]) await requireWhole(folder)
  const found = await compare(earlier, later, false, readBaseline)
  if (!found) throw new Error('the comparison left no tables')
  return found
}

/** Compares a finished case with an earlier one and keeps the result in it, where reports and queries find it; the manifest names the baseline. */
export async function keepBaseline(folder: string, baseline: string): Promise<void> {
  await inStage(folder, 'compare', async () => {
    await compare(baseline, folder, true, async () => {})
    const manifest = readManifest(folder)
    const { sha256 } = hashFile(join(baseline, manifestName))
    writeManifest(folder, { ...manifest, parameters: { ...manifest.parameters, baseline: { case: baseline, sha256 } } })
  })
}

/** Throws UserError unless a folder is a finished case that another one can be compared with: asked before any work is done. */
export async function requireBaseline(baseline: string, folder: string): Promise<void> {
  await requireWhole(baseline)
  readManifest(baseline)
  if (!isThere(databaseOf(baseline)))
    throw new UserError(`the baseline ${baseline} has no case.duckdb`, {
      hint: `\`approvenance correlate --case ${baseline}\` and \`detect\` make it from the evidence`,
    })
  if (isThere(folder) && isSameFolder(baseline, folder)) throw oneCase(baseline, folder)
}

/**
 * Keeps what the last run on a case came to, if it ended, and gives the folder to compare with: what the last run that ended left. Null for a case on
 * which none has ended.
 */
export async function keepLastRun(folder: string): Promise<string | null> {
  if (isThere(databaseOf(folder)) && unfinishedStage(folder) === null && (await hasFindings(folder)))
    keepPrevious(folder, manifestName)
  return isThere(databaseOf(previousOf(folder))) ? previousOf(folder) : null
}

async function hasFindings(folder: string): Promise<boolean> {
  const store = await Store.open(databaseOf(folder), { readOnly: true })
  try {
    return (await store.tables()).includes('findings')
  } finally {
    store.close()
  }
}

/** Forgets what a case was compared with: it has other findings now. */
export async function dropBaseline(store: Store): Promise<void> {
  for (const table of await store.tables()) if (table.startsWith('baseline_')) await store.drop(table)
}

async function compare<T>(
  earlier: string,
  later: string,
  isKept: boolean,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const sides = [sideOf(earlier), sideOf(later)] as const
  if (isSameFolder(earlier, later)) throw oneCase(earlier, later)
  const store = await Store.open(':memory:', { spill: isKept ? spillOf(later) : tmpdir() })
  try {
    await compareCases(store, ...sides, { isKept })
    return await work(store)
  } finally {
    store.close()
  }
}

function oneCase(earlier: string, later: string): UserError {
  return new UserError(`${earlier} and ${later} are one case`, { hint: 'a case is compared with an earlier one' })
}

/** A case as one side of a comparison, with what its manifest says of the run. */
function sideOf(folder: string): Side {
  const { version, parameters } = readManifest(folder)
  const conditions: Record<string, string> = { version }
  const word = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
  const { config, disabled_rules, parameters: own, reference, mappings } = parameters
  const { sha256 } = (config ?? {}) as { readonly sha256?: unknown }
  conditions.configuration = sha256 === undefined ? 'none' : `sha256 ${word(sha256)}`
  conditions['rules that do not run'] = Array.isArray(disabled_rules) ? disabled_rules.join(', ') : ''
  for (const [name, value] of Object.entries((own ?? {}) as Record<string, unknown>))
    conditions[`parameter ${name}`] = word(value)
  for (const [kind, list, key] of [
    ['reference', reference, 'name'],
    ['mapping', mappings, 'mapping'],
  ] as const)
    for (const one of (Array.isArray(list) ? list : []) as Record<string, unknown>[]) {
      const name = `${kind} ${word(one[key])}`
      const hash = `sha256 ${word(one.sha256)}`
      conditions[name] = conditions[name] === undefined ? hash : `${conditions[name]}, ${hash}`
    }
  return { folder, file: databaseOf(folder), sha256: hashFile(join(folder, manifestName)).sha256, conditions }
}
