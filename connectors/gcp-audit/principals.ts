/** Who Google's principals are, as typed aliases: people by address, everything else as `gcp:…`. */
import type { ActorKind } from '../../src/schema/words.js'

/** A principal (`ana@example.com`, `serviceAccount:…`, `principal://…`, `system:serviceaccount:…`) as `events.actor` spells it; null for none. */
export function aliasOf(principal: string | null | undefined): string | null {
  const name = principal?.trim().replace(/^user:/i, '') ?? ''
  if (name === '' || /^(unknown|null)$/i.test(name)) return null
  if (/^system:/.test(name)) return `k8s:${name}`
  const account = name.replace(/^serviceAccount:/i, '')
  if (account !== name || isServiceAccount(name)) return `gcp:${account.toLowerCase()}`
  return emailOf(name) ? `email:${name.toLowerCase()}` : `gcp:${name}`
}

/** A member of a policy (`user:…`, `serviceAccount:…`, `group:…`, `allUsers`) as a subject. */
export function memberAlias(member: string): string {
  const name = member
    .trim()
    .replace(/^deleted:/i, '')
    .replace(/\?uid=\d+$/, '')
  const group = /^group:(.+)$/i.exec(name)?.[1]
  if (group) return `gcp:group/${group.toLowerCase()}`
  return aliasOf(name) ?? `gcp:${name || 'unknown'}`
}

/** The address of a person or group account, lower case; null for what is none. */
export function emailOf(name: string | null | undefined): string | null {
  const written = name?.trim().toLowerCase() ?? ''
  return /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(written) && !isServiceAccount(written) ? written : null
}

/** Whether an account is the one through which the Privileged Access Manager gives what it lends. */
export function isAccessManager(alias: string | null): boolean {
  return alias !== null && /@gcp-sa-pam\./.test(alias)
}

/** What a principal is by its address. Google's own service agents are the platform; of a person's address nothing is said, it may be shared. */
export function kindOf(principal: string | null | undefined): ActorKind | null {
  const name = principal?.trim() ?? ''
  if (/^(principal|principalSet):\/\/.*workloadIdentityPools/i.test(name) || /svc\.id\.goog\[/.test(name))
    return 'workload'
  if (
    /@gcp-sa-[\w-]+\.iam\.gserviceaccount\.com$|@(system|gcp-gae-service|containerregistry|service-\w+)\.?[\w-]*\.gserviceaccount\.com$/i.test(
      name,
    )
  )
    return 'system'
  if (/^system:serviceaccount:/.test(name) || /^serviceAccount:/i.test(name) || isServiceAccount(name))
    return 'workload'
  return /^system:(node|kube|apiserver|cloud|gke|addon)/.test(name) ? 'system' : null
}

function isServiceAccount(name: string) {
  return /gserviceaccount\.com$/i.test(name) || /\.svc\.id\.goog/i.test(name)
}
