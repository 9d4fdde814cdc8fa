/** What endpoint events and the actions of administrators mean in our words: first match wins. */
import { decides, looks, type Meaning, type Meanings, meaningIn, writes } from '../../src/schema/meaning.js'

const endpoint: Meanings = [
  [/request/, decides('request', 'ask_approval', 'requested')],
  [/elevat/, writes('execution', 'use')],
  [/install/, writes('execution', 'deploy')],
  [/launch|access|trust|block|restrict|detect|attack|ransom/, looks('use')],
]

/** The activity of an administrator is free text behind a word of the product's that says which part it was in. */
const admin: Meanings = [
  [/\b(?:approve|grant|accept)\w*\b.*\brequest/, decides('approval', 'decide', 'approved')],
  [/\b(?:deny|denied|reject|decline)\w*\b.*\brequest/, decides('approval', 'decide', 'denied')],
  [
    /\b(?:remove|revoke|delete|unassign)\w*\b.*\b(?:role|administrator|permission|user)\b/,
    writes('revocation', 'remove', 'priv_removal', 'remove'),
  ],
  [
    /\b(?:add|assign|grant|create)\w*\b.*\b(?:role|administrator|permission|user)\b/,
    writes('execution', 'grant', 'priv_grant', 'add'),
  ],
  [
    /\b(?:change|edit|update|modify)\w*\b.*\b(?:role|administrator|permission)\b/,
    writes('execution', 'grant', 'priv_grant', 'modify'),
  ],
  [/\b(?:delete|purge|clear)\w*\b.*\b(?:events?|audits?|logs?)\b/, writes('logging', 'delete', null, 'remove')],
  [/\b(?:create|add|import|copy)\w*\b.*\bpolic/, writes('execution', 'create', 'trust_policy', 'add')],
  [/\b(?:delete|remove)\w*\b.*\bpolic/, writes('execution', 'delete', 'trust_policy', 'remove')],
  [
    /\b(?:change|edit|update|modify|activate|deactivate|enable|disable|publish)\w*\b.*\bpolic/,
    writes('execution', 'configure', 'trust_policy', 'modify'),
  ],
  [/^(?:sets |login |)?(?:enter|view|open|log ?on|log ?in|sign ?in)\b/, looks('read')],
  [/\b(?:create|add|import)/, writes('execution', 'create', 'prod_config', 'add')],
  [/\b(?:delete|remove)/, writes('execution', 'delete', 'prod_config', 'remove')],
  [
    /\b(?:change|edit|update|modify|set|activate|deactivate|enable|disable|move)/,
    writes('execution', 'configure', 'prod_config', 'modify'),
  ],
]

/** The meaning of an endpoint's event type; one that nobody has named is context. */
export function meaningOfEvent(type: string): Meaning {
  return meaningIn(endpoint, type)
}

/** The meaning of what an administrator did; what nobody has named is context. */
export function meaningOfAction(description: string): Meaning {
  return meaningIn(admin, description)
}
