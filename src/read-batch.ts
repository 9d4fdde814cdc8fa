/** What every reader of exports hands over: records and broken places, numbered together from 1 in the order of the file. */

/** One record as it was read. */
export interface ReadRecord {
  /** Parsed JSON value, CSV row by header, or text. */
  readonly value: unknown
  readonly no: number
  /** 1-based line it starts on; null where the reader did not count. */
  readonly line: number | null
  /** Where it starts in the decoded file, bytes; null where the reader did not count. */
  readonly offset: number | null
  readonly envelope: string | null
  readonly page?: Readonly<Record<string, unknown>>
  readonly header?: readonly string[]
  readonly cells?: readonly string[]
  /** The record as it is written in the file; only when `keepText` was asked for. */
  readonly text?: string
}

/** A place where a record should be and cannot be read. It counts as a record. */
export interface BrokenRecord {
  readonly no: number
  readonly line: number | null
  readonly offset: number | null
  readonly reason: BrokenReason
  /** One sentence; may quote the record. */
  readonly detail: string
  /** The beginning of the record as it is written, up to 2000 characters. */
  readonly excerpt: string
}

export type BrokenReason = 'malformed_json' | 'truncated' | 'too_long' | 'too_deep' | 'bad_encoding' | 'bad_row'

/** Records and broken places of one stretch of a file. */
export interface ReadBatch {
  readonly records: readonly ReadRecord[]
  readonly broken: readonly BrokenRecord[]
}

/** Characters of a broken record that are kept to show. */
export const EXCERPT_LENGTH = 2000
