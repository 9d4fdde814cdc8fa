/** Compares what an analysis found with the answer key. Pure: documents of a case and the key in, figures and lists out. */
import type { AnswerKeyFile, KeyIdentity, Membership, PlantedGap } from './answer-key.js'

/** What is read of `chains.json`. */
export interface ChainsFile {
  readonly chains: readonly {
    readonly task: string
    readonly steps: readonly {
      readonly native_id: string | null
      readonly connector: string
      readonly link?: { readonly method: string; readonly confidence: number }
    }[]
  }[]
}

/** What is read of `identities.json`. */
export interface IdentitiesFile {
  readonly identities: readonly { readonly person: string; readonly aliases: readonly string[] }[]
}

/** What is read of `findings.json`. */
export interface FindingsFile {
  readonly populations: Readonly<Record<string, unknown>>
  readonly findings: readonly Finding[]
}

interface Finding {
  readonly rule: string
  readonly verdict: string
  readonly task: string | null
  readonly person: string | null
  readonly occurred_at: string | null
  readonly message: string
  readonly events: readonly { readonly native_id: string | null }[]
}

/** The outcome. */
export interface Comparison {
  /** Memberships that count, and those that the chains claim. */
  readonly expected: number
  readonly claimed: number
  readonly precision: number
  readonly recall: number
  /** Planted gaps found. */
  readonly found: number
  readonly missed: readonly string[]
  /** Planted gaps whose evidence was weakened: found, and left undecided. Both are right. */
  readonly weakened: { readonly found: number; readonly left: number }
  readonly falseGaps: readonly string[]
  /** Verdicts that nobody can give: where the tool says so, and where it says nothing. */
  readonly undecidable: { readonly said: number; readonly silent: readonly string[] }
  /** Planted gaps of rules that the tool does not have. */
  readonly notBuilt: number
  /** Findings without enough evidence, by rule. */
  readonly insufficient: Readonly<Record<string, number>>
  readonly unlinked: readonly string[]
  readonly mislinked: readonly string[]
}

/** Holes in a log are found if the finding begins or lies near them; milliseconds. */
const NEAR = 6 * 3_600_000

/** Counts memberships and gaps. Twins of one action count once; what nobody can know or what is right either way does not count. */
export function compare(key: AnswerKeyFile, chains: ChainsFile, findings: FindingsFile): Comparison {
  const members = compareMembers(key.membership, chains)
  const built = key.gaps.filter((gap) => gap.rule in findings.populations)
  const claimed = findings.findings.filter((finding) => finding.verdict === 'gap')
  const isFound = (gap: PlantedGap) => claimed.some((finding) => isSame(gap, finding))
  const firm = built.filter((gap) => gap.weakened === undefined)
  const missed = firm.filter((gap) => !isFound(gap))
  const weak = built.filter((gap) => gap.weakened !== undefined)
  const weakFound = weak.filter(isFound).length
  const doubted = findings.findings.filter(
    (finding) => finding.verdict === 'insufficient' || finding.verdict === 'lead',
  )
  const undecidable = key.insufficient.map((verdict): PlantedGap => ({ person: null, native_ids: [], ...verdict }))
  const silent = undecidable.filter(
    (verdict) =>
      verdict.rule in findings.populations && ![...doubted, ...claimed].some((finding) => isSame(verdict, finding)),
  )
  const open = key.open.map((verdict): PlantedGap => ({ person: null, native_ids: [], ...verdict }))
  const falseGaps = claimed.filter((finding) => ![...key.gaps, ...open].some((gap) => isSame(gap, finding)))
  const insufficient: Record<string, number> = {}
  for (const finding of findings.findings)
    if (finding.verdict === 'insufficient') insufficient[finding.rule] = (insufficient[finding.rule] ?? 0) + 1
  return {
    ...members,
    found: firm.length - missed.length,
    missed: missed.map(
      (gap) => `${gap.rule} ${gap.task ?? '-'} ${gap.person ?? '-'}: ${gap.why}${shown(gap.native_ids)}`,
    ),
    weakened: { found: weakFound, left: weak.length - weakFound },
    undecidable: {
      said: undecidable.filter((verdict) => doubted.some((finding) => isSame(verdict, finding))).length,
      silent: silent.map((verdict) => `${verdict.rule} ${verdict.task ?? '-'}: ${verdict.why}`),
    },
    falseGaps: falseGaps.map(
      (finding) =>
        `${finding.rule} ${finding.task ?? '-'} ${finding.person ?? '-'}: ${finding.message}${shown(
          finding.events.flatMap(({ native_id }) => (native_id === null ? [] : [native_id])),
        )}`,
    ),
    notBuilt: key.gaps.length - built.length,
    insufficient,
  }
}

/** The first records of a finding, to look them up. */
function shown(ids: readonly string[]) {
  return ids.length === 0 ? '' : ` [${ids.slice(0, 3).join(', ')}]`
}

const pair = (connector: string, id: string, task: string) => `${connector} ${id} ${task}`

/** What the key says of pairs of a record and a task: right, or right either way with the share of cases in which it is the true one. */
function truthOf(membership: readonly Membership[]) {
  const right = new Set<string>()
  const tolerated = new Map<string, number>()
  const wanted = new Map<string, string[]>()
  for (const entry of membership) {
    const { connector, native_id, task, or_tasks = [] } = entry
    const ways = [task, ...or_tasks].map((one) => pair(connector, native_id, one))
    if (entry.linkable && !entry.optional) {
      const action = pair(connector, entry.twin_of ?? native_id, task)
      wanted.set(action, [...(wanted.get(action) ?? []), ...ways])
      for (const way of ways) right.add(way)
    } else {
      const candidates = entry.candidates ?? [task]
      for (const one of candidates) tolerated.set(pair(connector, native_id, one), 1 / candidates.length)
    }
  }
  for (const way of right) tolerated.delete(way)
  return { right, tolerated, wanted }
}

function compareMembers(membership: readonly Membership[], chains: ChainsFile) {
  const claimed = new Set<string>()
  for (const chain of chains.chains)
    for (const step of chain.steps)
      if (step.native_id !== null) claimed.add(pair(step.connector, step.native_id, chain.task))
  const { right, tolerated, wanted } = truthOf(membership)
  const unlinked = [...wanted].filter(([, ways]) => !ways.some((way) => claimed.has(way))).map(([action]) => action)
  const mislinked = [...claimed].filter((one) => !right.has(one) && !tolerated.has(one))
  const counted = [...claimed].filter((one) => !tolerated.has(one)).length
  return {
    expected: wanted.size,
    claimed: counted,
    precision: counted === 0 ? 0 : (counted - mislinked.length) / counted,
    recall: wanted.size === 0 ? 1 : (wanted.size - unlinked.length) / wanted.size,
    unlinked,
    mislinked,
  }
}

/** A link with the confidence it was given and how right it is: 1, 0, or the share where several tasks could be meant. */
export interface JudgedLink {
  readonly method: string
  readonly confidence: number
  readonly right: number
}

/** Every link of the chains that is a claim: what a tracker's record says of itself is none. */
export function judgeLinks(membership: readonly Membership[], chains: ChainsFile): JudgedLink[] {
  const { right, tolerated } = truthOf(membership)
  return chains.chains.flatMap((chain) =>
    chain.steps.flatMap(({ native_id, connector, link }): JudgedLink[] => {
      if (native_id === null || link === undefined || link.method === 'record') return []
      const own = pair(connector, native_id, chain.task)
      return [
        { method: link.method, confidence: link.confidence, right: right.has(own) ? 1 : (tolerated.get(own) ?? 0) },
      ]
    }),
  )
}

/** A row of a reliability table. */
export interface Bucket {
  readonly from: number
  readonly links: number
  /** Mean of the stated confidence, and the share of right links. */
  readonly stated: number
  readonly right: number
  /** Whether the share is known to a point: its standard error is at most 0.01. */
  readonly isEnough: boolean
}

const bounds = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99]

/** Reliability by stated confidence, and the Brier score: the mean square of stated minus right. */
export function calibrate(links: readonly JudgedLink[]): {
  readonly brier: number
  readonly buckets: readonly Bucket[]
} {
  const mean = (list: readonly JudgedLink[], of: (link: JudgedLink) => number) =>
    list.length === 0 ? 0 : list.reduce((sum, link) => sum + of(link), 0) / list.length
  const buckets = bounds.map((from, i) => {
    const to = bounds[i + 1] ?? Number.POSITIVE_INFINITY
    const inside = links.filter(({ confidence }) => confidence >= from && confidence < to)
    const stated = mean(inside, ({ confidence }) => confidence)
    // Of the stated share, not the seen one: a bucket of a few links that are all right would seem to be known exactly.
    const isEnough = inside.length > 0 && (stated * (1 - stated)) / inside.length <= 0.01 ** 2
    return { from, links: inside.length, stated, right: mean(inside, ({ right }) => right), isEnough }
  })
  return {
    brier: mean(links, ({ confidence, right }) => (confidence - right) ** 2),
    buckets: buckets.filter(({ links }) => links > 0),
  }
}

/** Pairs of accounts taken for one person, against those that are. */
export interface PairComparison {
  readonly wanted: number
  readonly claimed: number
  readonly precision: number
  readonly recall: number
  /** Accounts of different people taken for one, and accounts of one person left apart. */
  readonly wrong: readonly string[]
  readonly missed: readonly string[]
}

/**
 * Compares pairs of accounts. `named` are the accounts that some record names: of others nothing can be known.
 * Accounts of which the key says nothing do not count, nor do sessions that a pattern of the mapping names: they are many and easy.
 */
export function comparePairs(
  identities: readonly KeyIdentity[],
  found: IdentitiesFile,
  named: ReadonlySet<string>,
): PairComparison {
  const truth = new Map(identities.map((entry) => [entry.alias, entry]))
  const patterns = identities.filter(({ alias }) => alias.endsWith('*')).map(({ alias }) => alias.slice(0, -1))
  const people = new Set(identities.filter(({ kind }) => kind === 'human').map(({ person }) => person))
  const personOf = (alias: string) => {
    const own = truth.get(alias)?.person
    if (own !== undefined) return own
    if (patterns.some((pattern) => alias.startsWith(pattern))) return null
    const address = alias.startsWith('email:') ? alias.slice(6) : alias.slice(alias.lastIndexOf('/') + 1)
    return people.has(address) ? address : null
  }
  let claimed = 0
  const wrong: string[] = []
  const placed = new Map<string, Set<string>>()
  for (const { person, aliases } of found.identities) {
    const known = [...new Set(aliases)].flatMap((alias) => {
      const of = personOf(alias)
      return of === null ? [] : [{ alias, of }]
    })
    for (const [i, one] of known.entries()) {
      placed.set(one.alias, (placed.get(one.alias) ?? new Set()).add(person))
      for (const other of known.slice(i + 1)) {
        claimed++
        if (one.of !== other.of) wrong.push(`${one.alias} of ${one.of} and ${other.alias} of ${other.of} as ${person}`)
      }
    }
  }
  const accounts = new Map<string, string[]>()
  const want = (person: string, alias: string) => {
    if (named.has(alias)) accounts.set(person, [...(accounts.get(person) ?? []), alias])
  }
  for (const { alias, person, optional } of identities) if (!optional && !alias.endsWith('*')) want(person, alias)
  for (const person of people) if (!truth.has(`email:${person}`)) want(person, `email:${person}`)
  const missed: string[] = []
  let wanted = 0
  for (const [person, aliases] of accounts)
    for (const [i, one] of aliases.entries())
      for (const other of aliases.slice(i + 1)) {
        wanted++
        const here = placed.get(one)
        if (![...(placed.get(other) ?? [])].some((where) => here?.has(where)))
          missed.push(`${one} and ${other} of ${person}`)
      }
  return {
    wanted,
    claimed,
    precision: claimed === 0 ? 1 : (claimed - wrong.length) / claimed,
    recall: wanted === 0 ? 1 : (wanted - missed.length) / wanted,
    wrong,
    missed,
  }
}

/** Whether a finding tells of the planted fact: the same rule, and the same task or one of its records, or for a hole the same time. */
function isSame(gap: PlantedGap, finding: Finding): boolean {
  if (gap.rule !== finding.rule) return false
  if (gap.from !== undefined && gap.native_ids.length === 0) {
    const at = Date.parse(finding.occurred_at ?? '')
    return at >= Date.parse(gap.from) - NEAR && at <= Date.parse(gap.to ?? gap.from) + NEAR
  }
  const tasks = [gap.task, ...(gap.or_tasks ?? [])]
  if (finding.task !== null && tasks.includes(finding.task)) return true
  // a fact about somebody as a whole has no task and no record of its own
  if (gap.task === null && gap.native_ids.length === 0) return gap.person !== null && gap.person === finding.person
  // what a register alone proves of somebody rests on no record of an export
  if (gap.task === null && finding.events.length === 0) return gap.person !== null && gap.person === finding.person
  return finding.events.some((event) => event.native_id !== null && gap.native_ids.includes(event.native_id))
}
