/** AWS TEAM (Temporary Elevated Access Management): who asked for a role in an account, who approved, and how long it was lent. */
import type { Connector } from '../../src/connector.js'
import { envelopes, looksLikeTeam } from './looks-like.js'
import { normalize } from './normalize.js'

/** Reads TEAM's `requests` table as DynamoDB, AppSync or a stream exports it. */
export const awsTeam: Connector = {
  id: 'aws-team',
  title: 'AWS TEAM access requests',
  system: 'iam',
  envelopes,
  holds: ['request', 'approval', 'credential', 'revocation'],
  neverLogs: [
    'the time of an approval once the request has moved on',
    'what was done with the access',
    'earlier statuses of a request',
  ],
  isSoonDormant: true,
  lagSeconds: 60,
  refs: ['request:'],
  exportName: 'AWS TEAM requests',
  looksLike: looksLikeTeam,
  normalize,
}
