/**
 * Role assignments as Graph spells them: `roleAssignments`, `roleAssignmentScheduleInstances`, `roleEligibilityScheduleInstances` below
 * `/roleManagement/directory`. https://learn.microsoft.com/en-us/graph/api/rbacapplication-list-roleassignments
 * https://learn.microsoft.com/en-us/graph/api/rbacapplication-list-roleassignmentscheduleinstances
 * https://learn.microsoft.com/en-us/graph/api/resources/unifiedroleeligibilityscheduleinstance
 */
import { asFields, type Fields } from '../../src/read-fields.js'

/** The assignment that a record is; null for anything else. Azure's own assignments have `scope`, and none of Graph's two scopes. */
export function assignmentOf(value: unknown): Fields | null {
  const fields = asFields(value)
  if (fields === null || !('principalId' in fields) || !('roleDefinitionId' in fields)) return null
  // Requests and schedules are what is to be, not what is held.
  if ('action' in fields || 'scheduleInfo' in fields) return null
  return 'directoryScopeId' in fields || 'appScopeId' in fields ? fields : null
}
