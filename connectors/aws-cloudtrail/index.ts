/** AWS CloudTrail: what was done in AWS accounts, by which credential, and where those credentials came from. */
import type { Connector } from '../../src/connector.js'
import { envelopes, looksLikeCloudTrail } from './looks-like.js'
import { normalize } from './normalize.js'
import { signedFile } from './signed.js'

/** Reads CloudTrail from S3, `lookup-events`, Event history, Athena and Lake CSV, EventBridge and common SIEM wrappers. */
export const awsCloudtrail: Connector = {
  id: 'aws-cloudtrail',
  title: 'AWS CloudTrail events, Insight events and digests',
  system: 'cloud_audit',
  envelopes,
  holds: ['credential', 'execution', 'revocation', 'policy', 'logging'],
  neverLogs: [
    'state before a change',
    'what is done inside an instance, container or database session',
    'expiry of a session',
    'data-plane calls (S3 objects, Lambda invocations, Bedrock runtime) unless the trail is told to log data events',
  ],
  statesBefore: false,
  isSoonDormant: true,
  lagSeconds: 900,
  aliases: ['aws'],
  exportName: 'CloudTrail management events',
  looksLike: looksLikeCloudTrail,
  normalize,
  signed: signedFile,
}
