/** Anthropic's Compliance API: the activities of a Claude organisation. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'

/** Reads the activity feed of Anthropic's Compliance API. */
export const anthropicAudit: Connector = {
  id: 'anthropic-audit',
  title: 'Anthropic organisation activity (Compliance API)',
  system: 'iam',
  envelopes: ['data'],
  holds: ['request', 'approval', 'credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'what was said in a chat: that is another endpoint of the Compliance API',
    'calls of models through the API',
    'the role a person had before, unless the activity says so',
  ],
  lagSeconds: 60,
  aliases: ['anthropic'],
  refs: ['request:req_'],
  exportName: 'Anthropic Compliance API activities',
  looksLike,
  normalize,
}

/** Activities have a snake-case type, an organisation and an actor whose type ends in `_actor`. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => {
    const fields = asFields(value)
    const type = fields?.['type']
    if (fields === null || typeof type !== 'string' || !/^[a-z]\w*$/.test(type) || !('created_at' in fields))
      return false
    const actor = asFields(fields['actor'])?.['type']
    return (
      ('organization_id' in fields || 'organization_uuid' in fields) &&
      typeof actor === 'string' &&
      actor.endsWith('_actor')
    )
  })
}
