/** What a format is that a finished case can be written in. */
import type { CaseHead, CaseView } from '../report/view.js'
import type { Store } from '../store/store.js'

/** Text or bytes of a document, small enough to be held while it is written. */
export type Portion = string | Uint8Array

/** What was found, and what the case says of itself: all that formats need which tell no chains, and a fraction of what a whole view holds. */
export type FoundView = CaseHead & Pick<CaseView, 'findings'>

/** A finished case as formats read it. One query may be under way at a time: read a stream to its end before the next is begun. */
export interface Source {
  readonly store: Store
  /** Findings, heads of chains, coverage and identities, read once and kept; steps of chains stay in the store until they are asked for. */
  view(): Promise<CaseView>
  /** Findings alone, read once and kept. */
  found(): Promise<FoundView>
  /**
   * Where records begin in the exports, by file and number, where the exports still lie as they were; line and byte offset are null where they are not
   * counted. Absent where names are written as pseudonyms.
   */
  places?(
    wanted: ReadonlyMap<string, ReadonlySet<number>>,
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, { readonly line: number | null; readonly offset: number | null }>>>
}

interface AnyFormat {
  /** Name for `--format`. */
  readonly id: string
  /** What it is good for: a few words, as the help shows them. */
  readonly what: string
  /** Ending of its files, with the dot. */
  readonly extension: string
  /** What the case must have: its models, or its findings too. */
  readonly needs: 'models' | 'findings'
}

/** A format of one file. The same case gives the same bytes. */
export interface FileFormat extends AnyFormat {
  readonly into: 'file'
  /** The document, portion by portion: what grows with the case is never held whole. */
  write(source: Source): AsyncIterable<Portion>
}

/** A file of a format that writes a folder. */
export interface Document {
  /** File name, with its ending. */
  readonly name: string
  write(source: Source): AsyncIterable<Portion>
}

/** A format of several files in one folder. They are written in their order, one after the other. */
export interface FolderFormat extends AnyFormat {
  readonly into: 'folder'
  readonly documents: readonly Document[]
  /** A folder of as many documents as the case demands, below the other one; an older one is replaced. */
  readonly beside?: {
    readonly folder: string
    write(source: Source): AsyncIterable<{ readonly file: string; readonly text: Iterable<string> }>
  }
}

/** A format that a case can be written in. */
export type Format = FileFormat | FolderFormat
