/** GitHub Copilot beside the audit log: streamed usage records, and sessions of the CLI. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'

/** Reads Copilot's usage records and CLI sessions. */
export const githubCopilot: Connector = {
  id: 'github-copilot',
  title: 'GitHub Copilot (streamed usage records, CLI session events)',
  system: 'agent',
  holds: ['request', 'recommendation', 'disposition', 'policy', 'execution', 'delegation', 'context'],
  neverLogs: [
    'usage records: which tools ran on the machine, and which run a call belonged to',
    'sessions: who sat at the keyboard; sessions of older versions: that a call was allowed',
    'what the coding agent did to repositories: that is in the GitHub audit log (actor_is_agent)',
  ],
  lagSeconds: 900,
  refs: ['run:'],
  exportName: 'GitHub Copilot usage records and CLI sessions',
  looksLike,
  normalize,
}

const kinds = /^(session|user|assistant|tool|subagent|hook|skill|permission|system)\.[a-z_.]+$|^abort$/

/** Usage records have a direction, an endpoint and an enterprise; lines of a session a dotted type, data, and the id of the line before. */
function looksLike(head: ExportHead): boolean {
  if (!head.format.startsWith('json')) return false
  return head.records.some((value) => {
    const fields = asFields(value)
    if (fields === null) return false
    const type = String(fields['type'])
    const isUsage =
      (type === 'request' || type === 'response') &&
      'endpoint' in fields &&
      'enterprise_id' in fields &&
      '@timestamp' in fields
    const isLine =
      kinds.test(type) && asFields(fields['data']) !== null && 'parentId' in fields && 'timestamp' in fields
    return isUsage || isLine
  })
}
