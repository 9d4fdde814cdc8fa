/** `connectors new` and `connectors check`: a mapping for an export that no connector knows, and what it makes of a file. */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Connector } from '../connector.js'
import { UserError } from '../errors.js'
import { loadCaseMappings, loadMappings } from '../mapping/load.js'
import { parseMapping } from '../mapping/mapping.js'
import { proposeMapping, sampleOf } from '../mapping/propose.js'
import { mappedColumns, mappedTables } from '../mapping/shape.js'
import { readRecorded, sampleExport } from '../pipeline.js'
import { isThere } from '../read-text.js'
import { counted } from '../report/words.js'
import { harmlessJson, type Output, printListing } from './listing.js'
import { styled, type Terminal, text } from './terminal.js'
import { readWhole, refuseOverwrite } from './values.js'

/** Records that a proposal looks at, and those that a check reads. */
const sampled = 1000
const checked = 1_000_000

/** The connectors that mappings of a case declare; none when the folder is no case. */
export function mappingsOf(folder: string): Connector[] {
  return isThere(join(folder, 'manifest.json')) ? loadCaseMappings(folder, readRecorded(folder).mappings) : []
}

/** Writes a mapping for a file, proposed from its first records. */
export async function proposeFor(
  terminal: Terminal,
  file: string,
  options: { readonly out?: string; readonly name?: string; readonly force?: boolean },
  connectors: readonly Connector[],
): Promise<void> {
  const { out } = options
  refuseOverwrite(options)
  const found = await sampleExport(file, connectors)
  const name = options.name ?? nameOf(file)
  const sample = await sampleOf(found, sampled)
  const proposal = proposeMapping(name, sample, { file: out ?? `${name}.yaml`, export: basename(file) })
  // What is proposed has to be right as it stands: a mistake here is ours and must not reach the operator's file.
  parseMapping(proposal, out ?? `${name}.yaml`)
  if (found.claims.length > 0)
    terminal.err(
      `${found.claims.join(' and ')} knows this file already; the mapping takes it only because it says instead_of`,
    )
  if (out === undefined) terminal.out(proposal.trimEnd())
  else {
    writeFileSync(out, proposal)
    terminal.err(`written: ${out}; look at its TODOs, then: approvenance connectors check ${out} ${file}`)
  }
}

/** Reads a file with a mapping and shows what comes of it; the exit code is 1 when it does not claim the file or uses none of its records. */
export async function checkMapping(
  terminal: Terminal,
  mapping: string,
  file: string,
  output: Output,
  options: { readonly limit: string },
  builtIn: readonly Connector[],
): Promise<number> {
  const limit = readWhole('--limit', options.limit)
  const [connector] = loadMappings([mapping], builtIn)
  if (!connector) throw new UserError(`no mapping in ${mapping}`, { file: mapping })
  const found = await sampleExport(file, [...builtIn, connector])
  const { records, broken } = await found.read(connector, checked)
  const rows: Record<string, unknown[]> = Object.fromEntries(mappedTables.map((table) => [table, []]))
  const counts: Record<string, number> = Object.fromEntries(mappedTables.map((table) => [table, 0]))
  const rejects: { record_no: number; reason: string; detail: string }[] = []
  for (const record of records) {
    const made = connector.normalize(record)
    if (made.reject) rejects.push({ record_no: record.no, ...made.reject })
    for (const table of mappedTables) {
      counts[table]! += made[table]?.length ?? 0
      for (const row of made[table] ?? [])
        if (rows[table]!.length < limit) rows[table]!.push({ record_no: record.no, ...row })
    }
  }
  rejects.push(...broken.map(({ no, reason, detail }) => ({ record_no: no, reason, detail })))
  rejects.sort((a, b) => a.record_no - b.record_no)
  const isClaimed = found.claims.includes(connector.id)
  const read = records.length + broken.length
  const used = read - rejects.length
  if (output === 'table') {
    const rivals = found.claims.filter((id) => id !== connector.id)
    terminal.out(
      isClaimed
        ? styled('green', `${connector.id} claims ${basename(file)}`)
        : styled('red', `${connector.id} does not claim ${basename(file)}: what \`claims\` says does not hold for it`),
    )
    if (rivals.length > 0) terminal.out(styled('red', `so does ${rivals.join(', ')}: see instead_of`))
    terminal.out(text`${counted(read, 'record')} read, ${used} used, ${rejects.length} rejected`)
    for (const table of mappedTables) {
      if (rows[table]!.length === 0) continue
      terminal.out('')
      terminal.out(text`${styled('bold', table)}  ${counts[table]!} in all`)
      printListing(terminal, output, columnsOf(table, rows[table]!), rows[table] as object[])
    }
    if (rejects.length > 0) {
      terminal.out('')
      terminal.out(text`${styled('bold', 'rejects')}  ${rejects.length} in all`)
      const columns = [{ key: 'record_no', type: 'number' as const }, { key: 'reason' }, { key: 'detail' }]
      printListing(terminal, output, columns, rejects.slice(0, limit))
    }
  } else
    terminal.out(
      harmlessJson({
        mapping: connector.id,
        is_claimed: isClaimed,
        read,
        used,
        counts,
        rows,
        rejects: rejects.slice(0, limit),
      }),
    )
  return isClaimed && used > 0 ? 0 : 1
}

/** Columns that any of the rows fills. */
function columnsOf(table: (typeof mappedTables)[number], rows: readonly unknown[]) {
  const filled = mappedColumns(table).filter(([name]) =>
    rows.some((row) => ((row as Readonly<Record<string, unknown>>)[name] ?? null) !== null),
  )
  return [
    { key: 'record_no', head: 'record', type: 'number' as const },
    ...filled.map(([key, { type }]) => ({
      key,
      type: type === 'timestamp' ? ('time' as const) : type === 'texts' ? ('list' as const) : ('text' as const),
    })),
  ]
}

function nameOf(file: string): string {
  const words = basename(file)
    .replace(/\.(gz|gzip)$/i, '')
    .replace(/\.[^.]+$/, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words?.join('-') ?? 'my-export'
}
