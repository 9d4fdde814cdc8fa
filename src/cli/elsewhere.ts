/** `report --out`: the documents of a case written beside it, as they are or with pseudonyms. */
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UserError } from '../errors.js'
import { disguise, hideAbout } from '../export/disguise.js'
import { type Elsewhere, reportFiles } from '../pipeline.js'
import { isWithin } from '../store/case-folder.js'
import { type PseudonymKey, requireApart } from './pseudonym-key.js'
import { formats, type RunOptions } from './run-program.js'

/** Where documents go that are not to lie in the case, and what hides the names in them. */
export function elsewhereOf(folder: string, key: PseudonymKey | null): Elsewhere {
  if (key === null) return { folder, disguise: null }
  return {
    folder,
    disguise: async (store, about) =>
      hideAbout(about, await disguise(store, key.secret, key.table, about.notes?.notes ?? [])),
  }
}

/** Throws UserError unless documents may be written to a place beside the case: a case holds its own only, and what hides names none that shows them. */
export function requireElsewhere({ case: folder, out, pseudonymize }: RunOptions) {
  if (out === undefined) {
    if (pseudonymize === undefined) return
    throw new UserError('--pseudonymize needs a place of its own to write to', {
      hint: 'name a folder with --out: the documents in the case keep the names',
    })
  }
  if (resolve(out) === resolve(folder) || isWithin(out, folder))
    throw new UserError(`${out} lies in the case, whose documents are its own`, {
      hint: 'name a folder outside with --out',
    })
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new UserError(`${out} is a file`, { hint: 'name a folder with --out' })
  if (pseudonymize === undefined) return
  requireApart(pseudonymize, out)
  const there = reportFiles(formats).find((name) => existsSync(join(out, name)))
  if (there !== undefined)
    throw new UserError(`there is already ${there} in ${out}, maybe with names in it`, {
      hint: 'name a new folder with --out',
    })
}
