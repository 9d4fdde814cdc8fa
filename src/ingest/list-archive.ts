/** Lists the members of a .zip. Nothing is ever extracted by name, so names that climb out of a folder are only names. */

import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Entry } from 'yauzl'
import { codeOf } from './error-code.js'
import { type ExpansionLimit, type ExportFile, freshState, openRaw } from './open-export.js'

/** A member of an archive, and why it cannot be read; null when nothing speaks against it. */
export interface ListedMember {
  readonly file: ExportFile
  readonly problem: string | null
}

/** The members of an archive in the order of its directory, and what is wrong with the archive itself. */
export interface ListedArchive {
  readonly members: readonly ListedMember[]
  readonly problem: string | null
}

/** Whether bytes begin as a .zip does (an empty one included). */
export function isZip(head: Buffer): boolean {
  const mark = head.length >= 4 ? head.readUInt32LE(0) : 0
  return mark === 0x04034b50 || mark === 0x06054b50
}

/**
 * Lists the archive at `path`. `name` is what its members' names begin with, `compressed` its size on disk. Members that are encrypted, links, or in
 * an unknown compression have a problem; so do all of them when the directory promises a decompression bomb. Never throws for a bad archive.
 */
export async function listArchive(
  path: string,
  name: string,
  compressed: number,
  limit: ExpansionLimit,
): Promise<ListedArchive> {
  const members: ListedMember[] = []
  const names = new Map<string, number>()
  let problem: string | null = null
  let packed = 0
  let unpacked = 0
  try {
    // Loaded here because most exports are no archives, and every worker would have to load it.
    const { openPromise, getFileNameLowLevel } = await import('yauzl')
    const zip = await openPromise(path, { decodeStrings: false, validateEntrySizes: false })
    try {
      for await (const entry of zip.eachEntry()) {
        const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry
        const inner = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
        if (inner.endsWith('/')) continue
        packed += entry.compressedSize
        unpacked += entry.uncompressedSize
        const times = (names.get(inner) ?? 0) + 1
        names.set(inner, times)
        const file = `${name}!${inner}${times > 1 ? `#${times}` : ''}`
        members.push({ file: memberFile(file, path, entry), problem: problemOf(entry) })
      }
    } finally {
      zip.close()
    }
  } catch (error) {
    problem = `the archive cannot be read${members.length > 0 ? ' to its end' : ''}: ${messageOf(error)}`
  }
  const bomb =
    packed > compressed
      ? 'its members overlap'
      : isBomb(unpacked, compressed, limit)
        ? `${compressed} bytes promise ${unpacked} bytes`
        : null
  if (bomb === null) return { members, problem }
  const why = `looks like a decompression bomb (${bomb}); not read`
  return { members: members.map((member) => ({ ...member, problem: member.problem ?? why })), problem: why }
}

/** Whether so much output from so much input is more than the limit allows. */
export function isBomb(output: number, input: number, limit: ExpansionLimit): boolean {
  return output > limit.bytes && output > limit.ratio * input
}

/** Writes an archive inside of an archive to a file of its own, so that it can be listed and read; gives what was wrong with it. */
export async function spillArchive(
  source: ExportFile,
  to: string,
  limit: ExpansionLimit,
): Promise<{ bytes: number; problem: string | null }> {
  const state = freshState()
  const out = createWriteStream(to, { flags: 'wx' })
  let bytes = 0
  for await (const piece of openRaw(source, limit, state)) {
    bytes += piece.length
    if (!out.write(piece)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
  return { bytes, problem: state.problem }
}

function memberFile(file: string, path: string, entry: Entry): ExportFile {
  return {
    file,
    path,
    bytes: entry.uncompressedSize,
    member: {
      headerOffset: entry.relativeOffsetOfLocalHeader,
      compressedSize: entry.compressedSize,
      size: entry.uncompressedSize,
      method: entry.compressionMethod,
      crc32: entry.crc32,
    },
  }
}

const SYMBOLIC_LINK = 0xa000

function problemOf(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'the archive member is encrypted'
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    return `the archive member is compressed with method ${entry.compressionMethod}, which is not supported`
  if (((entry.externalFileAttributes >>> 16) & 0xf000) === SYMBOLIC_LINK) return 'the archive member is a link'
  return null
}

function messageOf(error: unknown) {
  const code = codeOf(error)
  return error instanceof Error && !('code' in error) ? error.message : code
}
