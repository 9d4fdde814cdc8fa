/** The life of a credential as a bar in the drawing of its chain. */
import { type Html, html } from './html.js'
import { clip, filled, round } from './plot.js'
import type { ChainView, CredentialView } from './rows/chain.js'
import type { Slots } from './slots.js'
import { count, duration, plainTime } from './words.js'

/** The life of a credential against the window of its task: from issue to revocation or expiry; hatched beyond the task's end, dashed where no record tells the end. */
export function renderCredentialBar(
  bar: CredentialView,
  chain: ChainView,
  places: Slots,
  y: number,
  { left, right }: { readonly left: number; readonly right: number },
): Html {
  const issued = bar.issued_at
  if (issued === null) return html``
  const endTime = credentialEnd(bar)
  const start = places.ofTime(issued)
  const end = endTime === null ? right : places.ofTime(endTime)
  const closed =
    chain.closed_at !== null && (endTime === null || endTime > chain.closed_at)
      ? Math.max(start, places.ofTime(chain.closed_at))
      : null
  const box = (from: number, to: number) => ({ x: from, y: y - 4, width: Math.max(3, to - from), height: 8 })
  const name = bar.credential.replace(/^[a-z]+:/, '')
  return html`<g class="credential-bar"><text class="lane-class" x="${left - 12}" y="${y + 3}" text-anchor="end">${clip(name, 22)}</text>${
    endTime === null
      ? html`<line class="endless" x1="${round(start)}" x2="${round(end)}" y1="${y}" y2="${y}"/>`
      : filled(box(start, closed ?? end), 'life', 'none')
  }${closed === null || endTime === null ? '' : filled(box(closed, end), 'beyond', 'crossed')}${bar.last_used_at === null ? '' : html`<line class="last-use" x1="${round(places.ofTime(bar.last_used_at))}" x2="${round(places.ofTime(bar.last_used_at))}" y1="${y - 7}" y2="${y + 7}"/>`}<title>${lifeInWords(bar, chain)}</title></g>
`
}

function lifeInWords(bar: CredentialView, chain: ChainView): string {
  const end = credentialEnd(bar)
  const how = bar.revoked_at !== null && bar.revoked_at === end ? 'revoked' : 'expires'
  return [
    `${bar.credential}: issued ${plainTime(bar.issued_at)}`,
    end === null ? 'no record tells its end' : `${how} ${plainTime(end)}`,
    bar.issued_at !== null && end !== null ? `a life of ${duration((end - bar.issued_at) / 1_000_000)}` : null,
    end !== null && chain.closed_at !== null && end > chain.closed_at
      ? `${duration((end - chain.closed_at) / 1_000_000)} beyond the end of the task`
      : null,
    bar.last_used_at === null
      ? 'no use on record'
      : `last used ${plainTime(bar.last_used_at)}, ${count(bar.uses)} times in all`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** When a credential ends: revoked or expired, whichever comes first; null where no record tells. Microseconds. */
export function credentialEnd(bar: CredentialView): number | null {
  if (bar.revoked_at !== null && bar.expires_at !== null) return Math.min(bar.revoked_at, bar.expires_at)
  return bar.revoked_at ?? bar.expires_at
}
