/** Seeded randomness: the same seed and label give the same numbers on every machine. */

/** A stream of pseudo-random choices. `fork` opens an independent stream, so one more draw in one place shifts nothing elsewhere. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number, both ends included. */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  shuffle<T>(from: readonly T[]): T[]
  /** `length` characters of an alphabet. */
  letters(alphabet: string, length: number): string
  hex(length: number): string
  uuid(): string
  fork(label: string): Random
}

const HEX = '0123456789abcdef'

/** Opens a stream. The generator is sfc32, seeded by a 128-bit string hash (both public domain). */
export function createRandom(seed: number, label = ''): Random {
  let [a, b, c, d] = hash128(`${seed}/${label}`)
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4_294_967_296
  }
  for (let i = 0; i < 12; i++) next()
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const letters = (alphabet: string, length: number) => {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[int(0, alphabet.length - 1)]
    return text
  }
  const hex = (length: number) => letters(HEX, length)
  return {
    next,
    int,
    letters,
    hex,
    chance: (probability) => next() < probability,
    pick: (from) => {
      if (from.length === 0) throw new Error('nothing to pick from')
      return from[int(0, from.length - 1)]!
    },
    shuffle: (from) => {
      const all = [...from]
      for (let i = all.length - 1; i > 0; i--) {
        const j = int(0, i)
        const kept = all[i]!
        all[i] = all[j]!
        all[j] = kept
      }
      return all
    },
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${letters('89ab', 1)}${hex(3)}-${hex(12)}`,
    fork: (inner) => createRandom(seed, `${label}/${inner}`),
  }
}

function hash128(text: string): [number, number, number, number] {
  let h1 = 1779033703
  let h2 = 3144134277
  let h3 = 1013904242
  let h4 = 2773480762
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i)
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067)
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233)
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213)
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179)
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067)
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233)
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213)
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179)
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1]
}
