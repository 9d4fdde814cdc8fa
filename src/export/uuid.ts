/** Ids that other tools ask for as UUIDs: made from names, so that the same case gives the same ones. */
import { createHash } from 'node:crypto'

/** The namespace of everything that is named here. Never to be changed: what was written before is found again by it. */
const namespace = Buffer.from('5d0fd4aa3c5e4c0f9b7c1f6d2a84e913', 'hex')

/** The UUID of a name, version 5 (RFC 9562): equal for equal parts, and different for parts that are cut differently. */
export function uuidOf(...parts: readonly string[]): string {
  const digest = createHash('sha1').update(namespace).update(JSON.stringify(parts)).digest().subarray(0, 16)
  digest[6] = (digest[6]! & 0x0f) | 0x50
  digest[8] = (digest[8]! & 0x3f) | 0x80
  const hex = digest.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
