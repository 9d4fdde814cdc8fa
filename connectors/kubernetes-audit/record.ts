/** Kubernetes' audit event as the API server spells it (`audit.k8s.io/v1`), and what carries it: EventList, EKS, AKS, SIEM rows. */
import { asFields, type Fields, parseFields, textOf } from '../../src/read-fields.js'

/** An audit event and what its carrier says beside it. */
export interface Found {
  readonly event: Fields
  /** The cluster, where the carrier names it. */
  readonly cluster: string | null
  /** Time by the carrier, for events that have none. */
  readonly carrierTime: unknown
}

const deepest = 4

/**
 * The audit event inside a record, or null when there is none.
 * Known carriers: nothing, AKS resource logs (`properties.log` as JSON text), `AzureDiagnostics` (`log_s`), the `AKSAudit` table, CloudWatch
 * messages (`message`, `@message`), Elastic (`kubernetes.audit`), Splunk (`result`, `_raw`), and log shippers (`log`, `json`, `event`, `jsonPayload`).
 */
export function unwrap(value: unknown, depth = 0): Found | null {
  const fields = depth === 0 ? asFields(value) : parseFields(value)
  if (fields === null) return null
  if (isAuditEvent(fields)) return { event: fields, cluster: clusterOf(fields), carrierTime: fields['p_event_time'] }
  if (textOf(fields['AuditId']) !== null && 'Verb' in fields) return fromTable(fields)
  if (depth >= deepest) return null
  for (const inner of carried(fields)) {
    const found = unwrap(inner, depth + 1)
    if (found === null) continue
    const carrierTime = found.carrierTime ?? fields['time'] ?? fields['@timestamp'] ?? fields['timestamp']
    return { event: found.event, cluster: found.cluster ?? clusterOf(fields), carrierTime }
  }
  return null
}

/** Whether fields are those of an audit event: its kind, or an audit id beside a stage. Log stores trim rows, so neither is always there. */
function isAuditEvent(fields: Fields): boolean {
  if (fields['kind'] === 'Event' && String(fields['apiVersion']).startsWith('audit.k8s.io/')) return true
  if (/^(?:Amazon\.EKS|Kubernetes|GCP\.K8S)\.Audit$/i.test(String(fields['p_log_type']))) return true
  return (
    typeof fields['auditID'] === 'string' &&
    typeof fields['stage'] === 'string' &&
    ('verb' in fields || 'requestURI' in fields)
  )
}

function carried(fields: Fields): unknown[] {
  return [
    asFields(fields['properties'])?.['log'],
    fields['log_s'],
    asFields(fields['kubernetes'])?.['audit'],
    asFields(fields['event'])?.['original'],
    fields['log'],
    fields['message'],
    fields['@message'],
    fields['json'],
    fields['jsonPayload'],
    fields['event'],
    fields['result'],
    fields['_raw'],
    fields['_source'],
  ].filter((inner) => inner !== undefined && inner !== null)
}

function clusterOf(fields: Fields): string | null {
  return (
    textOf(fields['resourceId']) ??
    textOf(fields['ResourceId']) ??
    textOf(fields['_ResourceId']) ??
    clusterOfLogGroup(fields['logGroup'] ?? fields['@log']) ??
    textOf(fields['p_source_label'])
  )
}

/** `/aws/eks/<cluster>/cluster` names an EKS cluster. */
export function clusterOfLogGroup(group: unknown): string | null {
  return /\/aws\/eks\/([^/]+)\/cluster/.exec(String(group ?? ''))?.[1] ?? null
}

/** Columns of Azure's `AKSAudit` and `AKSAuditAdmin` tables, by the fields they were made from. */
const columns: Readonly<Record<string, string>> = {
  Level: 'level',
  AuditId: 'auditID',
  Stage: 'stage',
  RequestUri: 'requestURI',
  Verb: 'verb',
  User: 'user',
  ImpersonatedUser: 'impersonatedUser',
  SourceIps: 'sourceIPs',
  UserAgent: 'userAgent',
  ObjectRef: 'objectRef',
  ResponseStatus: 'responseStatus',
  RequestObject: 'requestObject',
  ResponseObject: 'responseObject',
  RequestReceivedTime: 'requestReceivedTimestamp',
  StageReceivedTime: 'stageTimestamp',
  Annotations: 'annotations',
}

/** Dynamic columns are objects, or their JSON text in a CSV. */
function fromTable(row: Fields): Found {
  const event: Record<string, unknown> = {}
  for (const [column, name] of Object.entries(columns)) {
    const value = row[column]
    const isJson = typeof value === 'string' && /^\s*[[{]/.test(value)
    if (value !== undefined && value !== '') event[name] = isJson ? parsed(value) : value
  }
  return { event, cluster: clusterOf(row), carrierTime: row['TimeGenerated'] }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
