/** Who is behind which accounts, and which look-alikes were left apart. */
import { type Html, html } from './html.js'
import { renderPeople } from './people.js'
import type { Places, Plan } from './place.js'
import type { IdentityView, LookalikeView } from './rows/identity.js'
import { fewRows, more, mostRows, pageNumbers, table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted } from './words.js'

/** Accounts of one identity that stand unfolded, and those on the page: a role that many sessions assume has thousands. */
const fewAccounts = 3
const mostAccounts = 100

/** The section of the identities: all of them, or how many there are, of whom most was found, and which pages tell everything. */
export function renderIdentities(view: CaseView, plan: Plan, places: Places): Html {
  return html`<section id="identities" aria-labelledby="identities-h"><h2 id="identities-h">Identities</h2>
<p>Who is behind which accounts, and why we believe it. Accounts that merely look alike are never merged.</p>
${plan.isSplit ? inBrief(view, plan, places) : inFull(view, places)}</section>
`
}

function inFull(view: CaseView, places: Places): Html {
  const rows = view.identities
  return html`${identityTable(rows.slice(0, mostRows), places)}${more(rows.length, 'identity', 'identities.json').markup === '' ? '' : html`<p class="note">The first ${count(mostRows)} of ${counted(rows.length, 'identity', 'identities')} are shown; identities.json has all of them.</p>`}
${lookalikeTable(view.lookalikes.slice(0, mostRows))}${more(view.lookalikes.length, 'pair', 'identities.json')}
${renderPeople(view, places)}`
}

function inBrief(view: CaseView, { cardPages, identityPages, lookalikePages }: Plan, places: Places): Html {
  const kinds = [...new Set(view.identities.map(({ kind }) => kind))]
  const cards = cardPages.reduce((sum, { rows }) => sum + rows.length, 0)
  const first = (cardPages[0]?.rows ?? []).slice(0, fewRows)
  const numbers = (pages: readonly { readonly file: string }[]) => pageNumbers(pages, places)
  return html`<dl class="qa">
<dt>All identities</dt><dd>${counted(view.identities.length, 'identity', 'identities')} in a line each: ${numbers(identityPages)}</dd>
${cards === 0 ? '' : html`<dt>One by one</dt><dd>${counted(cards, 'card')}, those with gaps first: everybody who has several accounts, a part in a task, a right, or a finding: ${numbers(cardPages)}</dd>`}
${lookalikePages.length === 0 ? '' : html`<dt>Look-alikes</dt><dd>${counted(view.lookalikes.length, 'pair')} of accounts that were left apart: ${numbers(lookalikePages)}</dd>`}
</dl>${table(
    'Identities by kind',
    '',
    ['Kind', '#Identities', '#Accounts'],
    kinds.map((kind) => {
      const own = view.identities.filter((one) => one.kind === kind)
      return [kind, count(own.length), count(own.reduce((sum, { aliases }) => sum + aliases.length, 0))]
    }),
  )}${table(
    first.length < cards ? `The first ${count(first.length)} of ${counted(cards, 'card')}` : `Cards (${count(cards)})`,
    'Those with most gaps. Each leads to the accounts, why they are theirs, the rights and what was found.',
    ['Person or identity', 'Kind', '#Accounts', '#Asked', '#Decided', '#Executed', '#Gaps', '#Findings'],
    first.map(({ identity, accounts, part, findings, gaps }) => [
      nameOf(identity, places),
      html`<span class="kind ${identity.kind}">${identity.kind}</span>`,
      count(accounts.length),
      count(part?.asked ?? 0),
      count(part?.decided ?? 0),
      count(part?.executed ?? 0),
      gaps === 0 ? '0' : html`<strong class="unprovable">${count(gaps)}</strong>`,
      count(findings.length),
    ]),
  )}`
}

/** Identities in a line each; a name leads to its card where that has an address of its own. */
export function identityTable(rows: readonly IdentityView[], places: Places): Html {
  return table(
    'Identities',
    'Basis: authoritative (your own mapping), verified (id and address in one record of the directory), derived (set by the identity provider), heuristic (recognised by looks: never enough to accuse), unmapped (nobody known).',
    ['Person or identity', 'Kind', 'Why this kind', 'Accounts', 'Basis', 'Conflicts'],
    rows.map((row) => [
      nameOf(row, places),
      html`<span class="kind ${row.kind}">${row.kind}</span>`,
      row.kind_evidence ?? '–',
      accounts(row.aliases),
      [...new Set(row.bases)].join(', ') || '–',
      row.conflicts.length === 0 ? '–' : row.conflicts.join('; '),
    ]),
  )
}

/** Pairs of accounts that look alike. */
export function lookalikeTable(rows: readonly LookalikeView[]): Html {
  return table(
    'Look-alikes that were left apart',
    'Somebody who knows can settle them in identities.csv.',
    ['Account', 'Account', 'Why they look alike'],
    rows.map((row) => [
      html`<span class="id">${row.alias_a}</span>`,
      html`<span class="id">${row.alias_b}</span>`,
      row.why,
    ]),
  )
}

function nameOf({ person, display_name }: IdentityView, places: Places): Html {
  const address = places.person(person)
  return html`${address === null ? person : html`<a href="${address}">${person}</a>`}${display_name && display_name !== person ? html`<br><span class="soft">${display_name}</span>` : ''}`
}

function accounts(aliases: readonly string[]): Html {
  const line = (alias: string) => html`<span class="id">${alias}</span><br>`
  // one more than a few is not worth unfolding
  const few = aliases.length <= fewAccounts + 1 ? aliases.length : fewAccounts
  const left = aliases.length - mostAccounts
  return html`${aliases.slice(0, few).map(line)}${few === aliases.length ? '' : html`<details class="plain"><summary>and ${count(aliases.length - few)} more</summary>${aliases.slice(few, mostAccounts).map(line)}${left > 0 ? html`<span class="soft">and ${count(left)} more in identities.json</span>` : ''}</details>`}`
}
