/** Atlassian's four audit records, in their own spelling, brought to one: Jira Cloud, Confluence Cloud, Server and Data Center, and the organisation. */
import { z } from 'zod'
import { parseList, unwrapFields, withoutSuffixes } from '../../src/read-carriers.js'
import { asFields, type Fields, listOf, parseFields, textOf } from '../../src/read-fields.js'

const text = z.unknown().optional().transform(textOf)
const object = z.object({ id: text, name: text, type: text, email: text })

/** What all of them say. `operation` is the product's word, `i18n` its language-free key, where it has one. */
export const audit = z.object({
  product: z.enum(['jira', 'confluence', 'bitbucket', 'atlassian']),
  form: z.enum(['jira', 'confluence', 'server', 'organisation']),
  id: text,
  time: z.unknown().optional(),
  operation: text,
  i18n: text,
  category: text,
  description: text,
  source: text,
  site: text,
  actor: z.object({ id: text, account: text, login: text, name: text, email: text, type: text }),
  objects: z.array(object),
  changes: z.array(z.object({ field: text, from: text, to: text })),
  extra: z.record(z.string(), z.unknown()),
})
export type Audit = z.infer<typeof audit>

/** The record inside envelopes, log lines and flattened rows, in the one shape; null when it is none of Atlassian's. */
export function unwrap(value: unknown): Fields | null {
  // A log line may have a prefix of the shipper's before its JSON.
  const start = typeof value === 'string' ? value.indexOf('{') : -1
  const whole = typeof value === 'string' && start > 0 ? value.slice(start) : value
  const outer = parseFields(whole)
  if (outer === null) return null
  const isFlat = Object.keys(outer).some((name) =>
    /^(summary|category|auditType_action|type_action|attributes_action|actionI18nKey)_s$/i.test(name),
  )
  const found = unwrapFields(isFlat ? nested(withoutSuffixes(outer) ?? {}) : outer, (fields) => formOf(fields) !== null)
  if (found === null) return null
  return readers[formOf(found)!](found)
}

type Form = Audit['form']

function formOf(value: Fields): Form | null {
  const has = (...names: string[]) => names.every((name) => name in value)
  const kind = parseFields(value['auditType']) ?? parseFields(value['type'])
  if (has('timestamp', 'author') && kind && 'action' in kind) return 'server'
  const attributes = asFields(value['attributes'])
  if (
    attributes &&
    typeof attributes['action'] === 'string' &&
    'actor' in attributes &&
    ('time' in attributes || 'context' in attributes)
  )
    return 'organisation'
  if (has('summary', 'category', 'creationDate')) return 'confluence'
  const isJira = 'objectItem' in value || 'eventSource' in value || 'authorAccountId' in value || 'authorKey' in value
  return has('summary', 'category', 'created') && isJira && !has('fields') ? 'jira' : null
}

const readers: Readonly<Record<Form, (value: Fields) => Fields>> = {
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-audit-records/
  jira: (value) => ({
    product: 'jira',
    form: 'jira',
    id: value['id'],
    time: value['created'],
    operation: value['summary'],
    category: value['category'],
    description: value['description'],
    source: value['remoteAddress'],
    actor: { account: value['authorAccountId'], id: value['authorKey'], name: value['authorDisplayName'] },
    objects: [parseFields(value['objectItem']), ...parseList(value['associatedItems'])].flatMap((one) =>
      objectOf(one, 'typeName'),
    ),
    changes: changesOf(value['changedValues'], 'fieldName', 'changedFrom', 'changedTo'),
    extra: { event_source: value['eventSource'] },
  }),
  // https://developer.atlassian.com/cloud/confluence/rest/v1/api-group-audit/
  confluence: (value) => {
    const author = parseFields(value['author']) ?? {}
    return {
      product: 'confluence',
      form: 'confluence',
      time: value['creationDate'],
      operation: value['summary'],
      category: value['category'],
      description: value['description'],
      source: value['remoteAddress'],
      actor: {
        account: author['accountId'],
        id: author['userKey'],
        login: author['username'],
        name: author['displayName'],
        type: author['type'],
      },
      objects: [parseFields(value['affectedObject']), ...parseList(value['associatedObjects'])].flatMap((one) =>
        objectOf(one, 'objectType'),
      ),
      changes: changesOf(value['changedValues'], 'name', 'oldValue', 'newValue'),
      extra: {
        sys_admin: value['sysAdmin'] || null,
        super_admin: value['superAdmin'] || null,
        external: author['externalCollaborator'] || null,
      },
    }
  },
  // https://confluence.atlassian.com/adminjiraserver/audit-log-events-in-jira-998879036.html and its sisters
  server: (value) => {
    const author = parseFields(value['author']) ?? {}
    const kind = parseFields(value['auditType']) ?? parseFields(value['type']) ?? {}
    const stamp = asFields(value['timestamp'])
    const site = textOf(value['system'])
    const keys = [kind['actionI18nKey'], kind['categoryI18nKey']].map((one) => textOf(one) ?? '')
    return {
      product: productOf(keys, site, textOf(author['uri'])),
      form: 'server',
      time: stamp ? { seconds: stamp['epochSecond'], nanos: stamp['nano'] ?? 0 } : value['timestamp'],
      operation: kind['action'] ?? kind['actionI18nKey'],
      i18n: kind['actionI18nKey'],
      category: kind['category'],
      source: value['source'],
      site,
      actor: { id: author['id'], name: author['name'], type: author['type'], login: loginOf(textOf(author['uri'])) },
      objects: parseList(value['affectedObjects']).flatMap((one) => objectOf(one, 'type')),
      changes: changesOf(value['changedValues'], 'key', 'from', 'to'),
      extra: {
        method: value['method'],
        node: value['node'],
        area: kind['area'],
        level: kind['level'],
        ...Object.fromEntries(
          parseList(value['extraAttributes']).flatMap((one) => {
            const name = textOf(asFields(one)?.['name'])
            return name ? [[name, asFields(one)?.['value']]] : []
          }),
        ),
      },
    }
  },
  // https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/
  organisation: (value) => {
    const attributes = asFields(value['attributes']) ?? {}
    const actor = parseFields(attributes['actor']) ?? {}
    const container = membersOf(attributes['container'])
    return {
      product: 'atlassian',
      form: 'organisation',
      id: value['id'],
      time: attributes['time'],
      operation: attributes['action'],
      description: asFields(value['message'])?.['content'],
      source: asFields(attributes['location'])?.['ip'],
      site: asFields(container[0]?.['attributes'])?.['siteName'] ?? container[0]?.['id'],
      actor: {
        account: actor['id'],
        name: actor['name'] ?? actor['displayName'],
        email: actor['email'],
        type: actor['type'],
      },
      objects: listOf(attributes['context']).flatMap((one) => {
        const fields = asFields(one)
        const inner = asFields(fields?.['attributes']) ?? {}
        return fields
          ? [
              {
                id: fields['id'],
                type: fields['type'],
                name: inner['name'] ?? inner['displayName'],
                email: inner['email'],
              },
            ]
          : []
      }),
      changes: [],
      extra: {
        container: container.map((one) => ({ type: one['type'], id: one['id'] })),
        context: attributes['context'],
      },
    }
  },
}

function membersOf(value: unknown): Fields[] {
  return listOf(value)
    .map(asFields)
    .filter((one) => one !== null)
}

function objectOf(value: unknown, type: string): Fields[] {
  const fields = asFields(value)
  if (fields === null || (!fields['name'] && !fields['id'])) return []
  return [{ id: fields['id'], name: fields['name'], type: fields[type] }]
}

function changesOf(value: unknown, field: string, from: string, to: string): Fields[] {
  return parseList(value).flatMap((one) => {
    const fields = asFields(one)
    return fields ? [{ field: fields[field], from: fields[from], to: fields[to] }] : []
  })
}

function productOf(keys: readonly string[], site: string | null, uri: string | null): Audit['product'] {
  const all = keys.join(' ')
  if (/\bbitbucket\./.test(all)) return 'bitbucket'
  if (/\bjira\./.test(all)) return 'jira'
  if (/\baudit\.logging\./.test(all)) return 'confluence'
  const address = `${site ?? ''} ${uri ?? ''}`
  if (/confluence|wiki|viewuser\.action/i.test(address)) return 'confluence'
  if (/bitbucket|stash|\/users\/[^/]+$/i.test(address)) return 'bitbucket'
  return /jira|ViewUser\.jspa/i.test(address) ? 'jira' : 'atlassian'
}

/** The user name stands in the address of the profile: `…?username=ana`, `…/users/ana`. */
function loginOf(uri: string | null): string | null {
  const found = /[?&](?:username|name)=([^&]+)|\/users\/([^/?]+)/.exec(uri ?? '')
  return found?.[1] ?? found?.[2] ?? null
}

/** `author_name` of a flattened row is `author.name`; lists stand in it as JSON text. */
function nested(row: Fields): Fields {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    const [first, ...rest] = name.split('_')
    const isPart = rest.length > 0 && /^(author|auditType|type|objectItem|affectedObject|attributes)$/.test(first!)
    if (!isPart) out[name] = value
    else out[first!] = { ...asFields(out[first!]), [rest.join('_')]: value }
  }
  return out
}
