/** Rules and controls as SARIF describes them: each rule with its help, each framework a taxonomy that rules refer to. */
import { controlOf } from '../controls/controls.js'
import type { RuleView } from '../report/about.js'
import type { CaseView } from '../report/view.js'
import { visible } from '../visible.js'
import { uuidOf } from './uuid.js'

/** What results refer to. */
export interface Rules {
  readonly driver: Readonly<Record<string, unknown>>
  readonly taxonomies: readonly unknown[]
  /** Place of a rule in the list of the driver. */
  readonly places: ReadonlyMap<string, number>
}

/** How loud a severity is in SARIF. */
export function levelOf(severity: string): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error'
  return severity === 'medium' ? 'warning' : 'note'
}

/** Scores as services that show SARIF rank what concerns security, 0 to 10. */
const scores: Readonly<Record<string, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.5',
}

/** Every rule of the run, and every framework that it speaks to. */
export function rulesOf(view: CaseView): Rules {
  const frameworks = frameworksOf(view.about.rules)
  const components = frameworks.map(({ id, name }, index) => ({
    name,
    index,
    guid: uuidOf('framework', id),
  }))
  const rules = view.about.rules.map((rule) => descriptorOf(rule, frameworks, components))
  return {
    driver: {
      name: 'Approvenance',
      version: view.about.version,
      semanticVersion: view.about.version,
      shortDescription: {
        text: 'Who asked, who approved, which identity executed, what changed, with the record that proves it.',
      },
      supportedTaxonomies: components,
      rules,
    },
    taxonomies: frameworks.map(({ id, name, version, controls }) => ({
      name,
      version,
      guid: uuidOf('framework', id),
      shortDescription: { text: `Controls of ${name} ${version} that the rules speak to.` },
      isComprehensive: false,
      taxa: controls.map((control) => ({
        id: control.id,
        guid: uuidOf('control', control.key),
        ...(control.title !== null && { shortDescription: { text: control.title } }),
      })),
    })),
    places: new Map(rules.map(({ id }, index) => [id, index])),
  }
}

/** The frameworks of some rules in the order in which the rules name them, each with its controls. */
function frameworksOf(rules: readonly RuleView[]) {
  const found = new Map<
    string,
    { id: string; name: string; version: string; controls: NonNullable<ReturnType<typeof controlOf>>[] }
  >()
  for (const key of new Set(rules.flatMap(({ controls }) => controls))) {
    const control = controlOf(key)
    if (!control) continue
    const { framework: id, frameworkName: name, version } = control
    const before = found.get(id)
    if (before) before.controls.push(control)
    else found.set(id, { id, name, version, controls: [control] })
  }
  return [...found.values()]
}

function descriptorOf(
  rule: RuleView,
  frameworks: ReturnType<typeof frameworksOf>,
  components: readonly { readonly name: string; readonly index: number; readonly guid: string }[],
) {
  const text = (words: string) => ({ text: visible(words) })
  return {
    id: rule.rule,
    name: nameOf(rule.slug),
    guid: uuidOf('rule', rule.rule, rule.slug),
    shortDescription: text(rule.title),
    fullDescription: text(`${rule.question} ${rule.why}`),
    help: text(
      `${rule.question}\n\nWhy it matters: ${rule.why}\n\nWhat to do: ${rule.remedy}\n\nWhat it misses: ${rule.misses}\n\nWhere it may be wrong: ${rule.false_positives}`,
    ),
    defaultConfiguration: { level: levelOf(rule.severity) },
    relationships: frameworks.flatMap(({ controls }, place) =>
      controls
        .filter(({ key }) => rule.controls.includes(key))
        .map(({ id, key }) => {
          const { name, index, guid } = components[place]!
          return {
            target: { id, guid: uuidOf('control', key), toolComponent: { name, index, guid } },
            kinds: ['relevant'],
          }
        }),
    ),
    properties: {
      tags: ['security', rule.slug],
      'security-severity': scores[rule.severity] ?? '0.0',
      severity: rule.severity,
      parameters: rule.parameters,
    },
  }
}

/** `self-approval` as SARIF writes names: `SelfApproval`. */
function nameOf(slug: string): string {
  return slug
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')
}
