/** Which directory an export of accounts or people is of, and what its columns are called. */
import { withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'
import type { DateOrder } from '../../src/time.js'

/** How one directory spells its accounts. Names are compared in lower case, letters and digits only. */
export interface Dialect {
  readonly directory: 'entra' | 'okta' | 'google' | 'ad' | 'hr'
  /** One name of each list has to be there. */
  readonly needs: readonly (readonly string[])[]
  /** Names that other exports with these members have. */
  readonly excludes: readonly string[]
  /** What makes the alias, best first. */
  readonly id: readonly string[]
  /** How times without a zone are read; null: in the configured zone, else as wide as all zones. */
  readonly zone: string | null
  readonly order: DateOrder | null
}

const hrIds = ['employeeid', 'employeenumber', 'employeeno', 'personnelnumber', 'workerid', 'staffid', 'personnumber']
const hrMails = ['workemail', 'emailwork', 'primaryworkemail', 'companyemail', 'businessemail', 'email', 'emailaddress']

/** The names that the columns of an account have in the dialects, surer ones first. */
export const columns = {
  email: ['mail', 'profileemail', 'primaryemail', ...hrMails],
  login: ['userprincipalname', 'profilelogin', 'login', 'samaccountname', 'username'],
  name: [
    'displayname',
    'profiledisplayname',
    'namefullname',
    'fullname',
    'name',
    'employeename',
    'workername',
    'preferredname',
  ],
  first: ['givenname', 'profilefirstname', 'firstname', 'namegivenname', 'legalfirstname'],
  last: ['surname', 'profilelastname', 'lastname', 'namefamilyname', 'legallastname'],
  title: ['jobtitle', 'profiletitle', 'title', 'employeetitle', 'position', 'businesstitle'],
  department: ['department', 'profiledepartment', 'orgunitpath', 'team', 'costcenter', 'division'],
  employee: [...hrIds, 'profileemployeenumber'],
  kind: ['usertype', 'profileusertype', 'employeetype', 'employmenttype', 'workertype', 'objecttype', 'objectclass'],
  manager: [
    'manageremail',
    'managerworkemail',
    'supervisoremail',
    'manager',
    'profilemanager',
    'supervisor',
    'reportsto',
  ],
  managerId: ['manageremployeeid', 'managerid', 'manageremployeenumber', 'supervisorid', 'profilemanagerid'],
  status: [
    'accountenabled',
    'enabled',
    'employmentstatus',
    'employeestatus',
    'workerstatus',
    'status',
    'suspended',
    'active',
  ],
  hired: [
    'employeehiredate',
    'hiredate',
    'startdate',
    'originalhiredate',
    'joindate',
    'dateofjoining',
    'employmentstartdate',
  ],
  left: [
    'employeeleavedatetime',
    'terminationdate',
    'enddate',
    'leavedate',
    'lastday',
    'lastdayofwork',
    'lastworkingday',
    'exitdate',
    'employmentenddate',
  ],
  created: ['createddatetime', 'extensionpropertycreateddatetime', 'creationtime', 'whencreated', 'created'],
  deleted: ['deleteddatetime', 'deletiontime'],
  changed: ['statuschanged'],
  expires: ['accountexpirationdate'],
  sid: ['onpremisessecurityidentifier', 'sid'],
} as const

const dialects: readonly Dialect[] = [
  {
    directory: 'okta',
    needs: [['id'], ['status'], ['profilelogin']],
    excludes: ['eventtype'],
    id: ['id'],
    zone: 'UTC',
    order: null,
  },
  {
    directory: 'google',
    needs: [['primaryemail', 'emailaddress'], ['orgunitpath']],
    excludes: ['idtime'],
    id: ['id'],
    zone: 'UTC',
    order: null,
  },
  {
    directory: 'ad',
    needs: [['samaccountname'], ['distinguishedname', 'objectguid', 'sid'], ['enabled', 'objectclass']],
    excludes: ['eventid', 'activitydisplayname'],
    id: ['sid', 'objectguid', 'samaccountname'],
    zone: null,
    order: null,
  },
  {
    directory: 'entra',
    needs: [
      ['userprincipalname'],
      ['id', 'objectid'],
      ['displayname'],
      ['accountenabled', 'givenname', 'jobtitle', 'usertype'],
    ],
    excludes: ['appid', 'ipaddress', 'activitydisplayname', 'operationname', 'correlationid'],
    id: ['id', 'objectid'],
    // The portal and Log Analytics print UTC in the American order.
    zone: 'UTC',
    order: 'month-first',
  },
  {
    directory: 'hr',
    needs: [
      hrIds,
      hrMails,
      [...columns.hired, ...columns.left, ...columns.manager, 'employmentstatus', 'employeestatus'],
    ],
    excludes: ['sysid', 'userprincipalname', 'samaccountname', 'eventtype', 'orgunitpath', 'action', 'timestamp'],
    id: hrIds,
    zone: null,
    order: null,
  },
]

/** One account or person: cells by their plain names, and the dialect that names them. */
export interface Account {
  readonly dialect: Dialect
  readonly cells: ReadonlyMap<string, unknown>
}

/** The account that a record describes; null when it is none that we know. */
export function readAccount(value: unknown): Account | null {
  const fields = parseFields(value)
  if (fields === null) return null
  const cells = cellsOf(withoutSuffixes(fields) ?? fields)
  const dialect = dialects.find(
    ({ needs, excludes }) =>
      needs.every((names) => names.some((name) => cells.has(name))) && !excludes.some((name) => cells.has(name)),
  )
  return dialect === undefined ? null : { dialect, cells }
}

/** Members by plain name; those of `profile` and `name` under both names together: `profile.login` is `profilelogin`. */
function cellsOf(fields: Fields): ReadonlyMap<string, unknown> {
  const cells = new Map<string, unknown>()
  for (const [name, value] of Object.entries(fields)) {
    const inner = asFields(value)
    const plain = plainName(name)
    if (!cells.has(plain)) cells.set(plain, value)
    if (inner !== null && (plain === 'profile' || plain === 'name'))
      for (const [key, one] of Object.entries(inner)) cells.set(plain + plainName(key), one)
  }
  return cells
}

/** `Email Address [Required]` and `email_address` to `emailaddress`; what stands in brackets is Google's remark. */
function plainName(name: string): string {
  return name
    .replace(/\[.*?\]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\d]/gu, '')
}

/** The first cell of these names that says something; booleans as words. */
export function cellOf({ cells }: Account, names: readonly string[]): string | null {
  for (const name of names) {
    const value = cells.get(name)
    const text = typeof value === 'boolean' ? String(value) : textOf(value)
    if (text !== null) return text
  }
  return null
}
