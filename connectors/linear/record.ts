/** What Linear's GraphQL interface and webhooks write about issues, their history and comments, in its own spelling. */
import { z } from 'zod'
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'

const text = z.unknown().optional().transform(textOf)

/** A person (`User`) or an app (`ActorBot`, or a user marked as one). */
export const person = z
  .looseObject({
    id: text,
    name: text,
    displayName: text,
    email: text,
    type: text,
    app: z.boolean().nullish().catch(null),
    active: z.boolean().nullish().catch(null),
  })
  .nullish()
  .catch(null)
export type Person = z.infer<typeof person>

const state = z.looseObject({ name: text, type: text }).nullish().catch(null)

/** https://studio.apollographql.com/public/Linear-API/variant/current/schema/reference/objects/Issue */
export const issue = z.looseObject({
  id: text,
  identifier: text,
  title: text,
  description: text,
  url: text,
  branchName: text,
  createdAt: text,
  updatedAt: text,
  completedAt: text,
  canceledAt: text,
  state,
  creator: person,
  botActor: person,
  assignee: person,
  delegate: person,
  team: z.looseObject({ key: text, name: text }).nullish().catch(null),
  parent: z.looseObject({ identifier: text }).nullish().catch(null),
  previousIdentifiers: z.array(text).nullish().catch(null),
})

/** One entry of `history`: everything that one person changed at once. */
export const change = z.looseObject({
  id: text,
  createdAt: text,
  actor: person,
  botActor: person,
  fromState: state,
  toState: state,
  fromAssignee: person,
  toAssignee: person,
  fromTitle: text,
  toTitle: text,
  updatedDescription: z.boolean().nullish().catch(null),
})
export type Change = z.infer<typeof change>

/** A comment, inside its issue or by itself with the issue it belongs to. */
export const comment = z.looseObject({
  id: text,
  body: text,
  createdAt: text,
  editedAt: text,
  user: person,
  botActor: person,
  issue: z.looseObject({ identifier: text }).nullish().catch(null),
})
export type Comment = z.infer<typeof comment>

/** What a record is. */
export type Kind = 'issue' | 'comment' | 'page'

/** The shape of a record, or null when it is none of Linear's. */
export function kindOf(value: Fields): Kind | null {
  if (isIssue(value)) return 'issue'
  const isOfIssue = isKey(asFields(value['issue'])?.['identifier'])
  if (isOfIssue && 'body' in value && 'createdAt' in value) return 'comment'
  return issuesOf(value).length > 0 ? 'page' : null
}

/** The record inside envelopes, webhooks (`data`) or nothing at all. */
export function unwrap(value: unknown): Fields | null {
  return unwrapFields(value, (one) => kindOf(one) !== null)
}

/** Issues of a GraphQL answer: `data.issues.nodes`, `data.team.issues.nodes`, `data.issue`. */
export function issuesOf(page: Fields): Fields[] {
  const data = fieldsAt(page, 'data') ?? page
  const places = [data, ...['team', 'project', 'viewer'].map((name) => fieldsAt(data, name))]
  return [data['issue'], ...places.flatMap((place) => nodesOf(place?.['issues']))].flatMap((one) => {
    const fields = asFields(one)
    return fields && isIssue(fields) ? [fields] : []
  })
}

/** The members of a connection. */
export function nodesOf(connection: unknown): unknown[] {
  const fields = asFields(connection)
  return fields
    ? [...listOf(fields['nodes']), ...listOf(fields['edges']).map((edge) => asFields(edge)?.['node'])]
    : [...listOf(connection)]
}

function isIssue(value: Fields) {
  return isKey(value['identifier']) && 'title' in value && 'createdAt' in value
}

function isKey(value: unknown) {
  return typeof value === 'string' && /^[A-Z][A-Z0-9]*-\d+$/.test(value)
}
