/** Audit logs of Jira, Confluence, Bitbucket and the Atlassian organisation. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './record.js'

export const atlassianAudit: Connector = {
  id: 'atlassian-audit',
  title: 'Atlassian audit logs: Jira, Confluence, Bitbucket (Cloud, Server, Data Center) and organisation',
  system: 'cloud_audit',
  envelopes: ['records', 'results', 'entities', 'data'],
  holds: [
    'request',
    'approval',
    'credential',
    'execution',
    'revocation',
    'delegation',
    'logging',
    'identity',
    'context',
  ],
  neverLogs: [
    'changes of issues, pages and code (export the issues)',
    'what the coverage level of a Data Center product leaves out (Base by default)',
    'reading, unless full coverage is on',
  ],
  lagSeconds: 300,
  aliases: ['confluence', 'bitbucket', 'atlassian'],
  exportName: 'Atlassian audit logs',
  looksLike,
  normalize,
}

/** An export is one of Atlassian's audit logs when a first record is one, or when it is an empty page of one of its interfaces. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'xml') return false
  if (head.records.some((record) => unwrap(record) !== null)) return true
  const records = head.records.length === 0 || (head.records.length === 1 && isEmptyPage(head.records[0]))
  if (!records || head.text.length > 2000) return false
  const isJira = /^\s*\{\s*"limit":\s*\d+,\s*"offset":\s*\d+,\s*"records":\s*\[\s*\]/.test(head.text)
  const isConfluence = /"results":\s*\[\s*\]/.test(head.text) && /\/rest\/api\/audit\b/.test(head.text)
  return isJira || isConfluence || (/"entities":\s*\[\s*\]/.test(head.text) && /"pagingInfo"/.test(head.text))
}

function isEmptyPage(value: unknown) {
  return typeof value === 'object' && value !== null && ['records', 'results', 'entities'].some((name) => name in value)
}
