/** Finds the mappings of a run: files and folders of the operator's, those that come with the tool, and those a case keeps. */
import { basename, join } from 'node:path'
import { isFileName, unknownName } from '../config.js'
import type { Connector } from '../connector.js'
import { UserError } from '../errors.js'
import { isThere, readText } from '../read-text.js'
import { listYaml } from '../read-yaml.js'
import { projectRoot } from '../sql-file.js'
import { parseMapping } from './mapping.js'

/** Mappings that come with the tool, by name. They are used when they are named. */
export function shippedMappings(): readonly { readonly name: string; readonly file: string }[] {
  const folder = join(projectRoot(), 'mappings')
  return listYaml([folder]).map((file) => ({ name: basename(file).replace(/\.ya?ml$/, ''), file }))
}

/**
 * The connectors that mappings declare: files, folders of them, and names of those that come with the tool. Throws UserError for what is not
 * there or not right, and for a mapping that takes the name of a connector or gives way to one that there is not.
 */
export function loadMappings(names: readonly string[], builtIn: readonly Connector[]): Connector[] {
  const files = names.flatMap((name) => (isFileName(name) || isThere(name) ? listYaml([name]) : [shipped(name)]))
  const found = [...new Set(files)].map((file) => parseMapping(readText(file), file))
  for (const [i, { id, declaration, insteadOf = [] }] of found.entries()) {
    const file = declaration!.file
    if (builtIn.some((one) => one.id === id))
      throw new UserError(`${file}: there is a connector ${id} already`, {
        file,
        hint: `name the mapping otherwise, and say instead_of: [${id}] where it is to take that connector's exports`,
      })
    const twin = found.slice(0, i).find((one) => one.id === id)
    if (twin) throw new UserError(`${twin.declaration!.file} and ${file} are both named ${id}`, { file })
    const others = [...builtIn, ...found].map((one) => one.id)
    const unknown = insteadOf.find((one) => !others.includes(one))
    if (unknown !== undefined) throw unknownName(`connector in instead_of of ${file}`, unknown, others)
  }
  return found
}

/** The mappings that a case was made with, from the case itself. Throws UserError when one is not as it was. */
export function loadCaseMappings(
  folder: string,
  recorded: readonly { readonly mapping: string; readonly sha256: string }[],
): Connector[] {
  return recorded.map(({ mapping, sha256 }) => {
    const file = join(folder, 'mappings', `${mapping}.yaml`)
    const connector = parseMapping(readText(file), file)
    if (connector.declaration?.sha256 === sha256) return connector
    throw new UserError(`${file} is not the mapping this case was made with: its SHA-256 differs`, {
      file,
      hint: 'run `approvenance ingest` again to read the exports as it says now',
    })
  })
}

function shipped(name: string): string {
  const all = shippedMappings()
  const found = all.find((one) => one.name === name)
  if (!found)
    throw unknownName(
      'mapping (a file of your own needs its ending)',
      name,
      all.map((one) => one.name),
    )
  return found.file
}
