/** From Confluence's words to ours: who wrote which version when, and what it refers to. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, reject } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Moment } from '../../src/time.js'
import { type Account, type Content, contentOf, plainText, unwrap } from './record.js'

/** The version that a record is, and the making of what it is a version of. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null) return reject('unknown_record', `no content with a version: ${brief(record.value)}`)
  const content = contentOf(fields)
  const { id, when, created } = content
  if (id === null) return reject('missing_field', `the content has no id: ${brief(content.title)}`)
  if (when === null) return reject('bad_time', `version of content ${id} has no time: ${brief(content.written)}`)
  const body = plainText(content.body)
  const isComment = content.type === 'comment'
  const texts = isComment ? [body] : [content.title, content.message, body]
  const events: EventDraft[] = [
    {
      ...eventOf(content, content.number, when, content.by),
      ...referenceColumns(texts.flatMap((text) => findReferences(text, 'text'))),
      text: isComment ? body : [content.title, content.message].filter(Boolean).join('\n\n') || null,
    },
  ]
  if (content.number > 1 && created !== null) events.unshift(eventOf(content, 1, created, content.createdBy))
  return { events, identities: identitiesOf([content.by, content.createdBy]) }
}

function eventOf(content: Content, number: number, at: Moment, who: Account | null): EventDraft {
  const { type } = content
  const isFirst = number === 1
  return {
    native_id: `${content.id}@${number}`,
    occurred_at: at.at,
    resolution_us: at.resolution,
    stage: 'context',
    activity: isFirst ? (type === 'comment' ? 'comment' : 'create') : 'edit',
    operation: `${type}.${isFirst ? 'create' : 'update'}`,
    outcome: 'success',
    is_write: true,
    actor: who?.alias,
    account: content.site,
    resource: `${type}/${content.id}`,
    change: isFirst ? 'add' : 'modify',
    attributes: attributesOf({
      title: content.title,
      space: content.space,
      version: number,
      status: number === content.number ? content.status : null,
      minor: (number === content.number && content.isMinor) || null,
      on: content.container,
    }),
  }
}

function identitiesOf(accounts: readonly (Account | null)[]): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const account of accounts) {
    if (account === null || (account.name === null && account.login === null)) continue
    const { alias, login, name, email } = account
    const directory = alias.slice(0, alias.indexOf(':'))
    rows.set(alias, { alias, directory, login, display_name: name, email, basis: 'observed' })
  }
  return [...rows.values()]
}
