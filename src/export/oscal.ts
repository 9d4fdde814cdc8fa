/**
 * The case as OSCAL assessment results (https://pages.nist.gov/OSCAL/concepts/layer/assessment/assessment-results/): rules are activities, findings
 * observations with their records as evidence, gaps risks, and each tested control has a finding. OSCAL knows no third state: a control that could not be
 * tested is left out of what was reviewed, and one that could not be decided is `not-satisfied` for the reason `other`, which is no fault.
 */
import { each, member } from '../report/json.js'
import type { CaseView } from '../report/view.js'
import { formatTime } from '../time.js'
import type { FileFormat } from './format.js'
import { controlFinding, reviewed } from './oscal-controls.js'
import { observationOf, riskOf } from './oscal-findings.js'
import { activityOf, componentOf, resourceOf, tool } from './oscal-method.js'
import { markup, prop } from './oscal-text.js'
import { uuidOf } from './uuid.js'

/** The release of OSCAL whose model the document follows. */
export const oscalVersion = '1.1.3'

/** Rules, observations, risks and what they say of each control. */
export const oscal: FileFormat = {
  id: 'oscal',
  what: `OSCAL ${oscalVersion} assessment results: observations, risks, and a finding per control`,
  extension: '.json',
  needs: 'findings',
  into: 'file',
  async *write(source) {
    yield* render(await source.view())
  },
}

async function* render(view: CaseView): AsyncIterable<string> {
  const { settings, about } = view
  const at = formatTime(settings.as_of ?? settings.last_event_at ?? 0)
  const from = settings.judge_from ?? settings.first_event_at
  const to = settings.judge_to ?? settings.last_event_at
  const named = new Set(view.findings.flatMap(({ events }) => events.flatMap(({ file }) => file ?? [])))
  // What tells one case from another: the exports themselves, by their hashes, and the moment they are judged at.
  const name = [at, ...view.sources.map(({ file, sha256 }) => `${file} ${sha256}`)]
  const plan = uuidOf('plan', ...name)

  yield '{"assessment-results":{\n'
  yield `"uuid":${JSON.stringify(uuidOf('assessment-results', ...name))},\n`
  yield `"metadata":${JSON.stringify({
    title: 'Accountability of tasks and controlled changes',
    'last-modified': at,
    version: about.version,
    'oscal-version': oscalVersion,
    remarks:
      'Made from exported logs. The time is the moment the case is judged at, so that the same exports give the same document.',
  })},\n`
  yield `"import-ap":${JSON.stringify({ href: `#${plan}`, remarks: 'No assessment plan in OSCAL: the activities are the rules.' })},\n`
  yield '"local-definitions":{'
  yield* member('activities', each(about.rules, activityOf))
  yield '},\n"results":[{\n'
  yield `"uuid":${JSON.stringify(uuidOf('result', ...name))},\n"title":"What the records show","description":${JSON.stringify(
    'Each rule examines a population; what it cannot decide from the exports is said to be open, with what would settle it.',
  )},\n`
  yield `"start":${JSON.stringify(formatTime(from ?? settings.as_of ?? 0))},\n`
  if (to !== null) yield `"end":${JSON.stringify(formatTime(to))},\n`
  yield `"props":${JSON.stringify([...prop('files', view.sources.length), ...prop('chains', view.chainHeads.length), ...prop('findings', view.findings.length)])},\n`
  yield '"local-definitions":{'
  if (view.systems.length > 0) {
    yield* member('components', each(view.systems, componentOf))
    yield ',\n'
  }
  yield `"assessment-assets":${JSON.stringify(tool.assets(about.version))}},\n`
  yield `"reviewed-controls":${JSON.stringify(reviewed(view.controls))}`
  const risks = view.findings.filter(({ verdict }) => verdict !== 'insufficient')
  const tested = view.controls.filter(({ result }) => result !== 'not tested')
  if (view.findings.length > 0) {
    yield ',\n'
    yield* member(
      'observations',
      each(view.findings, (finding) => observationOf(finding, at)),
    )
  }
  if (risks.length > 0) {
    const rules = new Map(about.rules.map((rule) => [rule.rule, rule]))
    yield ',\n'
    yield* member(
      'risks',
      each(risks, (finding) => riskOf(finding, rules.get(finding.rule) ?? null)),
    )
  }
  if (tested.length > 0) {
    yield ',\n'
    yield* member(
      'findings',
      each(tested, (control) => controlFinding(control, view.findings)),
    )
  }
  yield '}],\n"back-matter":{'
  const files = view.sources.filter(({ file }) => named.has(file))
  yield* member(
    'resources',
    each([null, ...files], (file) =>
      file === null
        ? {
            uuid: plan,
            title: 'Rules',
            description: markup(`${about.rules.length} rules of Approvenance ${about.version}, listed as activities.`),
          }
        : resourceOf(file),
    ),
  )
  yield '}}}\n'
}
