/** What 1Password's audit actions mean in our words: `<action> <object type>`, first match wins. */
import { looks, type Meaning, type Meanings, reads, writes } from '../../src/schema/meaning.js'

/** Object types: gm member of a group, gva and uva access of a group or user to a vault, satoken token of a service account. */
const table: Meanings = [
  [/^(grant|create|join) (gva|uva|gm)$/, writes('execution', 'grant', 'priv_grant', 'add')],
  [/^(revoke|delete|leave) (gva|uva|gm)$/, writes('revocation', 'remove', 'priv_removal', 'remove')],
  [/^(update|role|replace|patch) (gva|uva|gm)$/, writes('execution', 'grant', 'priv_grant', 'modify')],
  [
    /^(create|grant) (satoken|token|dlgdsess)$|^(create) (cred|slackapp)$/,
    writes('credential', 'issue', 'secret_issue', 'add'),
  ],
  [
    /^(revoke|delete|expire) (satoken|token|dlgdsess|cred|slackapp)$|^deolddev |^delete device$/,
    writes('revocation', 'revoke', null, 'remove'),
  ],
  [/^(create|enable) (sa|serviceaccount|service_account)$/, writes('execution', 'create', 'nhi_create', 'add')],
  [/^dlgsess /, reads('delegation', 'use')],
  [
    /^(enblsso|disblsso|chngasso|chngdsso|addgsso|delgsso|chngpsso|enblmfa|disblmfa|updatmfa|enblduo|disblduo|updatduo|updatfw|vrfydom|uvrfydom|dvrfydom|detchdom|sdvcsso|tdvcsso|ssotknv) /,
    writes('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [/ (sso|ssotkn|mfa|pm)$/, writes('execution', 'configure', 'trust_policy', 'modify')],
  [/^export /, reads('execution', 'read', 'data_access')],
  [/^(share|sendts|resendts) |^create (itemshare|share)$/, writes('execution', 'grant', 'data_access', 'add')],
  [/^(view|reveal) /, looks('read')],
  [
    /^(suspend|reactive|activate|delete|create|join|provsn|invite|cancelr|beginr|completr|convert|chngmp|chngsk|role|trvlaway|trvlback|upguest|musercom|muserdec|update|updatea|propose|verify|unlink) (user|invite|miguser|famchild|email|group|account|userkey|device)$/,
    writes('identity', 'lifecycle', null, 'modify'),
  ],
  [/^(create|provsn) /, writes('execution', 'create', null, 'add')],
  [/^(delete|purge) /, writes('execution', 'delete', null, 'remove')],
  [/^(update|updatea|patch|replace|hide|unhide) /, writes('execution', 'update', null, 'modify')],
]

/** The meaning of an action of version 1 or 2; one that nobody has named is context. */
export function meaningOf(action: string, object: string): Meaning {
  const name = `${action} ${object}`.toLowerCase()
  for (const [pattern, meaning] of table) if (pattern.test(name)) return meaning
  return /^(unknown|launchi|view|list)/.test(name) ? looks('other') : writes('context', 'other')
}
