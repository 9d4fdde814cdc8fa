/** Envoy's access log in our words. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { attributesOf, brief, reject } from '../../src/read-fields.js'
import { referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { Outcome } from '../../src/schema/words.js'
import { readTime } from '../../src/time.js'
import { type Access, unwrap } from './record.js'

/** One line: one row of events, and the workloads it names. */
export function normalize(record: SourceRecord): CanonicalRows {
  const access = unwrap(record.value)
  if (access === null) return reject('not_an_access', `no Envoy access log line: ${brief(record.value)}`)
  const time = readTime(access.start_time, record.timezone ?? 'UTC')
  if (time === null) return reject('bad_time', `start_time is no time: ${brief(access.start_time)}`)
  const chain = access.xfcc === null ? [] : readXfcc(access.xfcc)
  const callers = [...chain.map((one) => one.uri), access.peer].filter((uri) => uri?.startsWith('spiffe://') === true)
  // Each proxy adds whom it saw: the last one is who called here, those before are whom he called for.
  const distinct = [...new Set(callers as string[])]
  const actor = distinct.at(-1) ?? null
  const refusal = refusalOf(access)
  const event: EventDraft = {
    native_id: access.request_id,
    occurred_at: time.at,
    resolution_us: time.resolution,
    stage: refusal === null ? 'context' : 'policy',
    activity: refusal === null ? 'use' : 'decide',
    operation: access.method ?? access.protocol ?? 'TCP',
    outcome: outcomeOf(access, refusal),
    is_write: refusal === null && access.method !== null && !/^(get|head|options|trace)$/i.test(access.method),
    actor,
    actor_kind_hint: actor === null ? null : 'workload',
    on_behalf_of: distinct.length > 1 ? distinct.slice(0, -1) : null,
    credential: chain.at(-1)?.hash ? `spiffe:cert/${chain.at(-1)!.hash}` : null,
    credential_class: chain.at(-1)?.hash ? 'certificate' : null,
    resource: resourceOf(access),
    entitlement: refusal === null ? null : access.method,
    ...referenceColumns(access.trace_id === null ? [] : [{ ref: `trace:${access.trace_id}`, origin: 'field' }]),
    source_ip:
      addressOf(access.downstream_remote_address) ?? addressOf(access.x_forwarded_for?.split(',')[0]?.trim() ?? null),
    user_agent: access.user_agent,
    attributes: attributesOf({
      policy: refusal?.policy,
      response_code: access.response_code,
      response_flags: access.response_flags,
      response_code_details: access.response_code_details,
      protocol: access.protocol,
      duration_ms: access.duration,
      x_forwarded_for: access.x_forwarded_for,
      upstream_host: access.upstream_host,
      upstream_cluster: access.upstream_cluster,
      upstream_identity: access.upstream_peer ?? chain.at(-1)?.by,
      requested_server_name: access.requested_server_name,
      route_name: access.route_name,
      client_subject: chain.at(-1)?.subject,
      ...(Object.keys(access.others).length > 0 ? { others: withoutSecrets(access.others) } : {}),
    }),
  }
  const identities = distinct.map((alias) => ({
    alias,
    directory: 'spiffe',
    login: alias,
    basis: 'observed',
    kind_hint: 'workload',
  }))
  return { events: [event], ...(identities.length > 0 ? { identities } : {}) }
}

interface Client {
  readonly by: string | null
  readonly uri: string | null
  readonly hash: string | null
  readonly subject: string | null
}

/** `By=…;Hash=…;Subject="…";URI=…,By=…`: one element for each proxy on the way, the first one next to the client. */
export function readXfcc(header: string): Client[] {
  return splitOutsideQuotes(header.replaceAll('\\"', '"'), ',').map((element) => {
    const found = new Map<string, string>()
    for (const part of splitOutsideQuotes(element, ';')) {
      const at = part.indexOf('=')
      const key = part.slice(0, at).trim().toLowerCase()
      // Several URI names may stand in one element; the SPIFFE id counts.
      const value = part
        .slice(at + 1)
        .trim()
        .replace(/^"|"$/g, '')
      if (at > 0 && value !== '' && !(found.get(key) ?? '').startsWith('spiffe://')) found.set(key, value)
    }
    const get = (key: string) => found.get(key) ?? null
    return { by: get('by'), uri: get('uri'), hash: get('hash'), subject: get('subject') }
  })
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = ['']
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    if (character === separator && !isQuoted) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts.filter((part) => part.trim() !== '')
}

/** A refusal by the mesh's own authorization (RBAC, external authorization), as opposed to one by the application behind it. */
function refusalOf(access: Access): { policy: string | null } | null {
  const details = access.response_code_details ?? ''
  const rbac = /^rbac_access_denied(?:_matched_policy\[(.*)\])?/.exec(details)
  if (rbac) return { policy: rbac[1] && rbac[1] !== 'none' ? rbac[1] : null }
  const isExternal = /(^|,)UAEX(,|$)/.test(access.response_flags ?? '') || /^ext_authz_denied/.test(details)
  return isExternal ? { policy: null } : null
}

function outcomeOf(access: Access, refusal: object | null): Outcome {
  const code = Number(access.response_code ?? Number.NaN)
  if (refusal !== null || code === 401 || code === 403) return 'denied'
  if (code >= 400) return 'failure'
  if (code >= 100) return 'success'
  // Plain connections have the code 0; flags tell of trouble.
  return code === 0 ? (access.response_flags === null ? 'success' : 'failure') : 'unknown'
}

/** Host and path without its query, where secrets stand; of a plain connection the cluster or host it went to. */
function resourceOf(access: Access): string | null {
  const path = access.path?.replace(/[?#].*$/s, '') ?? ''
  if (access.authority !== null || path !== '') return `${access.authority ?? ''}${path}`
  return access.upstream_cluster ?? access.requested_server_name ?? access.upstream_host
}

function addressOf(text: string | null): string | null {
  if (text === null) return null
  const bracketed = /^\[([0-9a-f:.]+)\]/i.exec(text)?.[1]
  if (bracketed) return bracketed
  const plain = /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/.exec(text)?.[1]
  return plain ?? (/^[0-9a-f]*:[0-9a-f:]+$/i.test(text) ? text : null)
}

function withoutSecrets(others: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(others).filter(([key]) => !/authorization|cookie|token/i.test(key)))
}
