/** What OCSF asks of an event: the published schema of its class by an independent validator, and for classes newer than that file their text. */
import { validatorOf } from './schema.js'

/** A line of the export, as far as tests look at it. */
export interface Line {
  readonly class_uid: number
  readonly class_name: string
  readonly activity_id: number
  readonly activity_name: string
  readonly type_uid: number
  readonly status_id: number
  readonly message: string
  readonly metadata: { readonly version: string; readonly uid: string }
  readonly compliance?: { readonly status: string; readonly requirements: readonly string[] }
  readonly user?: { readonly name: string }
  readonly iam_role?: { readonly uid: string }
  readonly unmapped: Readonly<Record<string, unknown>>
}

const validators = new Map(
  Object.entries({
    2003: 'compliance_finding',
    2004: 'detection_finding',
    3001: 'account_change',
    3002: 'authentication',
    3003: 'authorize_session',
    3004: 'entity_management',
    3005: 'user_access',
    6003: 'api_activity',
  }).map(([uid, name]) => [Number(uid), validatorOf('ocsf-1.8.0.json', `class_${name}`)]),
)

/** What the classes that 1.9.0 adds ask for (events/iam/user_management.json and role_management.json of its repository), checked from their text. */
const added: Readonly<Record<number, { readonly target: 'user' | 'iam_role'; readonly activities: number }>> = {
  3007: { target: 'user', activities: 19 },
  3008: { target: 'iam_role', activities: 11 },
}

/** Every breach of the schema of its class, in words; none when the line is valid. */
export function ocsfBreaches(line: Line): string[] {
  const wrong = line.type_uid === line.class_uid * 100 + line.activity_id ? [] : ['type_uid']
  const since = added[line.class_uid]
  if (!since) return [...wrong, ...(validators.get(line.class_uid)?.(line) ?? [`no class ${line.class_uid}`])]
  if (line.metadata.version !== '1.9.0') wrong.push(`${line.class_name} before 1.9.0`)
  if (line[since.target] === undefined) wrong.push(`${line.class_name} without ${since.target}`)
  if (line.activity_id !== 99 && line.activity_id > since.activities) wrong.push(`activity ${line.activity_id}`)
  return wrong
}
