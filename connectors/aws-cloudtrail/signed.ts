/** What the name of a file says to CloudTrail's digests, which sign the log files of an account by region. */
import type { SignedFile } from '../../src/connector.js'
import { readBasicTime } from './times.js'

/** Log files are called `123456789012_CloudTrail_eu-central-1_20260302T0810Z_….json.gz`, digests `…_CloudTrail-Digest_…`. */
export function signedFile(file: string): SignedFile | null {
  const name = /[^/!]*$/.exec(file)![0]
  if (name.includes('_CloudTrail-Digest_')) return { account: null, part: null, deliveredAt: null }
  const found = logName.exec(name)
  if (!found) return null
  const [, account, part, minute] = found
  return { account: account!, part: part!, deliveredAt: readBasicTime(`${minute}00Z`)?.at ?? null }
}

const logName = /([0-9]{12})_CloudTrail_([^_]+)_([0-9]{8}T[0-9]{4})Z_/
