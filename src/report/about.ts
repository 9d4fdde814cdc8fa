/** What the pipeline tells the reports of itself: the rules it ran, what connectors read, which reference files were in use. */
import type { Notes } from '../notes.js'

/** A rule as reports explain it. */
export interface RuleView {
  readonly rule: string
  readonly slug: string
  readonly title: string
  readonly severity: string
  readonly question: string
  readonly why: string
  readonly misses: string
  readonly false_positives: string
  readonly remedy: string
  readonly controls: readonly string[]
  readonly sql: string
  readonly parameters: Readonly<Record<string, string | number | boolean>>
}

/** What the case cannot say of itself and the pipeline hands in. Nothing here may depend on the clock. */
export interface About {
  readonly version: string
  /** Parameters of the run, as the manifest has them. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly rules: readonly RuleView[]
  /** What each connector reads and what its product never logs. */
  readonly connectors: readonly {
    readonly id: string
    readonly title: string
    readonly never_logs: readonly string[]
  }[]
  /** Reference files in use, and what the missing ones would make possible. */
  readonly reference: readonly {
    readonly name: string
    readonly file: string | null
    readonly rows: number
    readonly use: string
    readonly found: 'configured' | 'among the exports' | null
  }[]
  /** `sources` rules of the configuration that were used for no export. */
  readonly unused_sources: readonly { readonly match: string; readonly label: string | null; readonly why: string }[]
  /** What people noted on the case; left out where a document is not to tell it. */
  readonly notes?: Notes
}
