/** What the rules say of controls, as OSCAL tells it. */
import { controlOf } from '../controls/controls.js'
import type { ControlView, FindingView } from '../report/rows/finding.js'
import { counted } from '../report/words.js'
import { controlTitle } from './control-title.js'
import { observationId, riskId } from './oscal-findings.js'
import { tool } from './oscal-method.js'
import { controlId, markup, prop } from './oscal-text.js'
import { uuidOf } from './uuid.js'

/** The controls that were reviewed, framework by framework; those that no rule could test are named and left out. */
export function reviewed(controls: readonly ControlView[]) {
  const frameworks = new Map<string, ControlView[]>()
  for (const row of controls) {
    const name = frameworkOf(row)
    const before = frameworks.get(name)
    if (before) before.push(row)
    else frameworks.set(name, [row])
  }
  const untested = controls.filter(({ result }) => result === 'not tested')
  const selections = [...frameworks].flatMap(([name, rows]) => {
    const idsOf = (isTested: boolean) =>
      rows
        .filter(({ result }) => (result !== 'not tested') === isTested)
        .map(({ control }) => ({ 'control-id': controlId(control) }))
    const [included, excluded] = [idsOf(true), idsOf(false)]
    if (included.length === 0) return []
    return [
      {
        description: markup(`Controls of ${name} that rules tested.`),
        'include-controls': included,
        ...(excluded.length > 0 && { 'exclude-controls': excluded }),
      },
    ]
  })
  return {
    // A selection must name a control.
    'control-selections': selections.length > 0 ? selections : [{ 'include-controls': [{ 'control-id': 'none' }] }],
    ...(untested.length > 0 && {
      remarks: markup(
        `Not tested, for want of records, which is neither a fault nor its absence: ${untested.map(({ control }) => controlTitle(control)).join('; ')}.`,
      ),
    }),
  }
}

function frameworkOf({ control }: ControlView): string {
  const found = controlOf(control)
  return found ? `${found.frameworkName} ${found.version}` : control
}

/** What the rules say of one control that they tested. */
export function controlFinding(control: ControlView, findings: readonly FindingView[]) {
  const own = findings.filter(({ controls }) => controls.includes(control.control))
  const risks = own.flatMap((finding) => riskId(finding) ?? [])
  const { state, reason, words } = control.result === 'no gap' && control.lead > 0 ? pointedAt : results[control.result]
  const title = controlTitle(control.control)
  return {
    uuid: uuidOf('finding', control.control),
    title: markup(title),
    description: markup(
      `${words} ${counted(control.examined, 'subject')} examined by ${control.tested_by.join(', ') || 'no rule'}: ${control.pass} pass, ${control.gap} gap, ${control.lead} lead, ${control.insufficient} undecided, ${control.excepted} excepted.`,
    ),
    props: prop('control', control.control),
    origins: [tool.origin],
    target: {
      type: 'statement-id',
      'target-id': `${controlId(control.control)}_smt`,
      title: markup(title),
      status: { state, reason, ...(control.untested.length > 0 && { remarks: markup(control.untested.join('; ')) }) },
    },
    ...(own.length > 0 && {
      'related-observations': own.map((finding) => ({ 'observation-uuid': observationId(finding) })),
    }),
    ...(risks.length > 0 && { 'related-risks': risks.map((id) => ({ 'risk-uuid': id })) }),
  }
}

/** No gap, but leads that a person must look at: nothing to call satisfied yet. */
const pointedAt = {
  state: 'not-satisfied',
  reason: 'other',
  words: 'No gap was found, but there are leads to look at.',
}

const results = {
  gaps: { state: 'not-satisfied', reason: 'fail', words: 'The records show gaps.' },
  'no gap': { state: 'satisfied', reason: 'pass', words: 'No gap was found.' },
  'partly tested': {
    state: 'not-satisfied',
    reason: 'other',
    words: 'No gap was found, but not every subject could be decided: this is no fault.',
  },
  'not tested': { state: 'not-satisfied', reason: 'other', words: 'It could not be tested.' },
} as const satisfies Readonly<Record<ControlView['result'], object>>
