/** Keycloak: sign-ins and tokens of a realm, and what its administrators changed. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { hasEventLine, readEvent } from './record.js'

/** Reads Keycloak's user events and admin events. */
export const keycloak: Connector = {
  id: 'keycloak',
  title: 'Keycloak user events and admin events',
  system: 'iam',
  holds: ['credential', 'execution', 'revocation', 'logging', 'identity', 'delegation', 'context'],
  neverLogs: [
    'events of realms in which saving or logging them is switched off',
    'the state before a change',
    'requests and approvals of access: Keycloak has none',
  ],
  lagSeconds: 0,
  aliases: ['keycloak'],
  exportName: 'Keycloak user events and admin events with representation',
  looksLike: (head) =>
    head.format === 'text'
      ? hasEventLine(head.text)
      : head.format.startsWith('json') &&
        head.records.some((value) => typeof value === 'object' && readEvent(value) !== null),
  normalize,
}
