/** What Salesforce exports of who did what: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference. */
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, textOf } from '../../src/read-fields.js'

/** Which log or object a record is of; `setup_page` is the download of the setup page, which has the sentence but no code. */
export type Kind = 'setup' | 'setup_page' | 'event_log' | 'login_history' | 'stream' | 'assignment' | 'user'

/** A record with its kind; names in lower case without separators, members of related objects as `createdby.username`. */
export interface Found {
  readonly kind: Kind
  readonly at: Fields
}

/** A kind by the fields that its records all have, and those of which they have one. */
const kinds: readonly (readonly [kind: Kind, all: readonly string[], some: readonly string[]])[] = [
  ['setup', ['action', 'section', 'createddate'], ['display', 'delegateuser', 'createdbyid']],
  ['setup_page', ['date', 'user', 'action', 'section'], ['delegateuser', 'sourcenamespaceprefix']],
  ['event_log', ['eventtype', 'organizationid'], ['timestampderived', 'requestid', 'useridderived', 'loginkey']],
  ['stream', ['eventidentifier', 'eventdate'], ['loginkey', 'sessionkey', 'relatedeventidentifier', 'replayid']],
  ['login_history', ['logintime', 'status'], ['loginurl', 'logintype', 'loginsubtype']],
  [
    'assignment',
    ['assigneeid', 'permissionsetid'],
    ['systemmodstamp', 'id', 'permissionsetgroupid', 'permissionset.name'],
  ],
  ['user', ['username', 'isactive'], ['profileid', 'profile.name', 'usertype', 'federationidentifier']],
]

/** The record in what carries it; null for anything else. */
export function readRecord(value: unknown): Found | null {
  const fields = unwrapFields(value, (one) => kindOf(flattened(one)) !== null)
  if (fields === null) return null
  const at = flattened(fields)
  const kind = kindOf(at)
  return kind === null ? null : { kind, at }
}

function kindOf(at: Fields): Kind | null {
  const has = (name: string) => Object.hasOwn(at, name)
  return kinds.find(([, all, some]) => all.every(has) && some.some(has))?.[0] ?? null
}

/** `CREATED_DATE`, `CreatedDate` and `Created Date` are one name; an object below a member gives members with a point. */
function flattened(fields: Fields, before = ''): Fields {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    const key = before + name.replace(/[_ ]/g, '').toLowerCase()
    const below = before.split('.').length > 2 ? null : asFields(value)
    if (below !== null) Object.assign(plain, flattened(below, `${key}.`))
    else if (!Object.hasOwn(plain, key)) plain[key] = value
  }
  return plain
}

/**
 * An id as it is unique without regard to case, which is the form of 18 characters: three more tell which of the 15 are capitals.
 * Anything else stays as it is. https://help.salesforce.com/s/articleView?id=000383751
 */
export function longId(value: unknown): string | null {
  const id = textOf(value)
  if (id === null || !/^[A-Za-z0-9]{15}$/.test(id)) return id
  const suffix = [0, 5, 10].map((from) => {
    const bits = [...id.slice(from, from + 5)].reduce((sum, c, place) => sum + (/[A-Z]/.test(c) ? 1 << place : 0), 0)
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits]
  })
  return id + suffix.join('')
}
