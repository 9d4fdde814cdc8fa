/** What the page's script searches: findings and chains in columns, as inert data at the end of the page. */
import { visible } from '../visible.js'
import { chainAnchor, type Places, type Plan } from './place.js'
import type { CaseView } from './view.js'
import { plainTime, severities, verdictName, verdicts } from './words.js'

/** Longest message in the search data, characters; the finding itself has the whole. Of very many findings, less is kept. */
const longest = { few: 400, many: 160 } as const
/** Findings from which on there are very many. */
const many = 5000

/** The data as an element that nothing runs: JSON in which no character can end it. In portions, a column each. */
export function* renderIndex(view: CaseView, plan: Plan, places: Places): Iterable<string> {
  const names = dictionary<string>()
  const owners = dictionary<string>()
  const ownerLists: (readonly string[])[] = []
  const rules = new Map(view.about.rules.map((rule, i) => [rule.rule, i]))
  const strangers = [...new Set(view.findings.map(({ rule }) => rule))].filter((rule) => !rules.has(rule))
  for (const rule of strangers) rules.set(rule, rules.size)
  const found = new Set(view.findings.map(({ rule }) => rule))
  const files = [...plan.findingPages, ...plan.chainPages].map(({ file }) => file)
  const pages = new Map(files.map((file, i) => [file, i]))
  const pageOfFinding = new Map(
    plan.findingPages.flatMap(({ file, findings }) =>
      findings.map((one) => [one.finding_id, pages.get(file)] as const),
    ),
  )
  const pageOfChain = new Map(
    plan.chainPages.flatMap(({ file, heads }) => heads.map((head) => [head.task, pages.get(file)] as const)),
  )
  const grades = ['provable', 'partial', 'unprovable', 'no controlled change']
  const { findings, chainHeads: chains } = view
  const most = findings.length > many ? longest.many : longest.few
  const ownersOf = (id: string) => {
    const list = view.owners.get(id) ?? []
    const place = owners.place(list.join('\n'))
    ownerLists[place] = list
    return place
  }
  yield `<script type="application/json" id="index">{"findings":{`
  yield column('id', findings, (one) => one.finding_id)
  yield column('verdict', findings, (one) => (verdicts as readonly string[]).indexOf(one.verdict))
  yield column('severity', findings, (one) => (severities as readonly string[]).indexOf(one.severity))
  yield column('rule', findings, (one) => rules.get(one.rule) ?? -1)
  yield column('task', findings, (one) => one.task_key ?? '')
  yield column('person', findings, (one) => names.place(one.person))
  yield column('at', findings, (one) => (one.occurred_at === null ? '' : plainTime(one.occurred_at)))
  yield column('text', findings, (one) => brief(one.message, most))
  yield column('owners', findings, (one) => ownersOf(one.finding_id))
  yield column('page', findings, (one) => pageOfFinding.get(one.finding_id) ?? -1, true)
  yield '},\n"chains":{'
  yield column('key', chains, (one) => one.task_key)
  yield column('title', chains, (one) => brief(one.title ?? '', most))
  yield column('grade', chains, (one) => (one.grade === null ? 3 : grades.indexOf(one.grade)))
  for (const name of ['asked', 'approved', 'executed'] as const)
    yield column(name, chains, ({ corners }) =>
      corners[name].events.length === 0 ? -1 : names.place(corners[name].person ?? 'unknown'),
    )
  yield column('gaps', chains, ({ task }) => countGaps(plan, task))
  yield column('found', chains, ({ task }) => plan.findings.get(task)?.length ?? 0)
  // most anchors follow from the key; only the others are said
  yield column('anchor', chains, ({ task, task_key }) => {
    const anchor = plan.told.has(task) ? plan.anchors.get(task) : undefined
    return anchor === undefined || anchor === chainAnchor(task_key) ? 0 : anchor
  })
  yield column('page', chains, ({ task }) => (plan.told.has(task) ? (pageOfChain.get(task) ?? -1) : untold), true)
  yield '},\n'
  yield `"rules":${json([
    ...view.about.rules.map(({ rule, title, controls }) => ({ id: rule, title, controls, found: found.has(rule) })),
    ...strangers.map((rule) => ({ id: rule, title: rule, controls: [], found: true })),
  ])},\n"names":${json(names.list)},\n"owners":${json(ownerLists)},\n"files":${json(files.map((file) => places.page(file)))},
"untold":${untold},"grades":${json(grades)},"severities":${json(severities)},"verdicts":${json(verdicts)},"verdictNames":${json(verdictName)}}</script>
`
}

/** The page of a chain that is told on none. */
const untold = -2

function brief(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`
}

function countGaps(plan: Plan, task: string): number {
  return plan.findings.get(task)?.filter(({ verdict }) => verdict === 'gap').length ?? 0
}

/** Distinct values in the order of their first use; null has place -1. */
function dictionary<T extends string>() {
  const places = new Map<T, number>()
  return {
    place: (value: T | null): number => {
      if (value === null) return -1
      const place = places.get(value) ?? places.size
      places.set(value, place)
      return place
    },
    get list() {
      return [...places.keys()]
    },
  }
}

function column<T>(name: string, rows: readonly T[], value: (row: T) => string | number, isLast = false): string {
  return `"${name}":${json(rows.map(value))}${isLast ? '' : ',\n'}`
}

/** JSON without a character that means anything in HTML, control and bidi characters spelled out. */
function json(value: unknown): string {
  const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? visible(one) : one))
  return text.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
