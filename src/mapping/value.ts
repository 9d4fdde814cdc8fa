/** Values and conditions of a mapping, made into functions of a record. */
import { emailOf } from '../read-fields.js'
import type { Complain } from '../read-yaml.js'
import type { LongValue, Test, Value, When } from './shape.js'
import { compilePlace, compileTemplate, type Scope, type Template, textsIn } from './template.js'

/** A place in the mapping file, and how to tell what is wrong with it. */
export interface Site {
  readonly path: readonly PropertyKey[]
  readonly complain: Complain
}

/** A value as a function of a record. */
export interface Reader {
  readonly read: (scope: Scope) => readonly string[]
  /** Texts it may give that stand in the mapping itself. */
  readonly constants: readonly string[]
  /** Beginnings, as far as they stand in the mapping, of the texts it takes from records. */
  readonly leads: readonly string[]
}

export type Condition = (scope: Scope) => boolean

/** The place one step further in. */
export function inside(site: Site, ...steps: readonly PropertyKey[]): Site {
  return { ...site, path: [...site.path, ...steps] }
}

/** Tells a mistake at a place; the message names the place. */
export function mistake({ path, complain }: Site, message: string): void {
  complain(path, `${path.map(String).join('.')}: ${message}`)
}

/** Compiles a value. A list is its first alternative that gives something; with `isList`, all of them. */
export function compileValue(given: Value, site: Site, isList: boolean): Reader {
  if (typeof given === 'object' && !('is' in given)) {
    const readers = given.map((one, i) => compileValue(one, inside(site, i), isList))
    const read = isList ? allOf(readers) : firstOf(readers)
    return { read, ...togetherOf(readers) }
  }
  return typeof given === 'object' ? compileLong(given, site, isList) : compileText(String(given), site)
}

/** Compiles `when` and `unless`; null when there is neither. */
export function compileCondition(when: When | undefined, unless: When | undefined, site: Site): Condition | null {
  const holds = when === undefined ? null : compileWhen(when, inside(site, 'when'))
  const prevents = unless === undefined ? null : compileWhen(unless, inside(site, 'unless'))
  if (holds === null) return prevents === null ? null : (scope) => !prevents(scope)
  return prevents === null ? holds : (scope) => holds(scope) && !prevents(scope)
}

/** Fields that all have to be as said; of a list of such, one. */
export function compileWhen(when: When, site: Site): Condition {
  if (Array.isArray(when)) {
    const any = when.map((one, i) => compileWhen(one, inside(site, i)))
    return (scope) => any.some((holds) => holds(scope))
  }
  const all = Object.entries(when).map(([field, test]) => {
    const { read } = compilePlace(field)
    const holds = compileTest(test, inside(site, field))
    return (scope: Scope) => holds(textsIn(read(scope)))
  })
  return (scope) => all.every((holds) => holds(scope))
}

/** A pattern of the mapping's; null, with the mistake told, when it is none. `/…/i` may carry flags. */
export function compilePattern(text: string, site: Site, flags = 'u'): RegExp | null {
  try {
    return new RegExp(text, flags)
  } catch (error) {
    mistake(site, `no pattern: ${text}: ${(error as Error).message.replace(/^.*: /, '')}`)
    return null
  }
}

const slashed = /^\/(.+)\/(i?)$/s

function compileText(text: string, site: Site): Reader & Pick<Template, 'fields'> {
  const template = compileTemplate(text)
  if (template === null) {
    mistake(site, `a brace is not closed: ${text}; write {{ and }} for braces`)
    return { read: () => [], constants: [], leads: [], fields: [] }
  }
  const { lead, isConstant, fields } = template
  const read = lead.startsWith('email:') ? addressed(template.read) : template.read
  return { read, constants: isConstant ? [lead] : [], leads: isConstant ? [] : [lead], fields }
}

/** `email:` is followed by an address in lower case, or it is nobody's: `SYSTEM` is none, and another alternative may know better. */
function addressed(read: Reader['read']): Reader['read'] {
  return (scope) =>
    read(scope).flatMap((text) => {
      const address = emailOf(text.slice('email:'.length))
      return address === null ? [] : [`email:${address}`]
    })
}

function compileLong(given: LongValue, site: Site, isList: boolean): Reader {
  let reader = compileValue(given.is, inside(site, 'is'), isList)
  const holds = compileCondition(given.when, given.unless, site)
  if (given.to !== undefined && given.match === undefined) mistake(inside(site, 'to'), 'stands without `match`')
  if (given.match !== undefined) reader = matched(reader, given.match, given.to, site)
  if (given.values !== undefined) reader = translated(reader, given.values, inside(site, 'values'))
  if (given.lower) reader = { ...reader, read: lowered(reader.read) }
  if (holds === null) return reader
  const { read } = reader
  return { ...reader, read: (scope) => (holds(scope) ? read(scope) : []) }
}

/** What a pattern finds in each text, as `to` puts it: `{1}` and `{name}` are groups, `{0}` all of it. */
function matched(reader: Reader, match: string, to: string | undefined, site: Site): Reader {
  const pattern = compilePattern(match, inside(site, 'match'), 'gu')
  const { fields, ...result } = compileText(to ?? (hasGroup(match) ? '{1}' : '{0}'), inside(site, 'to'))
  const groups = pattern === null ? null : groupsOf(pattern)
  for (const name of fields)
    if (groups?.has(name) === false) mistake(inside(site, 'to'), `the pattern has no group {${name}}`)
  const read = (scope: Scope) =>
    reader
      .read(scope)
      .flatMap((text) =>
        pattern === null
          ? []
          : [...text.matchAll(pattern)].flatMap((found) => result.read({ record: { ...found, ...found.groups } })),
      )
  return { ...result, read }
}

function hasGroup(pattern: string) {
  return /(?<!\\)\((?!\?[:=!]|\?<[=!])/.test(pattern)
}

/** Names and numbers of the groups of a pattern: what it finds in nothing has them all. */
function groupsOf(pattern: RegExp): ReadonlySet<string> {
  const found = new RegExp(`${pattern.source}|`, 'u').exec('')!
  return new Set([...Object.keys(found), ...Object.keys(found.groups ?? {})])
}

/** Texts of the record to words of the mapping: by themselves, by pattern, or by `"*"`; what is not listed gives nothing. */
function translated(reader: Reader, values: NonNullable<LongValue['values']>, site: Site): Reader {
  const word = (to: string | number | boolean | null) => (to === null ? null : String(to))
  const exact = new Map(Object.entries(values).map(([from, to]) => [from, word(to)]))
  const patterns = Object.entries(values).flatMap(([from, to]) => {
    const found = slashed.exec(from)
    const pattern = found && compilePattern(found[1]!, inside(site, from), `u${found[2]}`)
    return pattern ? [{ pattern, to: word(to) }] : []
  })
  const otherwise = exact.get('*') ?? null
  const one = (text: string) => {
    const found = exact.get(text)
    if (found !== undefined && text !== '*') return found
    const by = patterns.find(({ pattern }) => pattern.test(text))
    return by === undefined ? otherwise : by.to
  }
  return {
    read: (scope) => reader.read(scope).flatMap((text) => one(text) ?? []),
    constants: [...exact.values()].filter((to) => to !== null),
    leads: [],
  }
}

function lowered(read: Reader['read']): Reader['read'] {
  return (scope) => read(scope).map((text) => text.toLowerCase())
}

function compileTest(test: Test, site: Site): (texts: readonly string[]) => boolean {
  if (test === null) return (texts) => texts.length === 0
  if (Array.isArray(test)) {
    const any = test.map((one, i) => compileTest(one, inside(site, i)))
    return (texts) => any.some((holds) => holds(texts))
  }
  const word = String(test)
  if (word === '*') return (texts) => texts.length > 0
  const found = slashed.exec(word)
  if (!found) return (texts) => texts.includes(word)
  const pattern = compilePattern(found[1]!, site, `u${found[2]}`)
  return (texts) => pattern !== null && texts.some((text) => pattern.test(text))
}

function firstOf(readers: readonly Reader[]): Reader['read'] {
  return (scope) => {
    for (const { read } of readers) {
      const texts = read(scope)
      if (texts.length > 0) return texts
    }
    return []
  }
}

function allOf(readers: readonly Reader[]): Reader['read'] {
  return (scope) => readers.flatMap(({ read }) => read(scope))
}

function togetherOf(readers: readonly Reader[]) {
  return {
    constants: readers.flatMap(({ constants }) => constants),
    leads: readers.flatMap(({ leads }) => leads),
  }
}
