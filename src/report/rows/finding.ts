/** Rows of findings: what was found, the records it rests on, what became of the subjects a rule examined, of controls and of waivers. */
import type { FindingState } from './baseline.js'

/** A record that a finding rests on. Everything but the id is null when the record is not in the case. */
export interface EvidenceView {
  readonly finding_id: string
  readonly event_id: string
  readonly connector: string | null
  readonly native_id: string | null
  readonly file: string | null
  readonly record_no: number | null
  readonly stage: string | null
  readonly occurred_at: number | null
  readonly operation: string | null
  readonly actor: string | null
  /** Who is behind the actor, where that is known and not only guessed. */
  readonly person: string | null
  /** Which statement ties that person to the actor; null where the person is. */
  readonly known_by: string | null
  readonly outcome: string | null
}

/** A finding with its evidence. */
export interface FindingView {
  readonly finding_id: string
  readonly rule: string
  readonly slug: string
  readonly sub: string | null
  readonly verdict: string
  readonly severity: string
  readonly task: string | null
  readonly task_key: string | null
  readonly person: string | null
  readonly identities: readonly string[]
  readonly occurred_at: number | null
  readonly confidence: number | null
  readonly basis: string | null
  readonly message: string
  readonly reason: string | null
  readonly needs: string | null
  readonly waiver: Readonly<Record<string, unknown>> | null
  readonly controls: readonly string[]
  /** Whether it is the one gap by which its chain is counted. */
  readonly is_primary: boolean
  /** What became of it since an earlier case; null where the case was compared with none. */
  readonly baseline: FindingState | null
  readonly events: readonly EvidenceView[]
}

/** One who answers for what a finding is about. */
export interface OwnerView {
  readonly finding_id: string
  readonly owner: string
  /** Why they answer for it: they own one of its controls or its identity, or manage its person. */
  readonly role: 'control' | 'identity' | 'manager'
}

/** What became of the subjects a rule examined. */
export interface PopulationView {
  readonly rule: string
  readonly examined: number
  readonly pass: number
  readonly gap: number
  readonly insufficient: number
  readonly excepted: number
  readonly lead: number
  readonly suppressed: number
}

/** A waiver of the operator's and what it did. */
export interface WaiverView {
  readonly file: string | null
  readonly line_no: number | null
  readonly rule: string | null
  readonly task: string | null
  readonly finding: string | null
  readonly approver: string
  readonly reason: string
  readonly expires_at: number
  readonly state: string
  readonly findings: number
  readonly applied: number
  /** Why it does not count, or counts for nothing; null where all is well. */
  readonly problem: string | null
}

/** What the rules say of a control. */
export interface ControlView {
  /** Framework id, colon, control id. */
  readonly control: string
  readonly result: 'gaps' | 'no gap' | 'partly tested' | 'not tested'
  /** Rules that examined something, and rules that did not run or found nothing to examine. */
  readonly tested_by: readonly string[]
  readonly not_tested_by: readonly string[]
  readonly examined: number
  readonly pass: number
  readonly gap: number
  readonly insufficient: number
  readonly excepted: number
  readonly lead: number
  /** What could not be tested and why, rule by rule. */
  readonly untested: readonly string[]
}
