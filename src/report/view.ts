/** Everything a report may say, read from the finished case: the only file that queries for reports. */
import { loadSql } from '../sql-file.js'
import type { Parameters, Store } from '../store/store.js'

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
}

/** What the case is judged by. Times are microseconds. */
export interface SettingsView {
  readonly as_of: number | null
  readonly judge_from: number | null
  readonly judge_to: number | null
  readonly first_event_at: number | null
  readonly last_event_at: number | null
  readonly skew_tolerance_us: number
}

/** An export file. */
export interface SourceView {
  readonly source_id: string
  readonly file: string
  readonly connector: string | null
  readonly system_class: string | null
  readonly label: string | null
  readonly format: string | null
  readonly sha256: string | null
  readonly bytes: number
  readonly records_read: number
  readonly records_used: number
  readonly records_rejected: number
  readonly first_event_at: number | null
  readonly last_event_at: number | null
  readonly covers_from: number | null
  readonly covers_to: number | null
  readonly leaves_out: readonly string[] | null
  readonly problem: string | null
}

/** A system that is supplied, or known to exist. */
export interface SystemView {
  readonly system: string
  readonly class: string | null
  readonly is_supplied: boolean
  readonly how_known: string | null
  readonly covers_from: number | null
  readonly covers_to: number | null
  readonly records: number | null
  readonly used: number | null
  readonly rejected: number | null
  readonly reject_share: number | null
  readonly lag_seconds: number | null
  readonly leaves_out: readonly string[] | null
  readonly needs: string | null
}

/** Events of a system on a day (UTC). */
export interface DayView {
  readonly system: string
  readonly day: string
  readonly events: number
}

/** A hole in a source's record. */
export interface GapView {
  readonly system: string
  readonly source_label: string | null
  readonly gap_kind: string
  readonly from_at: number | null
  readonly to_at: number | null
  readonly gap_seconds: number | null
  readonly expected_gap_seconds: number | null
  readonly event_ids: readonly string[] | null
  readonly is_explained: boolean
  readonly explained_by: string | null
  readonly affected_executions: number | null
  readonly file: string | null
}

/** What pairs of records say of two clocks: that of `system_b` minus that of `system_a` lies between the offsets; null: no bound. Microseconds. */
export interface ClockView {
  readonly system_a: string
  readonly system_b: string
  readonly pairs: number
  readonly contradictions: number
  readonly offset_least_us: number | null
  readonly offset_most_us: number | null
  readonly tolerance_us: number
  /** Whether the pairs contradict equal clocks, so that the tolerance was widened. */
  readonly is_contradicted: boolean
}

/** Records of a file that could not be used, by reason. */
export interface RejectGroupView {
  readonly file: string
  readonly connector: string | null
  readonly reason: string
  readonly rejects: number
  readonly first_record_no: number
  readonly example: string
}

/** A record that could not be used. */
export interface RejectView {
  readonly file: string
  readonly record_no: number
  readonly line_no: number | null
  readonly byte_offset: number | null
  readonly connector: string | null
  readonly reason: string
  readonly detail: string
}

/** Chains of a system and grade, and how many of them have each corner. */
export interface GradeView {
  readonly system: string
  readonly grade: string | null
  readonly chains: number
  readonly asked: number
  readonly approved: number
  readonly executed: number
  readonly changed: number
  readonly executions: number | null
}

/** A record that a finding rests on. Everything but the id is null when the record is not in the case. */
export interface EvidenceView {
  readonly finding_id: string
  readonly event_id: string
  readonly connector: string | null
  readonly native_id: string | null
  readonly file: string | null
  readonly record_no: number | null
  readonly stage: string | null
  readonly occurred_at: number | null
  readonly operation: string | null
  readonly actor: string | null
  readonly outcome: string | null
}

/** A finding with its evidence. */
export interface FindingView {
  readonly finding_id: string
  readonly rule: string
  readonly slug: string
  readonly sub: string | null
  readonly verdict: string
  readonly severity: string
  readonly task: string | null
  readonly task_key: string | null
  readonly person: string | null
  readonly identities: readonly string[]
  readonly occurred_at: number | null
  readonly confidence: number | null
  readonly basis: string | null
  readonly message: string
  readonly reason: string | null
  readonly needs: string | null
  readonly waiver: Readonly<Record<string, unknown>> | null
  readonly controls: readonly string[]
  readonly events: readonly EvidenceView[]
}

/** What became of the subjects a rule examined. */
export interface PopulationView {
  readonly rule: string
  readonly examined: number
  readonly pass: number
  readonly gap: number
  readonly insufficient: number
  readonly excepted: number
  readonly lead: number
  readonly suppressed: number
}

/** One of the four corners of a chain: who, and the records that say so. */
export interface CornerView {
  readonly person: string | null
  readonly kind: string | null
  /** What changed; null in the other corners. */
  readonly what: string | null
  readonly confidence: number | null
  readonly events: readonly string[]
}

/** The four corners, in their order. */
export const cornerNames = ['asked', 'approved', 'executed', 'changed'] as const
export type CornerName = (typeof cornerNames)[number]

/** One step of a chain: an event and why it is believed to belong to it. */
export interface StepView {
  readonly task: string
  readonly seq: number
  readonly event_id: string
  readonly stage: string
  readonly activity: string
  readonly operation: string
  readonly occurred_at: number
  readonly identity: string | null
  readonly person: string | null
  readonly kind: string | null
  readonly connector: string
  readonly native_id: string | null
  readonly file: string
  readonly record_no: number
  readonly link_method: string
  readonly link_confidence: number | null
  readonly is_ambiguous: boolean | null
  readonly link_evidence: string | null
  readonly outcome: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly change: string | null
  readonly decision: string | null
  readonly text: string | null
}

/** A credential issued for a chain. */
export interface CredentialView {
  readonly task: string
  readonly credential: string
  readonly class: string | null
  readonly system: string | null
  readonly person: string | null
  readonly identity: string | null
  readonly kind: string | null
  readonly role: string | null
  readonly issue_event_id: string | null
  readonly issued_at: number | null
  readonly expires_at: number | null
  readonly revoked_at: number | null
  readonly revoke_event_id: string | null
  readonly last_used_at: number | null
  readonly uses: number | null
  readonly link_confidence: number | null
}

/** A change that took effect. */
export interface ChangeView {
  readonly task: string
  readonly event_id: string
  readonly operation: string
  readonly change_class: string | null
  readonly change: string | null
  readonly subject: string | null
  readonly subject_person: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly before: string | null
  readonly after: string | null
}

/** A chain without its steps. The grade is null where nothing was executed: there is nothing to prove. */
export interface ChainHead {
  readonly task: string
  readonly task_key: string
  readonly system: string
  readonly title: string | null
  readonly grade: string | null
  readonly corners: Readonly<Record<CornerName, CornerView>>
  readonly executions: number
  readonly weakest_confidence: number | null
  readonly heuristic_links: number
  readonly ambiguous_links: number
  readonly unmapped_identities: readonly string[]
  readonly systems: readonly string[]
  readonly task_kind: string | null
  readonly task_type: string | null
  readonly beneficiary_person: string | null
  readonly scope: readonly string[]
  readonly opened_at: number | null
  readonly closed_at: number | null
  readonly planned_start_at: number | null
  readonly planned_end_at: number | null
}

/** A chain with everything that belongs to it. */
export interface ChainView extends ChainHead {
  readonly steps: readonly StepView[]
  readonly credentials: readonly CredentialView[]
  readonly changes: readonly ChangeView[]
}

/** A controlled execution that no task claims. */
export interface UnaccountedView {
  readonly event_id: string
  readonly native_id: string | null
  readonly connector: string
  readonly file: string
  readonly record_no: number
  readonly occurred_at: number
  readonly person: string | null
  readonly identity: string | null
  readonly operation: string
  readonly resource: string | null
  readonly why: string
  /** The platform's own action, without effect, or under a standing approval. */
  readonly is_explained: boolean
}

/** Who is behind which accounts. */
export interface IdentityView {
  readonly person: string
  readonly kind: string
  readonly kind_evidence: string | null
  readonly display_name: string | null
  readonly aliases: readonly string[]
  readonly bases: readonly string[]
  readonly conflicts: readonly string[]
  readonly owner_person: string | null
  readonly owner_evidence: string | null
  /** Persons whom the records show behind one account of it. */
  readonly shared_by: readonly string[]
  /** Persons or accounts whose logins say that one is the other's account for administration. */
  readonly admin_twins: readonly string[]
}

/** Two accounts that look alike and were not merged; weight in bits. */
export interface LookalikeView {
  readonly alias_a: string
  readonly alias_b: string
  readonly why: string
  readonly weight: number
  readonly confidence: number
}

/** One step of weighing whether two identities are one: what agrees or not, in bits for and against. */
export interface WeightView {
  readonly profile_a: string
  readonly profile_b: string
  readonly decision: string
  readonly veto: string | null
  readonly confidence: number
  readonly words: string
  readonly bits: number
}

/** The finished case as reports see it. What may be large is asked for in portions. */
export interface CaseView {
  readonly about: About
  readonly settings: SettingsView
  readonly sources: readonly SourceView[]
  readonly systems: readonly SystemView[]
  readonly days: readonly DayView[]
  readonly gaps: readonly GapView[]
  readonly clocks: readonly ClockView[]
  readonly rejectGroups: readonly RejectGroupView[]
  readonly grades: readonly GradeView[]
  readonly findings: readonly FindingView[]
  readonly populations: readonly PopulationView[]
  readonly chainHeads: readonly ChainHead[]
  readonly unaccounted: readonly UnaccountedView[]
  readonly identities: readonly IdentityView[]
  readonly lookalikes: readonly LookalikeView[]
  /** The chains whose task is in the list (all of them when it is null), in order, with their steps. */
  chains(tasks: ReadonlySet<string> | null): AsyncIterable<ChainView>
  /** The tasks that some events were considered for. */
  candidates(eventIds: readonly string[]): Promise<readonly CandidateView[]>
  rejects(): AsyncIterable<readonly RejectView[]>
}

/** Chains read at a time. */
const portion = 400

/** Reads the case. Chains and rejects stay in the store until they are asked for. */
export async function openView(store: Store, about: About): Promise<CaseView> {
  const settings = (await read<SettingsView>(store, 'settings'))[0]
  if (!settings) throw new Error('fct_settings is empty')
  const chainHeads = (await read<ChainRow>(store, 'chains')).map(chainHead)
  return {
    about,
    settings,
    sources: await read<SourceView>(store, 'sources'),
    systems: await read<SystemView>(store, 'systems'),
    days: await read<DayView>(store, 'coverage_days'),
    gaps: await read<GapView>(store, 'gaps'),
    clocks: await read<ClockView>(store, 'clocks'),
    rejectGroups: await read<RejectGroupView>(store, 'reject_groups'),
    grades: await read<GradeView>(store, 'grades'),
    findings: await readFindings(store),
    populations: await read<PopulationView>(store, 'populations'),
    chainHeads,
    unaccounted: await read<UnaccountedView>(store, 'unaccounted'),
    identities: (await read<IdentityView>(store, 'identities')).map((row) => ({
      ...row,
      aliases: row.aliases ?? [],
      bases: row.bases ?? [],
      conflicts: row.conflicts ?? [],
      shared_by: row.shared_by ?? [],
      admin_twins: row.admin_twins ?? [],
    })),
    lookalikes: await read<LookalikeView>(store, 'lookalikes'),
    chains: (tasks) => readChains(store, chainHeads, tasks),
    candidates: (eventIds) => readCandidates(store, eventIds),
    rejects: () => store.stream(loadSql('report/rejects.sql')) as AsyncIterable<unknown> as AsyncIterable<RejectView[]>,
  }
}

/** Every chain without its steps. */
export async function readChainHeads(store: Store): Promise<ChainHead[]> {
  return (await read<ChainRow>(store, 'chains')).map(chainHead)
}

/** What a case covers: systems, files, days, holes and rejects. */
export async function readCoverage(store: Store) {
  return {
    systems: await read<SystemView>(store, 'systems'),
    files: await read<SourceView>(store, 'sources'),
    days: await read<DayView>(store, 'coverage_days'),
    gaps: await read<GapView>(store, 'gaps'),
    clocks: await read<ClockView>(store, 'clocks'),
    rejects: await read<RejectView>(store, 'rejects'),
  }
}

/** An event as `event` and `explain` show it. */
export interface EventView {
  readonly event_id: string
  readonly native_id: string | null
  readonly connector: string
  readonly file: string
  readonly sha256: string | null
  readonly format: string | null
  readonly record_no: number
  readonly occurred_at: number
  readonly stage: string
  readonly activity: string
  readonly operation: string
  readonly outcome: string
  readonly change_class: string | null
  readonly actor: string | null
  readonly person: string | null
  readonly kind: string | null
  readonly on_behalf_of: readonly string[] | null
  readonly subject: string | null
  readonly resource: string | null
  readonly entitlement: string | null
  readonly change: string | null
  readonly decision: string | null
  readonly credential: string | null
  readonly issued_credential: string | null
  readonly session: string | null
  readonly source_ip: string | null
  readonly refs: readonly string[] | null
  readonly text: string | null
  readonly copies: number
}

/** Events that an id names: ours, or the vendor's. */
export async function readEvents(store: Store, id: string): Promise<EventView[]> {
  return read<EventView>(store, 'event', { id })
}

/** How an event is tied to a chain. */
export interface LinkView {
  readonly event_id: string
  readonly task_key: string | null
  readonly task: string
  readonly method: string
  readonly confidence: number
  readonly is_ambiguous: boolean
  readonly runner_up: string | null
  readonly runner_up_confidence: number | null
  readonly evidence: string | null
}

/** The ties of some events. */
export async function readLinks(store: Store, eventIds: readonly string[]): Promise<LinkView[]> {
  return read<LinkView>(store, 'event_links', { event_ids: eventIds })
}

/** A task that an event was considered for, and the steps its weight is made of: bits for and against, which add up to the odds of its confidence. */
export interface CandidateView {
  readonly event_id: string
  readonly task: string
  readonly task_key: string
  readonly method: string
  readonly confidence: number
  readonly bits: number
  readonly features: readonly string[]
  /** Bits of each feature. */
  readonly feature_bits: readonly number[]
  readonly evidence: string | null
  readonly is_chosen: boolean
  readonly standing: 'chosen' | 'ambiguous' | 'refuted' | 'overruled' | 'weaker' | 'below_threshold'
  /** Key of the task that is believed instead. */
  readonly lost_to: string | null
  readonly behind_bits: number | null
}

/** The tasks that some events were considered for; background events have none. */
export async function readCandidates(store: Store, eventIds: readonly string[]): Promise<CandidateView[]> {
  return read<CandidateView>(store, 'link_candidates', { event_ids: eventIds })
}

/** Where a stage of a chain was searched for, and with what result. Times are microseconds. */
export interface SearchView {
  readonly stage: 'request' | 'approval'
  /** Systems that were searched. */
  readonly searched: string
  readonly searched_from: number
  readonly searched_to: number
  readonly is_found: boolean
  /** Whether not finding it shows that there is none. */
  readonly is_covered: boolean
  readonly reason: string | null
  readonly needs: string | null
  readonly executions: number
}

/** What a finding rests on beside its records. */
export interface Grounds {
  readonly links: readonly LinkView[]
  readonly candidates: readonly CandidateView[]
  readonly searches: readonly SearchView[]
  /** The clocks of the systems its records come from, two by two. */
  readonly clocks: readonly ClockView[]
}

/** What a finding rests on beside its records. */
export async function readGrounds(store: Store, finding: FindingView): Promise<Grounds> {
  const event_ids = finding.events.map(({ event_id }) => event_id)
  const systems = finding.events.flatMap(({ connector }) => connector ?? [])
  return {
    links: await readLinks(store, event_ids),
    candidates: await readCandidates(store, event_ids),
    searches: await read<SearchView>(store, 'searches', { event_ids, task: finding.task }),
    clocks: await read<ClockView>(store, 'clock_pairs', { systems }),
  }
}

/** An account of a person. */
export interface AccountView {
  readonly person: string
  readonly alias: string
  readonly kind: string
  readonly kind_evidence: string | null
  readonly basis: string
  readonly evidence: string | null
  /** Bounds of an account that was somebody else's before or after, microseconds; null where there is none. */
  readonly valid_from: number | null
  readonly valid_to: number | null
}

/** What an account did. */
export interface ActivityView {
  readonly connector: string
  readonly alias: string
  readonly events: number
  readonly executions: number
  readonly approvals: number
  readonly first_at: number
  readonly last_at: number
}

/** What a person did for a task. */
export interface PartView {
  readonly task_key: string
  readonly title: string | null
  readonly stage: string
  readonly steps: number
  readonly first_at: number
  readonly last_at: number
}

/** The person behind an alias, a name or a person's key: accounts, what they did, and for which tasks. */
export async function readIdentity(store: Store, alias: string) {
  const accounts = await read<AccountView>(store, 'identity_accounts', { alias })
  const persons = [...new Set(accounts.map(({ person }) => person))]
  const names = accounts.flatMap((one) => [one.person, one.alias, one.alias.replace(/^email:/, '')])
  return {
    accounts,
    activity: await read<ActivityView>(store, 'identity_activity', { aliases: accounts.map((one) => one.alias) }),
    tasks: await read<PartView>(store, 'identity_tasks', { persons }),
    weights: await read<WeightView>(store, 'identity_weights', { names: [...new Set(names)] }),
    lookalikes: (await read<LookalikeView>(store, 'lookalikes')).filter(
      (pair) =>
        persons.includes(pair.alias_a) ||
        persons.includes(pair.alias_b) ||
        accounts.some((one) => one.alias === pair.alias_a || one.alias === pair.alias_b),
    ),
  }
}

/** An interval of the entitlement ledger: who held what, from when to when, and the chains that gave and took it. */
export interface HoldingView {
  readonly subject: string
  readonly person: string | null
  readonly entitlement: string
  readonly resource: string | null
  /** Whether it was held at the moment asked for; null when none was. */
  readonly state: 'held' | 'unclear' | null
  readonly began: 'granted' | 'listed' | 'unknown'
  /** It began between these; the first is null where no record says since when. */
  readonly from_at: number | null
  readonly from_latest_at: number
  readonly ended: 'removed' | 'deleted' | 'expired' | 'missing' | 'held'
  /** It ended between these; null while it is held. */
  readonly to_earliest_at: number | null
  readonly to_at: number | null
  readonly shown_until_at: number
  readonly grant_event_id: string | null
  readonly granted_by: string | null
  readonly grant_task: string | null
  readonly grant_link_method: string | null
  readonly grant_link_confidence: number | null
  readonly is_grant_ambiguous: boolean | null
  readonly removal_event_id: string | null
  readonly removed_by: string | null
  readonly removal_task: string | null
  readonly removal_link_method: string | null
  readonly removal_link_confidence: number | null
  readonly is_removal_ambiguous: boolean | null
  readonly before: string | null
  readonly after: string | null
  readonly expires_at: number | null
  readonly grants: number
  readonly lists: number
  readonly is_replayable: boolean
  readonly reason: string | null
  readonly needs: string | null
  readonly systems: readonly string[]
}

/** The ledger of a subject or an entitlement: at a moment (microseconds), or over all time when it is null. */
export async function readHoldings(store: Store, name: string, at: number | null): Promise<HoldingView[]> {
  return read<HoldingView>(store, 'holdings', { name, at_us: at })
}

/** One chain with its steps by its key or typed key; null when there is none. */
export async function readChain(store: Store, key: string): Promise<ChainView | null> {
  const heads = (await read<ChainRow>(store, 'chains')).map(chainHead)
  const found =
    heads.find((head) => head.task_key === key || head.task === key) ??
    heads.find((head) => head.task_key.toLowerCase() === key.toLowerCase())
  if (!found) return null
  for await (const chain of readChains(store, [found], null)) return chain
  return null
}

/** Every finding with its evidence, worst first. */
export async function readFindings(store: Store): Promise<FindingView[]> {
  const evidence = new Map<string, EvidenceView[]>()
  for (const row of await read<EvidenceView>(store, 'finding_events')) {
    const list = evidence.get(row.finding_id)
    if (list) list.push(row)
    else evidence.set(row.finding_id, [row])
  }
  return (await read<FindingRow>(store, 'findings')).map((row) => ({
    ...row,
    identities: row.identities ?? [],
    controls: row.controls ?? [],
    waiver: row.waiver === null ? null : (JSON.parse(row.waiver) as Record<string, unknown>),
    events: evidence.get(row.finding_id) ?? [],
  }))
}

async function* readChains(store: Store, heads: readonly ChainHead[], tasks: ReadonlySet<string> | null) {
  for (let i = 0; i < heads.length; i += portion) {
    const some = heads.slice(i, i + portion).filter(({ task }) => tasks === null || tasks.has(task))
    const first = some[0]
    const last = some.at(-1)
    if (!first || !last) continue
    const range = { first_task: first.task, last_task: last.task }
    const steps = byTask(await read<StepView>(store, 'chain_steps', range))
    const credentials = byTask(await read<CredentialView>(store, 'chain_credentials', range))
    const changes = byTask(await read<ChangeView>(store, 'chain_changes', range))
    for (const head of some) {
      yield {
        ...head,
        steps: steps.get(head.task) ?? [],
        credentials: credentials.get(head.task) ?? [],
        changes: changes.get(head.task) ?? [],
      }
    }
  }
}

type FindingRow = Omit<FindingView, 'waiver' | 'events'> & { readonly waiver: string | null }

type ChainRow = Omit<ChainHead, 'corners'> &
  Readonly<Record<`${Exclude<CornerName, 'changed'>}_${'person' | 'kind'}` | 'changed_what', string | null>> &
  Readonly<Record<`${CornerName}_confidence`, number | null>> &
  Readonly<Record<`${CornerName}_event_ids`, readonly string[] | null>>

function chainHead(row: ChainRow): ChainHead {
  const corner = (name: CornerName): CornerView => ({
    person: name === 'changed' ? null : row[`${name}_person`],
    kind: name === 'changed' ? null : row[`${name}_kind`],
    what: name === 'changed' ? row.changed_what : null,
    confidence: row[`${name}_confidence`],
    events: row[`${name}_event_ids`] ?? [],
  })
  return {
    task: row.task,
    task_key: row.task_key,
    system: row.system,
    title: row.title,
    grade: row.grade,
    corners: {
      asked: corner('asked'),
      approved: corner('approved'),
      executed: corner('executed'),
      changed: corner('changed'),
    },
    executions: row.executions,
    weakest_confidence: row.weakest_confidence,
    heuristic_links: row.heuristic_links,
    ambiguous_links: row.ambiguous_links,
    unmapped_identities: row.unmapped_identities ?? [],
    systems: row.systems ?? [],
    task_kind: row.task_kind,
    task_type: row.task_type,
    beneficiary_person: row.beneficiary_person,
    scope: row.scope ?? [],
    opened_at: row.opened_at,
    closed_at: row.closed_at,
    planned_start_at: row.planned_start_at,
    planned_end_at: row.planned_end_at,
  }
}

function byTask<T extends { readonly task: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.task)
    if (group) group.push(row)
    else groups.set(row.task, [row])
  }
  return groups
}

/** Rows of a file in queries/report, whose column list is the type. */
async function read<T>(store: Store, query: string, parameters: Parameters = {}): Promise<T[]> {
  return (await store.rows(loadSql(`report/${query}.sql`), parameters)) as unknown as T[]
}
