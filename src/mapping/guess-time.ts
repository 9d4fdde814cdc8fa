/** Guesses how the times of a column are written. */
import {
  dateOrder,
  readEpochMicros,
  readEpochMillis,
  readEpochNanos,
  readEpochSeconds,
  readTime,
  readWritten,
} from '../time.js'

/** How a column writes its times. */
export interface TimeGuess {
  readonly format: string
  /** Whether its times carry their zone. */
  readonly hasZone: boolean
  /** Which number of `03/04/2026` is the day; null when the values do not tell, undefined when it does not matter. */
  readonly order?: 'day-first' | 'month-first' | null
}

const forms: readonly { readonly guess: TimeGuess; readonly holds: (text: string) => boolean }[] = [
  { guess: { format: 'iso', hasZone: true }, holds: (text) => readTime(text) !== null && /\d[T ]\d/.test(text) },
  { guess: { format: 'iso', hasZone: false }, holds: (text) => readTime(text, 'UTC') !== null },
  { guess: { format: 'epoch_seconds', hasZone: true }, holds: (text) => isRecent(readEpochSeconds(text)) },
  { guess: { format: 'epoch_millis', hasZone: true }, holds: (text) => isRecent(readEpochMillis(text)) },
  { guess: { format: 'epoch_micros', hasZone: true }, holds: (text) => isRecent(readEpochMicros(text)) },
  { guess: { format: 'epoch_nanos', hasZone: true }, holds: (text) => isRecent(readEpochNanos(text)) },
  {
    guess: { format: 'dd/MMM/yyyy:HH:mm:ss Z', hasZone: true },
    holds: (text) => /^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4}$/.test(text),
  },
  { guess: { format: 'yyyyMMddHHmmss', hasZone: false }, holds: (text) => /^(19|20)\d{12}$/.test(text) },
]

/** How these values are written as times; null when fewer than two in three are times. */
export function guessTime(values: readonly string[]): TimeGuess | null {
  const enough = (holds: (text: string) => boolean) =>
    values.length > 0 && values.filter(holds).length * 3 >= values.length * 2
  const form = forms.find(({ holds }) => enough(holds))
  if (form) return form.guess
  if (!enough((text) => readWritten(text, 'UTC') !== null)) return null
  const orders = new Set(values.flatMap((text) => dateOrder(text) ?? []))
  const [order = null] = orders
  const isOpen = orders.size > 0 || values.some((text) => readWritten(text, 'UTC')?.order_assumed === true)
  const hasZone = values.every((text) => readWritten(text, null)?.zone_assumed === false)
  return { format: 'written', hasZone, ...(isOpen && { order: orders.size === 1 ? order : null }) }
}

/** Numbers are times only where they lie between 2000 and 2100. */
function isRecent(moment: { readonly at: number } | null) {
  return moment !== null && moment.at > 946_684_800e6 && moment.at < 4_102_444_800e6
}
