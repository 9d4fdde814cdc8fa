/** The operator's configuration: approvenance.yaml, checked whole, every mistake told at once. */
import { dirname, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { UserError } from './errors.js'
import { isThere, readText } from './read-text.js'
import { parseYaml } from './read-yaml.js'
import { readTime } from './time.js'

/** The reference files, by the name that the configuration and the tables `ref_…` use. */
export const referenceNames = [
  'people',
  'identities',
  'owners',
  'approvers',
  'delegations',
  'standing_approvals',
  'entitlements',
  'conflicts',
  'calendar',
  'waivers',
] as const
export type ReferenceName = (typeof referenceNames)[number]

/** What the operator says an export is and what it leaves out. The first rule whose `match` fits the path wins. */
export interface SourceRule {
  /** Glob relative to the analysed path. */
  readonly match: string
  /** Connector id that overrides detection. */
  readonly connector: string | null
  readonly label: string | null
  /** Declared cover, microseconds. */
  readonly covers: { readonly from: number | null; readonly to: number | null }
  /** IANA zone of times that carry none. */
  readonly timezone: string | null
  readonly clock_offset_seconds: number | null
  readonly leaves_out: readonly string[]
}

/** A change class of the operator's: replaces the built-in one of that name, or adds one. */
export interface ChangeClassRule {
  readonly name: string
  readonly match: {
    readonly connector: readonly string[]
    readonly operation: readonly string[]
    readonly resource: readonly string[]
  }
  readonly require: {
    readonly request: boolean | null
    readonly approvals: number | null
    readonly roles: readonly string[]
    readonly human_approval: boolean | null
    readonly policy_decision: boolean | null
    readonly change_record: readonly string[]
  }
  readonly max_hours: number | null
}

/** A value a rule's `param` may take. */
export type ParameterValue = string | number | boolean

/** Everything the operator may say, with every default filled in. Times are microseconds; paths start from where the tool was started. */
export interface Config {
  /** The file it was read from; null when there is none. */
  readonly file: string | null
  /** "Now" for deadlines; null: the newest event. */
  readonly as_of: number | null
  /** What to judge; null: everything. */
  readonly period: { readonly from: number | null; readonly to: number | null }
  readonly sources: readonly SourceRule[]
  readonly reference: Readonly<Partial<Record<ReferenceName, string>>>
  readonly break_glass: {
    readonly identities: readonly string[]
    readonly max_hours: number
    readonly review_hours: number
    readonly declare_minutes: number
  }
  readonly trackers: { readonly projects: readonly string[] }
  readonly change_classes: readonly ChangeClassRule[]
  /** `name` (every rule that has it) or `R31.name`. */
  readonly parameters: Readonly<Record<string, ParameterValue>>
  readonly rules: { readonly disable: readonly string[]; readonly paths: readonly string[] }
  /** Mapping files, folders of them, and names of mappings that come with the tool. */
  readonly mappings: readonly string[]
}

/** Name of the file looked for at the root of the first path. */
export const configName = 'approvenance.yaml'

/** The configuration of a run: `--config`, else `approvenance.yaml` in the first path, else the defaults. */
export function loadConfig(file: string | null, paths: readonly string[]): Config {
  const first = paths[0]
  const beside = first === undefined ? null : join(first, configName)
  const found = file ?? (beside !== null && isThere(beside) ? beside : null)
  return found === null ? parseConfig('', null) : parseConfig(readText(found), found)
}

/**
 * Checks and completes the text of a configuration. `file` is what messages name and what relative paths start from.
 * Throws one UserError with every problem: file, line, what was expected.
 */
export function parseConfig(text: string, file: string | null): Config {
  return complete(
    parseYaml(text, file ?? configName, {
      shape,
      what: 'the configuration',
      hint: 'see CONFIGURATION in README.md, or `approvenance init <paths>` for a starter file',
    }),
    file,
  )
}

const time = z.string().transform((text, context) => {
  const moment = readTime(text)
  if (moment !== null && /T|\d \d/.test(text)) return moment.at
  context.addIssue({
    code: 'custom',
    message: `not a time with a zone: ${JSON.stringify(text)}; expected ISO 8601 such as 2026-04-16T00:00:00Z`,
  })
  return z.NEVER
})

const glob = z.string().superRefine((text, context) => {
  const wrong = pathGlobProblem(text)
  if (wrong !== null) context.addIssue({ code: 'custom', message: `bad glob ${JSON.stringify(text)}: ${wrong}` })
})

const resourceGlob = z.string().superRefine((text, context) => {
  const wrong = globProblem(text)
  if (wrong !== null) context.addIssue({ code: 'custom', message: `bad glob ${JSON.stringify(text)}: ${wrong}` })
})

const zone = z.string().refine(isZone, {
  error: (issue) => `unknown time zone: ${JSON.stringify(issue.input)}; expected an IANA name such as Europe/Berlin`,
})
const positive = z.number().positive()
const words = z.array(z.string().min(1))
const period = z.strictObject({ from: time.nullish(), to: time.nullish() }).superRefine((given, context) => {
  if (given.from && given.to && given.from >= given.to)
    context.addIssue({ code: 'custom', message: '`from` must be before `to`', path: ['from'] })
})
const aliasGlob = z.string().regex(/^[a-z0-9_]+:.+/, 'expected a typed alias such as "email:bg-*@corp.example"')
const ruleId = z.string().regex(/^[A-Z]+\d{2,4}$/, 'expected a rule id such as R46')

const shape = z.strictObject({
  as_of: time.nullish(),
  period: period.nullish(),
  sources: z
    .array(
      z.strictObject({
        match: glob,
        connector: z.string().min(1).nullish(),
        label: z.string().min(1).nullish(),
        covers: period.nullish(),
        timezone: zone.nullish(),
        clock_offset_seconds: z.number().nullish(),
        leaves_out: words.nullish(),
      }),
    )
    .nullish(),
  reference: z
    .strictObject(
      Object.fromEntries(
        referenceNames.filter((name) => name !== 'waivers').map((name) => [name, z.string().min(1).nullish()]),
      ) as Record<Exclude<ReferenceName, 'waivers'>, z.ZodOptional<z.ZodNullable<z.ZodString>>>,
    )
    .nullish(),
  waivers: z.string().min(1).nullish(),
  break_glass: z
    .strictObject({
      identities: z.array(aliasGlob).nullish(),
      max_hours: positive.nullish(),
      review_hours: positive.nullish(),
      declare_minutes: positive.nullish(),
    })
    .nullish(),
  trackers: z
    .strictObject({
      projects: z
        .array(z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'expected a ticket prefix in capitals such as OPS'))
        .nullish(),
    })
    .nullish(),
  change_classes: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a name in lower case such as trust_policy'),
        match: z
          .strictObject({
            connector: words.nullish(),
            operation: words.nullish(),
            resource: z.array(resourceGlob).nullish(),
          })
          .refine(
            (match) => [match.connector, match.operation, match.resource].some((list) => list && list.length > 0),
            {
              error: 'expected at least one of connector, operation, resource',
            },
          ),
        require: z
          .strictObject({
            request: z.boolean().nullish(),
            approvals: z.int().min(0).nullish(),
            roles: words.nullish(),
            human_approval: z.boolean().nullish(),
            policy_decision: z.boolean().nullish(),
            change_record: words.nullish(),
          })
          .nullish(),
        max_hours: positive.nullish(),
      }),
    )
    .nullish(),
  parameters: z
    .record(
      z
        .string()
        .regex(/^([A-Z]+\d{2,4}\.)?[a-z][a-z0-9_]*$/, 'expected a parameter name such as task_hours or R31.task_hours'),
      z.union([z.string(), z.number(), z.boolean()], { error: 'expected a number, a text or true/false' }),
    )
    .nullish(),
  rules: z.strictObject({ disable: z.array(ruleId).nullish(), paths: z.array(z.string().min(1)).nullish() }).nullish(),
  mappings: words.nullish(),
})

function complete(given: z.output<typeof shape>, file: string | null): Config {
  const place = (path: string) => (file === null || isAbsolute(path) ? path : join(dirname(file), path))
  const reference: Partial<Record<ReferenceName, string>> = {}
  for (const [name, path] of Object.entries(given.reference ?? {}))
    if (path) reference[name as ReferenceName] = place(path)
  if (given.waivers) reference.waivers = place(given.waivers)
  return {
    file,
    as_of: given.as_of ?? null,
    period: { from: given.period?.from ?? null, to: given.period?.to ?? null },
    sources: (given.sources ?? []).map((source) => ({
      match: source.match,
      connector: source.connector ?? null,
      label: source.label ?? null,
      covers: { from: source.covers?.from ?? null, to: source.covers?.to ?? null },
      timezone: source.timezone ?? null,
      clock_offset_seconds: source.clock_offset_seconds ?? null,
      leaves_out: source.leaves_out ?? [],
    })),
    reference,
    break_glass: {
      identities: given.break_glass?.identities ?? [],
      max_hours: given.break_glass?.max_hours ?? 4,
      review_hours: given.break_glass?.review_hours ?? 72,
      declare_minutes: given.break_glass?.declare_minutes ?? 30,
    },
    trackers: { projects: given.trackers?.projects ?? [] },
    change_classes: (given.change_classes ?? []).map((one) => ({
      name: one.name,
      match: {
        connector: one.match.connector ?? [],
        operation: one.match.operation ?? [],
        resource: one.match.resource ?? [],
      },
      require: {
        request: one.require?.request ?? null,
        approvals: one.require?.approvals ?? null,
        roles: one.require?.roles ?? [],
        human_approval: one.require?.human_approval ?? null,
        policy_decision: one.require?.policy_decision ?? null,
        change_record: one.require?.change_record ?? [],
      },
      max_hours: one.max_hours ?? null,
    })),
    parameters: given.parameters ?? {},
    rules: { disable: given.rules?.disable ?? [], paths: (given.rules?.paths ?? []).map(place) },
    mappings: (given.mappings ?? []).map((name) => (isFileName(name) ? place(name) : name)),
  }
}

/** Whether a mapping is named by its place; one that comes with the tool is named by its bare name. */
export function isFileName(name: string): boolean {
  return /[\\/]|\.ya?ml$/i.test(name)
}

/** What is wrong with a glob, or null: it must not be empty, and its brackets must close. */
export function globProblem(text: string): string | null {
  if (text.trim() === '') return 'it is empty'
  for (const [open, close] of ['[]', '{}', '()'] as const) {
    let depth = 0
    for (const char of text) {
      if (char === open) depth++
      else if (char === close && --depth < 0) break
    }
    if (depth !== 0) return `unbalanced ${open}${close}`
  }
  return null
}

/** The same for a glob of files, which must stay below the analysed folder. */
function pathGlobProblem(text: string): string | null {
  if (text.startsWith('/') || text.includes('\\')) return 'expected a path below the analysed folder, with /'
  if (text.split('/').includes('..')) return '`..` leaves the analysed folder'
  return globProblem(text)
}

/** Whether the runtime knows an IANA zone of that name. */
function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** The operator's mistake when a named parameter, rule or connector does not exist; told with the choices. */
export function unknownName(kind: string, name: string, known: readonly string[]): UserError {
  return new UserError(`unknown ${kind}: ${name}`, { hint: `one of ${[...known].sort().join(', ')}` })
}
