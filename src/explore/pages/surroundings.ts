/** The identity graph around one identity: its accounts on the left, others and what they are to it on the right. */
import { type Html, html } from '../../report/html.js'
import type { AccountView } from '../../report/rows/identity.js'
import type { RelationView } from '../../report/rows/search.js'
import { count, counted } from '../../report/words.js'
import { link } from '../frame.js'

/** Nodes drawn on a side; the tables below the drawing have all of them. */
const most = 24
const row = 34
const width = 960
const middle = { x: 410, width: 190 }

/** How a basis is drawn: the surer, the heavier. The word stands on each line too, so nothing rests on the looks alone. */
const strokes: Readonly<Record<string, string>> = {
  authoritative: 'sure',
  verified: 'sure',
  derived: 'likely',
  heuristic: 'weak',
  unmapped: 'weak',
}

/** Draws it; links lead to the others, so that the graph can be walked. */
export function drawSurroundings(
  person: string,
  kind: string,
  accounts: readonly AccountView[],
  relations: readonly RelationView[],
): Html {
  const left = accounts.slice(0, most)
  const others = grouped(relations)
  const right = others.slice(0, most)
  const height = Math.max(left.length, right.length, 2) * row + 24
  const centre = height / 2
  const y = (index: number, of: number) => centre + (index - (of - 1) / 2) * row
  const cut = [
    accounts.length > most ? `${count(accounts.length - most)} more accounts` : '',
    others.length > most ? `${count(others.length - most)} more identities` : '',
  ].filter((one) => one !== '')
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Identity graph"><svg class="graph" viewBox="0 0 ${width} ${height}" aria-labelledby="graph-t graph-d" role="group"><title id="graph-t">Identity graph of ${person}</title><desc id="graph-d">${counted(accounts.length, 'account')} on the left, ${counted(others.length, 'other identity', 'other identities')} on the right. The tables that follow say the same.</desc>
${left.map((one, i) => {
  const at = y(i, left.length)
  return html`<path class="edge ${strokes[one.basis] ?? 'weak'}" d="M300 ${at}C350 ${at} 340 ${centre} ${middle.x} ${centre}"/><a href="${link('search', { q: `"${one.alias}"` })}"><text class="node" x="292" y="${at + 1}" text-anchor="end">${clipFront(one.alias, 40)}</text><title>${one.alias}: ${one.basis}${one.evidence ? `, ${one.evidence}` : ''}</title></a><text class="edge-name" x="292" y="${at + 13}" text-anchor="end">${one.basis}</text>
`
})}
${right.map(({ other, otherKind, words }, i) => {
  const at = y(i, right.length)
  return html`<path class="edge sure" d="M${middle.x + middle.width} ${centre}C660 ${centre} 640 ${at} 700 ${at}"/><a href="${link('identity', { id: other })}"><text class="node" x="708" y="${at + 1}">${clip(other, 34)}${otherKind === null || otherKind === 'human' ? '' : ` (${otherKind})`}</text><title>${person} ${words} ${other}</title></a><text class="edge-name" x="708" y="${at + 13}">${clip(words, 48)}</text>
`
})}
<rect class="self" x="${middle.x}" y="${centre - 22}" width="${middle.width}" height="44" rx="6"/><text class="node self-name" x="${middle.x + middle.width / 2}" y="${centre - 2}" text-anchor="middle">${clip(person, 28)}</text><text class="edge-name" x="${middle.x + middle.width / 2}" y="${centre + 13}" text-anchor="middle">${kind}</text></svg></div>
${cut.length === 0 ? '' : html`<p class="note">Not drawn: ${cut.join(' and ')}; the tables below have them.</p>`}`
}

/** The others, each once, with everything they are; those of many tasks first. */
function grouped(relations: readonly RelationView[]): { other: string; otherKind: string | null; words: string }[] {
  const groups = new Map<string, RelationView[]>()
  for (const one of relations) groups.set(one.other, [...(groups.get(one.other) ?? []), one])
  return [...groups].map(([other, all]) => ({
    other,
    otherKind: all[0]?.kind ?? null,
    words: all
      .map(({ relation, tasks }) => (tasks > 0 ? `${relation} (${counted(tasks, 'task')})` : relation))
      .join(', '),
  }))
}

function clip(text: string, longest: number): string {
  const signs = [...text]
  return signs.length <= longest ? text : `${signs.slice(0, longest - 1).join('')}…`
}

/** Accounts differ at their end: which system it is, and the last part of the name. */
function clipFront(text: string, longest: number): string {
  const signs = [...text]
  if (signs.length <= longest) return text
  const system = /^[a-z]+:/.exec(text)?.[0] ?? ''
  return `${system}…${signs.slice(signs.length - (longest - system.length - 1)).join('')}`
}
