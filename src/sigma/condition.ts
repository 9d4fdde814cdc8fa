/** The condition of a Sigma rule: `selection and not 1 of filter_*`, as a tree (Sigma specification 2.1, section "Condition"). */

/** A condition, read. `some` and `every` speak of the selections whose names fit a pattern; `them` fits all but those that begin with `_`. */
export type Condition =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and'; readonly parts: readonly Condition[] }
  | { readonly kind: 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'some' | 'every'; readonly names: readonly string[] }

/** Reads a condition over selections of these names. Throws Error with what was expected. Binds: not, then and, then or. */
export function parseCondition(text: string, names: readonly string[]): Condition {
  const tokens = text.match(/\(|\)|[^\s()]+/g) ?? []
  let at = 0
  const peek = () => tokens[at]?.toLowerCase()
  const isNext = (word: string) => peek() === word && ++at > 0

  const one = (): Condition => {
    if (isNext('not')) return { kind: 'not', of: one() }
    if (isNext('(')) {
      const inner = either()
      if (!isNext(')')) throw new Error(`a parenthesis is not closed: ${text}`)
      return inner
    }
    const word = tokens[at++]
    if (word === undefined) throw new Error(`it ends too early: ${text}`)
    if (tokens[at]?.toLowerCase() === 'of' && /^(1|any|all)$/i.test(word)) {
      at++
      return quantified(word.toLowerCase() === 'all' ? 'every' : 'some', tokens[at++])
    }
    if (word === '|') throw new Error('aggregations behind | are not single events: write a rule over facts instead')
    if (!names.includes(word)) throw new Error(`there is no selection called ${word}; there are ${names.join(', ')}`)
    return { kind: 'name', name: word }
  }
  const quantified = (kind: 'some' | 'every', pattern: string | undefined): Condition => {
    if (pattern === undefined) throw new Error(`it ends too early: ${text}`)
    const fits =
      pattern.toLowerCase() === 'them'
        ? (name: string) => !name.startsWith('_')
        : (name: string) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(name)
    const found = names.filter(fits)
    if (found.length === 0) throw new Error(`no selection is called ${pattern}; there are ${names.join(', ')}`)
    return { kind, names: found }
  }
  const both = (): Condition => chain('and', one)
  const either = (): Condition => chain('or', both)
  const chain = (kind: 'and' | 'or', part: () => Condition): Condition => {
    const parts = [part()]
    while (isNext(kind)) parts.push(part())
    return parts.length === 1 ? parts[0]! : { kind, parts }
  }

  const condition = either()
  if (at < tokens.length) throw new Error(`it is not understood from ${JSON.stringify(tokens[at])} on: ${text}`)
  return condition
}

function escaped(text: string) {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
}
