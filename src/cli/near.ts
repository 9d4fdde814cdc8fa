/** Names that are nearly the one somebody typed. */

/** Names given at most. */
const most = 3

/** The hint for a name that is not there: those that are nearly it, or else where all of them are listed. */
export function nearHint(name: string, known: readonly string[], otherwise: string): string {
  const near = nearest(name, known)
  return near.length === 0 ? otherwise : `did you mean ${near.join(' or ')}? ${otherwise}`
}

/** Names that differ in few letters, the nearest first; case and punctuation do not count. */
export function nearest(name: string, known: readonly string[]): string[] {
  const wanted = bare(name)
  const furthest = Math.min(2, Math.floor(wanted.length / 3))
  return known
    .map((one) => ({ one, apart: apart(wanted, bare(one), furthest) }))
    .filter((found) => found.apart <= furthest)
    .sort((a, b) => a.apart - b.apart || (a.one < b.one ? -1 : 1))
    .slice(0, most)
    .map(({ one }) => one)
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Letters to put in, take out or change; more than `furthest` is not counted on. */
function apart(a: string, b: string, furthest: number): number {
  if (Math.abs(a.length - b.length) > furthest) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    if (Math.min(...next) > furthest) return Number.POSITIVE_INFINITY
    row = next
  }
  return row[b.length]!
}
