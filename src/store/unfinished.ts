/** Says of a case folder that a run has begun on it and not ended: whoever reads it learns so, and a later run does not build on halves. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { replaceFile } from './case-folder.js'
import { busy, holderOf, isHeldHere } from './work-lock.js'

/** What a run does to a case, in order; last it tells, by its exit code, what came of it. */
export const stages = ['ingest', 'correlate', 'detect', 'compare', 'report', 'tell'] as const
export type Stage = (typeof stages)[number]

/** Command that does a stage again. */
const doneAgainBy: Readonly<Record<Stage, string>> = {
  ingest: 'analyze',
  correlate: 'correlate',
  detect: 'detect',
  compare: 'detect',
  report: 'report',
  tell: 'analyze',
}

const fileOf = (folder: string) => join(folder, '.unfinished')

/**
 * Runs a stage, and says in the folder that it is not whole for as long as that takes. Throws UserError when one before it was begun and not ended: its
 * results are halves.
 */
export async function inStage<T>(folder: string, stage: Stage, work: () => Promise<T>): Promise<T> {
  const left = unfinishedStage(folder)
  if (left !== null && stages.indexOf(left) < stages.indexOf(stage)) throw halves(folder, left)
  markUnfinished(folder, stage)
  const done = await work()
  // what comes after it in the same run is still to be done
  markUnfinished(folder, left !== null && stages.indexOf(left) > stages.indexOf(stage) ? left : null)
  return done
}

/** Says of a folder in which stage it is not whole; null: it is. */
export function markUnfinished(folder: string, stage: Stage | null): void {
  if (stage === null) rmSync(fileOf(folder), { force: true })
  else {
    mkdirSync(folder, { recursive: true })
    replaceFile(fileOf(folder), `${JSON.stringify({ schema: 'approvenance/unfinished@1', stage })}\n`)
  }
}

/** The stage in which a run broke off, or is now; null for a case that is whole, or none. */
export function unfinishedStage(folder: string): Stage | null {
  if (!existsSync(fileOf(folder))) return null
  try {
    const { stage } = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as { readonly stage?: unknown }
    return stages.find((one) => one === stage) ?? 'ingest'
  } catch {
    // gone meanwhile, or not ours: then nothing in the case is certain
    return existsSync(fileOf(folder)) ? 'ingest' : null
  }
}

/** Throws UserError while another process is at work on a case, and when a run broke off before its tables were whole: documents may be missing. */
export async function requireWhole(folder: string): Promise<void> {
  const stage = unfinishedStage(folder)
  if (stage === null || isHeldHere(folder)) return
  const pid = await holderOf(folder)
  if (pid !== null) throw busy(folder, pid)
  if (unfinishedStage(folder) === stage && stages.indexOf(stage) < stages.indexOf('report')) throw halves(folder, stage)
}

function halves(folder: string, stage: Stage): UserError {
  return new UserError(`the last run on ${folder} broke off in ${stage}: what it holds is not whole`, {
    hint: `start it again; nothing is lost (\`approvenance ${doneAgainBy[stage]}\` is what it takes at least)`,
  })
}
