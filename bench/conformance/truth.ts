/** Truth files that lie beside exports: which there are, which export each is about, and how it is read. */
import { basename, dirname, join } from 'node:path'
import { readChatml } from './chatml.js'
import { readEcs } from './ecs.js'
import { readOcsf } from './ocsf.js'
import { readPanther } from './panther.js'
import type { Truth } from './words.js'

interface Kind {
  /** The export's name in the name of its truth file. */
  readonly name: RegExp
  /** What the export ends with behind that name. */
  readonly endings: readonly string[]
  readonly read: (text: string) => Truth[]
}

const kinds: readonly Kind[] = [
  { name: /^(.+)-expected\.json$/, endings: ['', '.unwrapped.ndjson'], read: readEcs },
  { name: /^(.+)\.truth\.tsv$/, endings: ['.ndjson'], read: readPanther },
  { name: /^(.+)\.chatml\.json$/, endings: ['.trace.json'], read: readChatml },
  { name: /^ocsf_(.+)$/i, endings: [''], read: readOcsf },
]

/** A truth file, and the exports it is about. */
export interface TruthFile {
  readonly exports: readonly string[]
  readonly read: (text: string) => Truth[]
}

/** Whether the file holds what others made of an export, or tells where one is from: it is none itself. */
export function isBeside(file: string): boolean {
  return basename(file) === 'ORIGIN.md' || kinds.some(({ name }) => name.test(basename(file)))
}

/** What a file is the truth of; null when it is no truth file. Names are compared without regard to case. */
export function truthIn(file: string): TruthFile | null {
  for (const { name, endings, read } of kinds) {
    const found = name.exec(basename(file))
    if (found) return { exports: endings.map((ending) => join(dirname(file), found[1]! + ending).toLowerCase()), read }
  }
  return null
}
