/** Envoy's access log in Envoy's words: its default text, Istio's text and JSON. https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage */
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'

/** One request or connection. `-` of the text forms is null. */
export interface Access {
  readonly start_time: string | null
  readonly method: string | null
  readonly path: string | null
  readonly protocol: string | null
  readonly response_code: string | null
  readonly response_flags: string | null
  readonly response_code_details: string | null
  readonly authority: string | null
  readonly request_id: string | null
  readonly user_agent: string | null
  readonly x_forwarded_for: string | null
  readonly upstream_host: string | null
  readonly upstream_cluster: string | null
  readonly downstream_remote_address: string | null
  readonly requested_server_name: string | null
  readonly route_name: string | null
  readonly duration: string | null
  /** URI names in the certificate of the client, and of the server that was called. */
  readonly peer: string | null
  readonly upstream_peer: string | null
  /** Header `x-forwarded-client-cert`. */
  readonly xfcc: string | null
  readonly trace_id: string | null
  /** Custom fields of a JSON format. */
  readonly others: Fields
}

const deepest = 3
const beginning =
  /^(?:ACCESS\s+)?\[(\d{4}-\d{2}-\d{2}[T ][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?)\]\s+"([^"]*)"\s+(\d{1,3})\s+(.*)$/s
const token = /"((?:[^"\\]|\\.)*)"|(\S+)/g

/** The access a record tells of, or null when it is none. Carriers: log shippers (`message`, `log`, `event.original`, `json`, `_raw`, `_source`). */
export function unwrap(value: unknown, depth = 0): Access | null {
  if (typeof value === 'string' && !/^\s*\{/.test(value)) return fromText(value.trim())
  const fields = depth === 0 ? asFields(value) : parseFields(value)
  if (fields === null) return null
  if (isAccess(fields)) return fromFields(fields)
  if (depth >= deepest) return null
  const carried = [
    asFields(fields['event'])?.['original'],
    fields['message'],
    fields['log'],
    fields['json'],
    fields['textPayload'],
    fields['jsonPayload'],
    fields['_raw'],
    fields['_source'],
  ]
  for (const inner of carried) {
    const found = inner === undefined || inner === null ? null : unwrap(inner, depth + 1)
    if (found !== null) return found
  }
  return null
}

/** Beside a time and a response code, what no other server's log has. */
function isAccess(fields: Fields): boolean {
  const hasAnswer = 'response_code' in fields || 'responseCode' in fields
  return (
    hasAnswer &&
    'start_time' in fields &&
    ['upstream_cluster', 'upstream_host', 'response_flags', 'downstream_remote_address', 'route_name'].some(
      (key) => key in fields,
    )
  )
}

function fromFields(fields: Fields): Access {
  const first = (...keys: string[]) =>
    keys.map((key) => known(textOf(fields[key]))).find((text) => text !== null) ?? null
  const named = new Set(
    'start_time method path protocol response_code responseCode response_flags response_code_details authority request_id user_agent x_forwarded_for upstream_host upstream_cluster downstream_remote_address requested_server_name route_name duration trace_id traceparent xfcc x_forwarded_client_cert'.split(
      ' ',
    ),
  )
  return {
    start_time: first('start_time'),
    method: first('method'),
    path: first('path', 'x_envoy_original_path'),
    protocol: first('protocol'),
    response_code: first('response_code', 'responseCode'),
    response_flags: first('response_flags'),
    response_code_details: first('response_code_details'),
    authority: first('authority', 'host'),
    request_id: first('request_id', 'x_request_id'),
    user_agent: first('user_agent'),
    x_forwarded_for: first('x_forwarded_for'),
    upstream_host: first('upstream_host'),
    upstream_cluster: first('upstream_cluster'),
    downstream_remote_address: first('downstream_remote_address', 'downstream_direct_remote_address'),
    requested_server_name: first('requested_server_name'),
    route_name: first('route_name'),
    duration: first('duration'),
    peer: first('downstream_peer_uri_san', 'peer_uri_san', 'downstream_peer_san', 'source_principal'),
    upstream_peer: first('upstream_peer_uri_san', 'downstream_local_uri_san', 'destination_principal'),
    xfcc: first('x_forwarded_client_cert', 'xfcc', 'x-forwarded-client-cert'),
    trace_id: first('trace_id') ?? /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(first('traceparent') ?? '')?.[1] ?? null,
    others: Object.fromEntries(Object.entries(fields).filter(([key]) => !named.has(key))),
  }
}

/** Behind code and flags stands a number in Envoy's own format, and a word on how the answer came about in Istio's. */
function fromText(line: string): Access | null {
  const found = beginning.exec(line)
  if (!found) return null
  const [, start, request, code, rest] = found
  const [method, ...target] = request!.split(' ')
  const protocol = target.pop() ?? null
  const tokens = [...rest!.matchAll(token)].map(([, quoted, bare]) => known(quoted ?? bare ?? ''))
  const isIstio = !/^\d+$/.test(tokens[1] ?? '')
  const at = (envoy: number, istio: number) => tokens[isIstio ? istio : envoy] ?? null
  const extra = tokens.slice(isIstio ? 18 : 10)
  return {
    start_time: start!,
    method: known(method ?? ''),
    path: known(target.join(' ')),
    protocol: known(protocol ?? ''),
    response_code: code!,
    response_flags: tokens[0] ?? null,
    response_code_details: isIstio ? (tokens[1] ?? null) : null,
    duration: at(3, 6),
    x_forwarded_for: at(5, 8),
    user_agent: at(6, 9),
    request_id: at(7, 10),
    authority: at(8, 11),
    upstream_host: at(9, 12),
    upstream_cluster: isIstio ? (tokens[13] ?? null) : null,
    downstream_remote_address: isIstio ? (tokens[16] ?? null) : null,
    requested_server_name: isIstio ? (tokens[17] ?? null) : null,
    route_name: isIstio ? (tokens[18] ?? null) : null,
    // Formats of one's own put identities behind everything else.
    peer: extra.find((one) => one?.startsWith('spiffe://')) ?? null,
    upstream_peer: null,
    xfcc: extra.find((one) => /(?:^|;)(?:URI|By|Hash)=/i.test(one ?? '')) ?? null,
    trace_id: null,
    others: {},
  }
}

function known(text: string | null): string | null {
  return text === null || text === '' || text === '-' ? null : text
}
