/** A record of a Slack export in our words: each kind of record has its own screen. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { normalizeAudit } from './audit.js'
import {
  normalizeBot,
  normalizeChannel,
  normalizeError,
  normalizeFile,
  normalizeIntegration,
  normalizeMember,
  normalizeUser,
} from './directory.js'
import { type Found, type Kind, kindOf } from './kind.js'
import { normalizeMessage } from './message.js'
import { brief, reject } from './values.js'

const normalizers: Readonly<Record<Kind, (found: Found, record: SourceRecord) => CanonicalRows>> = {
  message: normalizeMessage,
  user: normalizeUser,
  member: normalizeMember,
  channel: normalizeChannel,
  bot: normalizeBot,
  integration: normalizeIntegration,
  file: normalizeFile,
  audit: normalizeAudit,
  error: ({ fields }) => normalizeError(fields),
}

/** The rows of one record, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = kindOf(record.value)
  if (found === null) return reject('unknown_record', `no kind of Slack record that is known: ${brief(record.value)}`)
  return normalizers[found.kind](found, record)
}
