/** Checks on a later case whether what was decided was carried out. Every claim is in queries/certify/check. */
import { loadSqlFiles } from '../sql-file.js'
import type { Store } from '../store/store.js'
import type { Campaign, Item } from './campaign.js'
import { type CampaignState, type CertifyFinding, loadState, readState } from './state.js'

/** What became of one revoked item. Times in microseconds. */
export interface Enforcement extends Pick<Item, 'item' | 'subject' | 'person' | 'entitlement' | 'resource'> {
  readonly decided_by: string
  readonly decided_at: number
  readonly remove_by: number
  readonly state: 'removed' | 'late' | 'held' | 'gone' | 'not_due' | 'unfollowed' | 'unknown'
  readonly held_to_hi: number | null
  readonly removal_event_id: string | null
  readonly removed_by: string | null
  readonly returned_at: number | null
  readonly return_event_id: string | null
  readonly used_at: number | null
  readonly use_event_id: string | null
}

/** What a check came to: the state of the campaign, and what the later evidence says of its revocations. */
export interface Check {
  readonly state: CampaignState
  readonly enforced: readonly Enforcement[]
  readonly findings: readonly CertifyFinding[]
}

/** Checks a campaign against the finished case in the store. `now` in microseconds. */
export async function check(store: Store, campaign: Campaign, now: number): Promise<Check> {
  await loadState(store, campaign, now)
  for (const step of loadSqlFiles('certify/check')) await store.createTemporary(step.name, step.sql)
  const state = await readState(store)
  const enforced = (await store.rows('select * from cert_enforced order by item')) as unknown as Enforcement[]
  const found = (await store.rows(
    'select * from cert_check_findings order by finding, finding_id',
  )) as unknown as CertifyFinding[]
  return { state, enforced, findings: [...state.findings, ...found] }
}
