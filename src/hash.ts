/** Fingerprints: of bytes, of files, and the short ids derived from paths. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** SHA-256 of text or bytes, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/** A SHA-256 that is fed bytes piece by piece and asked once, for lower-case hex. */
export function startSha256(): { update(bytes: Uint8Array): void; hex(): string } {
  const hash = createHash('sha256')
  return {
    update(bytes) {
      hash.update(bytes)
    },
    hex: () => hash.digest('hex'),
  }
}

/** SHA-256 of text, base64: as a page's policy names a script. */
export function sha256Base64(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

/** Where files are read into, one after the other: a piece for each of many small ones would cost more than they do. */
const piece = Buffer.allocUnsafeSlow(1 << 20)

/** SHA-256 (lower-case hex) and size in bytes of a file, read in pieces of one MiB. Throws Node's error when it cannot be read. */
export function hashFile(path: string): { sha256: string; bytes: number } {
  const hash = createHash('sha256')
  const fd = openSync(path, 'r')
  let bytes = 0
  try {
    for (;;) {
      const read = readSync(fd, piece)
      if (read === 0) break
      hash.update(piece.subarray(0, read))
      bytes += read
    }
  } finally {
    closeSync(fd)
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** The stable id of an export: `s` and the first ten hex digits of the SHA-256 of its path below the analysed folder. */
export function sourceId(file: string): string {
  return `s${sha256(file).slice(0, 10)}`
}
