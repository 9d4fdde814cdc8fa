/** The pages beside the report of a large case: findings by rule, chains step by step, every chain in a line, and lists of everything else. */
import { hasGap, renderChain, renderChainList, type Telling, tellingOf } from './chains.js'
import { besideFindings, weighed } from './finding-card.js'
import { renderFindingPage } from './findings.js'
import { type Html, html } from './html.js'
import { type Page, pageHead, pageLinks, pageTail } from './layout.js'
import { type ChainPage, type Places, type Plan, placesFrom, portions } from './place.js'
import { rowPages } from './row-pages.js'
import type { ToldChain } from './rows/chain.js'
import { recordCell } from './table.js'
import { legend } from './timeline.js'
import type { CaseView } from './view.js'
import { counted, verdictName, verdicts } from './words.js'

/** Pages whose rows are read together. */
const together = 20

/** Every page beside the main one, in order; none when everything stands on the main one. */
export async function* renderPages(view: CaseView, plan: Plan): AsyncIterable<Page> {
  if (!plan.isSplit) return
  const places = placesFrom(plan, 'folder')
  yield* findingPages(view, plan, places)
  yield* chainPages(view, plan, places)
  yield* listPages(view, plan, places)
  yield* rowPages(view, plan, places)
}

async function* findingPages(view: CaseView, plan: Plan, places: Places): AsyncIterable<Page> {
  const rules = new Map(view.about.rules.map((rule) => [rule.rule, rule]))
  const beside = besideFindings(view, places)
  for (const some of portions(plan.findingPages, together)) {
    const candidates = await weighed(
      view,
      some.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict !== 'insufficient')),
    )
    for (const page of some) {
      const rule = rules.get(page.rule)
      const row = plan.findingPages.filter((one) => one.rule === page.rule).map(({ file }) => file)
      const title = `${page.rule} ${rule?.title ?? page.findings[0]?.slug ?? ''}`
      const parts = verdicts.flatMap((verdict) => {
        const n = page.findings.filter((finding) => finding.verdict === verdict).length
        return n === 0 ? [] : [`${verdictName[verdict]}: ${n}`]
      })
      yield {
        file: page.file,
        text: [
          pageHead(view, {
            title: `${title}: findings`,
            heading: title,
            lede: `${parts.join(', ')}, each with its records.`,
            first: 'all',
            skip: 'Skip to the findings',
            navigation: pageLinks(row, row.indexOf(page.file), 'findings'),
          }).markup,
          html`<section id="all">${renderFindingPage(page, rule, beside, candidates)}</section>`.markup,
          pageTail(view).markup,
        ],
      }
    }
  }
}

async function* chainPages(view: CaseView, plan: Plan, places: Places): AsyncIterable<Page> {
  const telling = tellingOf(view, plan, places)
  const files = plan.chainPages.map(({ file }) => file)
  let chains: ToldChain[] = []
  let at = 0
  for await (const chain of view.told(plan.told)) {
    chains.push(chain)
    const page = plan.chainPages[at]
    if (!page || chains.length < page.heads.length) continue
    const head = pageHead(view, {
      title: `Chains ${range(page)}`,
      heading: `Chains ${range(page)}`,
      lede: `${counted(page.heads.length, 'chain')}, step by step.`,
      first: 'all',
      skip: 'Skip to the chains',
      navigation: pageLinks(files, at, 'chains'),
    })
    yield { file: page.file, text: chainText(head, chains, telling, pageTail(view)) }
    chains = []
    at++
  }
}

/** A chain at a time: the text of one is gone when the next is written. */
function* chainText(head: Html, chains: readonly ToldChain[], telling: Telling, tail: Html): Iterable<string> {
  yield head.markup
  yield html`<section id="all">${legend()}`.markup
  for (const chain of chains) yield renderChain(chain, telling, hasGap(telling.plan, chain.task)).markup
  yield '</section>'
  yield tail.markup
}

async function* listPages(view: CaseView, plan: Plan, places: Places): AsyncIterable<Page> {
  const files = plan.listPages.map(({ file }) => file)
  let records: ReadonlyMap<string, Html> = new Map()
  for (const [at, page] of plan.listPages.entries()) {
    if (at % together === 0) records = await firstRecords(view, plan, plan.listPages.slice(at, at + together))
    yield {
      file: page.file,
      text: [
        pageHead(view, {
          title: `List of chains ${range(page)}`,
          heading: `List of chains ${range(page)}`,
          lede: `${counted(page.heads.length, 'chain')} in a line each. Where a chain is told step by step, its name leads there; else each corner names the first of its records.`,
          first: 'all',
          skip: 'Skip to the list',
          navigation: pageLinks(files, at, 'chains'),
        }).markup,
        html`<section id="all">${renderChainList(page.heads, plan, places, records)}</section>`.markup,
        pageTail(view).markup,
      ],
    }
  }
}

/** Where the first record of each corner stands, of chains that are told nowhere in full. */
async function firstRecords(view: CaseView, plan: Plan, pages: readonly ChainPage[]): Promise<Map<string, Html>> {
  const untold = pages.flatMap(({ heads }) => heads.filter(({ task }) => !plan.told.has(task)))
  const events = untold.flatMap(({ corners }) => Object.values(corners).flatMap((corner) => corner.events[0] ?? []))
  const records = await view.records([...new Set(events)])
  return new Map(
    records.map((one) => [one.event_id, html`<br>${recordCell(one.file, one.record_no, one.native_id, one.event_id)}`]),
  )
}

function range({ heads }: ChainPage): string {
  return `${heads[0]?.task_key ?? ''} to ${heads.at(-1)?.task_key ?? ''}`
}
