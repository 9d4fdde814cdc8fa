/** Security alerts: found, dismissed or resolved by somebody, and pushes that went around the protection. https://docs.github.com/en/rest/code-scanning */
import type { CanonicalRows } from '../../src/connector.js'
import { asFields, attributesOf, brief, type Fields, fieldsAt, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { readTime } from '../../src/time.js'
import { aliasOf, identitiesOf, kindOf } from './people.js'
import { alertPlaceOf } from './places.js'
import { account, type User } from './record.js'

/** What may have become of an alert: names of the time, of who did it, and of what they said. */
interface Step {
  readonly name: string
  readonly times: readonly string[]
  readonly people: readonly string[]
  readonly reasons: readonly string[]
  readonly row: Pick<EventDraft, 'stage' | 'activity' | 'change_class' | 'change' | 'decision'>
}

const steps: readonly Step[] = [
  {
    name: 'create',
    times: ['created_at', 'createdAt'],
    people: [],
    reasons: [],
    row: { stage: 'context', activity: 'create' },
  },
  {
    name: 'dismiss',
    times: ['dismissed_at', 'dismissedAt'],
    people: ['dismissed_by', 'dismisser'],
    reasons: ['dismissed_reason', 'dismissReason'],
    row: { stage: 'context', activity: 'close', decision: 'dismissed' },
  },
  {
    name: 'resolve',
    times: ['resolved_at'],
    people: ['resolved_by'],
    reasons: ['resolution'],
    row: { stage: 'context', activity: 'close' },
  },
  {
    name: 'fix',
    times: ['fixed_at', 'fixedAt'],
    people: [],
    reasons: [],
    row: { stage: 'context', activity: 'close' },
  },
  {
    name: 'bypass_push_protection',
    times: ['push_protection_bypassed_at'],
    people: ['push_protection_bypassed_by'],
    reasons: [],
    row: { stage: 'break_glass', activity: 'use', change_class: 'prod_config', change: 'modify' },
  },
]

/** The rows of an alert. What was found is never kept: it may be the secret itself. */
export function alertRows(alert: Fields): CanonicalRows {
  const at = alertPlaceOf(alert)
  if (at === null) return reject('missing_field', `the alert has no address: ${brief(alert['html_url'])}`)
  const key = `${at.repository}/${at.kind}/${at.number}`
  const people: User[] = []
  const first = (names: readonly string[]) => names.map((name) => alert[name]).find((one) => one != null)
  const said = textOf(alert['dismissed_comment'] ?? alert['resolution_comment'] ?? alert['dismissComment'])
  const events = steps.flatMap(({ name, times, people: by, reasons, row }): EventDraft[] => {
    const moment = readTime(first(times))
    if (moment === null) return []
    const found = asFields(first(by))
    const who = found === null ? null : (account.safeParse(found).data ?? null)
    people.push(who)
    const reason = textOf(first(reasons))
    return [
      {
        native_id: key,
        occurred_at: moment.at,
        resolution_us: moment.resolution,
        ...row,
        operation: `${at.kind.replaceAll('-', '_')}_alert.${name}`,
        outcome: 'success',
        is_write: true,
        actor: aliasOf(who),
        actor_kind_hint: kindOf(who),
        account: at.repository.split('/')[0],
        resource: at.repository,
        after: reason,
        ...referenceColumns(reason === null ? [] : findReferences(said, 'text')),
        text: reason === null ? null : said,
        attributes: attributesOf({
          alert: at.number,
          state: alert['state'],
          rule: fieldsAt(alert, 'rule')?.['id'] ?? alert['secret_type'],
          tool: fieldsAt(alert, 'tool')?.['name'],
          severity: fieldsAt(alert, 'rule')?.['security_severity_level'] ?? fieldsAt(alert, 'rule')?.['severity'],
        }),
      },
    ]
  })
  if (events.length === 0)
    return reject('bad_time', `created_at of alert ${key} is no time: ${brief(alert['created_at'])}`)
  return { events, identities: identitiesOf(people, 'observed') }
}
