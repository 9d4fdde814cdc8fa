/** Takes apart what syslog puts before a message, in the forms of RFC 5424, RFC 3164 and the mixtures that products and relays write. */

/** The message of a line, and what stood before it. */
export interface SyslogLine {
  /** From the first place on at which the message was found. */
  readonly message: string
  /** The last time before it, to be read by `readWritten`; a time that has no year gets the given one, and stays without when there is none. */
  readonly time: string | null
  /** The host named behind that time. */
  readonly host: string | null
}

const stamp =
  /(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)|\b((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)) +(\d{1,2})( \d{4})? (\d{2}:\d{2}:\d{2})/g

/** Splits a line at the first place where `message` matches; null when it matches nowhere. The year is that of a log whose times have none. */
export function readSyslog(line: string, message: RegExp, year: string | null): SyslogLine | null {
  const at = line.search(message)
  if (at === -1) return null
  const header = line.slice(0, at)
  const last = [...header.matchAll(stamp)].at(-1)
  if (last === undefined) return { message: line.slice(at), time: null, host: null }
  const [all, iso, month, day, ownYear, clock] = last
  const written = ownYear?.trim() ?? year
  const [host] = header.slice(last.index + all.length).match(/[\w.:-]+/) ?? []
  return {
    message: line.slice(at),
    time: iso ?? [month, day, written, clock].filter(Boolean).join(' '),
    host: host ?? null,
  }
}

/** The year in the name of a rotated log (`vault-20260302.log`, `2026/03/vault.log`); null when there is none or more than one. */
export function yearOfFile(file: string): string | null {
  const years = new Set(
    [...file.matchAll(/(?<!\d)(20\d{2})(?=(?:[-_.]?(?:0[1-9]|1[0-2]))?(?:[-_.]?[0-3]\d)?(?!\d))/g)].map(
      ([, year]) => year!,
    ),
  )
  const [only] = years
  return years.size === 1 ? only! : null
}
