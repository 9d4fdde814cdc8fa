/** Everything that is known of one person, agent, workload or shared account, gathered for a card. */
import type { FindingView } from './rows/finding.js'
import type { AccountPartView, IdentityView, MergeStepView, PersonPartView, RightView } from './rows/identity.js'
import type { CaseView } from './view.js'

/** Everything on the card of one person, agent, workload or shared account. */
export interface Card {
  readonly identity: IdentityView
  readonly accounts: readonly AccountPartView[]
  readonly part: PersonPartView | null
  readonly rights: readonly RightView[]
  readonly merges: readonly MergeStepView[]
  readonly findings: readonly FindingView[]
  /** How many of the findings are gaps. */
  readonly gaps: number
}

/** The cards of a case: more gaps first, then more findings, then by name. */
export function cardsOf(view: CaseView): Card[] {
  const { accounts, parts, rights, mergeSteps } = view.people
  const accountsOf = byPerson(accounts)
  const partsOf = byPerson(parts)
  const rightsOf = byPerson(rights)
  const mergesOf = byPerson(mergeSteps)
  const findingsOf = byPerson(view.findings)
  return view.identities
    .map((identity): Card => {
      const of = <Row>(rows: ReadonlyMap<string, readonly Row[]>) => rows.get(identity.person) ?? []
      const findings = of(findingsOf)
      return {
        identity,
        accounts: of(accountsOf),
        part: of(partsOf)[0] ?? null,
        rights: of(rightsOf),
        merges: of(mergesOf),
        findings,
        gaps: findings.filter(({ verdict }) => verdict === 'gap').length,
      }
    })
    .filter(
      ({ accounts: own, part, rights: held, findings }) =>
        own.length > 1 || part !== null || held.length > 0 || findings.length > 0,
    )
    .sort(
      (a, b) =>
        b.gaps - a.gaps ||
        b.findings.length - a.findings.length ||
        (a.identity.person < b.identity.person ? -1 : a.identity.person > b.identity.person ? 1 : 0),
    )
}

function byPerson<Row extends { readonly person: string | null }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    if (row.person === null) continue
    const group = groups.get(row.person)
    if (group) group.push(row)
    else groups.set(row.person, [row])
  }
  return groups
}
