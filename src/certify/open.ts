/** Opens a campaign: the complete population at the cut-off, with its evidence and a reviewer for each item. Every claim is in queries/certify/open. */
import { UserError } from '../errors.js'
import { sha256 } from '../hash.js'
import { loadSqlFiles } from '../sql-file.js'
import type { Row, Store } from '../store/store.js'
import { formatTime } from '../time.js'
import { type Difference, holdingColumns, type Item, type ReviewDecision, type Scope, type Terms } from './campaign.js'
import { likePattern, type Period } from './period.js'

/** A line of the reviewers' file. Empty globs were read as `*`. */
export interface MatrixLine {
  readonly line_no: number
  readonly system: string
  readonly entitlement: string
  readonly resource: string
  readonly subject: string
  readonly reviewer: string
}

/** A decision of a campaign before this one. */
export interface EarlierDecision extends Pick<Item, 'item' | 'subject' | 'entitlement' | 'resource'> {
  readonly decision: ReviewDecision
  readonly by_person: string
  readonly decided_at: string
  readonly campaign: string
}

/** What a campaign is opened with. Times in microseconds. */
export interface Opening {
  readonly name: string
  readonly period: Period
  readonly cutoff: number
  readonly due: number
  readonly scope: Scope
  readonly remedyDays: number
  readonly privilegedRemedyHours: number
  readonly dormantDays: number
  readonly keyDays: number
  readonly controlOwner: string | null
  readonly matrix: { readonly lines: readonly MatrixLine[]; readonly sha256: string } | null
  readonly earlier: readonly EarlierDecision[]
  readonly previous: readonly string[]
  readonly manifestSha256: string
  readonly asOf: number
  readonly version: string
}

/** Names of privileged access, as R60 has them. */
export const privilegedPattern =
  '(^|[^a-z])(admin|administrator|owner|root|superuser|super user|privileged|power ?user|break.?glass)'

/** A campaign that was frozen and is not written yet: its terms, and the population and the contradictions as JSON Lines. */
export interface Frozen {
  readonly terms: Terms
  readonly items: readonly Item[]
  readonly population: string
  readonly differences: string
}

/** Freezes the population. The same case and opening give the same bytes. Throws UserError when nothing is in scope. */
export async function freeze(store: Store, opening: Opening): Promise<Frozen> {
  await loadMatrix(store, opening.matrix?.lines ?? [])
  await loadEarlier(store, opening.earlier)
  const parameters = {
    cutoff_us: opening.cutoff,
    from_us: opening.period.from,
    dormant_days: opening.dormantDays,
    key_days: opening.keyDays,
    privileged_pattern: privilegedPattern,
    scope_systems: opening.scope.system.map(likePattern),
    scope_entitlements: opening.scope.entitlement.map(likePattern),
    scope_resources: opening.scope.resource.map(likePattern),
    scope_subjects: opening.scope.subject.map(likePattern),
    scope_kinds: opening.scope.kind,
  }
  for (const step of loadSqlFiles('certify/open')) await store.createTemporary(step.name, step.sql, parameters)
  const items = (await store.rows('select * from cert_items order by item')).map((row) =>
    frozenRow(row),
  ) as unknown as Item[]
  const differences = (
    await store.rows(
      'select * from cert_differences order by difference, subject, entitlement, resource, from_at, to_at, item',
    )
  ).map((row) => frozenRow(row)) as unknown as Difference[]
  if (items.length === 0)
    throw new UserError('nothing was held at the cut-off within this scope', {
      hint: 'the case must hold lists of access, or logs that grant it; `approvenance sql "select * from fct_entitlement_intervals"` shows the ledger',
    })
  const population = lines(items)
  const contradictions = lines(differences)
  const populationHash = sha256(population)
  const terms: Terms = {
    schema: 'approvenance/campaign@1',
    campaign: `c${sha256(
      JSON.stringify([opening.name, opening.cutoff, opening.scope, opening.manifestSha256, populationHash]),
    ).slice(0, 12)}`,
    name: opening.name,
    from: formatTime(opening.period.from),
    to: formatTime(opening.period.to),
    cutoff: formatTime(opening.cutoff),
    scope: opening.scope,
    due: formatTime(opening.due),
    remedy_days: opening.remedyDays,
    privileged_remedy_hours: opening.privilegedRemedyHours,
    dormant_days: opening.dormantDays,
    key_days: opening.keyDays,
    control_owner: opening.controlOwner,
    case: { manifest_sha256: opening.manifestSha256, as_of: formatTime(opening.asOf), version: opening.version },
    reviewers_file_sha256: opening.matrix?.sha256 ?? null,
    previous: opening.previous,
    population: { items: items.length, sha256: populationHash },
    differences: { rows: differences.length, sha256: sha256(contradictions) },
  }
  return { terms, items, population, differences: contradictions }
}

function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

/** A row as JSON has it: times of columns that end in `_at` or `_from` as ISO 8601. */
function frozenRow(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      /_(at|from)$/.test(name) && typeof value === 'number' ? formatTime(value) : value,
    ]),
  )
}

async function loadMatrix(store: Store, matrix: readonly MatrixLine[]) {
  await store.createTableFromRows(
    'cert_matrix',
    {
      line_no: 'BIGINT',
      system: 'VARCHAR',
      entitlement: 'VARCHAR',
      resource: 'VARCHAR',
      subject: 'VARCHAR',
      reviewer: 'VARCHAR',
    },
    matrix.map((line) => ({
      ...line,
      system: likePattern(line.system),
      entitlement: likePattern(line.entitlement),
      resource: likePattern(line.resource),
      subject: likePattern(line.subject),
    })),
    'temporary',
  )
}

async function loadEarlier(store: Store, earlier: readonly EarlierDecision[]) {
  await store.createTableFromRows(
    'cert_earlier',
    {
      ...holdingColumns,
      decision: 'VARCHAR',
      by_person: 'VARCHAR',
      decided_at: 'TIMESTAMP WITH TIME ZONE',
      campaign: 'VARCHAR',
    },
    earlier.map((one) => ({ ...one })),
    'temporary',
  )
}
