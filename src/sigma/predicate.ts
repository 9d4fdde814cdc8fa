/** What a Sigma selection asks of an event, as SQL with bound values (Sigma specification 2.1 and its appendix of modifiers). */

/** Collects the values of a statement: each becomes `$sigma_n`. */
export class Values {
  readonly bound: Record<string, string | number> = {}

  add(value: string | number): string {
    const name = `sigma_${Object.keys(this.bound).length + 1}`
    this.bound[name] = value
    return `$${name}`
  }
}

/** How a field of a Sigma rule is spelled in SQL: text, or null where the field is mapped to nothing. */
export type FieldSql = (field: string) => string | null

/** The SQL of one selection: a map (all must fit), a list of maps (one must), or words that stand anywhere in the event. Throws Error with what is wrong. */
export function selectionSql(selection: unknown, field: FieldSql, words: string, values: Values): string {
  if (Array.isArray(selection)) {
    if (selection.length === 0) throw new Error('an empty list selects nothing')
    return any(selection.map((one) => selectionSql(one, field, words, values)))
  }
  if (typeof selection === 'object' && selection !== null)
    return all(
      Object.entries(selection).map(([key, wanted]) => {
        const [name, ...modifiers] = key.split('|')
        // a key of nothing but modifiers asks for words
        return fieldSql(name === '' ? words : mapped(name!, field), modifiers, wanted, field, values)
      }),
    )
  if (typeof selection === 'string' || typeof selection === 'number')
    return textSql(words, 'contains', String(selection), false, values)
  throw new Error(`a selection is a map, a list or words, not ${JSON.stringify(selection)}`)
}

function mapped(name: string, field: FieldSql): string {
  const sql = field(name)
  if (sql === null)
    throw new Error(
      `field ${name} is mapped to nothing; add it to fields.yaml beside the rule, as a column of events or attributes.<key>`,
    )
  return sql
}

const operators = [
  'contains',
  'startswith',
  'endswith',
  're',
  'cidr',
  'lt',
  'lte',
  'gt',
  'gte',
  'exists',
  'fieldref',
] as const
type Operator = (typeof operators)[number] | 'equals'
const comparisons = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const
const changers = [
  'all',
  'cased',
  'base64',
  'base64offset',
  'wide',
  'utf16le',
  'utf16',
  'utf16be',
  'windash',
  'i',
  'm',
  's',
  'neq',
]

function fieldSql(
  left: string,
  modifiers: readonly string[],
  wanted: unknown,
  field: FieldSql,
  values: Values,
): string {
  const unknown = modifiers.find((one) => !changers.includes(one) && !(operators as readonly string[]).includes(one))
  if (unknown !== undefined) throw new Error(`the modifier ${unknown} is not known here`)
  const named = modifiers.filter((one) => (operators as readonly string[]).includes(one))
  if (named.length > 1) throw new Error(`${named.join(' and ')} exclude each other`)
  const operator = (named[0] ?? 'equals') as Operator
  const list = Array.isArray(wanted) ? wanted : [wanted]
  if (list.length === 0) throw new Error('an empty list selects nothing')
  const parts = list.map((value) => valueSql(left, operator, modifiers, value, field, values))
  const joined = modifiers.includes('all') ? all(parts) : any(parts)
  return modifiers.includes('neq') ? `not coalesce(${joined}, false)` : joined
}

function valueSql(
  left: string,
  operator: Operator,
  modifiers: readonly string[],
  value: unknown,
  field: FieldSql,
  values: Values,
): string {
  if (operator === 'exists') return `(${left}) is ${value === true ? 'not ' : ''}null`
  if (value === null) return `nullif(${left}, '') is null`
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new Error(`${JSON.stringify(value)} is no value of a field`)
  const text = String(value)
  if (operator === 'fieldref') return `lower(${left}) = lower(${mapped(text, field)})`
  if (operator in comparisons) {
    const number = Number(text)
    if (!Number.isFinite(number)) throw new Error(`${text} is no number`)
    return `try_cast(${left} as double) ${comparisons[operator as keyof typeof comparisons]} ${values.add(number)}::double`
  }
  if (operator === 're') {
    const flags = modifiers.filter((one) => ['i', 'm', 's'].includes(one)).join('')
    return `regexp_matches(${left}, ${values.add(`${flags === '' ? '' : `(?${flags})`}${text}`)})`
  }
  if (operator === 'cidr') return cidrSql(left, text, values)
  return any(spellings(text, modifiers).map((one) => textSql(left, operator, one, modifiers.includes('cased'), values)))
}

/** A value as it may stand in the event: encoded, or with each kind of dash. */
function spellings(text: string, modifiers: readonly string[]): string[] {
  if (modifiers.includes('windash'))
    return ['-', '/', '–', '—', '―'].map((dash) => text.replaceAll(/(?<=^|\s)[-/]/g, dash))
  const bytes = modifiers.some((one) => ['wide', 'utf16le', 'utf16'].includes(one))
    ? Buffer.from(text, 'utf16le')
    : modifiers.includes('utf16be')
      ? Buffer.from(text, 'utf16le').swap16()
      : Buffer.from(text)
  if (modifiers.includes('base64')) return [bytes.toString('base64')]
  if (modifiers.includes('base64offset'))
    // of each of the three places in a group of three, the characters that no neighbour can change
    return [0, 1, 2].map((offset) => {
      const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .replace(/=+$/, '')
      const spill = (bytes.length + offset) % 3
      return encoded.slice([0, 2, 3][offset], spill === 0 ? undefined : -1)
    })
  return [text]
}

/** Text compared without regard to case, unless `cased`; `*` and `?` are wildcards, a backslash before them makes them plain. */
function textSql(left: string, operator: Operator, text: string, isCased: boolean, values: Values): string {
  const body = text.replace(/\\([*?\\])|[%_~]|\*|\?/g, (found, plain: string | undefined) => {
    if (plain !== undefined) return plain
    return found === '*' ? '%' : found === '?' ? '_' : `~${found}`
  })
  const before = operator === 'contains' || operator === 'endswith' ? '%' : ''
  const after = operator === 'contains' || operator === 'startswith' ? '%' : ''
  return `(${left}) ${isCased ? 'like' : 'ilike'} ${values.add(`${before}${body}${after}`)} escape '~'`
}

function cidrSql(left: string, text: string, values: Values): string {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  const parts = found?.slice(1, 5).map(Number)
  const bits = Number(found?.[5])
  if (!parts || parts.some((part) => part > 255) || bits > 32)
    throw new Error(`${text} is no network of IPv4 such as 192.0.2.0/24; others cannot be compared`)
  const size = 2 ** (32 - bits)
  const start = Math.floor(parts.reduce((sum, part) => sum * 256 + part, 0) / size) * size
  const part = (n: number) => `try_cast(split_part(${left}, '.', ${n}) as bigint)`
  return `${part(1)} * 16777216 + ${part(2)} * 65536 + ${part(3)} * 256 + ${part(4)} between ${values.add(start)} and ${values.add(start + size - 1)}`
}

/** All of some predicates. */
export function all(parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `(${parts.join(' and ')})`
}

/** One of some predicates. */
export function any(parts: readonly string[]): string {
  return parts.length === 1 ? parts[0]! : `(${parts.join(' or ')})`
}
