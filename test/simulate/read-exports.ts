/** Reads simulated exports back in the plainest way, so that a test sees what a vendor's own tool would show. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Papa from 'papaparse'
import type { ExportHead, SourceRecord } from '../../src/connector.js'

/** One exported file, its head as a connector sees it, and its records. */
export interface ReadExport {
  readonly head: ExportHead
  readonly records: readonly SourceRecord[]
}

/** Every file below a folder, by path. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** Reads one exported file. */
export function readExport(folder: string, file: string): ReadExport {
  const bytes = readFileSync(join(folder, file))
  const name = file.replace(/\.gz$/, '')
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const base = { file: name, text: text.slice(0, 65_536) }
  if (name.endsWith('.csv')) {
    const rows = Papa.parse<string[]>(text.trimEnd()).data
    const header = rows[0] ?? []
    const timezone = file.startsWith('servicenow/') ? 'Europe/Berlin' : null
    const records = rows.slice(1).map((cells, i) => ({
      value: Object.fromEntries(header.map((column, k) => [column, cells[k] ?? ''])),
      no: i + 1,
      file: name,
      format: 'csv' as const,
      envelope: null,
      header,
      cells,
      timezone,
    }))
    return {
      head: {
        ...base,
        format: 'csv',
        envelope: null,
        keys: [],
        header,
        records: records.slice(0, 20).map((one) => one.value),
      },
      records,
    }
  }
  const document = JSON.parse(text) as unknown
  const outer = Array.isArray(document) ? null : (document as Record<string, unknown>)
  const envelope =
    outer === null ? null : (Object.keys(outer).find((key) => Array.isArray(outer[key]) && key !== '_expands') ?? null)
  const items = (outer === null ? document : outer[envelope!]) as unknown[]
  const format = outer === null ? ('json-array' as const) : ('json-object' as const)
  const page =
    outer === null ? undefined : Object.fromEntries(Object.entries(outer).filter(([key]) => key !== envelope))
  return {
    head: {
      ...base,
      format,
      envelope,
      keys: outer === null ? [] : Object.keys(outer),
      header: [],
      records: items.slice(0, 20),
    },
    records: items.map((value, i) => ({
      value,
      no: i + 1,
      file: name,
      format,
      envelope,
      timezone: null,
      ...(page === undefined ? {} : { page }),
    })),
  }
}
