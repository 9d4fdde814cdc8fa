/** Whether a comparison should stop a pipeline: nothing that was there before does. */
import type { BaselineFindingView } from '../report/rows/baseline.js'
import { severities } from '../report/words.js'

/** Whether a finding is a gap of a severity or worse that the baseline did not have as such: new, graver than it was, or excused no more. */
export function isNewGapAtLeast(
  finding: Pick<BaselineFindingView, 'is_new_gap' | 'severity' | 'verdict' | 'was_severity' | 'was_verdict'>,
  least: string,
): boolean {
  const rank = (severity: string | null) =>
    severity === null ? severities.length : (severities as readonly string[]).indexOf(severity)
  const bar = rank(least)
  const wasThere = finding.was_verdict === 'gap' && rank(finding.was_severity) <= bar
  return finding.is_new_gap && rank(finding.severity) <= bar && !wasThere
}
