/** Who is behind which accounts, and which look-alikes were left apart. */
import { type Html, html } from './html.js'
import { renderPeople } from './people.js'
import type { Places } from './place.js'
import { more, mostRows, table } from './table.js'
import type { CaseView } from './view.js'
import { count, counted } from './words.js'

/** Accounts of one identity on the page: a role that many sessions assume has thousands. */
const mostAccounts = 20

/** The section of the identities. */
export function renderIdentities(view: CaseView, places: Places): Html {
  const rows = view.identities
  return html`<section id="identities" aria-labelledby="identities-h"><h2 id="identities-h">Identities</h2>
<p>Who is behind which accounts, and why we believe it. Accounts that merely look alike are never merged.</p>
${table(
  'Identities',
  'Basis: authoritative (your own mapping), verified (id and address in one record of the directory), derived (set by the identity provider), heuristic (recognised by looks: never enough to accuse), unmapped (nobody known).',
  ['Person or identity', 'Kind', 'Why this kind', 'Accounts', 'Basis', 'Conflicts'],
  rows
    .slice(0, mostRows)
    .map((row) => [
      html`${row.person}${row.display_name && row.display_name !== row.person ? html`<br><span class="soft">${row.display_name}</span>` : ''}`,
      html`<span class="kind ${row.kind}">${row.kind}</span>`,
      row.kind_evidence ?? '–',
      accounts(row.aliases),
      [...new Set(row.bases)].join(', ') || '–',
      row.conflicts.length === 0 ? '–' : row.conflicts.join('; '),
    ]),
)}${more(rows.length, 'identity', 'identities.json').markup === '' ? '' : html`<p class="note">The first ${count(mostRows)} of ${counted(rows.length, 'identity', 'identities')} are shown; identities.json has all of them.</p>`}
${table(
  'Look-alikes that were left apart',
  'Somebody who knows can settle them in identities.csv.',
  ['Account', 'Account', 'Why they look alike'],
  view.lookalikes
    .slice(0, mostRows)
    .map((row) => [
      html`<span class="id">${row.alias_a}</span>`,
      html`<span class="id">${row.alias_b}</span>`,
      row.why,
    ]),
)}${more(view.lookalikes.length, 'pair', 'identities.json')}
${renderPeople(view, places)}</section>
`
}

function accounts(aliases: readonly string[]): Html {
  const left = aliases.length - mostAccounts
  return html`${aliases.slice(0, mostAccounts).map((alias) => html`<span class="id">${alias}</span><br>`)}${left > 0 ? html`<span class="soft">and ${count(left)} more in identities.json</span>` : ''}`
}
