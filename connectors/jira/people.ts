/** Accounts as Jira names them: one alias each, and what a record says about it. */
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { User } from './record.js'

/** Collects what one record says about accounts, each account once. */
export interface People {
  /** Typed alias of a user object, and a note of what it says; null for no user or an anonymised one. */
  alias(user: User | null | undefined): string | null
  rows(): IdentityDraft[]
}

export function people(): People {
  const known = new Map<string, IdentityDraft>()
  return {
    alias(user) {
      const alias = aliasOf(user)
      if (!user || !alias) return null
      const before = known.get(alias)
      const row = identity(alias, user)
      if (row && (!before || (!before.email && row.email))) known.set(alias, row)
      return alias
    },
    rows: () => [...known.values()],
  }
}

/** What an account is by its `accountType`: `app` is a program; the others are accounts that people log in to. */
export function kindHint(user: User | null | undefined): 'human' | 'workload' | null {
  if (user?.accountType === 'app') return 'workload'
  return user?.accountType === 'atlassian' || user?.accountType === 'customer' ? 'human' : null
}

/** `jira:<accountId>`, on Server `jira:<key>`. Some exporters blank the id, but leave it in `self`. */
function aliasOf(user: User | null | undefined): string | null {
  if (!user) return null
  const address = /[?&](?:accountId|key|username)=([^&]+)/.exec(user.self ?? '')?.[1]
  const id = user.accountId || user.key || user.name || (address ? decode(address) : null)
  return id ? `jira:${id}` : null
}

function identity(alias: string, user: User): IdentityDraft | null {
  const email = user.emailAddress?.includes('@') ? user.emailAddress.trim().toLowerCase() : null
  if (!email && !user.displayName) return null
  const login = user.name || null
  return {
    alias,
    directory: 'jira',
    login,
    display_name: user.displayName || null,
    email,
    basis: 'directory',
    kind_hint: kindHint(user),
    same_as: login && alias !== `jira:${login}` ? [`jira:${login}`] : null,
    status: user.active === true ? 'active' : user.active === false ? 'suspended' : null,
  }
}

function decode(text: string) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
