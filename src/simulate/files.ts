/** Writes the simulated files: the only place of the simulator that touches the disk. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A folder to write files into, by path below it. */
export interface Files {
  text(path: string, text: string): void
  gzip(path: string, text: string): void
  /** A JSON document around one long array, written piece by piece. */
  array(path: string, head: string): ArrayFile
  /** Changes a text that was written before. */
  change(path: string, change: (text: string) => string): void
  /** Removes a file or folder below the folder, if it is there. */
  remove(path: string): void
}

/** A JSON array that grows on disk. */
export interface ArrayFile {
  add(item: unknown): void
  readonly count: number
  /** Ends the document with what stands behind the last item. */
  close(tail: string): void
}

const CHUNK = 1 << 20

/** Opens a folder for writing. `compress: false` stores `.gz` members instead of deflating them. */
export function openFiles(root: string, compress: boolean): Files {
  const made = new Set<string>()
  const place = (path: string) => {
    const full = join(root, path)
    const folder = dirname(full)
    if (!made.has(folder)) mkdirSync(folder, { recursive: true })
    made.add(folder)
    return full
  }
  return {
    text: (path, text) => writeFileSync(place(path), text),
    gzip: (path, text) => writeFileSync(place(path), compress ? gzipSync(text) : storedGzip(Buffer.from(text))),
    array: (path, head) => openArray(place(path), head),
    change: (path, change) => writeFileSync(place(path), change(readFileSync(place(path), 'utf8'))),
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
  }
}

function openArray(full: string, head: string): ArrayFile {
  const file = openSync(full, 'w')
  let waiting = head
  let count = 0
  const flush = () => {
    writeSync(file, waiting)
    waiting = ''
  }
  return {
    add(item) {
      waiting += `${count === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`
      count++
      if (waiting.length > CHUNK) flush()
    },
    get count() {
      return count
    },
    close(tail) {
      waiting += tail
      flush()
      closeSync(file)
    },
  }
}

/** A gzip member of stored blocks (RFC 1951, 3.2.4): bigger, and the same bytes with every zlib. */
function storedGzip(data: Buffer) {
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])]
  for (let at = 0; at === 0 || at < data.length; at += 0xffff) {
    const block = data.subarray(at, at + 0xffff)
    const head = Buffer.alloc(5)
    head[0] = at + 0xffff >= data.length ? 1 : 0
    head.writeUInt16LE(block.length, 1)
    head.writeUInt16LE(block.length ^ 0xffff, 3)
    parts.push(head, block)
  }
  const foot = Buffer.alloc(8)
  foot.writeUInt32LE(crc32(data), 0)
  foot.writeUInt32LE(data.length % 2 ** 32, 4)
  return Buffer.concat([...parts, foot])
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value >>> 0
})

function crc32(data: Buffer) {
  let value = 0xffffffff
  for (const byte of data) value = crcTable[(value ^ byte) & 0xff]! ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}
