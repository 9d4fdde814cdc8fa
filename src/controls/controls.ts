/** Control references: `nist-800-53:AC-5`, a framework and an id in that framework's own spelling. */
import { UserError } from '../errors.js'
import { type Framework, type FrameworkId, frameworks } from './frameworks.js'
import { ruleControls } from './rule-controls.js'

/** One control of one framework. */
export interface Control {
  /** What findings carry: framework id, colon, control id. */
  readonly key: string
  readonly framework: FrameworkId
  readonly frameworkName: string
  readonly version: string
  readonly id: string
  /** Null where no verified source gives it. */
  readonly title: string | null
}

/** References of the controls that a rule of the catalogue speaks to, framework by framework; none for rules it does not know. */
export function controlsOf(rule: string): string[] {
  const byFramework = ruleControls[rule] ?? {}
  return frameworkIds.flatMap((framework) => (byFramework[framework] ?? []).map((id) => `${framework}:${id}`))
}

/** What a reference stands for, or null when it names no framework of ours. */
export function controlOf(key: string): Control | null {
  const colon = key.indexOf(':')
  const framework = key.slice(0, colon) as FrameworkId
  const found: Framework | undefined = frameworks[framework]
  if (colon < 0 || !found) return null
  const id = key.slice(colon + 1)
  return { key, framework, frameworkName: found.name, version: found.version, id, title: found.titles[id] ?? null }
}

/** Sorts controls framework by framework, in the order in which people count their ids. */
export function compareControls(a: Control, b: Control): number {
  return (
    frameworkIds.indexOf(a.framework) - frameworkIds.indexOf(b.framework) ||
    a.id.localeCompare(b.id, 'en', { numeric: true })
  )
}

/** Every control that some rule of the catalogue speaks to, framework by framework, each with the rules. */
export function controlsWithRules(): { readonly control: Control; readonly rules: readonly string[] }[] {
  const rules = new Map<string, string[]>()
  for (const rule of Object.keys(ruleControls).sort())
    for (const key of controlsOf(rule)) rules.set(key, [...(rules.get(key) ?? []), rule])
  return [...rules]
    .flatMap(([key, of]) => {
      const control = controlOf(key)
      return control ? [{ control, rules: of }] : []
    })
    .sort((a, b) => compareControls(a.control, b.control))
}

/** The controls that a person means: `nist-800-53:AC-5`, a framework, or an id alone. Throws UserError for what no rule speaks to. */
export function findControls(asked: string): Control[] {
  const all = controlsWithRules().map(({ control }) => control)
  const wanted = asked.trim().toLowerCase()
  const found = all.filter(({ key, framework, id }) =>
    [key.toLowerCase(), framework, id.toLowerCase()].includes(wanted),
  )
  if (found.length > 0) return found
  const colon = wanted.indexOf(':')
  const framework = frameworkIds.find((one) => one === (colon < 0 ? wanted : wanted.slice(0, colon)))
  const own = all.filter((control) => control.framework === framework)
  throw new UserError(`unknown control: ${asked}`, {
    hint: framework
      ? `rules speak to these of ${framework}: ${own.map(({ id }) => id).join(', ')}`
      : `expected framework:id such as nist-800-53:AC-5; frameworks are ${frameworkIds.join(', ')}`,
  })
}

/** Rules of the catalogue, built or not. */
export const catalogueRules: readonly string[] = Object.keys(ruleControls).sort()

const frameworkIds = Object.keys(frameworks) as FrameworkId[]
