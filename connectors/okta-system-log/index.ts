/** Okta's System Log, as its API, its console and the usual SIEM stores export it. */
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { unwrap } from './unwrap.js'

/** Reads Okta System Log exports. */
export const oktaSystemLog: Connector = {
  id: 'okta-system-log',
  title: 'Okta System Log (API JSON, JSON Lines, console CSV, SIEM envelopes)',
  system: 'iam',
  envelopes: ['value', 'events', 'logs'],
  holds: [
    'request',
    'approval',
    'policy',
    'credential',
    'execution',
    'revocation',
    'review',
    'logging',
    'identity',
    'delegation',
    'context',
  ],
  neverLogs: [
    'the approvers and tasks of an Okta access request beyond the deciding event (Governance API)',
    'the privileges a user held before a privilege change',
    'sessions that end by expiry, unless the user comes back',
    'what an application does with the access it was given',
  ],
  lagSeconds: 300,
  aliases: ['okta'],
  exportName: 'Okta System Log',
  looksLike,
  normalize,
}

/** An export is Okta's when one of its first records holds a log event: a dotted event type beside an actor, an outcome or a message. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'text' || head.format === 'xml') return false
  return head.records.some((value) => {
    const event = unwrap(value)
    if (event === null || typeof event['eventType'] !== 'string') return false
    const hasIdentity = 'uuid' in event || 'published' in event || 'legacyEventType' in event
    const hasBody = 'actor' in event || 'outcome' in event || 'debugContext' in event
    return hasIdentity && hasBody && /^[a-z][\w]*(\.\w+)+$/.test(event['eventType'])
  })
}
