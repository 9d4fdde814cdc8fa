/** Recognises exports of CloudTrail, whatever they were copied through. */
import type { ExportHead } from '../../src/connector.js'
import { isCloudTrailHeader } from './csv.js'
import { isCloudTrail } from './unwrap.js'

/** Top-level keys under which AWS's tools keep arrays of events: S3 files, `lookup-events`, CloudWatch Logs. */
export const envelopes = ['Records', 'Events', 'logEvents', 'events'] as const

/** Whether an export is CloudTrail's: its columns, or at least one of its first records, are. */
export function looksLikeCloudTrail(head: ExportHead): boolean {
  if (head.format === 'csv') return isCloudTrailHeader(head.header)
  if (head.format === 'xml') return false
  if (head.records.length > 0) return head.records.some(isCloudTrail)
  // A trail delivers a file without events too; then only the envelope and the name AWS gives can tell.
  if (head.envelope === 'Records' && /_CloudTrail(?:-\w+)?_/.test(head.file)) return true
  // Nothing in it can be read: if its words are CloudTrail's, it is better to be listed as our damaged export than as nobody's.
  return damaged.test(head.text) && /\beventName\b/.test(head.text)
}

const damaged = /\beventSource\\?["']?\s*:\s*\\?["'][a-z0-9-]+\.amazonaws\.com\\?["']/
