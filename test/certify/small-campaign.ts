/** A campaign on a small case, and its packs as tables to fill in. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { runCli } from '../cli/run-cli.js'

/** Who decides on three of the five items of the small case. */
export const boss = 'boss@corp.example'

const root = mkdtempSync(join(tmpdir(), 'approvenance-small-campaigns-'))
let count = 0

/** A name that is not taken, in a folder of its own. */
export function newFile(name: string): string {
  return join(mkdtempSync(join(root, `${++count}-`)), name)
}

/** Opens a campaign on a case, and writes its packs. */
export async function openSmallCampaign(folder: string, ...more: string[]): Promise<string> {
  const campaign = newFile('campaign')
  for (const args of [
    ['open', '--case', folder, '--period', '2026-Q3', '--cutoff', '2026-10-01T00:00:00Z', ...more],
    ['pack'],
  ]) {
    const { code, err } = await runCli(['certify', ...args, '--campaign', campaign, '--at', '2026-10-02T08:00:00Z'])
    if (code !== 0) throw new Error(err)
  }
  return campaign
}

/** The path of a reviewer's pack. */
export function packOf(campaign: string, ending: 'csv' | 'xlsx' | 'html', reviewer = boss): string {
  return join(campaign, 'packs', `${reviewer}.${ending}`)
}

/** The rows of a reviewer's pack, the heading first. */
export function packRows(campaign: string, reviewer = boss): string[][] {
  const text = readFileSync(packOf(campaign, 'csv', reviewer), 'utf8').replace(/^\ufeff/, '')
  return Papa.parse<string[]>(text, { skipEmptyLines: true }).data
}

/** The rows with cells of columns replaced: `change` gives the new cells of each row below the heading. */
export function filled(
  rows: readonly (readonly string[])[],
  change: (row: Readonly<Record<string, string>>, no: number) => Readonly<Record<string, string>>,
): string[][] {
  const [head = [], ...body] = rows
  return [
    [...head],
    ...body.map((cells, no) => {
      const changed = change(Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])), no)
      return head.map((name, at) => changed[name] ?? cells[at] ?? '')
    }),
  ]
}

/** Writes a table as CSV. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const file = newFile('returned.csv')
  writeFileSync(file, Papa.unparse(rows.map((row) => [...row])))
  return file
}

/** Imports a returned pack some days later. */
export function take(campaign: string, file: string, ...more: string[]) {
  return runCli(['certify', 'import', file, '--campaign', campaign, '--at', '2026-10-05T09:00:00Z', ...more])
}
