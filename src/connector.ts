/** What a connector is: the only place where a vendor's words become ours. */
import type { EntitlementDraft } from './schema/entitlements.js'
import type { EventDraft } from './schema/events.js'
import type { IdentityDraft } from './schema/identities.js'
import type { TaskDraft } from './schema/tasks.js'
import type { Stage, SystemClass } from './schema/words.js'

/**
 * How the bytes of an export are laid out. `json-values` is a run of JSON values that are not one to a line, `json-pages` an array of the pages or
 * lists that an API answered with.
 */
export type ExportFormat =
  | 'json-lines'
  | 'json-array'
  | 'json-object'
  | 'json-values'
  | 'json-pages'
  | 'csv'
  | 'xml'
  | 'text'

/** What a connector may look at to say whether an export is its own: the name and the first records, nothing else. */
export interface ExportHead {
  /** Path below the analysed folder, with `/`; archive members as `outer.zip!inner/name.json`; `.gz` taken off. */
  readonly file: string
  readonly format: ExportFormat
  /** The top-level key that holds the records (`Records`, `issues`, …), when the document is an object around an array. */
  readonly envelope: string | null
  /** Top-level keys of the outermost object, when there is one. */
  readonly keys: readonly string[]
  /** CSV header, trimmed, BOM removed; empty for other formats. */
  readonly header: readonly string[]
  /** The first records (up to 20), parsed as `SourceRecord.value` will be. */
  readonly records: readonly unknown[]
  /** The first characters of the decoded text (up to 64 Ki). */
  readonly text: string
}

/** One record of an export. */
export interface SourceRecord {
  /** Parsed JSON value, CSV row as `Record<header, cell>` (first of equal headers), XML element or document as text, or a text line. */
  readonly value: unknown
  /** 1-based number in its file. */
  readonly no: number
  /** Path as in `ExportHead.file`. */
  readonly file: string
  readonly format: ExportFormat
  readonly envelope: string | null
  /**
   * The other members of the object around the array (`names`, `total`, …), as far as they are known when the record is read.
   * XML read by elements: `parent`, the text of the element around the record up to its first record, and `index`, the record's number in it.
   */
  readonly page?: Readonly<Record<string, unknown>>
  /** CSV only: header and cells in order, because a header may repeat (Jira's `Comment`). */
  readonly header?: readonly string[]
  readonly cells?: readonly string[]
  /** IANA zone that the configuration declares for times without a zone; null when it says nothing. */
  readonly timezone: string | null
}

/**
 * Rows a record became, or the reason why it became none. A record gives at least one row or a reject, never nothing; of a list in it the
 * readable items give rows, and each of the others is `lost`.
 */
export interface CanonicalRows {
  readonly events?: readonly EventDraft[]
  readonly tasks?: readonly TaskDraft[]
  readonly identities?: readonly IdentityDraft[]
  readonly entitlements?: readonly EntitlementDraft[]
  /** Set when the record cannot be used; then there are no rows. */
  readonly reject?: Reject
  /** Parts that cannot be used of a record whose rest can: told as rejects. The record counts as rejected, and its rows are kept. */
  readonly lost?: readonly Reject[]
}

/** Why a record could not be used. `reason` is a short class (`bad_time`, `missing_field`), `detail` a sentence with the value. */
export interface Reject {
  readonly reason: string
  readonly detail: string
}

/** A mapping file as it was read. Plain data: each worker makes the connector out of it anew. */
export interface Declaration {
  readonly file: string
  readonly text: string
  readonly sha256: string
}

/** What a file is to the digests by which its product signs what it delivers. */
export interface SignedFile {
  /** The account whose files they are; null where the name does not say, as of a digest itself. */
  readonly account: string | null
  /** The part of the account that has digests of its own: a region. */
  readonly part: string | null
  /** When it was delivered, microseconds since 1970, UTC. */
  readonly deliveredAt: number | null
}

/**
 * Turns one kind of export into canonical rows.
 * `looksLike` is cheap, pure and strict: exactly one connector must claim each export.
 * `normalize` sees one record and returns its rows or a reject. It never throws for bad data and never sees another record.
 */
export interface Connector {
  /** Folder name, and the value of `events.connector`. */
  readonly id: string
  /** One line for `connectors list`. */
  readonly title: string
  readonly system: SystemClass
  /** Top-level keys under which this vendor's exports hold their array of records. */
  readonly envelopes?: readonly string[]
  /** XML only: names of the elements that are records, read one at a time; without them the document is one record. */
  readonly elements?: readonly string[]
  /** Connectors whose claim gives way where both claim an export. */
  readonly insteadOf?: readonly string[]
  /** Set when the connector is declared in a mapping file and not in code. */
  readonly declaration?: Declaration
  /** Stages that this product can log: the coverage gate asks for them. */
  readonly holds: readonly Stage[]
  /** Prefixes of the typed aliases this product names accounts by (`slack`, `jira`): where they appear, the product is known to be in use. */
  readonly aliases?: readonly string[]
  /** Prefixes of the references that point at this product's records (`thread:`, `change:CHG`): unresolved ones tell of a missing export. */
  readonly refs?: readonly string[]
  /** What to export, for the sentence "… would settle it": `Jira issues with changelog and approvals`. */
  readonly exportName?: string
  /** Event classes the product never logs, in words a reader understands; shown with coverage. */
  readonly neverLogs?: readonly string[]
  /** False where its records tell what was asked of an interface and never what was there before, unless the record itself gives the difference. */
  readonly statesBefore?: boolean
  /** True where the product's own benchmark calls a key or account unused sooner than others do. */
  readonly isSoonDormant?: boolean
  /** Seconds after which an event can be expected in an export, with the source of the figure in the README. */
  readonly lagSeconds: number
  looksLike(head: ExportHead): boolean
  normalize(record: SourceRecord): CanonicalRows
  /** Only of a product that signs the files it delivers: what the file of a path is to its digests; null where they say nothing of it. */
  signed?(file: string): SignedFile | null
}
