/** What ServiceNow's states and approvals say in our words; sites may rename them, so names are read before numbers. */
import type { Decision } from '../../src/schema/words.js'
import type { TaskTable } from './tables.js'

const changeStates: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    '-5': 'New',
    '-4': 'Assess',
    '-3': 'Authorize',
    '-2': 'Scheduled',
    '-1': 'Implement',
    '0': 'Review',
    '3': 'Closed',
    '4': 'Canceled',
  }),
)
const incidentStates: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    '1': 'New',
    '2': 'In Progress',
    '3': 'On Hold',
    '6': 'Resolved',
    '7': 'Closed',
    '8': 'Canceled',
  }),
)
const problemStates: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    '101': 'New',
    '102': 'Assess',
    '103': 'Root Cause Analysis',
    '104': 'Fix in Progress',
    '106': 'Resolved',
    '107': 'Closed',
  }),
)
const taskStates: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    '-5': 'Pending',
    '1': 'Open',
    '2': 'Work in Progress',
    '3': 'Closed Complete',
    '4': 'Closed Incomplete',
    '7': 'Closed Skipped',
  }),
)
const states: Readonly<Record<TaskTable, ReadonlyMap<string, string>>> = {
  change_request: changeStates,
  change_task: taskStates,
  incident: incidentStates,
  problem: problemStates,
  sc_request: taskStates,
  sc_req_item: taskStates,
  sc_task: taskStates,
  task: taskStates,
}

/** The name of a state; a name stays what it is, an unknown number too. */
export function stateName(table: TaskTable, state: string | null): string | null {
  return state === null ? null : (states[table].get(state) ?? state.replaceAll('_', ' '))
}

/** Whether the state is final. `Resolved` is not: the item is closed later, or reopened. Null for a name that says nothing. */
export function isFinal(name: string | null): boolean | null {
  if (name === null) return null
  if (/^(closed?|complete[d]?)\b|cancel+ed/i.test(name)) return true
  return /^-?\d+$/.test(name) ? null : false
}

/** Whether the state says that the item was given up. */
export function isCancelled(name: string | null): boolean {
  return /cancel+ed/i.test(name ?? '')
}

/** The decision in an approval state, in either spelling; `not requested` is none. */
export function decisionOf(state: string | null): Decision | null {
  switch ((state ?? '').toLowerCase().replaceAll('_', ' ').trim()) {
    case 'requested':
      return 'requested'
    case 'approved':
      return 'approved'
    case 'rejected':
      return 'denied'
    case 'cancelled':
    case 'canceled':
      return 'cancelled'
    // on cancellation open approvals become "No Longer Required": nobody approved
    case 'not required':
    case 'no longer required':
      return 'not_required'
    default:
      return null
  }
}
