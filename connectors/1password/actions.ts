/** What 1Password's audit actions mean in our words: `<action> <object type>`, first match wins. */
import type { ChangeClass, Stage } from '../../src/schema/words.js'

/** What an operation is. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly changeClass: ChangeClass | null
  readonly change: 'add' | 'remove' | 'modify' | null
}

const m = (
  stage: Stage,
  activity: string,
  changeClass: ChangeClass | null = null,
  change: Meaning['change'] = null,
  isWrite = true,
): Meaning => ({ stage, activity, isWrite, changeClass, change })

/** Object types: gm member of a group, gva and uva access of a group or user to a vault, satoken token of a service account. */
const table: readonly (readonly [RegExp, Meaning])[] = [
  [/^(grant|create|join) (gva|uva|gm)$/, m('execution', 'grant', 'priv_grant', 'add')],
  [/^(revoke|delete|leave) (gva|uva|gm)$/, m('revocation', 'remove', 'priv_removal', 'remove')],
  [/^(update|role|replace|patch) (gva|uva|gm)$/, m('execution', 'grant', 'priv_grant', 'modify')],
  [
    /^(create|grant) (satoken|token|dlgdsess)$|^(create) (cred|slackapp)$/,
    m('credential', 'issue', 'secret_issue', 'add'),
  ],
  [
    /^(revoke|delete|expire) (satoken|token|dlgdsess|cred|slackapp)$|^deolddev |^delete device$/,
    m('revocation', 'revoke', null, 'remove'),
  ],
  [/^(create|enable) (sa|serviceaccount|service_account)$/, m('execution', 'create', 'nhi_create', 'add')],
  [/^dlgsess /, m('delegation', 'use', null, null, false)],
  [
    /^(enblsso|disblsso|chngasso|chngdsso|addgsso|delgsso|chngpsso|enblmfa|disblmfa|updatmfa|enblduo|disblduo|updatduo|updatfw|vrfydom|uvrfydom|dvrfydom|detchdom|sdvcsso|tdvcsso|ssotknv) /,
    m('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [/ (sso|ssotkn|mfa|pm)$/, m('execution', 'configure', 'trust_policy', 'modify')],
  [/^export /, m('execution', 'read', 'data_access', null, false)],
  [/^(share|sendts|resendts) |^create (itemshare|share)$/, m('execution', 'grant', 'data_access', 'add')],
  [/^(view|reveal) /, m('context', 'read', null, null, false)],
  [
    /^(suspend|reactive|activate|delete|create|join|provsn|invite|cancelr|beginr|completr|convert|chngmp|chngsk|role|trvlaway|trvlback|upguest|musercom|muserdec|update|updatea|propose|verify|unlink) (user|invite|miguser|famchild|email|group|account|userkey|device)$/,
    m('identity', 'lifecycle', null, 'modify'),
  ],
  [/^(create|provsn) /, m('execution', 'create', null, 'add')],
  [/^(delete|purge) /, m('execution', 'delete', null, 'remove')],
  [/^(update|updatea|patch|replace|hide|unhide) /, m('execution', 'update', null, 'modify')],
]

/** The meaning of an action of version 1 or 2; one that nobody has named is context. */
export function meaningOf(action: string, object: string): Meaning {
  const name = `${action} ${object}`.toLowerCase()
  for (const [pattern, meaning] of table) if (pattern.test(name)) return meaning
  return m('context', 'other', null, null, !/^(unknown|launchi|view|list)/.test(name))
}
