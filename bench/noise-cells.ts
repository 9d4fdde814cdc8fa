/** The cells of the accuracy bench: what makes correlation hard, one thing at a time and all at once. */

import { chapters } from '../src/simulate/stories/chapters.js'

/** One way to make the exports hard to read, with what must still be reached. */
export interface Cell {
  readonly name: string
  /** Knobs of the simulator that differ from their defaults. */
  readonly rates: Readonly<Record<string, number>>
  readonly floors: Floors
  /** Analysed once without each export and reference file in turn: no gap may be called then that was none before. Nothing else is judged. */
  readonly dropsSources?: boolean
}

/** Shares that must be reached. False gaps and calibration have the same floor in every cell. */
export interface Floors {
  readonly precision: number
  readonly recall: number
  readonly pairPrecision: number
  readonly pairRecall: number
}

const strict: Floors = { precision: 0.995, recall: 0.985, pairPrecision: 0.999, pairRecall: 0.97 }
const lenient: Floors = { precision: 0.98, recall: 0.9, pairPrecision: 0.999, pairRecall: 0.97 }

/** Every rule of the chapters broken now and then, and their traps. A lost zone is no story but a fault of a whole source, and has a cell of its own. */
const catalogue = {
  ...Object.fromEntries(
    Object.values(chapters).flatMap(({ gaps }) => Object.keys(gaps).map((rule) => [`gap.${rule}`, 0.008])),
  ),
  'gap.R57': 0,
  traps: 0.2,
}

/** Every cell, the default noise first. */
export const cells: readonly Cell[] = [
  { name: 'default', rates: {}, floors: strict },
  { name: 'references-lost', rates: { lostReferences: 0.3 }, floors: lenient },
  { name: 'references-wrong', rates: { wrongReferences: 0.1 }, floors: lenient },
  { name: 'references-umbrella', rates: { umbrellaReferences: 0.15, umbrellaTickets: 0.5 }, floors: lenient },
  { name: 'sessions-truncated', rates: { truncatedSessions: 0.25 }, floors: lenient },
  { name: 'renamed', rates: { renamedTickets: 1 }, floors: strict },
  { name: 'renamed-untold', rates: { renamedTickets: 0.3, forgottenRenames: 1 }, floors: lenient },
  { name: 'aliases-unmapped', rates: { aliasWithoutMapping: 0.3, unmappedAccounts: 0.15 }, floors: lenient },
  { name: 'names-equal', rates: { sameDisplayNames: 0.3, borrowedNames: 0.3 }, floors: strict },
  { name: 'clocks-near', rates: { clockSkewSeconds: 55 }, floors: strict },
  { name: 'clocks-far', rates: { clockSkewSeconds: 240 }, floors: lenient },
  { name: 'records-lost', rates: { droppedRecords: 0.1, lostIssues: 0.05 }, floors: lenient },
  { name: 'pages-lost', rates: { lostPages: 0.15 }, floors: lenient },
  { name: 'records-twice', rates: { duplicateExports: 0.5, duplicatedRecords: 0.2 }, floors: strict },
  { name: 'batches', rates: { batchTickets: 0.3 }, floors: strict },
  { name: 'accounts-shared', rates: { sharedAccounts: 0.3 }, floors: strict },
  { name: 'agents-handing-over', rates: { agentHandovers: 0.6 }, floors: lenient },
  { name: 'before-removed', rates: { removedBefore: 0.5 }, floors: strict },
  { name: 'catalogue', rates: catalogue, floors: lenient },
  { name: 'zone-lost', rates: { ...catalogue, 'gap.R57': 0.008 }, floors: lenient },
  {
    name: 'sources-dropped',
    rates: catalogue,
    floors: { precision: 0, recall: 0, pairPrecision: 0, pairRecall: 0 },
    dropsSources: true,
  },
  {
    name: 'all',
    rates: {
      lostReferences: 0.1,
      wrongReferences: 0.03,
      umbrellaReferences: 0.03,
      umbrellaTickets: 0.2,
      truncatedSessions: 0.05,
      renamedTickets: 0.2,
      forgottenRenames: 0.2,
      aliasWithoutMapping: 0.1,
      unmappedAccounts: 0.05,
      sameDisplayNames: 0.1,
      borrowedNames: 0.1,
      clockSkewSeconds: 50,
      droppedRecords: 0.03,
      lostIssues: 0.01,
      duplicateExports: 0.2,
      duplicatedRecords: 0.05,
      batchTickets: 0.1,
      sharedAccounts: 0.05,
      agentHandovers: 0.2,
      removedBefore: 0.1,
    },
    floors: lenient,
  },
]
