/** CloudTrail's own documents that are no API events: Insight events and digest files. */
import type { CanonicalRows } from '../../src/connector.js'
import type { Digest, OwnAttributes } from '../../src/schema/attributes.js'
import type { EventDraft } from '../../src/schema/events.js'
import { formatTime } from '../../src/time.js'
import { asArray, asObject, asText, type Json } from './record.js'
import { readEventTime } from './times.js'

/** An Insight event: CloudTrail noticed an unusual rate of a call. It tells of no action of its own. */
export function normalizeInsight(event: Json): CanonicalRows {
  const time = readEventTime(event['eventTime'])
  if (time === null) return badTime('eventTime', event['eventTime'])
  const details = asObject(event['insightDetails'])
  return {
    events: [
      {
        ...context,
        native_id: asText(event['eventID']),
        account: asText(event['recipientAccountId']),
        twin_id: asText(event['sharedEventID']),
        occurred_at: time.at,
        resolution_us: time.resolution,
        operation: `Insight:${asText(details?.['eventName']) ?? 'unknown'}`,
        attributes: JSON.stringify({
          awsRegion: event['awsRegion'],
          recipientAccountId: event['recipientAccountId'],
          eventType: event['eventType'],
          eventCategory: event['eventCategory'],
          insight: { state: details?.['state'], type: details?.['insightType'], source: details?.['eventSource'] },
        }),
      },
    ],
  }
}

/** A digest: the list of delivered log files with their hashes, signed by AWS. It is evidence about the export, not about an action. */
export function normalizeDigest(digest: Json): CanonicalRows {
  const time = readEventTime(digest['digestEndTime'])
  if (time === null) return badTime('digestEndTime', digest['digestEndTime'])
  return {
    events: [
      {
        ...context,
        native_id: asText(digest['digestS3Object']),
        account: asText(digest['awsAccountId']),
        occurred_at: time.at,
        resolution_us: time.resolution,
        operation: 'CloudTrailDigest',
        resource: `arn:aws:s3:::${asText(digest['digestS3Bucket']) ?? ''}/${asText(digest['digestS3Object']) ?? ''}`,
        attributes: JSON.stringify({
          recipientAccountId: digest['awsAccountId'],
          oldestEventTime: digest['oldestEventTime'],
          newestEventTime: digest['newestEventTime'],
          ...({ digest: listed(digest) } satisfies OwnAttributes),
        }),
      },
    ],
  }
}

/** What it signs: the log files of a region since the digest before, and that digest. */
function listed(digest: Json): Digest {
  const name = (path: unknown) => /[^/]*$/.exec(asText(path) ?? '')![0]
  const files = asArray(digest['logFiles']).map(asObject)
  const from = readEventTime(digest['digestStartTime'])
  return {
    part: /\/CloudTrail-Digest\/([^/]+)\//.exec(asText(digest['digestS3Object']) ?? '')?.[1] ?? null,
    from_at: from === null ? null : formatTime(from.at),
    previous_name: name(digest['previousDigestS3Object']) || null,
    previous_sha256: asText(digest['previousDigestHashValue']),
    names: files.map((file) => name(file?.['s3Object'])),
    sha256s: files.map((file) => asText(file?.['hashValue']) ?? ''),
  }
}

const context = {
  stage: 'context',
  activity: 'other',
  outcome: 'success',
  is_write: false,
  actor: 'aws:service/cloudtrail.amazonaws.com',
  actor_kind_hint: 'system',
} as const satisfies Partial<EventDraft>

function badTime(name: string, value: unknown): CanonicalRows {
  return { reject: { reason: 'bad_time', detail: `${name} is no time: ${JSON.stringify(value) ?? 'missing'}` } }
}
