/**
 * OpenTelemetry's JSON (OTLP) taken apart: spans and log records with their attributes as plain values.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding; also single `ResourceSpans`/`ResourceLogs`, and single spans and records as SDK consoles write them.
 */

/** Attributes by name. */
export type OtlpAttributes = Readonly<Record<string, unknown>>

/** A span; times as they stood (nanoseconds in text, ISO text, `[seconds, nanoseconds]` joined to nanoseconds). */
export interface OtlpSpan {
  readonly traceId: string | null
  readonly spanId: string | null
  readonly parentSpanId: string | null
  readonly name: string | null
  /** `internal`, `client`, `server`, `producer`, `consumer`; null when it is not said. */
  readonly kind: string | null
  readonly start: unknown
  readonly end: unknown
  readonly attributes: OtlpAttributes
  readonly resource: OtlpAttributes
  readonly scope: { readonly name: string | null; readonly version: string | null }
  /** `ok`, `error` or `unset`. */
  readonly status: string
  readonly statusMessage: string | null
  /** Members of W3C `tracestate`, as they stood; null for none. */
  readonly traceState: string | null
  /** Attributes that the SDK left out because of its limits. */
  readonly droppedAttributes: number
  readonly events: readonly {
    readonly name: string | null
    readonly time: unknown
    readonly attributes: OtlpAttributes
  }[]
  readonly links: readonly { readonly traceId: string | null; readonly spanId: string | null }[]
}

/** A log record; an event is a log record with a name. */
export interface OtlpLogRecord {
  readonly time: unknown
  readonly observed: unknown
  readonly name: string | null
  readonly body: unknown
  readonly severity: string | null
  readonly traceId: string | null
  readonly spanId: string | null
  readonly attributes: OtlpAttributes
  readonly resource: OtlpAttributes
  readonly scope: { readonly name: string | null; readonly version: string | null }
}

/** What one value of an export holds. */
export interface OtlpContent {
  readonly spans: readonly OtlpSpan[]
  readonly logs: readonly OtlpLogRecord[]
  /** Whether the value is OTLP at all, even when it holds nothing or metrics only. */
  readonly isOtlp: boolean
  readonly hasMetrics: boolean
}

type Fields = Readonly<Record<string, unknown>>

const nothing: OtlpContent = { spans: [], logs: [], isOtlp: false, hasMetrics: false }

/** Spans and log records of a value: `{"resourceSpans": […]}`, `{"resourceLogs": […]}`, one element of these, or one span or record alone. */
export function readOtlp(value: unknown): OtlpContent {
  const fields = asFields(value)
  if (fields === null) return nothing
  const hasMetrics = 'resourceMetrics' in fields || 'scopeMetrics' in fields || 'resource_metrics' in fields
  const spanGroups = listOf(fields, 'resourceSpans', 'resource_spans')
  const logGroups = listOf(fields, 'resourceLogs', 'resource_logs')
  if (spanGroups || logGroups || hasMetrics)
    return {
      spans: (spanGroups ?? []).flatMap(spansOf),
      logs: (logGroups ?? []).flatMap(logsOf),
      isOtlp: true,
      hasMetrics,
    }
  if (listOf(fields, 'scopeSpans', 'scope_spans', 'instrumentationLibrarySpans'))
    return { ...nothing, spans: spansOf(fields), isOtlp: true }
  if (listOf(fields, 'scopeLogs', 'scope_logs')) return { ...nothing, logs: logsOf(fields), isOtlp: true }
  return readAlone(fields)
}

/** One span or log record without what goes around it, as SDK consoles and file exporters of tools write it. */
function readAlone(fields: Fields): OtlpContent {
  if (!('attributes' in fields)) return nothing
  const context = asFields(fields['context'] ?? fields['_spanContext'] ?? fields['spanContext'])
  const hasIds = context !== null || 'traceId' in fields || 'trace_id' in fields
  const resource = asFields(fields['resource'])
  const resourceAttributes = resource === null ? {} : readAttributes(resource['attributes'] ?? resource['_attributes'])
  const scope = asFields(fields['instrumentationScope'] ?? fields['instrumentationLibrary'] ?? fields['scope'])
  const isLog = 'severityNumber' in fields || 'severity_number' in fields || 'body' in fields || '_body' in fields
  if (isLog && !('parentSpanId' in fields))
    return {
      ...nothing,
      logs: [logRecord({ ...context, ...fields, body: fields['body'] ?? fields['_body'] }, resourceAttributes, scope)],
      isOtlp: true,
    }
  const start =
    fields['startTimeUnixNano'] ?? fields['start_time_unix_nano'] ?? fields['startTime'] ?? fields['start_time']
  if (!hasIds || start === undefined) return nothing
  return { ...nothing, spans: [spanOf({ ...context, ...fields }, resourceAttributes, scope)], isOtlp: true }
}

function spansOf(group: unknown): OtlpSpan[] {
  const fields = asFields(group)
  if (fields === null) return []
  const resource = readAttributes(asFields(fields['resource'])?.['attributes'])
  return (listOf(fields, 'scopeSpans', 'scope_spans', 'instrumentationLibrarySpans') ?? []).flatMap((one) => {
    const scoped = asFields(one)
    if (scoped === null) return []
    const scope = asFields(scoped['scope'] ?? scoped['instrumentationLibrary'])
    return (listOf(scoped, 'spans') ?? []).flatMap((span) => {
      const inner = asFields(span)
      return inner === null ? [] : [spanOf(inner, resource, scope)]
    })
  })
}

function logsOf(group: unknown): OtlpLogRecord[] {
  const fields = asFields(group)
  if (fields === null) return []
  const resource = readAttributes(asFields(fields['resource'])?.['attributes'])
  return (listOf(fields, 'scopeLogs', 'scope_logs') ?? []).flatMap((one) => {
    const scoped = asFields(one)
    if (scoped === null) return []
    return (listOf(scoped, 'logRecords', 'log_records') ?? []).flatMap((record) => {
      const inner = asFields(record)
      return inner === null ? [] : [logRecord(inner, resource, asFields(scoped['scope']))]
    })
  })
}

function spanOf(fields: Fields, resource: OtlpAttributes, scope: Fields | null): OtlpSpan {
  const status = asFields(fields['status'])
  const parent = asFields(fields['parentSpanContext'])
  return {
    traceId: idOf(fields['traceId'] ?? fields['trace_id']),
    spanId: idOf(fields['spanId'] ?? fields['span_id'] ?? (fields['traceId'] ? fields['id'] : undefined)),
    parentSpanId: idOf(fields['parentSpanId'] ?? fields['parent_span_id'] ?? fields['parent_id'] ?? parent?.['spanId']),
    name: textOf(fields['name']),
    kind: kindOf(fields['kind']),
    start: timeOf(
      fields['startTimeUnixNano'] ?? fields['start_time_unix_nano'] ?? fields['startTime'] ?? fields['start_time'],
    ),
    end: timeOf(fields['endTimeUnixNano'] ?? fields['end_time_unix_nano'] ?? fields['endTime'] ?? fields['end_time']),
    attributes: readAttributes(fields['attributes']),
    resource,
    scope: { name: textOf(scope?.['name']), version: textOf(scope?.['version']) },
    status: statusOf(status?.['code'] ?? status?.['status_code']),
    statusMessage: textOf(status?.['message'] ?? status?.['description']),
    traceState: textOf(fields['traceState'] ?? fields['trace_state']),
    droppedAttributes: Number(fields['droppedAttributesCount'] ?? fields['dropped_attributes_count'] ?? 0) || 0,
    events: (listOf(fields, 'events') ?? []).flatMap((one) => {
      const event = asFields(one)
      if (event === null) return []
      const time = event['timeUnixNano'] ?? event['time_unix_nano'] ?? event['time'] ?? event['timestamp']
      return [{ name: textOf(event['name']), time: timeOf(time), attributes: readAttributes(event['attributes']) }]
    }),
    links: (listOf(fields, 'links') ?? []).flatMap((one) => {
      const link = asFields(one)
      const context = asFields(link?.['context']) ?? link
      if (context === null) return []
      return [
        {
          traceId: idOf(context['traceId'] ?? context['trace_id']),
          spanId: idOf(context['spanId'] ?? context['span_id']),
        },
      ]
    }),
  }
}

function logRecord(fields: Fields, resource: OtlpAttributes, scope: Fields | null): OtlpLogRecord {
  const attributes = readAttributes(fields['attributes'])
  return {
    time: timeOf(fields['timeUnixNano'] ?? fields['time_unix_nano'] ?? fields['hrTime'] ?? fields['timestamp']),
    observed: timeOf(
      fields['observedTimeUnixNano'] ??
        fields['observed_time_unix_nano'] ??
        fields['hrTimeObserved'] ??
        fields['observed_timestamp'],
    ),
    name: textOf(fields['eventName']) ?? textOf(fields['event_name']) ?? textOf(attributes['event.name']),
    body: readValue(fields['body']),
    severity: textOf(fields['severityText'] ?? fields['severity_text']),
    traceId: idOf(fields['traceId'] ?? fields['trace_id']),
    spanId: idOf(fields['spanId'] ?? fields['span_id']),
    attributes,
    resource,
    scope: { name: textOf(scope?.['name']), version: textOf(scope?.['version']) },
  }
}

/** Attributes as plain values, from OTLP's list of `{key, value}` or from an object. Integers beyond 2^53 stay text. */
export function readAttributes(value: unknown): OtlpAttributes {
  const found: Record<string, unknown> = {}
  if (Array.isArray(value)) {
    for (const one of value) {
      const pair = asFields(one)
      if (typeof pair?.['key'] === 'string' && pair['key'] !== '__proto__')
        found[pair['key']] = readValue(pair['value'])
    }
    return found
  }
  const fields = asFields(value)
  for (const [key, inner] of Object.entries(fields ?? {})) if (key !== '__proto__') found[key] = readValue(inner)
  return found
}

/** One AnyValue: `{"stringValue": …}` and its siblings; a value that is none stays as it is. */
function readValue(value: unknown): unknown {
  const fields = asFields(value)
  if (fields === null) return value
  if ('stringValue' in fields) return fields['stringValue']
  if ('boolValue' in fields) return fields['boolValue']
  if ('doubleValue' in fields) return fields['doubleValue']
  if ('bytesValue' in fields) return fields['bytesValue']
  if ('intValue' in fields) {
    const number = Number(fields['intValue'])
    return Number.isSafeInteger(number) ? number : String(fields['intValue'])
  }
  const array = asFields(fields['arrayValue'])
  if (array !== null) return (listOf(array, 'values') ?? []).map(readValue)
  const list = asFields(fields['kvlistValue'])
  return list === null ? value : readAttributes(list['values'])
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']

/** `3`, `SPAN_KIND_CLIENT` and `SpanKind.CLIENT` are one. SDK consoles in JavaScript count from zero; a bare number is OTLP's. */
function kindOf(value: unknown): string | null {
  if (typeof value === 'number') return kinds[value] ?? null
  const name = textOf(value)
    ?.toLowerCase()
    .replace(/^span_?kind[._]/, '')
  return name && kinds.includes(name) && name !== 'unspecified' ? name : null
}

function statusOf(value: unknown): string {
  if (value === 2) return 'error'
  if (value === 1) return 'ok'
  const name = textOf(value)?.toLowerCase() ?? ''
  return name.endsWith('error') ? 'error' : /(^|[._])ok$/.test(name) ? 'ok' : 'unset'
}

/** `[seconds, nanoseconds]` of JavaScript SDKs as nanoseconds in text; anything else as it stands. */
function timeOf(value: unknown): unknown {
  if (!Array.isArray(value) || value.length !== 2) return value
  const [seconds, nanos] = value.map(Number)
  if (!Number.isSafeInteger(seconds) || !Number.isSafeInteger(nanos) || seconds! <= 0 || nanos! < 0) return value
  return `${seconds}${String(nanos).padStart(9, '0')}`
}

function idOf(value: unknown): string | null {
  const text = textOf(value)?.replace(/^0x/i, '') ?? ''
  return text === '' || /^0+$/.test(text) ? null : text
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function listOf(fields: Fields, ...names: readonly string[]): readonly unknown[] | null {
  for (const name of names) if (Array.isArray(fields[name])) return fields[name] as readonly unknown[]
  return null
}

function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}
