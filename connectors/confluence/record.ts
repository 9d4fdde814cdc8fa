/** What Confluence writes about content, in the spelling of REST v1 and of v2, as one. */
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, emailOf, type Fields, fieldsAt, textOf } from '../../src/read-fields.js'
import { type Moment, readTime } from '../../src/time.js'

/** An account; Cloud accounts are the same in every product of Atlassian's. */
export interface Account {
  readonly alias: string
  readonly login: string | null
  readonly name: string | null
  readonly email: string | null
}

/** A version of a page, blog post, comment or attachment. */
export interface Content {
  readonly id: string | null
  readonly type: string
  readonly title: string | null
  readonly status: string | null
  readonly space: string | null
  readonly site: string | null
  readonly number: number
  readonly when: Moment | null
  /** As it stood, for a message about it. */
  readonly written: unknown
  readonly by: Account | null
  readonly message: string | null
  readonly isMinor: boolean
  readonly created: Moment | null
  readonly createdBy: Account | null
  readonly body: string | null
  readonly container: string | null
}

/** The content inside what carries it; null when it is none of Confluence's. */
export function unwrap(value: unknown): Fields | null {
  return unwrapFields(value, isContent)
}

/** v1 says its type and when its version was made; v2 names its space and its author by id. */
function isContent(fields: Fields): boolean {
  const version = fieldsAt(fields, 'version')
  if (version === null || !('title' in fields) || !('status' in fields)) return false
  const isFirst = 'type' in fields && 'when' in version && 'number' in version
  return isFirst || ('createdAt' in version && 'authorId' in fields && ('spaceId' in fields || 'pageId' in fields))
}

/** Reads content of either spelling. */
export function contentOf(fields: Fields): Content {
  const version = fieldsAt(fields, 'version') ?? {}
  const history = fieldsAt(fields, 'history')
  const links = fieldsAt(fields, '_links')
  const written = version['when'] ?? version['createdAt']
  const address = textOf(links?.['base']) ?? textOf(links?.['self'])
  return {
    id: textOf(fields['id']),
    type: textOf(fields['type']) ?? ('pageId' in fields ? 'comment' : 'page'),
    title: textOf(fields['title']),
    status: textOf(fields['status']),
    space: textOf(fieldsAt(fields, 'space')?.['key']) ?? textOf(fields['spaceId']),
    site: /^https?:\/\/([^/]+)/.exec(address ?? '')?.[1] ?? null,
    number: Number(version['number']) || 1,
    when: readTime(written),
    written,
    by: accountOf(version['by']) ?? accountOf({ accountId: version['authorId'] }),
    message: textOf(version['message']),
    isMinor: version['minorEdit'] === true,
    created: readTime(history?.['createdDate'] ?? fields['createdAt']),
    createdBy: accountOf(history?.['createdBy']) ?? accountOf({ accountId: fields['authorId'] }),
    body: textOf(fieldsAt(fields, 'body', 'storage')?.['value']) ?? textOf(fieldsAt(fields, 'body', 'view')?.['value']),
    container: textOf(fieldsAt(fields, 'container')?.['id']) ?? textOf(fields['pageId']),
  }
}

function accountOf(value: unknown): Account | null {
  const fields = asFields(value)
  const account = textOf(fields?.['accountId'])
  const key = textOf(fields?.['userKey'])
  if (fields?.['type'] === 'anonymous' || (account === null && key === null)) return null
  return {
    alias: account === null ? `confluence:${key}` : `jira:${account}`,
    login: textOf(fields?.['username']),
    name: textOf(fields?.['displayName']),
    email: emailOf(fields?.['email']),
  }
}

/** What people wrote, without marks; the address of a link stands behind its words. */
export function plainText(body: string | null): string | null {
  if (body === null) return null
  const text = body
    .replace(/<a\b[^<>]*?\bhref="([^"<>]*)"[^<>]*>/gi, ' $1 ')
    .replace(/<ri:url\b[^<>]*?\bri:value="([^"<>]*)"[^<>]*>/gi, ' $1 ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
  return text === '' ? null : text
}
