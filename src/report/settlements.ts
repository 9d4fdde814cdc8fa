/** What would settle a finding. */
import type { FindingView } from './rows/finding.js'
import type { Grounds } from './rows/tie.js'

/** What would settle the finding: what the rule asks for, what the searches lacked, and what would tell close candidates apart. */
export function settlements(finding: FindingView, { searches, candidates }: Grounds): string[] {
  const close = new Map<string, string[]>()
  for (const one of candidates)
    if (one.standing === 'ambiguous') close.set(one.event_id, [...(close.get(one.event_id) ?? []), one.task_key])
  return [
    ...new Set([
      ...(finding.needs === null ? [] : [finding.needs]),
      ...searches.flatMap(({ is_found, needs }) => (is_found || needs === null ? [] : [needs])),
      ...[...close].map(([event, tasks]) => `a record that says which of ${tasks.join(', ')} ${event} was done for`),
    ]),
  ]
}
