/** How the assessment was made, as OSCAL tells it: the tool, the rules as activities, the systems looked at, the exports as resources. */
import type { RuleView } from '../report/about.js'
import type { SourceView, SystemView } from '../report/rows/coverage.js'
import { controlId, markup, plain, prop } from './oscal-text.js'
import { uriOf } from './uri.js'
import { uuidOf } from './uuid.js'

const toolId = uuidOf('component', 'approvenance')

/** The tool, as the one who says what follows. */
export const tool = {
  /** Where a statement comes from. */
  origin: { actors: [{ type: 'tool', 'actor-uuid': toolId }] },
  /** What the assessment was made with. */
  assets: (version: string) => ({
    components: [
      {
        uuid: toolId,
        type: 'software',
        title: 'Approvenance',
        description: 'Correlates exported logs offline and judges them by rules.',
        props: [{ name: 'version', value: version }],
        status: { state: 'operational' },
      },
    ],
    'assessment-platforms': [
      {
        uuid: uuidOf('platform', 'approvenance'),
        title: 'Approvenance',
        'uses-components': [{ 'component-uuid': toolId }],
      },
    ],
  }),
}

/** A rule as an activity: its question, why it is asked, and what it cannot see. */
export function activityOf(rule: RuleView) {
  const controls = [...new Set(rule.controls.map(controlId))]
  return {
    uuid: activityId(rule.rule),
    title: markup(`${rule.rule} ${rule.title}`),
    description: markup(`${rule.question} ${rule.why}`),
    props: [
      { name: 'method', value: 'EXAMINE' },
      ...prop('rule', rule.rule),
      ...prop('severity', rule.severity),
      ...Object.entries(rule.parameters).flatMap(([name, value]) => prop('parameter', `${name} = ${value}`)),
    ],
    ...(controls.length > 0 && {
      'related-controls': {
        'control-selections': [{ 'include-controls': controls.map((id) => ({ 'control-id': id })) }],
      },
    }),
    remarks: markup(`It misses: ${rule.misses} It may be wrong: ${rule.false_positives}`),
  }
}

/** The id of a rule as an activity. */
export function activityId(rule: string): string {
  return uuidOf('activity', rule)
}

/** A system whose records were looked at, or are missing. */
export function componentOf(system: SystemView) {
  const missing =
    system.how_known === null
      ? 'No export of it was supplied.'
      : `No export of it was supplied; known because ${system.how_known}.`
  return {
    uuid: componentId(system.system),
    type: 'system',
    title: markup(system.system),
    description: markup(system.is_supplied ? `Exported records of ${system.system}.` : missing),
    status: system.is_supplied
      ? { state: 'operational' }
      : { state: 'other', ...(system.needs !== null && { remarks: markup(`Would help: ${system.needs}`) }) },
  }
}

/** The id of a system as a component. */
export function componentId(system: string): string {
  return uuidOf('component', 'system', system)
}

/** An export that findings rest on, with its hash. */
export function resourceOf(source: SourceView) {
  return {
    uuid: resourceId(source.file),
    title: markup(source.file),
    description: markup(`Export read by ${source.connector ?? 'no connector'}: ${source.records_read} records.`),
    props: [...prop('connector', source.connector), ...prop('bytes', source.bytes)],
    rlinks: [
      {
        href: uriOf(source.file),
        ...(source.sha256 !== null && { hashes: [{ algorithm: 'SHA-256', value: plain(source.sha256) }] }),
      },
    ],
  }
}

/** The id of an export as a resource. */
export function resourceId(file: string): string {
  return uuidOf('resource', file)
}
