/** Jira's times: ISO with an offset in the API, epoch milliseconds in JSM and bulk answers, the viewer's own form in CSV. */
import { type DateOrder, type Moment, readEpochMillis, readTime, readWritten } from '../../src/time.js'
import type { ServiceDate } from './record.js'

const HOUR = 3_600_000_000

/** A moment with what had to be assumed to read it. */
export interface ReadMoment extends Moment {
  readonly zone_assumed?: boolean
  readonly order_assumed?: boolean
}

/** Reads a time of any of Jira's forms; null for none and for one that is no time. */
export function moment(value: unknown, zone: string | null, order: DateOrder | null = null): ReadMoment | null {
  if (typeof value === 'number') return readEpochMillis(value)
  if (typeof value !== 'string' || value === '') return null
  return readWritten(value, zone, order) ?? readEpochMillis(value)
}

/** Reads JSM's date object, of which the milliseconds have no zone to get wrong. */
export function serviceMoment(date: ServiceDate | undefined): Moment | null {
  if (!date) return null
  return readEpochMillis(date.epochMillis) ?? readTime(date.iso8601) ?? readTime(date.jira)
}

/** The start of what a time may mean: an agreed window is never cut short by a day that stands without a clock. */
export function earliest(found: Moment | null): number | null {
  return found ? found.at : null
}

/** The end of what a time may mean: a date alone lasts until its day is over. */
export function latest(found: Moment | null): number | null {
  if (!found) return null
  return found.resolution >= HOUR ? found.at + found.resolution - 1 : found.at
}
