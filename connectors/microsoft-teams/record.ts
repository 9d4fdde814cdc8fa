/** What Microsoft Graph and Purview write about Teams, and how the kinds of records are told apart. */
import { readCarried } from '../../src/read-carriers.js'
import { asFields, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'

/** Kinds of records, each with its own reading. */
export type Kind = 'message' | 'approval' | 'response' | 'request' | 'item'

/** A record without its carrier, and what it is. */
export interface Found {
  readonly kind: Kind
  readonly fields: Fields
}

/** An account of an identity set (`from`, `owner`, `approver`): https://learn.microsoft.com/en-us/graph/api/resources/identityset */
export interface Account {
  readonly alias: string
  readonly kind: 'human' | 'workload' | 'group' | 'system' | null
  readonly name: string | null
  readonly tenant: string | null
}

/** The objects in a list. */
export function objectsIn(value: unknown): Fields[] {
  return listOf(value)
    .map(asFields)
    .filter((one): one is Fields => one !== null)
}

const approvalTypes = /^(basic|custom)(AwaitAll)?$/

/** What a record is; null for anything that is not Teams'. */
export function kindOf(value: unknown): Found | null {
  return readCarried(value, (fields) => {
    const kind = plainKind(fields)
    return kind && { kind, fields }
  })
}

/** Whether a CSV header is that of the item report of an eDiscovery export. */
export function isReport(header: readonly string[]): boolean {
  const has = (name: string) => header.includes(name)
  return has('Custodian') && has('Compound path') && has('Item class')
}

/** The account that an identity set names; null when it names none. */
export function accountOf(set: unknown): Account | null {
  const fields = asFields(set)
  for (const name of ['user', 'application', 'group', 'device'] as const) {
    const one = asFields(fields?.[name])
    const id = textOf(one?.['id'])
    if (one === null || id === null) continue
    const isGuest = /^(anonymous|skype|phone|azureCommunication)/i.test(textOf(one['userIdentityType']) ?? '')
    const alias = name === 'device' || isGuest ? `teams:${id}` : `entra:${id}`
    const kind = name === 'group' ? 'group' : name === 'user' ? null : 'workload'
    return { alias, kind, name: textOf(one['displayName']), tenant: textOf(one['tenantId']) }
  }
  return null
}

/** The conversation as the middle piece of a key: a colon parts the pieces and a blank ends it. */
export function tame(conversation: string): string {
  return conversation.replace(/[:\s]+/g, '_')
}

function plainKind(fields: Fields): Kind | null {
  if (typeof fields['Custodian'] === 'string' && typeof fields['Compound path'] === 'string') return 'item'
  const type = textOf(fields['messageType'])
  const isPlaced = textOf(fields['chatId']) !== null || fieldsAt(fields, 'channelIdentity') !== null
  const hasBody = fieldsAt(fields, 'body') !== null && 'contentType' in (fieldsAt(fields, 'body') ?? {})
  if ((type !== null || isPlaced) && hasBody && ('from' in fields || 'mentions' in fields)) return 'message'
  const approvalType = textOf(fields['approvalType']) ?? ''
  if (approvalTypes.test(approvalType) && ('approvers' in fields || 'displayName' in fields)) return 'approval'
  if (/approvalItemResponse$/.test(textOf(fields['@odata.type']) ?? '')) return 'response'
  if (textOf(fields['response']) !== null && fieldsAt(fields, 'createdBy') !== null && Array.isArray(fields['owners']))
    return 'response'
  if (typeof fields['isReassigned'] === 'boolean' && fieldsAt(fields, 'approver') !== null) return 'request'
  return null
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  apos: "'",
}

/** A message as people read it: marks taken off, lines kept, the address of a link behind its words. */
export function plainText(body: unknown): string {
  const fields = asFields(body)
  const content = typeof fields?.['content'] === 'string' ? fields['content'] : ''
  if (textOf(fields?.['contentType']) !== 'html') return content.trim()
  return content
    .replace(/<a\b[^<>]*?\bhref="([^"<>]*)"[^<>]*>([^<>]*)<\/a>/gi, (_, href: string, words: string) =>
      href === words.trim() ? href : `${words} (${href})`,
    )
    .replace(/<at\b[^<>]*>([^<>]*)<\/at>/gi, '@$1')
    .replace(/<emoji\b[^<>]*?\balt="([^"<>]*)"[^<>]*>/gi, '$1')
    .replace(/<(?:br|\/p|\/div|\/li|\/tr)\b[^<>]*>/gi, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#?\w{1,6});/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim()
}

/** What a card says: its titles, text blocks and facts, without the labels of buttons, because a button that could be pressed decides nothing. */
export function cardText(attachments: unknown): string {
  const lines: string[] = []
  for (const one of listOf(attachments)) {
    const fields = asFields(one)
    if (!/\.card\./.test(textOf(fields?.['contentType']) ?? '')) continue
    const content = typeof fields?.['content'] === 'string' ? parsed(fields['content']) : fields?.['content']
    collect(content, lines, 0)
  }
  return lines.join('\n')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function collect(value: unknown, lines: string[], depth: number) {
  if (depth > 12) return
  if (Array.isArray(value)) for (const one of value) collect(one, lines, depth + 1)
  const fields = asFields(value)
  if (fields === null || /^Action\./.test(textOf(fields['type']) ?? '')) return
  for (const name of ['title', 'subtitle', 'text'])
    lines.push(...(textOf(fields[name]) ?? '').split('\n').filter(Boolean))
  const facts = textOf(fields['value'])
  if (facts !== null && textOf(fields['title']) !== null) lines.push(`${lines.pop()}: ${facts}`)
  for (const name of ['body', 'items', 'columns', 'sections', 'facts']) collect(fields[name], lines, depth + 1)
}
