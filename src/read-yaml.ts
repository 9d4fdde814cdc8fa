/** Reads the operator's YAML: checked whole against its shape, every mistake told at once with its line and what was expected. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument, stringify } from 'yaml'
import { z } from 'zod'
import { UserError } from './errors.js'
import { asUserError, type Problem } from './problems.js'

/** Tells a mistake that a shape cannot see, at a place of the document. */
export type Complain = (path: readonly PropertyKey[], message: string) => void

/** What a YAML file has to be. */
export interface YamlContract<S extends z.ZodType> {
  readonly shape: S
  /** What the file is, for the head of the error: `the configuration`. */
  readonly what: string
  readonly hint: string
  /** Checks beyond the shape; runs only over what fits it. */
  readonly check?: (data: z.output<S>, complain: Complain) => void
}

const syntaxHint = 'it is not YAML from there on: a text with { } [ ] , # or : in it needs quotes'

/** The document as its shape gives it. `shown` is what messages name. Throws one UserError with every problem: file, line, what was expected. */
export function parseYaml<S extends z.ZodType>(text: string, shown: string, contract: YamlContract<S>): z.output<S> {
  const { shape, what, hint } = contract
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problems: Problem[] = []
  const [broken] = document.errors
  if (broken) {
    // What the parser says of everything behind its first stumble is only a consequence.
    const message = broken.message.split('\n')[0] ?? broken.message
    throw asUserError(what, [{ file: shown, line: lines.linePos(broken.pos[0]).line, message }], syntaxHint)
  }
  const complain: Complain = (path, message) =>
    problems.push({ file: shown, line: lineOf(document.contents, path, lines), message })
  const parsed = shape.safeParse(document.toJS() ?? {})
  if (parsed.success) contract.check?.(parsed.data, complain)
  else
    for (const issue of parsed.error.issues) for (const { path, message } of tell(issue, shape)) complain(path, message)
  if (problems.length > 0 || !parsed.success)
    throw asUserError(
      what,
      problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
      hint,
    )
  return parsed.data
}

/** A YAML scalar on one line, quoted where it has to be; names of files and columns may hold anything. */
export function yamlScalar(value: string): string {
  return stringify(value, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 }).trim()
}

/** YAML files behind paths: files as they are, folders by what is in them, in order of name. Throws UserError for a path that leads to none. */
export function listYaml(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!existsSync(path)) throw new UserError(`there is no file or folder ${path}`, { file: path })
    if (!statSync(path).isDirectory()) return [path]
    const files = readdirSync(path).filter((name) => /\.ya?ml$/i.test(name))
    if (files.length === 0) throw new UserError(`no .yaml file in ${path}`, { file: path })
    return files.sort().map((name) => join(path, name))
  })
}

/** Zod's issues in our words: name the thing and the value. */
function tell(issue: z.core.$ZodIssue, shape: z.ZodType): { path: PropertyKey[]; message: string }[] {
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(shape, issue.path)
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown key: ${where ? `${where}.` : ''}${key}${known.length > 0 ? `; expected one of ${known.join(', ')}` : ''}`,
    }))
  }
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0]?.message ?? 'bad name'
    return [{ path: issue.path, message: `${where}: ${inner}` }]
  }
  if (issue.code === 'invalid_union') {
    // The alternative of the right type tells what is wrong inside of it; without one, only the type is wrong.
    const meant = issue.errors.find(
      (inner) => !inner.some((one) => one.path.length === 0 && /^invalid_(type|union)$/.test(one.code)),
    )
    if (meant) return meant.flatMap((one) => tell({ ...one, path: [...issue.path, ...one.path] }, shape))
  }
  const message = issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^expected (\w+), received (\w+)$/, 'expected $1, found $2')
  return [{ path: issue.path, message: `${where || 'the file'}: ${message}` }]
}

/** Keys that a place of the document may have, read off the shape itself. */
function knownKeys(shape: z.ZodType, path: readonly PropertyKey[]): string[] {
  let schemas: unknown[] = [shape]
  for (const step of path) schemas = schemas.flatMap(openSchema).flatMap((schema) => memberOf(schema, step))
  return schemas
    .flatMap(openSchema)
    .flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []))
}

/** What stands behind wrappers and alternatives. */
function openSchema(schema: unknown): unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodLazy)
    return openSchema(schema.unwrap())
  return schema instanceof z.ZodUnion ? schema.options.flatMap(openSchema) : [schema]
}

function memberOf(schema: unknown, step: PropertyKey): unknown[] {
  if (schema instanceof z.ZodArray) return typeof step === 'number' ? [schema.element] : []
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  const member = schema instanceof z.ZodObject ? (schema.shape as Record<string, unknown>)[String(step)] : undefined
  return member === undefined ? [] : [member]
}

/** The line of the nearest node on a path; keys are found as well as values. */
function lineOf(contents: ParsedNode | null, path: readonly PropertyKey[], lines: LineCounter): number | null {
  let node: Node | null = contents
  let start = contents?.range?.[0] ?? 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      if (!pair) break
      start = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? start
      node = pair.value as Node | null
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null
      start = node?.range?.[0] ?? start
    } else break
  }
  return lines.linePos(start).line
}
