/** Compares what an analysis found with the answer key. Pure: two files of a case and the key in, figures and lists out. */
import type { AnswerKeyFile, Membership, PlantedGap } from './answer-key.js'

/** What is read of `chains.json`. */
export interface ChainsFile {
  readonly chains: readonly {
    readonly task: string
    readonly steps: readonly { readonly native_id: string | null; readonly connector: string }[]
  }[]
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
  /** Memberships that count. */
  readonly expected: number
  readonly precision: number
  readonly recall: number
  /** Planted gaps found. */
  readonly found: number
  readonly missed: readonly string[]
  readonly falseGaps: readonly string[]
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
  const missed = built.filter((gap) => !claimed.some((finding) => isSame(gap, finding)))
  const open = key.open.map((verdict): PlantedGap => ({ person: null, native_ids: [], ...verdict }))
  const falseGaps = claimed.filter((finding) => ![...key.gaps, ...open].some((gap) => isSame(gap, finding)))
  const insufficient: Record<string, number> = {}
  for (const finding of findings.findings)
    if (finding.verdict === 'insufficient') insufficient[finding.rule] = (insufficient[finding.rule] ?? 0) + 1
  return {
    ...members,
    found: built.length - missed.length,
    missed: missed.map((gap) => `${gap.rule} ${gap.task ?? '-'} ${gap.person ?? '-'}: ${gap.why}`),
    falseGaps: falseGaps.map(
      (finding) => `${finding.rule} ${finding.task ?? '-'} ${finding.person ?? '-'}: ${finding.message}`,
    ),
    notBuilt: key.gaps.length - built.length,
    insufficient,
  }
}

function compareMembers(membership: readonly Membership[], chains: ChainsFile) {
  const pair = (connector: string, id: string, task: string) => `${connector} ${id} ${task}`
  const claimed = new Set<string>()
  for (const chain of chains.chains)
    for (const step of chain.steps)
      if (step.native_id !== null) claimed.add(pair(step.connector, step.native_id, chain.task))
  const right = new Set<string>()
  const tolerated = new Set<string>()
  const wanted = new Map<string, string[]>()
  for (const entry of membership) {
    const own = pair(entry.connector, entry.native_id, entry.task)
    if (entry.linkable && !entry.optional) {
      const action = pair(entry.connector, entry.twin_of ?? entry.native_id, entry.task)
      wanted.set(action, [...(wanted.get(action) ?? []), own])
      right.add(own)
    } else
      for (const task of entry.candidates ?? [entry.task]) tolerated.add(pair(entry.connector, entry.native_id, task))
  }
  const unlinked = [...wanted].filter(([, ways]) => !ways.some((way) => claimed.has(way))).map(([action]) => action)
  const mislinked = [...claimed].filter((one) => !right.has(one) && !tolerated.has(one))
  const counted = [...claimed].filter((one) => !tolerated.has(one)).length
  return {
    expected: wanted.size,
    precision: counted === 0 ? 0 : (counted - mislinked.length) / counted,
    recall: wanted.size === 0 ? 1 : (wanted.size - unlinked.length) / wanted.size,
    unlinked,
    mislinked,
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
  return finding.events.some((event) => event.native_id !== null && gap.native_ids.includes(event.native_id))
}
