/** Texts with places in them, `email:{actor.login}`: where in a record a value stands. */
import { asFields, type Fields } from '../read-fields.js'

/** What a value is read from: the record, and the element of a list when a row is made for each of them. */
export interface Scope {
  readonly record: Fields
  readonly item?: unknown
}

/** A text with places. */
export interface Template {
  /** The text of each reading; none when a place holds nothing. A place that holds a list gives a text for each of its elements. */
  readonly read: (scope: Scope) => readonly string[]
  /** The text before the first place; the whole text when there is none. */
  readonly lead: string
  readonly isConstant: boolean
  /** Fields of the record that it reads. */
  readonly fields: readonly string[]
}

/** A place in a record: `a.b`, `a["b.c"]`, `list[]` (each element), `list[0]`, `list[name=role]` (those whose `name` is `role`). */
export interface Place {
  readonly read: (scope: Scope) => unknown
  /** The field of the record that it begins with. */
  readonly field: string
  /** Names from the record down to the value; null when a list lies between. */
  readonly members: readonly string[] | null
}

type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'each' }
  | { readonly kind: 'where'; readonly name: string; readonly value: string }

/** Reads a template; null when a brace is not closed. `{{` and `}}` are braces. */
export function compileTemplate(text: string): Template | null {
  const literals: string[] = ['']
  const places: Place[] = []
  for (const [piece, place] of text.matchAll(/\{\{|\}\}|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
    if (place !== undefined) {
      places.push(compilePlace(place))
      literals.push('')
    } else if (piece === '{' || piece === '}') return null
    else literals[literals.length - 1] += piece === '{{' ? '{' : piece === '}}' ? '}' : piece
  }
  const lead = literals[0]!
  const fields = places.map(({ field }) => field)
  if (places.length === 0) return { read: () => [lead], lead, isConstant: true, fields }
  const reads = places.map(({ read }) => read)
  const [only] = reads
  const isBare = reads.length === 1 && literals.every((literal) => literal === '')
  return {
    read: isBare ? (scope) => textsIn(only!(scope)) : (scope) => filled(literals, reads, scope),
    lead,
    isConstant: false,
    fields,
  }
}

/** A place by its text; braces around it are allowed. */
export function compilePlace(text: string): Place {
  const whole = text.trim().replace(/^\{(.*)\}$/, '$1')
  const steps = stepsOf(whole)
  const [first] = steps ?? []
  const field = steps && first?.kind === 'member' ? first.name : whole
  if (steps === null || (steps.length === 1 && first!.kind === 'member' && whole !== 'item'))
    return { read: ({ record }) => own(record, whole), field, members: [whole] }
  const names = steps.flatMap((step) => (step.kind === 'member' ? [step.name] : []))
  return {
    read: (scope) => {
      // A name may hold dots and brackets: `addr.local`, `Amount [EUR]`.
      if (Object.hasOwn(scope.record, whole)) return scope.record[whole]
      if (scope.item !== undefined && field === 'item') return walk(scope.item, steps, 1)
      return walk(scope.record, steps, 0)
    },
    field,
    members: names.length === steps.length ? names : null,
  }
}

/** The texts of a value: text trimmed, numbers and true/false as written, elements of lists one by one, objects as JSON. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const text = value.trim()
    return text === '' ? [] : [text]
  }
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (typeof value !== 'object') return [String(value)]
  return Object.keys(value).length > 0 ? [JSON.stringify(value)] : []
}

function filled(literals: readonly string[], reads: readonly Place['read'][], scope: Scope): readonly string[] {
  let texts = [literals[0]!]
  for (let i = 0; i < reads.length; i++) {
    const found = textsIn(reads[i]!(scope))
    texts = texts.flatMap((text) => found.map((one) => text + one + literals[i + 1]!))
    if (texts.length === 0) return texts
  }
  return texts
}

/** Null for a text that is no path; then it can only be the name of a field. */
function stepsOf(text: string): readonly Step[] | null {
  const steps: Step[] = []
  const pattern = /(?:^|\.)([^.[\]]+)|\["([^"]+)"\]|\[\]|\[(\d+)\]|\[([^=[\]"]+)=([^[\]]*)\]/y
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text)
    if (!found) return null
    const [, bare, quoted, index, name, value] = found
    const member = bare ?? quoted
    if (member !== undefined) steps.push({ kind: 'member', name: member })
    else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) })
    else if (name !== undefined) steps.push({ kind: 'where', name, value: value! })
    else steps.push({ kind: 'each' })
  }
  return steps
}

function walk(start: unknown, steps: readonly Step[], from: number): unknown {
  let at = start
  for (let i = from; i < steps.length; i++) {
    const step = steps[i]!
    at = opened(at)
    if (at === null || at === undefined) return undefined
    if (step.kind === 'member') {
      // A name with dots may stand behind others: `attributes.user.name`.
      const rest = i + 1 < steps.length ? restName(steps, i) : null
      const fields = asFields(at)
      if (fields === null) return undefined
      if (rest !== null && Object.hasOwn(fields, rest)) return fields[rest]
      at = own(fields, step.name)
      continue
    }
    // What stands alone where a list may stand is a list of one, as XML has it.
    const list = Array.isArray(at) ? at : [at]
    if (step.kind === 'index') at = list[step.index]
    else {
      const chosen =
        step.kind === 'each' ? list : list.filter((one) => textsIn(own(asFields(one), step.name)).includes(step.value))
      return chosen.flatMap((one) => walk(one, steps, i + 1))
    }
  }
  return at
}

function restName(steps: readonly Step[], from: number): string | null {
  const rest = steps.slice(from)
  return rest.every((step) => step.kind === 'member') ? rest.map((step) => step.name).join('.') : null
}

/** JSON that stands in a text is looked into. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (!/^\s*[{[]/.test(value)) return undefined
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

function own(fields: Fields | null, name: string): unknown {
  return fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined
}
