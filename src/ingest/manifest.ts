/** The manifest of a case: what went in and what came out, each with its hash. No clock: the same run gives the same manifest. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { replaceFile } from '../store/case-folder.js'

/** One export file, archive members counted as files of their own. */
export interface ManifestInput {
  readonly file: string
  /** Of the file as it lies on disk, or of the decompressed member; null when it could not be read. */
  readonly sha256: string | null
  readonly bytes: number
  /** Null: nobody knew it. */
  readonly connector: string | null
  readonly read: number
  readonly used: number
  readonly rejected: number
  /** What was wrong with the file as a whole; null when nothing was. */
  readonly problem: string | null
}

/** An archive on disk whose members are inputs. */
export interface ManifestArchive {
  readonly file: string
  readonly sha256: string | null
  readonly bytes: number
  readonly problem: string | null
}

/** A `sources` rule of the configuration that was used for no export, so what it declares is of no effect. */
export interface UnusedSource {
  /** Its glob, and its label where it has one. */
  readonly match: string
  readonly label: string | null
  readonly why: string
}

/** A file that was written, relative to the case folder. */
export interface ManifestOutput {
  readonly file: string
  readonly sha256: string
}

/** `manifest.json` of a case folder. */
export interface Manifest {
  readonly schema: typeof manifestSchema
  readonly version: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly inputs: readonly ManifestInput[]
  readonly archives: readonly ManifestArchive[]
  /** What was left out on purpose. */
  readonly skipped: readonly { readonly file: string; readonly why: string }[]
  /** What the configuration says of exports that are not there. A case of an older version does not tell. */
  readonly unused_sources?: readonly UnusedSource[]
  readonly outputs: readonly ManifestOutput[]
}

export const manifestSchema = 'approvenance/manifest@1'

/** Name of the manifest in a case folder. */
export const manifestName = 'manifest.json'

/** Writes the manifest of a case folder, replacing the one that is there. Outputs are put in order of name, one entry a file. */
export function writeManifest(caseDir: string, manifest: Omit<Manifest, 'schema'>): void {
  const outputs = new Map(manifest.outputs.map((output) => [output.file, output]))
  const content: Manifest = {
    schema: manifestSchema,
    version: manifest.version,
    parameters: manifest.parameters,
    inputs: manifest.inputs,
    archives: manifest.archives,
    skipped: manifest.skipped,
    unused_sources: manifest.unused_sources ?? [],
    outputs: [...outputs.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
  }
  replaceFile(join(caseDir, manifestName), `${JSON.stringify(content, null, 2)}\n`)
}

/** Reads the manifest of a case folder. Throws UserError when the folder is no case, or its ingest was not finished. */
export function readManifest(caseDir: string): Manifest {
  const path = join(caseDir, manifestName)
  if (!existsSync(path))
    throw new UserError(`${caseDir} is not a case folder`, {
      file: path,
      hint: 'run `approvenance analyze` or `ingest` first',
    })
  const manifest = parsed(path)
  if (manifest?.schema !== manifestSchema) throw new UserError(`${path} is not a manifest of ours`, { file: path })
  if (!Array.isArray(manifest.inputs))
    throw new UserError(`the ingest of ${caseDir} was not finished`, { file: path, hint: 'run it again' })
  return manifest as Manifest
}

/** Adds what a later stage wrote to the manifest. Of a folder that was written anew, nothing else is there any more. */
export function addOutputs(caseDir: string, outputs: readonly ManifestOutput[], renewed: readonly string[] = []): void {
  const manifest = readManifest(caseDir)
  const kept = manifest.outputs.filter(({ file }) => !renewed.some((folder) => file.startsWith(`${folder}/`)))
  writeManifest(caseDir, { ...manifest, outputs: [...kept, ...outputs] })
}

/** Marks a folder as a case whose ingest has begun: an interrupted run is seen as such, and may be run again. */
export function beginManifest(caseDir: string): void {
  replaceFile(
    join(caseDir, manifestName),
    `${JSON.stringify({ schema: manifestSchema, state: 'unfinished' }, null, 2)}\n`,
  )
}

/** Whether the ingest of a folder has ended: its manifest is whole. */
export function isFinished(caseDir: string): boolean {
  return hasManifest(caseDir) && Array.isArray(parsed(join(caseDir, manifestName))?.inputs)
}

/** Whether a folder holds a manifest of ours, finished or not. */
export function hasManifest(caseDir: string): boolean {
  const path = join(caseDir, manifestName)
  return existsSync(path) && parsed(path)?.schema === manifestSchema
}

/** The manifest of a case folder, finished or not; null when there is none that can be read. */
export function readUnfinished(caseDir: string): Partial<Manifest> | null {
  return parsed(join(caseDir, manifestName))
}

function parsed(path: string): Partial<Manifest> | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>
  } catch {
    return null
  }
}
