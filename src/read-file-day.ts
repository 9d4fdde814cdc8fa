/** The day in the name of a file: what dates a list that has no time of its own. */

const written =
  /(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:[T_-]?([01]\d|2[0-3])[-_.:]?([0-5]\d)(?:[-_.:]?([0-5]\d))?Z?)?(?!\d)/

/** The moment that the name of a file tells (`roles-2026-03-02.json`, `roles-20260302T1000Z.json`), as ISO 8601 in UTC; null when it tells none. */
export function readFileDay(file: string): string | null {
  const found = written.exec(file.split('/').at(-1) ?? '')
  if (!found) return null
  const [, year, month, date, hour = '00', minute = '00', second = '00'] = found
  return `${year}-${month}-${date}T${hour}:${minute}:${second}Z`
}
