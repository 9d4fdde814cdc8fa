/** Everything a report may say, read from the finished case: the only file that queries for reports. */
import { compareControls, controlOf } from '../controls/controls.js'
import { loadSql } from '../sql-file.js'
import type { Parameters, Store } from '../store/store.js'
import type { About } from './about.js'
import { readFigures, readPeople } from './figures.js'
import type {
  BaselineChainView,
  BaselineConditionView,
  BaselineFigureView,
  BaselineFileView,
  BaselineFindingView,
  BaselineRuleView,
  BaselineSystemView,
  BaselineView,
} from './rows/baseline.js'
import type {
  ChainHead,
  ChainView,
  ChangeView,
  CornerName,
  CornerView,
  CredentialView,
  DeltaView,
  GradeView,
  ScopeView,
  StepView,
  ToldChain,
  UnaccountedView,
} from './rows/chain.js'
import type {
  ClockView,
  DayView,
  GapView,
  LoggingOffView,
  RejectGroupView,
  RejectView,
  SettingsView,
  SourceView,
  SystemView,
} from './rows/coverage.js'
import type { Figures, ShareView } from './rows/figures.js'
import type { ControlView, EvidenceView, FindingView, OwnerView, PopulationView, WaiverView } from './rows/finding.js'
import type { HoldingView } from './rows/holding.js'
import type {
  AccountView,
  ActivityView,
  IdentityView,
  LookalikeView,
  PartView,
  People,
  WeightView,
} from './rows/identity.js'
import type { CandidateView, EventView, Grounds, LinkView, RecordView, SearchView } from './rows/tie.js'

/** The finished case as reports see it. What may be large is asked for in portions. */
export interface CaseView {
  readonly about: About
  readonly settings: SettingsView
  readonly sources: readonly SourceView[]
  readonly systems: readonly SystemView[]
  readonly days: readonly DayView[]
  readonly gaps: readonly GapView[]
  readonly loggingOff: readonly LoggingOffView[]
  readonly clocks: readonly ClockView[]
  readonly rejectGroups: readonly RejectGroupView[]
  readonly grades: readonly GradeView[]
  readonly findings: readonly FindingView[]
  /** Who answers for what a finding is about, by finding; of some findings nobody is named. */
  readonly owners: ReadonlyMap<string, readonly string[]>
  readonly populations: readonly PopulationView[]
  readonly controls: readonly ControlView[]
  readonly waivers: readonly WaiverView[]
  readonly chainHeads: readonly ChainHead[]
  readonly unaccounted: readonly UnaccountedView[]
  readonly identities: readonly IdentityView[]
  readonly lookalikes: readonly LookalikeView[]
  readonly figures: Figures
  readonly people: People
  /** What became of everything since an earlier case; null where the case was compared with none. */
  readonly baseline: BaselineView | null
  /** The chains whose task is in the list (all of them when it is null), in order, with everything that belongs to them. */
  told(tasks: ReadonlySet<string> | null): AsyncIterable<ToldChain>
  /** The tasks that some events were considered for. */
  candidates(eventIds: readonly string[]): Promise<readonly CandidateView[]>
  /** Where the records of some events stand. */
  records(eventIds: readonly string[]): Promise<readonly RecordView[]>
  rejects(): AsyncIterable<readonly RejectView[]>
}

/** What a case says of itself beside its findings, chains and identities, of which there may be many. */
export type CaseHead = Omit<
  CaseView,
  | 'findings'
  | 'owners'
  | 'chainHeads'
  | 'unaccounted'
  | 'identities'
  | 'lookalikes'
  | 'people'
  | 'baseline'
  | 'told'
  | 'candidates'
  | 'records'
  | 'rejects'
>

/** Chains read at a time. */
const portion = 1000

/** Reads the case. Chains and rejects stay in the store until they are asked for. */
export async function openView(store: Store, about: About): Promise<CaseView> {
  const chainHeads = (await read<ChainRow>(store, 'chains')).map(chainHead)
  return {
    ...(await readCaseHead(store, about)),
    findings: await readFindings(store),
    owners: await readOwners(store),
    chainHeads,
    unaccounted: await readUnaccounted(store),
    identities: await readIdentities(store),
    lookalikes: await read<LookalikeView>(store, 'lookalikes'),
    people: await readPeople((query) => read(store, query)),
    baseline: await readBaseline(store),
    told: (tasks) => readTold(store, chainHeads, tasks),
    candidates: (eventIds) => readCandidates(store, eventIds),
    records: (event_ids) => read<RecordView>(store, 'event_records', { event_ids }),
    rejects: () => store.stream(loadSql('report/rejects.sql')) as AsyncIterable<unknown> as AsyncIterable<RejectView[]>,
  }
}

/** What the case says of itself. */
export async function readCaseHead(store: Store, about: About): Promise<CaseHead> {
  const settings = (await read<SettingsView>(store, 'settings'))[0]
  if (!settings) throw new Error('fct_settings is empty')
  return {
    about,
    settings,
    sources: await read<SourceView>(store, 'sources'),
    systems: await read<SystemView>(store, 'systems'),
    days: await read<DayView>(store, 'coverage_days'),
    gaps: await read<GapView>(store, 'gaps'),
    loggingOff: await read<LoggingOffView>(store, 'logging_off'),
    clocks: await read<ClockView>(store, 'clocks'),
    rejectGroups: await read<RejectGroupView>(store, 'reject_groups'),
    grades: await read<GradeView>(store, 'grades'),
    populations: await read<PopulationView>(store, 'populations'),
    controls: await readControls(store),
    waivers: await read<WaiverView>(store, 'waivers'),
    figures: await readFigures((query) => read(store, query)),
  }
}

/** Every identity. */
export async function readIdentities(store: Store): Promise<IdentityView[]> {
  return (await read<IdentityView>(store, 'identities')).map((row) => ({
    ...row,
    aliases: row.aliases ?? [],
    bases: row.bases ?? [],
    conflicts: row.conflicts ?? [],
    shared_by: row.shared_by ?? [],
    admin_twins: row.admin_twins ?? [],
  }))
}

/** Every controlled execution that no task claims. */
export async function readUnaccounted(store: Store): Promise<UnaccountedView[]> {
  return read<UnaccountedView>(store, 'unaccounted')
}

/** What a comparison with an earlier case left in the store; null where there was none. */
export async function readBaseline(store: Store): Promise<BaselineView | null> {
  if ((await store.rows("select 1 from duckdb_tables() where table_name = 'baseline_findings'")).length === 0)
    return null
  const about = (await read<{ folder: string; sha256: string }>(store, 'baseline_case'))[0]
  if (!about) throw new Error('baseline_case is empty')
  return {
    ...about,
    conditions: await read<BaselineConditionView>(store, 'baseline_conditions'),
    figures: await read<BaselineFigureView>(store, 'baseline_figures'),
    findings: await read<BaselineFindingView>(store, 'baseline_findings'),
    chains: await read<BaselineChainView>(store, 'baseline_chains'),
    systems: await read<BaselineSystemView>(store, 'baseline_systems'),
    files: await read<BaselineFileView>(store, 'baseline_files'),
    rules: await read<BaselineRuleView>(store, 'baseline_rules'),
    shares: await read<ShareView>(store, 'baseline_shares'),
  }
}

async function hasBaseline(store: Store): Promise<boolean> {
  return (await store.rows("select 1 from duckdb_tables() where table_name = 'baseline_findings'")).length > 0
}

/** Chains without their steps: those of some tasks, in the order of these, or all of them. */
export async function readChainHeads(store: Store, tasks: readonly string[] | null = null): Promise<ChainHead[]> {
  return (await readSome<ChainRow>(store, 'chains', 'task', tasks)).map(chainHead)
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

/** Events that an id names: ours, or the vendor's. */
export async function readEvents(store: Store, id: string): Promise<EventView[]> {
  return read<EventView>(store, 'event', { id })
}

/** The ties of some events. */
export async function readLinks(store: Store, eventIds: readonly string[]): Promise<LinkView[]> {
  return read<LinkView>(store, 'event_links', { event_ids: eventIds })
}

/** The tasks that some events were considered for; background events have none. */
export async function readCandidates(store: Store, eventIds: readonly string[]): Promise<CandidateView[]> {
  return read<CandidateView>(store, 'link_candidates', { event_ids: eventIds })
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

/** The ledger of a subject or an entitlement: at a moment (microseconds), or over all time when it is null. */
export async function readHoldings(store: Store, name: string, at: number | null): Promise<HoldingView[]> {
  return read<HoldingView>(store, 'holdings', { name, at_us: at })
}

/** One chain with its steps by its key or typed key; null when there is none. */
export async function readChain(store: Store, key: string): Promise<ToldChain | null> {
  const found = await read<{ task: string }>(store, 'task_named', { key })
  const heads = await readChainHeads(
    store,
    found.map(({ task }) => task),
  )
  for await (const chain of readTold(store, heads, null)) return chain
  return null
}

/** What the rules say of each control, framework by framework. */
export async function readControls(store: Store): Promise<ControlView[]> {
  const rows = await read<ControlView>(store, 'controls')
  return rows
    .flatMap((row) => {
      const control = controlOf(row.control)
      return control ? [{ row, control }] : []
    })
    .sort((a, b) => compareControls(a.control, b.control))
    .map(({ row }) => row)
}

/** Findings with their evidence: those of some ids, in the order of these, or all of them, worst first. */
export async function readFindings(store: Store, ids: readonly string[] | null = null): Promise<FindingView[]> {
  const states = new Map(
    (await hasBaseline(store))
      ? (await read<BaselineFindingView>(store, 'baseline_findings')).map((row) => [row.finding_id, row.state])
      : [],
  )
  const evidence = new Map<string, EvidenceView[]>()
  for (const row of await readSome<EvidenceView>(store, 'finding_events', 'finding_id', ids)) {
    const list = evidence.get(row.finding_id)
    if (list) list.push(row)
    else evidence.set(row.finding_id, [row])
  }
  return (await readSome<FindingRow>(store, 'findings', 'finding_id', ids)).map((row) => ({
    ...row,
    identities: row.identities ?? [],
    controls: row.controls ?? [],
    waiver: row.waiver === null ? null : (JSON.parse(row.waiver) as Record<string, unknown>),
    baseline: states.get(row.finding_id) ?? null,
    events: evidence.get(row.finding_id) ?? [],
  }))
}

/** Who answers for what each finding is about. */
export async function readOwners(store: Store): Promise<Map<string, readonly string[]>> {
  const owners = new Map<string, Set<string>>()
  for (const { finding_id, owner } of await read<OwnerView>(store, 'finding_owners')) {
    const own = owners.get(finding_id)
    if (own) own.add(owner)
    else owners.set(finding_id, new Set([owner]))
  }
  return new Map([...owners].map(([finding, own]) => [finding, [...own]]))
}

/** Chains as pages tell them. */
async function* readTold(
  store: Store,
  heads: readonly ChainHead[],
  tasks: ReadonlySet<string> | null,
): AsyncIterable<ToldChain> {
  for (const { some, range } of portionsOf(heads, tasks)) {
    const chains = await readSteps(store, some, range)
    const scopes = byTask(await read<ScopeView>(store, 'chain_scopes', range))
    const deltas = byTask(await read<DeltaView>(store, 'chain_deltas', range))
    for (const chain of chains)
      yield { ...chain, scopes: scopes.get(chain.task) ?? [], deltas: deltas.get(chain.task) ?? [] }
  }
}

/** Chains that are read together, and the range of tasks that they span. */
function* portionsOf(heads: readonly ChainHead[], tasks: ReadonlySet<string> | null) {
  const asked = tasks === null ? heads : heads.filter(({ task }) => tasks.has(task))
  for (let i = 0; i < asked.length; i += portion) {
    const some = asked.slice(i, i + portion)
    const only = tasks === null ? null : some.map(({ task }) => task)
    yield { some, range: { first_task: some[0]!.task, last_task: some.at(-1)!.task, tasks: only } }
  }
}

async function readSteps(store: Store, heads: readonly ChainHead[], range: Parameters): Promise<ChainView[]> {
  const steps = byTask(await read<StepView>(store, 'chain_steps', range))
  const credentials = byTask(await read<CredentialView>(store, 'chain_credentials', range))
  const changes = byTask(await read<ChangeView>(store, 'chain_changes', range))
  return heads.map((head) => ({
    ...head,
    steps: steps.get(head.task) ?? [],
    credentials: credentials.get(head.task) ?? [],
    changes: changes.get(head.task) ?? [],
  }))
}

type FindingRow = Omit<FindingView, 'waiver' | 'events' | 'baseline'> & { readonly waiver: string | null }

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
  return (await store.manyRows(loadSql(`report/${query}.sql`), parameters)) as unknown as T[]
}

/** The same, of which only rows are wanted whose column has one of the values; in the order of the values. Null: all of them, in the order of the query. */
async function readSome<T>(
  store: Store,
  query: string,
  column: Extract<keyof T, string>,
  values: readonly string[] | null,
): Promise<T[]> {
  if (values === null) return read<T>(store, query)
  const place = new Map(values.map((value, i) => [value, i]))
  const rows = (await store.rowsWith(loadSql(`report/${query}.sql`), column, values)) as unknown as T[]
  return rows
    .map((row, i) => ({ row, i, at: place.get(String(row[column])) ?? 0 }))
    .sort((a, b) => a.at - b.at || a.i - b.i)
    .map(({ row }) => row)
}
