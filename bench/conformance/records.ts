/** The records of an export as text, for whoever wants to see what two read differently. */
import { readFileSync } from 'node:fs'

/** Reads a file once; gives the text of a record by its number, or the whole file where records cannot be told apart so simply. */
export function openRecords(file: string): (record: number) => string {
  let lines: readonly string[] | null = null
  return (record) => {
    lines ??= linesOf(readFileSync(file, 'utf8'))
    return lines[record - 1] ?? lines.join('\n')
  }
}

/** Events of Elastic's test harness (`{"events": […]}`, the record itself as text in `message`), else lines; one element when it is one document. */
function linesOf(text: string): string[] {
  const document = documentOf(text)
  if (document === null) return text.split(/\r?\n/)
  const { events } = document as { events?: unknown }
  if (!Array.isArray(events)) return [text]
  return (events as { message?: unknown }[]).map((event) =>
    typeof event.message === 'string' ? event.message : JSON.stringify(event),
  )
}

function documentOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
