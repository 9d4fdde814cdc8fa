/** OpenAI's organisation audit log: keys, roles, users, projects and settings of the API platform. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'

/** Reads OpenAI audit logs. */
export const openaiAudit: Connector = {
  id: 'openai-audit',
  title: 'OpenAI organisation audit log',
  system: 'iam',
  envelopes: ['data'],
  holds: ['credential', 'execution', 'revocation', 'logging', 'identity', 'context'],
  neverLogs: [
    'calls of models: only administration is logged',
    'the values before a change',
    'the expiry of a key',
    'anything before audit logging was switched on',
  ],
  lagSeconds: 300,
  aliases: ['openai'],
  exportName: 'OpenAI organisation audit log',
  looksLike,
  normalize,
}

/** Entries say `organization.audit_log`, or have a dotted type beside `effective_at` and an actor that is a session or a key. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => {
    const fields = asFields(value)
    if (fields === null || typeof fields['type'] !== 'string' || !('effective_at' in fields)) return false
    if (fields['object'] === 'organization.audit_log') return true
    const actor = asFields(fields['actor'])
    return fields['type'].includes('.') && actor !== null && ('session' in actor || 'api_key' in actor)
  })
}
