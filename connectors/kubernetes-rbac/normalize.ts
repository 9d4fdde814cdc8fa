/** Bindings of Kubernetes' roles in our words, spelled as `kubernetes-audit` spells them: that is how list and log meet. */
import type { CanonicalRows, Reject, SourceRecord } from '../../src/connector.js'
import {
  asFields,
  attributesOf,
  brief,
  emailOf,
  type Fields,
  fieldsAt,
  listOf,
  reject,
  rejectAll,
  textOf,
} from '../../src/read-fields.js'
import { readFileDay } from '../../src/read-file-day.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import { readTime } from '../../src/time.js'
import { bindingOf } from './record.js'

/** One binding: each of its subjects holds its role, in its namespace or everywhere. */
export function normalize(record: SourceRecord): CanonicalRows {
  const binding = bindingOf(record.value)
  if (binding === null) return reject('not_a_binding', `no binding of a role in this record: ${brief(record.value)}`)
  const metadata = fieldsAt(binding, 'metadata')
  const name = textOf(metadata?.['name'])
  const role = fieldsAt(binding, 'roleRef')
  const roleName = textOf(role?.['name'])
  const roleKind = textOf(role?.['kind'])
  if (name === null || roleName === null || roleKind === null)
    return reject(
      'missing_field',
      `metadata.name is ${brief(metadata?.['name'])} and roleRef is ${brief(binding['roleRef'])}`,
    )
  const subjects = listOf(binding['subjects'])
  if (subjects.length === 0) return reject('no_subject', `${name} binds ${roleKind}/${roleName} to nobody`)
  const aliases = subjects.map((subject) => aliasOf(asFields(subject)))
  const lost = subjects.flatMap((subject, i) => (aliases[i] === null ? [unreadable(subject, i, name)] : []))
  const held = [...new Set(aliases.filter((alias) => alias !== null))]
  if (held.length === 0) return rejectAll(lost)
  const named = dayOf(record.file)
  const asOf = named ?? newestTime(metadata)
  if (asOf === null)
    return reject(
      'no_time',
      `nothing says when this was: put the day into the name of the file, as in bindings-2026-03-02.json (now ${brief(record.file)})`,
    )
  const namespace = textOf(metadata?.['namespace'])
  const attributes = attributesOf({
    created_at: textOf(metadata?.['creationTimestamp']),
    uid: textOf(metadata?.['uid']),
    bootstrapping: textOf(fieldsAt(metadata, 'labels')?.['kubernetes.io/bootstrapping']),
    as_of_is_newest_time: named === null ? true : null,
  })
  const identities = held.flatMap((alias) => identityOf(alias) ?? [])
  return {
    entitlements: held.map((subject) => ({
      as_of: asOf,
      subject,
      entitlement: `${roleKind}/${roleName}`,
      resource: namespace === null ? `clusterrolebindings/${name}` : `namespaces/${namespace}/rolebindings/${name}`,
      attributes,
    })),
    ...(identities.length > 0 ? { identities } : {}),
    ...(lost.length > 0 ? { lost } : {}),
  }
}

function unreadable(subject: unknown, index: number, name: string): Reject {
  const detail = `subject ${index + 1} of ${name} has no kind, name or namespace: ${brief(subject)}`
  return { reason: 'missing_field', detail }
}

/** A service account has the namespace it lives in; the API server accepts no binding to one without. */
function aliasOf(subject: Fields | null): string | null {
  const name = textOf(subject?.['name'])
  const kind = textOf(subject?.['kind'])
  if (name === null) return null
  if (kind === 'Group') return `k8s:group/${name}`
  if (kind === 'User') return `k8s:${name}`
  const namespace = textOf(subject?.['namespace'])
  return kind === 'ServiceAccount' && namespace !== null ? `k8s:system:serviceaccount:${namespace}:${name}` : null
}

/** What the name alone tells of an account: a user whose name ends in an address got it from the identity provider, which merges nothing. */
function identityOf(alias: string): IdentityDraft | null {
  const login = alias.slice('k8s:'.length)
  const base = { alias, directory: 'k8s', login }
  if (login.startsWith('group/')) return { ...base, basis: 'observed', kind_hint: 'group' }
  if (login.startsWith('system:serviceaccount:')) return { ...base, basis: 'observed', kind_hint: 'workload' }
  const email = emailOf(login.replace(/^.*[:#|/](?=[^:#|/]*@)/, ''))
  return email === null ? null : { ...base, email, basis: 'session_name' }
}

/** The day, and the time of day where it is there, in the name of the file. */
function dayOf(file: string): number | null {
  return readTime(readFileDay(file))?.at ?? null
}

/** The newest time that the binding mentions: the list cannot be older. `managedFields` tells of changes, where it was asked for. */
function newestTime(metadata: Fields | null): number | null {
  const written = [
    metadata?.['creationTimestamp'],
    ...listOf(metadata?.['managedFields']).map((one) => asFields(one)?.['time']),
  ]
  const times = written.flatMap((one) => readTime(one, 'UTC')?.at ?? [])
  return times.length === 0 ? null : Math.max(...times)
}
