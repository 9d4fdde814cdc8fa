/** A folder of exports under names that tell nothing, so that only their content can. */
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isBeside } from './truth.js'

/** Files of the corpus that are no export of their own: `sealed.bin` and what stands above the families have fewer steps. */
const LEAST_STEPS = 3

/** Files below a folder, `<source>/<family>/…`, in a fixed order, without what lies beside the exports. */
export function exportsIn(folder: string): string[] {
  return filesIn(folder).filter((file) => file.split('/').length >= LEAST_STEPS && !isBeside(file))
}

/** Every file below a folder, with `/`, in a fixed order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/** Links to the exports, as `<source>/<family>/0001`. Gives the neutral name of each: name to file. */
export function linkNeutrally(folder: string, files: readonly string[], into: string): Map<string, string> {
  const named = new Map<string, string>()
  const count = new Map<string, number>()
  for (const file of files) {
    const family = file.split('/').slice(0, 2).join('/')
    const number = (count.get(family) ?? 0) + 1
    count.set(family, number)
    const name = `${family}/${String(number).padStart(4, '0')}`
    mkdirSync(dirname(join(into, name)), { recursive: true })
    symlinkSync(join(folder, file), join(into, name))
    named.set(name, file)
  }
  return named
}
