/** Control references: `nist-800-53:AC-5`, a framework and an id in that framework's own spelling. */
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
    .sort(
      (a, b) =>
        frameworkIds.indexOf(a.control.framework) - frameworkIds.indexOf(b.control.framework) ||
        compareIds(a.control.id, b.control.id),
    )
}

/** Rules of the catalogue, built or not. */
export const catalogueRules: readonly string[] = Object.keys(ruleControls).sort()

const frameworkIds = Object.keys(frameworks) as FrameworkId[]

/** Ids with numbers in the order people count: AC-2 before AC-12. */
function compareIds(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}
