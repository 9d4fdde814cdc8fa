/** The answer key: what really belongs together, and which gaps were planted. */
import type { ArrayFile, Files } from './files.js'

/** An exported record and the task it belongs to. */
export interface Membership {
  readonly connector: string
  readonly native_id: string
  /** Key of the task as people write it. */
  readonly task: string
  /** False where nobody could know: not counted. */
  readonly linkable: boolean
  /** True where including it and leaving it out are both right: not counted. */
  readonly optional?: boolean
  /** The other record of the same action: finding one of the two is finding both. */
  readonly twin_of?: string
  /** Every task that could be meant, where evidence cannot tell. */
  readonly candidates?: readonly string[]
  /** Further tasks under which it is as right: an item that a removed reference left on its own. */
  readonly or_tasks?: readonly string[]
}

/** A fact that a rule must call a gap. */
export interface PlantedGap {
  readonly rule: string
  /** The task, null where none claims the execution. */
  readonly task: string | null
  /** Further tasks under which the same finding may be filed. */
  readonly or_tasks?: readonly string[]
  readonly person: string | null
  readonly native_ids: readonly string[]
  readonly why: string
  /** Why the evidence may no longer carry it: then finding it and leaving it undecided are both right. */
  readonly weakened?: string
  /** For holes in a log: from and to. */
  readonly from?: string
  readonly to?: string
}

/** A verdict the evidence does not allow: no rule may call it a gap. */
export interface Undecidable {
  readonly rule: string
  /** Null where no task is left that could claim the execution. */
  readonly task: string | null
  readonly native_ids?: readonly string[]
  readonly reason: string
  readonly why: string
}

/** A finding that is right to make and right to leave out, because the rule's text leaves it open. */
export interface OpenVerdict {
  readonly rule: string
  readonly task: string | null
  readonly native_ids?: readonly string[]
  /** Of a finding about a person or machine as a whole: whom it names. */
  readonly person?: string
  readonly why: string
  /** For findings about a source: from and to. */
  readonly from?: string
  readonly to?: string
}

/** An account and who stands behind it. */
export interface KeyIdentity {
  readonly alias: string
  readonly person: string
  readonly kind: string
  /** True where no record ties the account to its person: resolving it rightly and leaving it alone are both right. */
  readonly optional?: boolean
}

/** Collects the key while the story is told. */
export interface AnswerKey {
  member(entry: Membership): void
  gap(entry: PlantedGap): void
  undecidable(entry: Undecidable): void
  open(entry: OpenVerdict): void
  identity(entry: KeyIdentity): void
  story(flavour: string): void
  /** From here on, what belongs to the task is as right under another. */
  alsoUnder(task: string, other: string): void
  /** From here on, what belongs to the task may be put under another as well, as its record says so. */
  beside(task: string, other: string): void
  /** A story begins: nothing is weakened yet. */
  begin(): void
  /** From here to the end of the story: what its executions prove may be out of reach, and why. */
  weaken(why: string): void
  write(seed: number, options: unknown): void
}

/** What `write` put on disk. */
export interface AnswerKeyFile {
  readonly schema: 'approvenance/answer-key@1'
  readonly seed: number
  readonly options: unknown
  readonly stories: Readonly<Record<string, number>>
  readonly gaps: readonly PlantedGap[]
  readonly insufficient: readonly Undecidable[]
  readonly open: readonly OpenVerdict[]
  readonly identities: readonly KeyIdentity[]
  readonly membership: readonly Membership[]
}

/** Rules whose gaps the tracker's own records prove, whatever became of the executions. */
const ofTracker = new Set(['R08', 'R11', 'R23'])

/**
 * Opens the key. Memberships go to disk as they come, the rest when the story is over.
 * `finalKey` gives the key that the tracker knows an item by in the end.
 */
export function openAnswerKey(files: Files, finalKey: (key: string) => string): AnswerKey {
  const membership: ArrayFile = files.array('answer-key.json', '{"membership":[')
  const gaps: PlantedGap[] = []
  const insufficient: Undecidable[] = []
  const open: OpenVerdict[] = []
  const identities: KeyIdentity[] = []
  const stories: Record<string, number> = {}
  let weakened: string | null = null
  /** Tasks that lost what tied them: that they hang together by inference only is then true. */
  const loosened = new Set<string>()
  const also = new Map<string, string>()
  const asides = new Map<string, string>()
  const placed = <T extends Membership | PlantedGap>(entry: T): T => {
    const other = entry.task === null ? undefined : also.get(entry.task)
    return renamed(other === undefined ? entry : { ...entry, or_tasks: [other] }, finalKey)
  }
  return {
    member(entry) {
      membership.add(placed(entry))
      if (weakened !== null && !loosened.has(entry.task)) {
        loosened.add(entry.task)
        open.push(
          renamed({ rule: 'R58', task: entry.task, why: `the chain may rest on inference: ${weakened}` }, finalKey),
        )
      }
      const other = asides.get(entry.task)
      if (other !== undefined) membership.add(placed({ ...entry, task: other, optional: true }))
    },
    gap: (entry) => gaps.push(placed(weakened === null || ofTracker.has(entry.rule) ? entry : { ...entry, weakened })),
    undecidable: (entry) => insufficient.push(renamed(entry, finalKey)),
    open: (entry) => open.push(renamed(entry, finalKey)),
    identity: (entry) => identities.push(entry),
    alsoUnder: (task, other) => {
      also.set(task, other)
    },
    beside: (task, other) => {
      asides.set(task, other)
    },
    begin: () => {
      weakened = null
    },
    weaken: (why) => {
      weakened ??= why
    },
    story: (flavour) => {
      stories[flavour] = (stories[flavour] ?? 0) + 1
    },
    write(seed, options) {
      const lines = (name: string, items: readonly unknown[]) =>
        `"${name}":[${items.map((item) => `\n${JSON.stringify(item)}`).join(',')}]`
      const rest = [
        `"schema":"approvenance/answer-key@1"`,
        `"seed":${seed}`,
        `"options":${JSON.stringify(options)}`,
        `"stories":${JSON.stringify(stories)}`,
        lines('gaps', gaps),
        lines('insufficient', insufficient),
        lines('open', open),
        lines('identities', identities),
      ]
      membership.close(`],\n${rest.join(',\n')}}\n`)
    },
  }
}

type Entry = Membership | PlantedGap | Undecidable | OpenVerdict

/** The entry under the final keys of its items. */
function renamed<T extends Entry>(entry: T, finalKey: (key: string) => string): T {
  const all = (keys: readonly string[]) => keys.map(finalKey)
  return {
    ...entry,
    task: entry.task === null ? null : finalKey(entry.task),
    ...('native_id' in entry ? { native_id: finalKey(entry.native_id) } : {}),
    ...('native_ids' in entry && entry.native_ids ? { native_ids: all(entry.native_ids) } : {}),
    ...('candidates' in entry && entry.candidates ? { candidates: all(entry.candidates) } : {}),
    ...('or_tasks' in entry && entry.or_tasks ? { or_tasks: all(entry.or_tasks) } : {}),
  }
}

/**
 * The key of exports from which some of the tracker's items are gone while it is plain that they are: what was done under them is no
 * orphan, and that is all that can be known.
 */
export function withoutItems(key: AnswerKeyFile, lost: ReadonlySet<string>, tracker: string): AnswerKeyFile {
  const done = new Map<string, string[]>()
  // A request of the broker that named the item is now an item of its own.
  const requests = new Map<string, string[]>()
  for (const { connector, native_id, task } of key.membership) {
    if (!lost.has(task) || connector === tracker) continue
    done.set(task, [...(done.get(task) ?? []), native_id])
    if (connector === 'aws-team') requests.set(task, [...(requests.get(task) ?? []), native_id])
  }
  const why = 'the page of the tracker with this item was not exported'
  return {
    ...key,
    membership: key.membership.map((entry) =>
      lost.has(entry.task)
        ? { ...entry, linkable: false, candidates: [entry.task, ...(requests.get(entry.task) ?? [])] }
        : entry,
    ),
    gaps: key.gaps.map((gap) => (gap.task !== null && lost.has(gap.task) ? { ...gap, weakened: why } : gap)),
    insufficient: [
      ...key.insufficient.filter(({ task }) => task === null || !lost.has(task)),
      ...[...done].flatMap(([, native_ids]) =>
        ['R01', 'R02'].map((rule) => ({ rule, task: null, native_ids, reason: 'window', why })),
      ),
    ],
  }
}
