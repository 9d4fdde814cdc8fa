/** The simulated calendar: a fixed first day, and times written the way each vendor writes them. All times are milliseconds since the epoch, UTC. */

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Monday on which the story begins. */
export const FIRST_DAY = Date.UTC(2026, 2, 2)
/** Start of the quiet history that ticket, chat and sign-in exports carry, so that a look back of 90 days is covered. */
export const HISTORY_START = Date.UTC(2025, 10, 24)
/** Start of the cloud logs. */
export const CLOUD_START = FIRST_DAY - 3 * DAY
/** Days after the last story begins, in which grants end and tickets close. */
export const TAIL_DAYS = 10

const summerFrom = Date.UTC(2026, 2, 29, 1)
const summerTo = Date.UTC(2026, 9, 25, 1)
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Start of the UTC day. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY) * DAY
}

/** Whether the UTC day is Saturday or Sunday. */
export function isWeekend(at: number): boolean {
  const weekday = new Date(at).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** The same moment when people are awake, else the next morning; the minutes of the night are folded into its first hour. */
export function waking(at: number): number {
  const hour = (at - dayOf(at)) / HOUR
  if (hour >= 6 && hour < 18) return at
  const morning = dayOf(at) + (hour < 6 ? 0 : DAY) + 6 * HOUR
  return morning + Math.floor((at % HOUR) / SECOND) * SECOND
}

/** `2026-03-02` */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** `2026-03-02T10:00:00Z` */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** `2026-03-02T10:00:00.123Z` */
export function isoMillis(at: number): string {
  return new Date(at).toISOString()
}

/** `2026-03-02 10:00:00`, the stored form of ServiceNow, UTC. */
export function blankSeconds(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** The wall clock of the head office (Europe/Berlin) as if it were UTC. */
export function officeClock(at: number): number {
  return at + officeOffset(at) * HOUR
}

/** `2026-03-02T11:00:00.123+0100`: Jira writes the zone of the exporting user, without colon. */
export function jiraTime(at: number): string {
  return `${new Date(officeClock(at)).toISOString().slice(0, 23)}+0${officeOffset(at)}00`
}

/** The date object of Jira Service Management. */
export function serviceDeskDate(at: number) {
  const text = jiraTime(at)
  const office = new Date(officeClock(at))
  const hour = office.getUTCHours()
  const clock = `${hour % 12 || 12}:${String(office.getUTCMinutes()).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
  const day = `${String(office.getUTCDate()).padStart(2, '0')}/${months[office.getUTCMonth()]}/${String(office.getUTCFullYear()).slice(2)}`
  return { iso8601: `${text.slice(0, 19)}${text.slice(23)}`, jira: text, friendly: `${day} ${clock}`, epochMillis: at }
}

/** `Mar 2, 2026, 10:00:00 AM`, UTC: how CloudTrail writes the expiry of STS credentials. `narrow` puts U+202F before AM, as newer Java does. */
export function awsExpiration(at: number, narrow: boolean): string {
  const time = new Date(at)
  const hour = time.getUTCHours()
  const clock = [time.getUTCMinutes(), time.getUTCSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
  const half = hour < 12 ? 'AM' : 'PM'
  return `${months[time.getUTCMonth()]} ${time.getUTCDate()}, ${time.getUTCFullYear()}, ${hour % 12 || 12}:${clock}${narrow ? '\u202f' : ' '}${half}`
}

/** `1772445600.000100`: Slack's message id and time; `serial` keeps messages of one second apart. */
export function slackTime(at: number, serial: number): string {
  return `${Math.floor(at / SECOND)}.${String((at % SECOND) * 1000 + (serial % 1000)).padStart(6, '0')}`
}

function officeOffset(at: number) {
  return at >= summerFrom && at < summerTo ? 2 : 1
}
