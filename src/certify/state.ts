/** Where a campaign stands: its population and history as tables, and what queries/certify says of them. */
import { loadSql, loadSqlFiles } from '../sql-file.js'
import type { Store } from '../store/store.js'
import { type Campaign, type Entry, holdingColumns, type Item } from './campaign.js'

/** A thing that is wrong: with the campaign itself, or with how its decisions were carried out. */
export interface CertifyFinding {
  readonly finding_id: string
  readonly finding: string
  readonly verdict: 'gap' | 'insufficient'
  readonly severity: string
  readonly item: string | null
  readonly reviewer: string | null
  readonly person: string | null
  readonly subject: string | null
  readonly entitlement: string | null
  readonly resource: string | null
  /** Microseconds; null where it has no moment. */
  readonly occurred_at: number | null
  readonly message: string
}

/** What one reviewer did. */
export interface ReviewerWork {
  readonly reviewer: string
  readonly items: number
  readonly open_items: number
  readonly decided: number
  readonly kept: number
  readonly revoked: number
  readonly unsure: number
  readonly kept_against: number
  readonly commented: number
  readonly seconds_each: number | null
  readonly doubts: readonly string[]
}

/** An item and what it has come to. */
export interface Progress
  extends Pick<Item, 'item' | 'subject' | 'person' | 'kind' | 'entitlement' | 'resource' | 'risk' | 'recommendation'> {
  readonly reviewer: string | null
  readonly decision: string | null
  readonly decided_by: string | null
  readonly decided_at: number | null
  readonly comment: string | null
  readonly is_against_recommendation: boolean
  readonly state: 'decided' | 'unsure' | 'unresolved' | 'overdue' | 'open'
}

/** A figure of a campaign: how many items of each sort. */
export interface Tally {
  readonly sort: string
  readonly value: string
  readonly items: number
}

/** Where a campaign stands. */
export interface CampaignState {
  readonly progress: readonly Progress[]
  readonly reviewers: readonly ReviewerWork[]
  readonly findings: readonly CertifyFinding[]
  readonly tallies: readonly Tally[]
}

/** Fewest decisions of which a pace or a habit can be read, and the least time that a look takes. */
export const credibility = { bulk_items: 10, least_seconds: 10 } as const

/** Makes the tables of a campaign's state; they are gone when the store is closed. `now` in microseconds. */
export async function loadState(store: Store, campaign: Campaign, now: number): Promise<void> {
  await loadPopulation(store, campaign.items)
  await loadHistory(store, campaign.history)
  const { terms } = campaign
  await store.createTableFromRows(
    'cert_terms',
    {
      campaign: 'VARCHAR',
      name: 'VARCHAR',
      cutoff_at: 'TIMESTAMP WITH TIME ZONE',
      due_at: 'TIMESTAMP WITH TIME ZONE',
      remedy_days: 'DOUBLE',
      privileged_remedy_hours: 'DOUBLE',
    },
    [
      {
        campaign: terms.campaign,
        name: terms.name,
        cutoff_at: terms.cutoff,
        due_at: terms.due,
        remedy_days: terms.remedy_days,
        privileged_remedy_hours: terms.privileged_remedy_hours,
      },
    ],
    'temporary',
  )
  for (const step of loadSqlFiles('certify/state'))
    await store.createTemporary(step.name, step.sql, { ...credibility, now_us: now })
}

/** Reads the state of a loaded campaign. */
export async function readState(store: Store): Promise<CampaignState> {
  const read = async <T>(sql: string) => (await store.rows(sql)) as unknown as T[]
  return {
    progress: await read<Progress>('select * from cert_progress order by item'),
    reviewers: await read<ReviewerWork>('select * from cert_reviewer_work order by reviewer'),
    findings: await read<CertifyFinding>('select * from cert_state_findings order by finding, finding_id'),
    tallies: await read<Tally>(loadSql('certify/tallies.sql')),
  }
}

async function loadPopulation(store: Store, items: readonly Item[]) {
  await store.createTableFromRows(
    'cert_population',
    {
      ...holdingColumns,
      person: 'VARCHAR',
      kind: 'VARCHAR',
      system: 'VARCHAR',
      state: 'VARCHAR',
      is_privileged: 'BOOLEAN',
      is_unowned: 'BOOLEAN',
      has_left: 'BOOLEAN',
      risk: 'VARCHAR',
      recommendation: 'VARCHAR',
      reasons: ['VARCHAR'],
      reviewer: 'VARCHAR',
      reviewer_had_part: 'BOOLEAN',
      reviewer_obstacles: ['VARCHAR'],
    },
    items.map((item) => ({ ...item })),
    'temporary',
  )
}

async function loadHistory(store: Store, history: readonly Entry[]) {
  await store.createTableFromRows(
    'cert_history',
    {
      entry_no: 'BIGINT',
      kind: 'VARCHAR',
      happened_at: 'TIMESTAMP WITH TIME ZONE',
      by_person: 'VARCHAR',
      item: 'VARCHAR',
      reviewer: 'VARCHAR',
      items: 'BIGINT',
      decision: 'VARCHAR',
      comment: 'VARCHAR',
      is_against_recommendation: 'BOOLEAN',
      is_time_stated: 'BOOLEAN',
      file: 'VARCHAR',
      row_no: 'BIGINT',
    },
    history.map((entry) => ({
      entry_no: entry.no,
      kind: entry.kind,
      happened_at: entry.at,
      by_person: entry.by,
      item: 'item' in entry ? entry.item : null,
      reviewer: 'reviewer' in entry ? entry.reviewer : null,
      items: entry.kind === 'packed' ? entry.items : null,
      decision: 'decision' in entry ? entry.decision : null,
      comment: 'comment' in entry ? entry.comment : null,
      is_against_recommendation: 'is_against_recommendation' in entry ? entry.is_against_recommendation : null,
      is_time_stated: 'is_time_stated' in entry ? entry.is_time_stated : null,
      file: 'file' in entry ? entry.file : null,
      row_no: 'row' in entry ? entry.row : null,
    })),
    'temporary',
  )
}
