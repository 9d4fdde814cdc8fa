/** Accounts as GitHub names them. */
import { emailOf } from '../../src/read-fields.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { ActorKind } from '../../src/schema/words.js'
import type { User } from './record.js'

/** `github:<login>` in lower case, because logins are compared without regard to case; null for a deleted account. */
export function aliasOf(user: User): string | null {
  const login = loginOf(user)
  return login ? `github:${login.toLowerCase()}` : null
}

/** An app is `dependabot[bot]` in REST, `dependabot` of type Bot in GraphQL, and `app/dependabot` in `gh`. */
function loginOf(user: User): string | null {
  const login = user?.login?.replace(/^@/, '') ?? null
  if (login === null || login.endsWith('[bot]') || login === 'Copilot') return login
  if (login.startsWith('app/')) return `${login.slice(4)}[bot]`
  return user?.type === 'Bot' ? `${login}[bot]` : login
}

/** Apps that are driven by a language model. The list is ours and short: what is not on it is a bot like any other. */
const agents =
  /^(copilot|copilot-swe-agent|copilot-pull-request-reviewer|claude|claude-code|devin-ai-integration|chatgpt-codex-connector|codex|cursor|google-labs-jules|gemini-code-assist|coderabbitai)(\[bot\])?$/i

/** What the record says the account is: apps are `Bot`. A `User` may be a person or shared or a script's: nothing is said. */
export function kindOf(user: User): ActorKind | null {
  const login = user?.login ?? ''
  const isBot = user?.type === 'Bot' || login.endsWith('[bot]')
  if (isBot || login === 'Copilot') return agents.test(login) ? 'agent' : 'workload'
  return user?.type === 'Organization' ? 'group' : null
}

/** Rows of identities for the accounts of which the record says more than the login, each once. */
export function identitiesOf(users: readonly User[], basis: 'directory' | 'observed'): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const user of users) {
    const alias = aliasOf(user)
    const email = emailOf(user?.email)
    const kind = kindOf(user)
    if (!user || alias === null || (email === null && !user.name && kind === null && basis !== 'directory')) continue
    const row: IdentityDraft = {
      alias,
      directory: 'github',
      login: loginOf(user),
      display_name: user.name,
      email,
      basis,
      kind_hint: kind,
      status: user.suspended_at ? 'suspended' : null,
      attributes: user.id || user.company ? JSON.stringify({ id: user.id, company: user.company ?? undefined }) : null,
    }
    if (!rows.get(alias)?.email) rows.set(alias, row)
  }
  return [...rows.values()]
}
