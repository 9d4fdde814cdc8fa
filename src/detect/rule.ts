/** What a rule is: one SQL file whose comment header says what it asks, why, and what it cannot see. */
import { z } from 'zod'
import { UserError } from '../errors.js'
import { asUserError, type Problem } from '../problems.js'
import { stages } from '../schema/words.js'
import { loadSqlFiles, projectRoot, type SqlFile } from '../sql-file.js'

/** From the worst down. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof severities)[number]

/** What a rule may say about a subject. */
export const verdicts = ['pass', 'gap', 'insufficient', 'excepted', 'lead'] as const
export type Verdict = (typeof verdicts)[number]

/** Why evidence is not enough. */
export const reasons = [
  'no_source',
  'window',
  'logging_disabled',
  'silence',
  'filtered',
  'not_logged_by_product',
  'identity_unmapped',
  'link_ambiguous',
  'clock_uncertain',
  'structural',
] as const
export type Reason = (typeof reasons)[number]

/** A value that a parameter may take. */
export type ParameterValue = string | number | boolean

/** A parameter of a rule with its default and what the default rests on. */
export interface RuleParameter {
  readonly name: string
  readonly value: ParameterValue
  readonly basis: string
}

/** A rule, read and checked. */
export interface Rule {
  readonly rule: string
  readonly slug: string
  readonly title: string
  /** What a finding weighs unless the rule's own logic says otherwise. */
  readonly severity: Severity
  /** What one row is: the population that is examined. */
  readonly grain: string
  readonly question: string
  readonly why: string
  readonly misses: string
  readonly falsePositives: string
  readonly remedy: string
  /** Stages whose evidence the verdict rests on. */
  readonly needs: readonly string[]
  readonly parameters: readonly RuleParameter[]
  readonly ref: string
  /** The file as it is run, header and all. */
  readonly sql: string
  /** Path below the project, or as the operator gave it. */
  readonly file: string
}

/** All built-in rules in the order of their numbers, then those of `extra`. Throws one UserError with every broken header. */
export function loadRules(extra: readonly SqlFile[] = []): Rule[] {
  const own = loadSqlFiles('rules').map((file) => ({ ...file, path: file.path.slice(projectRoot().length + 1) }))
  return parseRules([...own, ...extra])
}

/** Reads and checks rule files. Throws one UserError that names every problem with its file and line. */
export function parseRules(files: readonly SqlFile[]): Rule[] {
  const problems: Problem[] = []
  const rules = checkRules(files, problems)
  if (problems.length > 0) throw asUserError('the rules', problems, 'docs/rules.md shows what a rule says about itself')
  return rules
}

/** Reads rule files as far as they can be read, in the order of their ids; what is wrong with the others goes to `problems`. */
export function checkRules(files: readonly SqlFile[], problems: Problem[]): Rule[] {
  const rules: Rule[] = []
  const seen = new Map<string, string>()
  for (const file of files) {
    const rule = parseRule(file, problems)
    if (rule === null) continue
    const other = seen.get(rule.rule)
    if (other === undefined) seen.set(rule.rule, file.path)
    else problems.push({ file: file.path, line: 1, message: `rule ${rule.rule} is there twice; the other is ${other}` })
    rules.push(rule)
  }
  return rules.sort((a, b) => (a.rule < b.rule ? -1 : 1))
}

const sentence = z.string().min(8, 'expected a sentence')
const honest = sentence.refine((text) => !/^(none|n\/a|nothing|no)\b/i.test(text), {
  error: 'every rule has some; "none" is not accepted',
})

const header = z.strictObject({
  rule: z.string().regex(/^[A-Z]+\d{2,4}$/, 'expected an id such as R08'),
  slug: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected words in lower case with hyphens'),
  title: sentence,
  severity: z.enum(severities, {
    error: (issue) => `unknown severity: ${String(issue.input)}; expected one of ${severities.join(', ')}`,
  }),
  grain: sentence,
  question: sentence.refine((text) => text.endsWith('?'), { error: 'expected a question' }),
  why: sentence,
  misses: honest,
  'false-positives': honest,
  remedy: sentence,
  needs: z.string().transform((text, context) => {
    const names = text.split(',').map((name) => name.trim())
    for (const name of names)
      if (!(stages as readonly string[]).includes(name))
        context.addIssue({ code: 'custom', message: `unknown stage: ${name}; expected ${stages.join(', ')}` })
    return names
  }),
  ref: sentence,
})

interface HeaderLine {
  readonly key: string
  readonly value: string
  readonly line: number
}

function parseRule(file: SqlFile, problems: Problem[]): Rule | null {
  const before = problems.length
  const lines = readHeader(file.sql)
  const report = (line: number | null, message: string) => problems.push({ file: file.path, line, message })
  const fields: Record<string, string> = {}
  const where: Record<string, number> = {}
  const parameters: RuleParameter[] = []
  for (const { key, value, line } of lines) {
    if (key === 'param') {
      const parameter = parseParameter(value)
      if (parameter === null) report(line, `param: ${JSON.stringify(value)}; expected name = default — basis`)
      else if (parameters.some(({ name }) => name === parameter.name))
        report(line, `param ${parameter.name} is there twice`)
      else parameters.push(parameter)
    } else if (key in fields) report(line, `${key} is there twice`)
    else {
      fields[key] = value
      where[key] = line
    }
  }
  const parsed = header.safeParse(fields)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys')
        for (const key of issue.keys)
          report(
            where[key] ?? 1,
            `unknown key: ${key}; expected one of ${[...Object.keys(header.shape), 'param'].join(', ')}`,
          )
      else {
        const key = String(issue.path[0])
        report(where[key] ?? 1, key in fields ? `${key}: ${issue.message}` : `${key} is missing`)
      }
    }
  }
  checkParameters(file.sql, parameters, lines, report)
  if (!parsed.success || problems.length > before) return null
  const stem = `${parsed.data.rule}_${parsed.data.slug.replaceAll('-', '_')}`
  if (file.stem !== stem) {
    report(1, `the file is called ${file.stem}.sql; expected ${stem}.sql`)
    return null
  }
  const { 'false-positives': falsePositives, ...rest } = parsed.data
  return { ...rest, falsePositives, parameters, sql: file.sql, file: file.path }
}

/** The first block of comment lines: `-- key: value`; a line that starts with three blanks continues the one above it. */
function readHeader(sql: string): HeaderLine[] {
  const found: { key: string; value: string; line: number }[] = []
  for (const [index, text] of sql.split(/\r?\n/).entries()) {
    if (!text.startsWith('--')) break
    const last = found.at(-1)
    const entry = /^-- ([a-z][a-z-]*):\s*(.*)$/.exec(text)
    if (entry) found.push({ key: entry[1]!, value: entry[2]!.trim(), line: index + 1 })
    else if (last && text.startsWith('--   ')) last.value += ` ${text.slice(2).trim()}`
  }
  return found
}

function parseParameter(text: string): RuleParameter | null {
  const found = /^([a-z][a-z0-9_]*)\s*=\s*(.+?)\s+—\s+(.{3,})$/.exec(text)
  if (!found) return null
  return { name: found[1]!, value: readValue(found[2]!), basis: found[3]! }
}

function readValue(text: string): ParameterValue {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}

/** Header and SQL must name the same parameters: DuckDB would tell one at a time, and only when the rule runs. */
function checkParameters(
  sql: string,
  parameters: readonly RuleParameter[],
  lines: readonly HeaderLine[],
  report: (line: number | null, message: string) => void,
) {
  const bare = withoutCommentsAndTexts(sql)
  const used = new Map<string, number>()
  for (const [index, line] of bare.split('\n').entries())
    for (const [, name] of line.matchAll(/\$([A-Za-z_]\w*)/g)) if (!used.has(name!)) used.set(name!, index + 1)
  for (const [name, line] of used)
    if (!parameters.some((parameter) => parameter.name === name))
      report(line, `$${name} is used, and no param line declares it`)
  for (const { name } of parameters)
    if (!used.has(name))
      report(
        lines.find((line) => line.key === 'param' && line.value.startsWith(name))?.line ?? 1,
        `param ${name} is declared, and the SQL does not use it`,
      )
}

/** The SQL with comments and text constants blanked out, line by line as before. */
function withoutCommentsAndTexts(sql: string): string {
  return sql.replace(/--[^\n]*|'(?:[^']|'')*'/g, (found) => found.replace(/[^\n]/g, ' '))
}

/** Values for every parameter of every rule: defaults, overridden by `name` or, stronger, by `R31.name`. */
export type BoundParameters = ReadonlyMap<string, Readonly<Record<string, ParameterValue>>>

/**
 * Applies the operator's parameters. `elsewhere` names parameters that belong to other parts of the tool.
 * Throws one UserError for names that no rule has, rules that do not exist and values of the wrong kind.
 */
export function bindParameters(
  rules: readonly Rule[],
  given: Readonly<Record<string, ParameterValue>>,
  elsewhere: readonly string[] = [],
): BoundParameters {
  const wrong: string[] = []
  const known = new Set(rules.flatMap((rule) => rule.parameters.map(({ name }) => name)))
  for (const key of Object.keys(given)) {
    const [prefix, name] = key.includes('.') ? (key.split('.', 2) as [string, string]) : [null, key]
    if (prefix === null) {
      if (!known.has(name) && !elsewhere.includes(name))
        wrong.push(`unknown parameter: ${name}; expected one of ${[...known, ...elsewhere].sort().join(', ')}`)
    } else {
      const rule = rules.find((one) => one.rule === prefix)
      if (!rule) wrong.push(`parameter ${key}: there is no rule ${prefix} in use`)
      else if (!rule.parameters.some((parameter) => parameter.name === name))
        wrong.push(
          `parameter ${key}: ${prefix} has ${rule.parameters.length === 0 ? 'none' : `only ${rule.parameters.map((one) => one.name).join(', ')}`}`,
        )
    }
  }
  const bound = new Map<string, Record<string, ParameterValue>>()
  for (const rule of rules) {
    const values: Record<string, ParameterValue> = {}
    for (const { name, value } of rule.parameters) {
      const key = `${rule.rule}.${name}` in given ? `${rule.rule}.${name}` : name
      const chosen = given[key] ?? value
      if (typeof chosen !== typeof value)
        wrong.push(`parameter ${key}: ${JSON.stringify(chosen)}; expected a ${typeof value}`)
      values[name] = chosen
    }
    bound.set(rule.rule, values)
  }
  if (wrong.length > 0)
    throw new UserError([...new Set(wrong)].join('\n'), {
      hint: '`approvenance rules show R31` lists the parameters of a rule',
    })
  return bound
}
