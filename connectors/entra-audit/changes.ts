/** What a directory audit says has changed: values that are JSON inside of text, and the keys of an application. */
import type { Target } from './record.js'

/** A property before and after, readable; `either` is the new value, else the old one. */
export interface Change {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
  readonly either: string | null
}

/** A key or secret of an application, by the id that sign-ins show as `servicePrincipalCredentialKeyId`. */
export interface ApplicationKey {
  readonly id: string
  readonly isCertificate: boolean
}

/** The changed properties of all targets, in order. */
export function changesOf(targets: readonly Target[]): Change[] {
  return targets.flatMap((target) =>
    (target.modifiedProperties ?? []).flatMap(({ displayName, oldValue, newValue }) => {
      if (!displayName) return []
      const [before, after] = [plain(oldValue), plain(newValue)]
      return [{ name: displayName, before, after, either: after ?? before }]
    }),
  )
}

/** A value as people read it: `"\"x\""` is `x`, a list of one is its element, other JSON stays JSON; nothing for null and empty text. */
export function plain(value: unknown): string | null {
  const found = typeof value === 'string' ? decoded(value) : value
  if (Array.isArray(found) && found.length === 0) return null
  const one = Array.isArray(found) && found.length === 1 ? found[0] : found
  if (one === null || one === undefined || one === '') return null
  return typeof one === 'string' ? one : JSON.stringify(one)
}

function decoded(text: string): unknown {
  // Ids are digits at times: only what is quoted or bracketed is JSON here.
  if (!/^\s*["[{]/.test(text)) return text.trim() === 'null' ? null : text.trim()
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value.trim() : value
  } catch {
    return text.trim()
  }
}

/** Properties that repeat who and what stands elsewhere in the record. */
const repeated =
  /^(Included Updated Properties|TargetId\.|ActorId\.|SPN$|Action Client Name$)|\.(ObjectID|TemplateId|WellKnownObjectName)$|^(RoleDefinitionOrigin(Id|Type)|TemplateId)$/i

/** State before and after: the value itself when one property changed, JSON of name and value when several did. */
export function stateOf(changes: readonly Change[]): { before: string | null; after: string | null } {
  const telling = changes.filter(({ name, before, after }) => !repeated.test(name) && before !== after)
  return { before: side(telling, 'before'), after: side(telling, 'after') }
}

function side(changes: readonly Change[], which: 'before' | 'after'): string | null {
  const known = changes.filter((change) => change[which] !== null)
  if (known.length === 0) return null
  if (changes.length === 1) return known[0]![which]
  return JSON.stringify(Object.fromEntries(known.map((change) => [change.name, change[which]])))
}

/** Keys that a change of `KeyDescription` added and took away. */
export function issuedKeys(changes: readonly Change[]): { added: ApplicationKey[]; removed: ApplicationKey[] } {
  const [before, after] = (['before', 'after'] as const).map((which) =>
    changes
      .filter(({ name }) => /KeyDescription|PasswordCredentials|KeyCredentials/i.test(name))
      .flatMap((change) => keysIn(change[which])),
  )
  const lacks = (keys: readonly ApplicationKey[]) => (one: ApplicationKey) => !keys.some(({ id }) => id === one.id)
  return { added: after!.filter(lacks(before!)), removed: before!.filter(lacks(after!)) }
}

function keysIn(text: string | null): ApplicationKey[] {
  return [...(text ?? '').matchAll(/KeyIdentifier=([\w-]+)(?:,KeyType=(\w+))?/g)].map(([, id, type]) => ({
    id: id!,
    isCertificate: /X509|Asymmetric/i.test(type ?? ''),
  }))
}
