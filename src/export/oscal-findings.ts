/** Findings as OSCAL tells them: each an observation with its records as evidence, and a risk unless it could not be decided. */
import type { RuleView } from '../report/about.js'
import type { EvidenceView, FindingView } from '../report/rows/finding.js'
import { formatTime } from '../time.js'
import { activityId, componentId, resourceId, tool } from './oscal-method.js'
import { markup, prop } from './oscal-text.js'
import { uuidOf } from './uuid.js'

/** The id of a finding as an observation. */
export function observationId(finding: FindingView): string {
  return uuidOf('observation', finding.finding_id)
}

/** The id of a finding as a risk; null for one that could not be decided: an open question is no risk. */
export function riskId(finding: FindingView): string | null {
  return finding.verdict === 'insufficient' ? null : uuidOf('risk', finding.finding_id)
}

/** A finding as what was observed. `at` stands for the time of findings about no moment. */
export function observationOf(finding: FindingView, at: string) {
  const systems = [...new Set(finding.events.flatMap(({ connector }) => connector ?? []))].sort()
  return {
    uuid: observationId(finding),
    title: markup(titleOf(finding)),
    description: markup(finding.message),
    props: [
      ...prop('finding', finding.finding_id),
      ...prop('rule', finding.rule),
      ...prop('verdict', finding.verdict),
      ...prop('severity', finding.severity),
      ...prop('case', finding.sub),
      ...prop('task', finding.task_key),
      ...prop('person', finding.person),
      ...finding.identities.flatMap((identity) => prop('identity', identity)),
      ...prop('confidence', finding.confidence),
      ...prop('basis', finding.basis),
      ...prop('reason', finding.reason),
      ...prop('occurred-at', finding.occurred_at === null ? null : formatTime(finding.occurred_at)),
    ],
    links: [{ href: `#${activityId(finding.rule)}`, rel: 'reference' }],
    methods: ['EXAMINE'],
    types: ['control-objective'],
    origins: [tool.origin],
    ...(systems.length > 0 && {
      subjects: systems.map((system) => ({ 'subject-uuid': componentId(system), type: 'component' })),
    }),
    ...(finding.events.length > 0 && { 'relevant-evidence': finding.events.map(evidenceOf) }),
    collected: at,
    ...(finding.needs !== null && { remarks: markup(`Would settle it: ${finding.needs}`) }),
  }
}

function evidenceOf(event: EvidenceView) {
  const what = [event.stage, event.operation].filter((one) => one !== null).join(': ')
  return {
    ...(event.file !== null && { href: `#${resourceId(event.file)}` }),
    description: markup(event.file === null ? event.event_id : `Record ${event.record_no} of ${event.file}: ${what}`),
    props: [
      ...prop('event', event.event_id),
      ...prop('record-no', event.record_no),
      ...prop('native-id', event.native_id),
      ...prop('occurred-at', event.occurred_at === null ? null : formatTime(event.occurred_at)),
    ],
  }
}

/** A gap, or what points to one, as a risk: what to do about it, and who answers for it meanwhile. */
export function riskOf(finding: FindingView, rule: RuleView | null) {
  const { waiver } = finding
  const said = (key: string) => (typeof waiver?.[key] === 'string' ? (waiver[key] as string) : '–')
  return {
    uuid: riskId(finding),
    title: markup(titleOf(finding)),
    description: markup(finding.message),
    statement: markup(rule?.why ?? finding.message),
    props: [...prop('finding', finding.finding_id), ...prop('rule', finding.rule), ...prop('task', finding.task_key)],
    status: statuses[finding.verdict] ?? 'open',
    origins: [tool.origin],
    characterizations: [
      {
        origin: tool.origin,
        facets: [{ name: 'severity', system: 'http://csrc.nist.gov/ns/oscal', value: finding.severity }],
      },
    ],
    ...(waiver !== null && {
      'mitigating-factors': [
        {
          uuid: uuidOf('waiver', finding.finding_id),
          description: markup(`${said('approver')} answers for it until ${said('expires')}: ${said('reason')}`),
        },
      ],
    }),
    ...(rule && {
      remediations: [
        {
          uuid: uuidOf('remedy', finding.finding_id),
          lifecycle: 'recommendation',
          title: markup(`What to do about ${finding.rule}`),
          description: markup(rule.remedy),
        },
      ],
    }),
    'related-observations': [{ 'observation-uuid': observationId(finding) }],
  }
}

const statuses: Readonly<Record<string, string>> = {
  gap: 'open',
  lead: 'investigating',
  excepted: 'deviation-approved',
}

function titleOf(finding: FindingView): string {
  return [finding.rule, finding.slug, finding.task_key].filter((one) => one !== null).join(' ')
}
