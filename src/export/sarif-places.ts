/** Where records lie, as SARIF says it: files below the folder that was analysed, members of archives inside of their archive. */

import type { SourceView } from '../report/rows/coverage.js'
import type { EvidenceView } from '../report/rows/finding.js'
import { visibleLine } from '../visible.js'
import type { Source } from './format.js'
import { uriOf } from './uri.js'

/** The name under which SARIF files keep the folder that was analysed; a viewer is told where it lies on its machine. */
export const exportsRoot = 'EXPORTS'

/** A file that results speak of. */
export interface Artifact {
  readonly location: { readonly uri: string; readonly uriBaseId?: string; readonly index: number }
  readonly parentIndex?: number
  readonly length?: number
  readonly hashes?: Readonly<Record<string, string>>
  readonly description?: { readonly text: string }
  readonly properties?: Readonly<Record<string, unknown>>
}

/** The files that results speak of, each with its place in the list. */
export interface Artifacts {
  readonly list: readonly Artifact[]
  readonly places: ReadonlyMap<string, Artifact['location']>
}

/** The files that findings rest on, by path, with hash and size; archives that hold some of them stand before their members. */
export function artifactsOf(files: Iterable<string>, sources: readonly SourceView[]): Artifacts {
  const known = new Map(sources.map((source) => [source.file, source]))
  const list: Artifact[] = []
  const places = new Map<string, Artifact['location']>()
  const add = (file: string): Artifact['location'] => {
    const before = places.get(file)
    if (before) return before
    const cut = archiveEnd(file)
    const parent = cut === null ? null : add(file.slice(0, cut))
    const uri = parent === null ? uriOf(file) : `/${uriOf(file.slice(cut! + 1))}`
    const location = { uri, ...(parent === null && { uriBaseId: exportsRoot }), index: list.length }
    const source = known.get(file)
    list.push({
      location,
      ...(parent && { parentIndex: parent.index }),
      ...(source && {
        length: source.bytes,
        ...(source.sha256 !== null && { hashes: { 'sha-256': source.sha256 } }),
        description: { text: `Export read by ${source.connector ?? 'no connector'}.` },
        properties: { connector: source.connector, format: source.format, records_read: source.records_read },
      }),
    })
    places.set(file, location)
    return location
  }
  for (const file of [...new Set(files)].sort()) add(file)
  return { list, places }
}

/** Where the name of the innermost archive ends that a member's path goes through; null for a file of its own. */
function archiveEnd(file: string): number | null {
  let found: number | null = null
  for (const { index } of file.matchAll(/(?<=\.zip)!(?=.)/gi)) found = index
  return found
}

/** Where records begin in their files, as `Source.places` has it. */
export type Places = Awaited<ReturnType<NonNullable<Source['places']>>>

/** The location of one record: its file, where in it as far as that is known, and which record of it. */
export function locationOf(event: EvidenceView, artifacts: Artifacts, places: Places) {
  const at = places.get(event.file ?? '')?.get(event.record_no ?? 0)
  const region = {
    ...(at && at.line !== null && { startLine: at.line }),
    ...(at && at.offset !== null && at.line === null && { byteOffset: at.offset, byteLength: 0 }),
  }
  const place = event.file === null ? undefined : artifacts.places.get(event.file)
  const record = event.record_no === null ? event.event_id : `record ${event.record_no}`
  return {
    ...(place && {
      physicalLocation: { artifactLocation: place, ...(Object.keys(region).length > 0 && { region }) },
    }),
    logicalLocations: [
      {
        name: record,
        fullyQualifiedName: event.file === null ? record : visibleLine(`${event.file}#${record}`),
        kind: 'record',
      },
    ],
    properties: {
      event_id: event.event_id,
      connector: event.connector,
      native_id: event.native_id,
      record_no: event.record_no,
      stage: event.stage,
    },
  }
}
