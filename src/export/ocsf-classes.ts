/** Which class of OCSF an event is: what it did decides, never which product logged it. */
import type { TimelineRow } from './timeline.js'

/** Releases that can be written: in 1.9.0 one class manages users and one roles, and the two before them are deprecated. */
export type OcsfVersion = '1.8.0' | '1.9.0'

/** A class, and what was done in its words. `activity` 99 is whatever the log calls it. */
export interface OcsfClass {
  readonly uid: number
  readonly name: string
  readonly category: number
  readonly categoryName: string
  readonly activity: number
  readonly activityName: string
}

const iam = { category: 3, categoryName: 'Identity & Access Management' }
const authentication = { ...iam, uid: 3002, name: 'Authentication' }
const authorizeSession = { ...iam, uid: 3003, name: 'Authorize Session' }
const entityManagement = { ...iam, uid: 3004, name: 'Entity Management' }
/** Deprecated since 1.9.0. */
const accountChange = { ...iam, uid: 3001, name: 'Account Change' }
/** Deprecated since 1.9.0. */
const userAccess = { ...iam, uid: 3005, name: 'User Access Management' }
/** Since 1.9.0. */
const userManagement = { ...iam, uid: 3007, name: 'User Management' }
/** Since 1.9.0. */
const roleManagement = { ...iam, uid: 3008, name: 'Role Management' }
const apiActivity = { category: 6, categoryName: 'Application Activity', uid: 6003, name: 'API Activity' }

type Kind = Omit<OcsfClass, 'activity' | 'activityName'>
const as = (kind: Kind, activity: number, activityName: string): OcsfClass => ({ ...kind, activity, activityName })

/** The class of an event in a release. */
export function classOf(row: TimelineRow, version: OcsfVersion): OcsfClass {
  const managed = managementOf(row)
  if (managed) return managed[version]
  if (row.activity === 'sign_in') return as(authentication, 1, 'Logon')
  if (row.activity === 'sign_out') return as(authentication, 2, 'Logoff')
  if (row.stage === 'credential' && (row.entitlement ?? row.resource) !== null)
    return as(authorizeSession, 1, 'Assign Privileges')
  const isTracked = row.system_class === 'ticketing' || row.system_class === 'chat'
  const [activity, name] = crud[row.activity] ?? [99, row.operation]
  return as(isTracked ? entityManagement : apiActivity, activity, name)
}

/** The other release's class of an event whose class differs; null where it is the same in both. */
export function otherClassOf(row: TimelineRow, version: OcsfVersion): OcsfClass | null {
  return managementOf(row)?.[version === '1.8.0' ? '1.9.0' : '1.8.0'] ?? null
}

/** Whether a thing is called a role by its own name. */
export function isRole(name: string | null): boolean {
  return name !== null && /(?:^|[:/])roles?[:/]/i.test(name)
}

const crud: Readonly<Record<string, readonly [number, string]>> = {
  create: [1, 'Create'],
  issue: [1, 'Create'],
  read: [2, 'Read'],
  update: [3, 'Update'],
  configure: [3, 'Update'],
  edit: [3, 'Update'],
  transition: [3, 'Update'],
  delete: [4, 'Delete'],
}

/** Changes of users, roles and what they may do: the classes that 1.9.0 names anew. */
function managementOf(row: TimelineRow): Readonly<Record<OcsfVersion, OcsfClass>> | null {
  const both = (before: OcsfClass, since: OcsfClass) => ({ '1.8.0': before, '1.9.0': since })
  const { change_class, change, operation } = row
  if ((change === 'add' || change === 'remove') && row.subject !== null && row.entitlement !== null) {
    const isAdded = change === 'add'
    if (isRole(row.subject))
      return both(
        as(accountChange, isAdded ? 7 : 8, isAdded ? 'Attach Policy' : 'Detach Policy'),
        as(roleManagement, isAdded ? 4 : 5, isAdded ? 'Assign Privileges' : 'Remove Privileges'),
      )
    return both(
      as(userAccess, isAdded ? 1 : 2, isAdded ? 'Assign Privileges' : 'Revoke Privileges'),
      as(userManagement, isAdded ? 14 : 15, isAdded ? 'Assign Privileges' : 'Remove Privileges'),
    )
  }
  if (change_class === 'trust_policy' && isRole(row.resource ?? row.subject))
    return both(as(accountChange, 99, operation), as(roleManagement, 2, 'Update'))
  if (userOf(row) === null) return null
  if (change_class === 'nhi_create') return both(as(accountChange, 1, 'Create'), as(userManagement, 1, 'Create'))
  if (change_class === 'secret_issue')
    return both(as(accountChange, 99, operation), as(userManagement, 18, 'Add Programmatic Credentials'))
  if (row.stage === 'identity' && row.activity === 'delete')
    return both(as(accountChange, 6, 'Delete'), as(userManagement, 3, 'Delete'))
  if (row.stage === 'identity' && row.activity === 'lifecycle')
    return both(as(accountChange, 99, operation), as(userManagement, 2, 'Update'))
  return null
}

/** Whom a change of an account is about. */
function userOf(row: TimelineRow): string | null {
  return row.subject ?? row.resource
}
