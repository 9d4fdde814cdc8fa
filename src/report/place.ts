/** Where everything of a report stands: all on one page while that reads well, else findings and chains on pages beside it. */
import { type Card, cardsOf } from './cards.js'
import type { ChainHead, UnaccountedView } from './rows/chain.js'
import type { SourceView } from './rows/coverage.js'
import type { FindingView } from './rows/finding.js'
import type { IdentityView, LookalikeView } from './rows/identity.js'
import type { CaseView } from './view.js'

/** The page that a reader opens first. */
export const mainPage = 'report.html'
/** Folder beside it with the other pages, when there are any. */
export const pageFolder = 'report'

/** How much goes on one page, and from what size on a report has several. */
export interface Room {
  /** Findings and chains that may stand on the main page. */
  readonly findings: number
  readonly chains: number
  /** Identities, and executions that no task claims, that may. */
  readonly rows: number
  /** Chains up to which those without a gap, lead, exception or missing corner are told in full; there is no such limit for those with one. */
  readonly quiet: number
  /** Findings, chains or cards on one page beside it, and rows of a list. */
  readonly perPage: number
  readonly rowsPerPage: number
}

/** A page of this many chains opens in a second on a slow machine; 5,000 quiet chains are about 40 MB on disk. */
export const usualRoom: Room = { findings: 400, chains: 800, rows: 400, quiet: 5000, perPage: 100, rowsPerPage: 1000 }

/** Findings of one rule that share a page beside the main one. */
export interface FindingPage {
  readonly file: string
  readonly rule: string
  readonly findings: readonly FindingView[]
}

/** Chains that share a page: told in full, or as rows of the list of all. */
export interface ChainPage {
  readonly file: string
  readonly heads: readonly ChainHead[]
}

/** Rows of one list that share a page. */
export interface RowPage<Row> {
  readonly file: string
  /** Place of the first among all. */
  readonly first: number
  readonly rows: readonly Row[]
}

/** What stands where. Files are names in the folder of pages; without them everything stands on the main page. */
export interface Plan {
  readonly isSplit: boolean
  readonly room: Room
  /** Findings of each chain, by typed key. */
  readonly findings: ReadonlyMap<string, readonly FindingView[]>
  /** Chains that are told in full, by typed key. */
  readonly told: ReadonlySet<string>
  /** Anchor of each chain, by typed key. */
  readonly anchors: ReadonlyMap<string, string>
  readonly findingPages: readonly FindingPage[]
  readonly chainPages: readonly ChainPage[]
  /** Pages that list every chain in a line. */
  readonly listPages: readonly ChainPage[]
  readonly cardPages: readonly RowPage<Card>[]
  readonly identityPages: readonly RowPage<IdentityView>[]
  readonly lookalikePages: readonly RowPage<LookalikeView>[]
  /** Executions that no task claims and that need an answer. */
  readonly unaccountedPages: readonly RowPage<UnaccountedView>[]
  /** Files that were read, with their hashes. */
  readonly sourcePages: readonly RowPage<SourceView>[]
}

/** Links to everything, as seen from one page. */
export interface Places {
  /** Address of a finding. */
  finding(id: string): string
  /** Address of a chain by its typed key; null when it is not told in full. */
  chain(task: string): string | null
  /** Address of a rule's section. */
  rule(rule: string): string
  /** Address of the card of a person or identity; null when it has none on any page. */
  person(person: string): string | null
  /** Address of a page in the folder. */
  page(file: string): string
}

/** Anchor of a finding. */
export function findingAnchor(id: string): string {
  return `finding-${id.replace(/[^A-Za-z0-9_-]/g, '-')}`
}

/** Anchor of a chain whose key, so written, no other chain has. */
export function chainAnchor(key: string): string {
  return `chain-${key.replace(/[^A-Za-z0-9_.-]/g, '-')}`
}

/** Anchor of an identity card, by its place among all. */
export function cardAnchor(index: number): string {
  return `identity-${index + 1}`
}

/** Anchor of a rule's section. */
export function ruleAnchor(rule: string): string {
  return `rule-${rule.replace(/[^A-Za-z0-9_-]/g, '-')}`
}

/** Decides what is told in full and where it stands. */
export function planReport(view: CaseView, room: Room = usualRoom): Plan {
  const findings = new Map<string, FindingView[]>()
  for (const finding of view.findings) if (finding.task !== null) add(findings, finding.task, finding)
  const isLoud = ({ task, grade }: ChainHead) =>
    grade === 'partial' ||
    grade === 'unprovable' ||
    (findings.get(task) ?? []).some(({ verdict }) => verdict !== 'insufficient')
  const loud = view.chainHeads.filter(isLoud).length
  let quiet = Math.max(0, room.quiet - loud)
  const told = view.chainHeads.filter((head) => isLoud(head) || quiet-- > 0)
  const strays = view.unaccounted.filter(({ is_explained }) => !is_explained)
  const isSplit =
    view.findings.length > room.findings ||
    told.length > room.chains ||
    Math.max(view.identities.length, strays.length) > room.rows
  const pages = <Row>(name: string, rows: readonly Row[], most: number) => (isSplit ? rowPages(name, rows, most) : [])
  return {
    isSplit,
    room,
    findings,
    told: new Set(told.map(({ task }) => task)),
    anchors: anchorNames(view.chainHeads),
    findingPages: isSplit ? findingPages(view.findings, room.perPage) : [],
    chainPages: isSplit ? chainPages('chains', told, room.perPage) : [],
    listPages: isSplit ? chainPages('list', view.chainHeads, room.rowsPerPage) : [],
    cardPages: isSplit ? rowPages('cards', cardsOf(view), room.perPage) : [],
    identityPages: pages('identities', view.identities, room.rowsPerPage),
    lookalikePages: pages('lookalikes', view.lookalikes, room.rowsPerPage),
    unaccountedPages: pages('unaccounted', strays, room.rowsPerPage),
    sourcePages: pages('files', view.sources, room.rowsPerPage),
  }
}

/** Links as they are written on the main page or, `from` a page of the folder, on that one. */
export function placesFrom(plan: Plan, from: 'main' | 'folder'): Places {
  const toMain = from === 'main' ? '' : `../${mainPage}`
  const toPage = from === 'main' ? `${pageFolder}/` : ''
  const findingFiles = new Map(
    plan.findingPages.flatMap(({ file, findings }) => findings.map((one) => [one.finding_id, file])),
  )
  const chainFiles = new Map(plan.chainPages.flatMap(({ file, heads }) => heads.map((head) => [head.task, file])))
  const cards = new Map(
    plan.cardPages.flatMap(({ file, first, rows }) =>
      rows.map(({ identity }, i) => [identity.person, `${toPage}${file}#${cardAnchor(first + i)}`] as const),
    ),
  )
  const rules = plan.isSplit ? `${toPage}rules.html` : ''
  const address = (file: string | undefined) => (file === undefined ? toMain : `${toPage}${file}`)
  return {
    finding: (id) => `${address(findingFiles.get(id))}#${findingAnchor(id)}`,
    chain: (task) =>
      plan.told.has(task) ? `${address(chainFiles.get(task))}#${plan.anchors.get(task) ?? 'chains'}` : null,
    rule: (rule) => `${rules}#${ruleAnchor(rule)}`,
    person: (person) => cards.get(person) ?? null,
    page: (file) => `${toPage}${file}`,
  }
}

function findingPages(all: readonly FindingView[], most: number): FindingPage[] {
  const byRule = new Map<string, FindingView[]>()
  for (const finding of all) add(byRule, finding.rule, finding)
  return [...byRule]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([rule, findings]) =>
      portions(findings, most).map((some, i) => ({
        file: `findings-${rule.replace(/[^A-Za-z0-9_-]/g, '-')}${i === 0 ? '' : `-${i + 1}`}.html`,
        rule,
        findings: some,
      })),
    )
}

function chainPages(name: string, heads: readonly ChainHead[], most: number): ChainPage[] {
  return portions(heads, most).map((some, i) => ({ file: `${name}-${i + 1}.html`, heads: some }))
}

function rowPages<Row>(name: string, rows: readonly Row[], most: number): RowPage<Row>[] {
  return portions(rows, most).map((some, i) => ({ file: `${name}-${i + 1}.html`, first: i * most, rows: some }))
}

function anchorNames(heads: readonly ChainHead[]): Map<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const head of heads) {
    const plain = chainAnchor(head.task_key)
    let name = plain
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain}-${n}`
    taken.add(name.toLowerCase())
    names.set(head.task, name)
  }
  return names
}

/** A list in pieces of at most so many. */
export function portions<T>(list: readonly T[], most: number): (readonly T[])[] {
  const parts: (readonly T[])[] = []
  for (let i = 0; i < list.length; i += most) parts.push(list.slice(i, i + most))
  return parts
}

function add<K, V>(groups: Map<K, V[]>, key: K, value: V) {
  const group = groups.get(key)
  if (group) group.push(value)
  else groups.set(key, [value])
}
