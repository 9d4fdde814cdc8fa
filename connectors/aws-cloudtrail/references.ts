/** What may refer to a task in a CloudTrail event: session names, source identity, tags, descriptions, the branch of a pipeline. */
import { fieldReference, findReferences, type Reference, referenceColumns } from '../../src/references.js'
import { namesOf } from './definition.js'
import { type Caller, readSessionName } from './identity.js'
import { asArray, asObject, asText, type Json } from './record.js'

/** What the references and the written words of an event are. */
export interface Mentions {
  readonly refs: string[] | null
  readonly ref_origins: string[] | null
  /** The first description or comment that the caller wrote. */
  readonly text: string | null
  /** An agent's run, where a session tag says so. */
  readonly agentRun: string | null
}

/** Looks where people and pipelines put keys. Parameters of reading calls are search terms, not statements. */
export function readMentions(caller: Caller, event: Json, params: Json | null, isWrite: boolean): Mentions {
  const found: Reference[] = []
  let text: string | null = null
  let agentRun: string | null = null
  if (params !== null && isWrite) {
    for (const key in params) {
      const role = roles.get(key)
      if (role === undefined) continue
      const value = asText(role === 'commented' ? asObject(params[key])?.['comment'] : params[key])
      if (role === 'tags') agentRun = readTags(params[key], found) ?? agentRun
      else if (value === null) continue
      else if (role === 'session') found.push(...readSessionName(value).references)
      else if (role === 'field') found.push(...fieldReference(value))
      else {
        found.push(...findReferences(value, 'text'))
        text ??= value
      }
    }
  }
  if (caller.principal?.sessionName) addAll(found, caller.principal.sessionName.references)
  if (caller.sourceIdentity !== null) addAll(found, readSessionName(caller.sourceIdentity).references)
  const context = event['eventContext']
  if (context !== undefined) found.push(...principalTags(asObject(context)))
  if (caller.branch !== null) found.push(...findReferences(caller.branch, 'branch'))
  if (found.length === 0) return text === null && agentRun === null ? silent : { ...silent, text, agentRun }
  return { ...referenceColumns(found), text, agentRun }
}

function addAll(into: Reference[], from: readonly Reference[]) {
  for (const one of from) into.push(one)
}

const silent: Mentions = { refs: null, ref_origins: null, text: null, agentRun: null }

/** What a parameter may hold: a session's name, a key of its own field, tags, written words, or an object with a comment in it. */
const roles = new Map<string, 'session' | 'field' | 'tags' | 'text' | 'commented'>([
  ...namesOf('roleSessionName sourceIdentity').map((name) => [name, 'session'] as const),
  ...namesOf('ticketNo ticketId ticket changeRequestName changeNumber changeId').map(
    (name) => [name, 'field'] as const,
  ),
  ...namesOf(
    'tags Tags tagSet tagList tagging Tagging principalTags incomingTransitiveTags tagSpecificationSet x-amz-tagging',
  ).map((name) => [name, 'tags'] as const),
  ...namesOf('changeBatch hostedZoneConfig distributionConfig').map((name) => [name, 'commented'] as const),
  ...namesOf(`
    description Description comment Comment comments reason Reason justification notes changeDescription changeSetDescription
    revisionSummary groupDescription statusReason
  `).map((name) => [name, 'text'] as const),
])

const runKeys = /^agent[-_ ]?(?:run|session)(?:[-_ ]?id)?$/i

/** Adds what the tags refer to; returns the run of an agent, where a tag of that name says so. */
function readTags(value: unknown, found: Reference[]): string | null {
  const tags: [string, string][] = []
  collectTags(value, tags, 0)
  let run: string | null = null
  for (const [key, held] of tags) {
    if (runKeys.test(key)) run = held
    else found.push(...findReferences(held, 'tag'))
  }
  return run
}

/** Every tag as key and value, in each of the shapes that AWS's services use. */
function collectTags(value: unknown, into: [string, string][], depth: number): void {
  if (depth > 4 || into.length > 100) return
  if (typeof value === 'string') {
    // `x-amz-tagging` style: ticket=OPS-12&team=red
    for (const pair of value.split('&'))
      if (pair.includes('=')) into.push([pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)])
    return
  }
  const list = asArray(value)
  if (list.length > 0) {
    for (const one of list) collectTags(one, into, depth + 1)
    return
  }
  const tag = asObject(value)
  if (tag === null) return
  const key = tag['key'] ?? tag['Key'] ?? tag['tagKey'] ?? tag['TagKey']
  if (typeof key === 'string') {
    const held = asText(tag['value'] ?? tag['Value'] ?? tag['tagValue'] ?? tag['TagValue'])
    if (held !== null) into.push([key, held])
    return
  }
  for (const inner of ['tags', 'Tags', 'TagSet', 'Tag', 'tagSet']) {
    if (tag[inner] === undefined) continue
    collectTags(tag[inner], into, depth + 1)
    return
  }
  for (const [name, held] of Object.entries(tag))
    if (typeof held === 'string' && name !== 'resourceType') into.push([name, held])
}

/** Tags of the acting session, where the trail was told to add them (`eventContext.requestContext`, keys `aws:PrincipalTag/…`). */
function principalTags(context: Json | null): Reference[] {
  const request = asObject(context?.['requestContext'])
  if (request === null) return []
  return Object.entries(request).flatMap(([key, value]) =>
    key.toLowerCase().startsWith('aws:principaltag/') ? findReferences(asText(value), 'tag') : [],
  )
}
