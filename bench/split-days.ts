/** Lays simulated exports out as a nightly job would have left them: one file a system and day. */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Files below a folder, by their path below it, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
    .sort()
}

/** Bytes of all files below a folder. */
export function sizeOf(folder: string): number {
  return filesBelow(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
}

/** Moves all files below a folder to the same places below another; gives their paths. */
export function moveFiles(from: string, to: string, files: readonly string[] = filesBelow(from)): readonly string[] {
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    renameSync(join(from, file), join(to, file))
  }
  return files
}

/**
 * Splits the exports of a company: those of so many days from the first one of the cloud trail to `kept`, the last of these days to `later`. What happened
 * before is exported on the first day, what happened afterwards not at all; lists without a day (people, rights) are there from the beginning. Gives
 * the last day.
 */
export function splitByDay(company: string, kept: string, later: string, days: number): string {
  const files = filesBelow(company)
  const trail = files.flatMap((file) => (/\d{4}\/\d{2}\/\d{2}/.test(file) ? dayOfName(file)! : [])).sort()
  const first = trail[0]!
  const last = new Date(Date.parse(first) + (days - 1) * 86_400_000).toISOString().slice(0, 10)
  if (!trail.includes(last)) throw new Error(`the company plays up to ${trail.at(-1)} only: more tasks, or fewer days`)
  const write = (file: string, day: string, content: Buffer | string) => {
    if (day > last) return
    const path = join(day === last ? later : kept, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const daily = new Map<string, DailyPage>()
  for (const file of files) {
    const content = readFileSync(join(company, file))
    if (!addPage(daily, file, content, first)) write(file, dayOfName(file) ?? first, content)
  }
  for (const [file, { day, name, page, records }] of daily)
    write(file, day, JSON.stringify(name === null ? records : { ...page, [name]: records }))
  return last
}

function dayOfName(file: string): string | null {
  const found = /(\d{4})[-/](\d{2})[-/](\d{2})/.exec(file)
  return found ? `${found[1]}-${found[2]}-${found[3]}` : null
}

/** What one list of a system exports on one day. */
interface DailyPage {
  readonly day: string
  /** Member of the page that holds the records; null when the page is the list. */
  readonly name: string | null
  readonly page: object
  readonly records: unknown[]
}

/** Where a record says when it was last touched; the first that is there counts. */
const touched =
  /"(?:published|updated|updatedAt|sys_updated_on|completedDate|createdDate|createdAt|sys_created_on)":[^0-9]{0,40}"(\d{4}-\d{2}-\d{2})/

/** Deals the records of a page out to their days; false for what is no page, or is one day's already. */
function addPage(daily: Map<string, DailyPage>, file: string, content: Buffer, first: string): boolean {
  if (!file.endsWith('.json') || file.startsWith('slack')) return false
  const page = JSON.parse(content.toString()) as object
  const member = Object.entries(page).find(([, value]) => Array.isArray(value))
  const [name, records] = Array.isArray(page) ? [null, page] : (member ?? [null, null])
  if (!Array.isArray(records)) return false
  const stem = basename(file, '.json').replace(/-\d{4}(?:-\d{2}-\d{2})?(?=-|$)/, '')
  for (const record of records as unknown[]) {
    const found = touched.exec(JSON.stringify(record))?.[1] ?? first
    const day = found < first ? first : found
    const path = join(dirname(file), `${stem}-${day}.json`)
    if (!daily.has(path)) daily.set(path, { day, name, page, records: [] })
    daily.get(path)!.records.push(record)
  }
  return true
}
