/** Opens an export: out of archives and compression, into UTF-8 bytes, with its hash, and with a word on what was damaged. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { constants, crc32, createGunzip, createInflateRaw, gunzipSync, inflateRawSync } from 'node:zlib'
import { LONE_SURROGATE } from '../read-bytes.js'
import { codeOf } from './error-code.js'

/** A member of a .zip, as the central directory describes it. */
export interface Member {
  readonly headerOffset: number
  readonly compressedSize: number
  readonly size: number
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly crc32: number
}

/** An export file: where its bytes are and what it is called. Plain data, handed to workers. */
export interface ExportFile {
  /** Path below the analysed root; members of archives as `outer.zip!inner/name.json`. */
  readonly file: string
  /** File on disk that holds the bytes. */
  readonly path: string
  /** Set when they are a member of the .zip at `path`. */
  readonly member: Member | null
  /** Size on disk, or of the decompressed member. */
  readonly bytes: number
}

/** When decompression stops: beyond `bytes` of output if that is also more than `ratio` times the input. */
export interface ExpansionLimit {
  readonly ratio: number
  readonly bytes: number
}

/** What is known of an export once its bytes have been read to the end. */
export interface OpenedState {
  /** SHA-256 of the file as it lies on disk, or of the decompressed member; null when it could not be read to its end. */
  sha256: string | null
  /** SHA-256 of what the file holds, unpacked; only of files whose product signs that, else null. */
  contentSha256: string | null
  /** What is wrong with the file; null when nothing is. */
  problem: string | null
  /** Whether records are missing or may be altered. */
  isDamaged: boolean
  /** Bytes taken from the disk so far. */
  taken: number
}

/** An export that is being read. */
export interface OpenedExport {
  readonly bytes: AsyncGenerator<Buffer>
  /** Complete when `bytes` has ended. */
  readonly state: OpenedState
}

const PIECE = 1 << 20
const PEEK = 1 << 16
/** Compressed input is fed in small pieces: what a broken piece would have given is lost, or must be found byte by byte. */
const SMALL_PIECE = 1 << 14
/** Compressed size up to which decompressing in one go is faster. */
const AT_ONCE = 4 << 20
/** Size up to which a plain file is read as one piece: its reader wants it whole. */
const AT_ONCE_PLAIN = 24 << 20
const AT_ONCE_OUTPUT = 64 << 20

/**
 * Opens an export. `bytes` gives UTF-8 without byte order mark, whatever the file is written in; bytes that cannot be valid stay invalid.
 * Damage never throws: what could be read is given, and `state` says what was wrong. With `isPeek` no more is read than is asked for;
 * with `isSigned` what the file holds is hashed as well.
 */
export function openExport(
  source: ExportFile,
  limit: ExpansionLimit,
  { isPeek = false, isSigned = false } = {},
): OpenedExport {
  const state: OpenedState = { sha256: null, contentSha256: null, problem: null, isDamaged: false, taken: 0 }
  const unpacked = decompressed(source, limit, state, isPeek)
  return { bytes: toUtf8(isSigned ? withContentHash(unpacked, state) : unpacked), state }
}

async function* withContentHash(bytes: AsyncGenerator<Buffer>, state: OpenedState): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const buffer of bytes) {
    hash.update(buffer)
    yield buffer
  }
  if (!state.isDamaged) state.contentSha256 = hash.digest('hex')
}

/** The bytes as they are in the file or member, without looking at what they are; for spilling and hashing. */
export async function* openRaw(source: ExportFile, limit: ExpansionLimit, state: OpenedState): AsyncGenerator<Buffer> {
  yield* stored(source, limit, state)
}

/** A fresh state. */
export function freshState(): OpenedState {
  return { sha256: null, contentSha256: null, problem: null, isDamaged: false, taken: 0 }
}

function damage(state: OpenedState, problem: string) {
  note(state, problem)
  state.isDamaged = true
}

function note(state: OpenedState, problem: string) {
  state.problem = state.problem === null ? problem : `${state.problem}; ${problem}`
}

// ── from the disk ──

/** Bytes `from`… of a file. */
function* rawBytes(
  path: string,
  from: number,
  length: number,
  piece: number,
  taken: (bytes: number) => void,
): Generator<Buffer> {
  const fd = openSync(path, 'r')
  try {
    let at = 0
    while (at < length) {
      const buffer = Buffer.allocUnsafe(Math.min(piece, length - at))
      const read = readSync(fd, buffer, 0, buffer.length, from + at)
      if (read === 0) return
      at += read
      taken(read)
      yield read === buffer.length ? buffer : buffer.subarray(0, read)
    }
  } finally {
    closeSync(fd)
  }
}

/** The file on disk or the decompressed member, hashed on the way. */
async function* stored(
  source: ExportFile,
  limit: ExpansionLimit,
  state: OpenedState,
  isPeek = false,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  const count = (bytes: number) => {
    state.taken += bytes
  }
  if (source.member === null) {
    const most = isPeek ? PEEK : source.bytes < AT_ONCE_PLAIN ? AT_ONCE_PLAIN : PIECE
    const piece = isGzipFile(source.path) ? SMALL_PIECE : Math.min(most, source.bytes + 1)
    for (const buffer of rawBytes(source.path, 0, Number.POSITIVE_INFINITY, piece, count)) {
      if (!isPeek) hash.update(buffer)
      yield buffer
    }
    if (!isPeek) state.sha256 = hash.digest('hex')
    return
  }
  const { method, compressedSize, size } = source.member
  const start = dataStart(source.path, source.member, state)
  if (start === null) return
  let crc = 0
  let length = 0
  const raw = () => rawBytes(source.path, start, compressedSize, method === 0 ? PIECE : SMALL_PIECE, count)
  const inflated = method === 0 ? raw() : inflate('raw', raw, compressedSize, limit, state)
  for await (const buffer of inflated) {
    hash.update(buffer)
    crc = checksum(buffer, crc)
    length += buffer.length
    yield buffer
  }
  if (state.isDamaged) return
  if (length < size) return damage(state, `the archive member breaks off: ${length} of ${size} bytes`)
  if (length > size) note(state, `the archive's directory says ${size} bytes, there are ${length}`)
  if (hasChecksum && crc !== source.member.crc32)
    damage(state, 'the checksum of the archive member does not match (CRC-32)')
  state.sha256 = hash.digest('hex')
}

/** Node has `zlib.crc32` from 20.15 on; without it members are read unchecked. */
const hasChecksum = typeof crc32 === 'function'

function checksum(buffer: Buffer, before: number): number {
  return hasChecksum ? crc32(buffer, before) : 0
}

/** Where a member's data begins: its local header repeats the name, with a length of its own. */
function dataStart(path: string, member: Member, state: OpenedState): number | null {
  const [header] = rawBytes(path, member.headerOffset, 30, 30, () => {})
  if (!header || header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) {
    damage(state, 'the archive has no member where its directory says')
    return null
  }
  return member.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
}

function isGzipFile(path: string) {
  const [head] = rawBytes(path, 0, 2, 2, () => {})
  return head !== undefined && isGzip(head)
}

/** Whether an export is compressed with gzip, whatever its name says. */
export async function isGzipped(source: ExportFile, limit: ExpansionLimit): Promise<boolean> {
  if (source.member === null) return isGzipFile(source.path)
  for await (const piece of stored(source, limit, freshState())) return isGzip(piece)
  return false
}

/** Whether bytes begin as gzip does. */
function isGzip(head: Buffer): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b
}

// ── decompression ──

async function* decompressed(
  source: ExportFile,
  limit: ExpansionLimit,
  state: OpenedState,
  isPeek: boolean,
): AsyncGenerator<Buffer> {
  const quick = isPeek ? null : decompressAtOnce(source, limit, state)
  if (quick !== null) {
    yield* quick
    return
  }
  const bytes = stored(source, limit, state, isPeek)
  const again = () => stored(source, { ratio: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }, freshState())
  try {
    const first = await bytes.next()
    if (first.done) return
    if (!isGzip(first.value)) {
      yield first.value
      yield* bytes
      return
    }
    yield* inflate('gzip', again, source.bytes, limit, state, { first: first.value, rest: bytes })
    // What follows the damage still belongs to the file and its hash.
    if (!isPeek) for (let next = await bytes.next(); !next.done; ) next = await bytes.next()
  } finally {
    await bytes.return(undefined)
  }
}

/** Small compressed files in one go; null when the file is not small, not compressed, or not in order. */
function decompressAtOnce(source: ExportFile, limit: ExpansionLimit, state: OpenedState): Buffer[] | null {
  const { member, path } = source
  const size = member?.compressedSize ?? source.bytes
  if (size > AT_ONCE || (member !== null && (member.method !== 8 || member.size > AT_ONCE_OUTPUT || !hasChecksum)))
    return null
  const trial = freshState()
  const start = member === null ? 0 : dataStart(path, member, trial)
  if (start === null) return null
  const parts = [...rawBytes(path, start, member === null ? Number.POSITIVE_INFINITY : size, size + 1, () => {})]
  const raw = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  if (member === null && !isGzip(raw)) return null
  const most = Math.min(AT_ONCE_OUTPUT, Math.max(limit.bytes, limit.ratio * size))
  try {
    const content = member === null ? raw : inflateRawSync(raw, { maxOutputLength: most })
    if (member !== null && (content.length !== member.size || checksum(content, 0) !== member.crc32)) return null
    const out = isGzip(content) ? gunzipSync(content, { maxOutputLength: most }) : content
    state.taken = raw.length
    state.sha256 = createHash('sha256').update(content).digest('hex')
    return out.length > 0 ? [out] : []
  } catch {
    // The slow way finds out what is wrong and how much can be saved.
    return null
  }
}

/**
 * Inflates piece by piece. When a piece is broken, everything up to the broken byte is still given: the stream is read once more, and the broken
 * piece byte by byte. `again` opens the input from its beginning.
 */
async function* inflate(
  kind: 'gzip' | 'raw',
  again: () => Iterable<Buffer> | AsyncIterable<Buffer>,
  inputSize: number,
  limit: ExpansionLimit,
  state: OpenedState,
  begun?: { readonly first: Buffer; readonly rest: AsyncGenerator<Buffer> },
): AsyncGenerator<Buffer> {
  // A stream that was begun stays open when this one ends early: its owner reads it to the end.
  const input = begun ? continued(begun.first, begun.rest) : again()
  const name = kind === 'gzip' ? 'gzip' : 'archive member'
  const machine = startInflater(kind)
  let delivered = 0
  let pieces = 0
  for await (const piece of input) {
    const out = await machine.feed(piece)
    for (const buffer of out) {
      delivered += buffer.length
      yield buffer
    }
    if (machine.error !== null) break
    if (delivered > limit.bytes && delivered > limit.ratio * inputSize) {
      damage(
        state,
        `looks like a decompression bomb: ${inputSize} bytes give more than ${delivered} bytes; not read further`,
      )
      machine.stop()
      return
    }
    pieces++
  }
  if (machine.error === null) {
    for (const buffer of await machine.finish()) {
      delivered += buffer.length
      yield buffer
    }
  }
  const error = machine.error
  machine.stop()
  if (error === null) return
  if (error.code === 'Z_BUF_ERROR') {
    damage(state, `the ${name} breaks off: truncated`)
    return
  }
  for await (const buffer of inflateCarefully(kind, again(), pieces, delivered)) {
    delivered += buffer.length
    yield buffer
  }
  if (kind === 'gzip' && delivered > 0 && error.message === 'incorrect header check') {
    note(state, 'bytes behind the gzip data are no gzip and were left out')
  } else if (error.message === 'incorrect data check' || error.message === 'incorrect length check') {
    damage(state, `the checksum of the ${name} does not match: something in it was altered`)
  } else damage(state, `the ${name} is corrupt (${error.message})`)
}

async function* continued(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** The output behind `delivered`, with piece number `broken` fed byte by byte until it fails. */
async function* inflateCarefully(
  kind: 'gzip' | 'raw',
  input: Iterable<Buffer> | AsyncIterable<Buffer>,
  broken: number,
  delivered: number,
): AsyncGenerator<Buffer> {
  const machine = startInflater(kind)
  let seen = 0
  let number = 0
  for await (const piece of input) {
    const step = number === broken ? 1 : piece.length
    for (let at = 0; at < piece.length && machine.error === null; at += step) {
      for (const buffer of await machine.feed(piece.subarray(at, at + step))) {
        const from = Math.max(0, delivered - seen)
        seen += buffer.length
        if (from < buffer.length) yield buffer.subarray(from)
      }
    }
    if (machine.error !== null || number === broken) break
    number++
  }
  machine.stop()
}

interface ZlibError {
  readonly code: string
  readonly message: string
}

/** Node's zlib stream as a machine that is fed and answers. */
function startInflater(kind: 'gzip' | 'raw') {
  const options = { chunkSize: 1 << 18, finishFlush: constants.Z_FINISH }
  const stream = kind === 'gzip' ? createGunzip(options) : createInflateRaw(options)
  let out: Buffer[] = []
  const machine = { error: null as ZlibError | null, feed, finish, stop: () => stream.destroy() }
  let wake: (() => void) | null = null
  stream.on('data', (buffer: Buffer) => out.push(buffer))
  stream.on('close', () => wake?.())
  stream.on('error', (error) => {
    machine.error = { code: codeOf(error), message: error.message }
    // The write that failed is never called back.
    wake?.()
  })

  async function feed(piece: Buffer): Promise<Buffer[]> {
    await new Promise<void>((done) => {
      wake = done
      stream.write(piece, () => done())
    })
    return take()
  }

  async function finish(): Promise<Buffer[]> {
    await new Promise<void>((done) => {
      wake = done
      stream.end()
    })
    return take()
  }

  async function take(): Promise<Buffer[]> {
    while (machine.error === null && stream.readableLength > 0) await new Promise((done) => setImmediate(done))
    const taken = out
    out = []
    return taken
  }

  return machine
}

// ── encodings ──

async function* toUtf8(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* decoded(bytes)
  } finally {
    await bytes.return(undefined)
  }
}

async function* decoded(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first: Buffer[] = []
  let size = 0
  let isOver = false
  while (size < 4 && !isOver) {
    const next = await bytes.next()
    if (next.done) isOver = true
    else {
      first.push(next.value)
      size += next.value.length
    }
  }
  const head = first.length === 1 ? first[0]! : Buffer.concat(first)
  const { encoding, mark } = encodingOf(head)
  if (encoding === 'utf-8') {
    if (head.length > mark) yield mark > 0 ? head.subarray(mark) : head
    yield* bytes
    return
  }
  const turn = utf16(encoding === 'utf-16be')
  yield turn(head.subarray(mark), false)
  for await (const buffer of bytes) yield turn(buffer, false)
  yield turn(Buffer.alloc(0), true)
}

/** By byte order mark, else by where the zero bytes of the first ASCII characters are. */
function encodingOf(head: Buffer): { encoding: 'utf-8' | 'utf-16le' | 'utf-16be'; mark: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 }
  const sample = head.subarray(0, 64)
  const zeros = (offset: number) =>
    sample.length >= 4 && sample.every((byte, i) => (i % 2 === offset ? byte === 0 : byte !== 0))
  if (zeros(1)) return { encoding: 'utf-16le', mark: 0 }
  if (zeros(0)) return { encoding: 'utf-16be', mark: 0 }
  return { encoding: 'utf-8', mark: 0 }
}

/** Turns UTF-16 into UTF-8 piece by piece; half a surrogate pair becomes a byte that no UTF-8 has. */
function utf16(isBigEndian: boolean) {
  let rest: Buffer = Buffer.alloc(0)
  return (piece: Buffer, isEnd: boolean): Buffer => {
    const all = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    let cut = all.length - (all.length % 2)
    const unit = cut >= 2 ? (isBigEndian ? all.readUInt16BE(cut - 2) : all.readUInt16LE(cut - 2)) : 0
    if (!isEnd && unit >= 0xd800 && unit < 0xdc00) cut -= 2
    rest = Buffer.from(all.subarray(cut))
    const even = Buffer.from(all.subarray(0, cut))
    if (isBigEndian) even.swap16()
    const text = even.toString('utf16le')
    const marked = text.split(/\p{Surrogate}/u)
    const parts = marked.flatMap((part, i) => (i === 0 ? [Buffer.from(part)] : [LONE, Buffer.from(part)]))
    if (isEnd && rest.length > 0) parts.push(LONE)
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
  }
}

const LONE = Buffer.from([LONE_SURROGATE])
