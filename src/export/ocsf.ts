/**
 * The case as OCSF events (https://schema.ocsf.io/), one a line: findings that speak to controls as Compliance Findings, others and leads as Detection
 * Findings, then the events of the timeline. OCSF has no class for a request, an approval or a review: they manage an entity, the task.
 */
import { controlOf } from '../controls/controls.js'
import type { RuleView } from '../report/about.js'
import type { FindingView } from '../report/rows/finding.js'
import { reasonMeaning } from '../report/words.js'
import { formatTime } from '../time.js'
import { visibleLine } from '../visible.js'
import { controlTitle } from './control-title.js'
import type { FileFormat } from './format.js'
import type { OcsfVersion } from './ocsf-classes.js'
import { classified, eventOf, metadataOf, millis } from './ocsf-events.js'
import { readTimeline } from './timeline.js'

/** The release that is published: changes of users and roles are Account Change and User Access Management. */
export const ocsf = formatOf('ocsf', '1.8.0', 'Account Change and User Access Management')

/** The release that deprecates those two. */
export const ocsfNext = formatOf('ocsf-1.9', '1.9.0', 'User Management and Role Management')

function formatOf(id: string, version: OcsfVersion, classes: string): FileFormat {
  return {
    id,
    what: `OCSF ${version} JSON Lines: findings and events, changes of rights as ${classes}`,
    extension: '.jsonl',
    needs: 'findings',
    into: 'file',
    async *write(source) {
      const view = await source.found()
      const { version: toolVersion } = view.about
      const rules = new Map(view.about.rules.map((rule) => [rule.rule, rule]))
      const now = view.settings.as_of ?? view.settings.last_event_at ?? 0
      for (const finding of view.findings)
        yield `${JSON.stringify(findingOf(finding, rules.get(finding.rule) ?? null, now, version, toolVersion))}\n`
      for await (const row of readTimeline(source.store))
        yield `${JSON.stringify(eventOf(row, version, toolVersion))}\n`
    },
  }
}

const severities: Readonly<Record<string, readonly [number, string]>> = {
  info: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
}

const findings = { category: 2, categoryName: 'Findings', activity: 1, activityName: 'Create' }
const complianceFinding = { ...findings, uid: 2003, name: 'Compliance Finding' }
const detectionFinding = { ...findings, uid: 2004, name: 'Detection Finding' }

/** A finding; its time is the moment the case is judged at, for it was not known before. */
function findingOf(
  finding: FindingView,
  rule: RuleView | null,
  now: number,
  version: OcsfVersion,
  toolVersion: string,
) {
  const [severity_id, severity] = severities[finding.severity] ?? [99, finding.severity]
  const isCompliance = finding.verdict !== 'lead' && finding.controls.length > 0
  const times = finding.events.flatMap(({ occurred_at }) => occurred_at ?? []).sort((a, b) => a - b)
  const [first = finding.occurred_at ?? now] = times
  const last = times.at(-1) ?? first
  const isExcepted = finding.verdict === 'excepted'
  const about = finding.task_key ?? finding.person
  return {
    ...classified(isCompliance ? complianceFinding : detectionFinding),
    time: millis(now),
    start_time: millis(first),
    end_time: millis(last),
    severity_id,
    severity,
    status_id: isExcepted ? 3 : 1,
    status: isExcepted ? 'Suppressed' : 'New',
    message: visibleLine(finding.message),
    metadata: { ...metadataOf(version, toolVersion), uid: finding.finding_id, event_code: finding.rule },
    finding_info: {
      uid: finding.finding_id,
      title: visibleLine(rule?.title ?? finding.slug),
      desc: visibleLine(finding.message),
      created_time: millis(now),
      first_seen_time: millis(first),
      last_seen_time: millis(last),
      types: [finding.verdict],
      analytic: {
        uid: finding.rule,
        name: finding.slug,
        type_id: 1,
        type: 'Rule',
        ...(rule && { desc: visibleLine(rule.question) }),
      },
      data_sources: [...new Set(finding.events.flatMap(({ connector }) => connector ?? []))].sort(),
      related_events: finding.events.map(({ event_id }) => ({ uid: event_id })),
    },
    ...(isCompliance && { compliance: complianceOf(finding) }),
    ...(finding.confidence !== null && { confidence_score: Math.floor(finding.confidence * 100) }),
    ...(finding.events.length > 0 && {
      evidences: finding.events.map(({ event_id, native_id, file, record_no, stage, occurred_at }) => ({
        data: {
          event_id,
          native_id,
          file,
          record_no,
          stage,
          occurred_at: occurred_at === null ? null : formatTime(occurred_at),
        },
      })),
    }),
    ...(rule && { remediation: { desc: visibleLine(rule.remedy) } }),
    ...(about !== null && { resources: [{ uid: about, type: finding.task_key === null ? 'Identity' : 'Task' }] }),
    unmapped: {
      verdict: finding.verdict,
      sub: finding.sub,
      person: finding.person,
      identities: finding.identities,
      basis: finding.basis,
      reason: finding.reason,
      needs: finding.needs,
      waiver: finding.waiver,
    },
  }
}

/** What a finding means for the controls it speaks to: what cannot be decided is unknown, neither passed nor failed. */
function complianceOf(finding: FindingView) {
  const frameworks = finding.controls.flatMap((key) => controlOf(key)?.frameworkName ?? [])
  const [status_id, status] = statuses[finding.verdict] ?? [0, 'Unknown']
  const why = finding.reason === null ? null : (reasonMeaning[finding.reason] ?? finding.reason)
  return {
    standards: [...new Set(frameworks)],
    requirements: finding.controls.map(controlTitle),
    status_id,
    status,
    ...(why !== null && {
      status_details: [
        visibleLine(why),
        ...(finding.needs === null ? [] : [visibleLine(`would settle it: ${finding.needs}`)]),
      ],
    }),
  }
}

const statuses: Readonly<Record<string, readonly [number, string]>> = {
  gap: [3, 'Fail'],
  excepted: [2, 'Warning'],
  insufficient: [0, 'Unknown'],
}
