/** A folder of invented exports, an invented connector, and archives made by hand, so that they can be wrong in every way. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Connector } from '../../src/connector.js'
import { type IngestOptions, type IngestResult, ingest } from '../../src/ingest/ingest.js'
import { readTime } from '../../src/time.js'

/** Reads `{"door": "lab", "id": …, "at": …}`: the door log of an invented company. */
export const doors: Connector = {
  id: 'doors',
  title: 'Doors',
  system: 'iam',
  envelopes: ['Records'],
  holds: ['execution'],
  lagSeconds: 60,
  looksLike: (head) =>
    head.header.includes('door') || head.records.some((r) => typeof r === 'object' && r !== null && 'door' in r),
  normalize: (record) => {
    const value = record.value as {
      id?: unknown
      at?: unknown
      door?: string
      who?: string
      text?: string
      twice?: boolean
      mail?: string
      boom?: string
    }
    if (value.boom === 'throw') throw new Error('the door fell off')
    if (value.boom === 'nothing') return {}
    const time = readTime(value.at, record.timezone)
    if (!time) return { reject: { reason: 'bad_time', detail: `no time: ${String(value.at)}` } }
    const event = {
      native_id: String(value.id),
      occurred_at: value.boom === 'row' ? Number.NaN : time.at,
      resolution_us: time.resolution,
      stage: 'execution',
      activity: 'use',
      operation: `open ${value.door}`,
      outcome: 'success',
      is_write: false,
      actor: value.who ? `email:${value.who}` : null,
      refs: value.text ? ['ticket:OPS-1', 'ticket:OPS-2'] : null,
      text: value.text ?? null,
      attributes: JSON.stringify(value),
    }
    const identities = value.mail
      ? [{ alias: `doors:${value.who}`, directory: 'doors', email: value.mail, basis: 'directory' }]
      : []
    return { events: value.twice ? [event, { ...event, activity: 'read' }] : [event], identities }
  },
}

/** One good record. */
export function opening(id: number | string, more: object = {}) {
  return { door: 'lab', id, at: '2026-03-02T10:00:00Z', ...more }
}

/** Several, as JSON Lines. */
export function openings(count: number, from = 1) {
  return Array.from({ length: count }, (_, i) => `${JSON.stringify(opening(from + i))}\n`).join('')
}

/** A scratch folder with files in it, removed afterwards. Gives what `ingest` and DuckDB make of it. */
export async function withExports<T>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-ingest-'))
  const exports = join(folder, 'exports')
  mkdirSync(exports)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(exports, name)), { recursive: true })
    writeFileSync(join(exports, name), content)
  }
  const caseDir = join(folder, 'case')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run("set timezone = 'UTC'")
  try {
    return await use({
      folder,
      exports,
      caseDir,
      run: (options = {}) => ingest({ paths: [exports], caseDir, connectors: [doors], workers: 0, ...options }),
      rows: async (sql) => {
        const filled = sql.replace(
          /\$(\w+)/g,
          (_, table: string) => `read_parquet('${caseDir.replaceAll("'", "''")}/evidence/${table}/*.parquet')`,
        )
        const reader = await connection.runAndReadAll(filled)
        return reader.getRowObjectsJson() as Record<string, unknown>[]
      },
      manifest: () =>
        JSON.parse(readFileSync(join(caseDir, 'manifest.json'), 'utf8')) as ReturnType<Scratch['manifest']>,
    })
  } finally {
    connection.closeSync()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a test sees of its folder. */
export interface Scratch {
  readonly folder: string
  readonly exports: string
  readonly caseDir: string
  run(options?: Partial<IngestOptions>): Promise<IngestResult>
  /** Rows of a query in which `$events` and so on stand for the evidence. */
  rows(sql: string): Promise<Record<string, unknown>[]>
  manifest(): {
    schema: string
    inputs: Record<string, unknown>[]
    outputs: { file: string; sha256: string }[]
    archives: Record<string, unknown>[]
    skipped: Record<string, unknown>[]
  }
}

/** A member for `makeZip`. */
export interface ZipMember {
  readonly name: string
  readonly content: string | Buffer
  readonly isStored?: boolean
  readonly isEncrypted?: boolean
  readonly method?: number
  /** What the central directory claims instead of the truth. */
  readonly claimedSize?: number
  readonly claimedCrc?: number
  /** Cuts or changes the data as it is stored. */
  readonly spoil?: (data: Buffer) => Buffer
  /** Points at another member's local header. */
  readonly headerOf?: number
}

/** A .zip, with all the mistakes asked for. */
export function makeZip(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: number[] = []
  let offset = 0
  for (const member of members) {
    const content = Buffer.from(member.content)
    const method = member.method ?? (member.isStored ? 0 : 8)
    const packed = member.isStored ? content : deflateRawSync(content)
    const data = member.spoil ? member.spoil(packed) : packed
    const name = Buffer.from(member.name)
    const flags = 0x800 | (member.isEncrypted ? 1 : 0)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(flags, 2)
    fields.writeUInt16LE(method, 4)
    fields.writeUInt32LE(member.claimedCrc ?? crc32(content), 10)
    fields.writeUInt32LE(data.length, 14)
    fields.writeUInt32LE(member.claimedSize ?? content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    offsets.push(offset)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, data])
    parts.push(local)
    const central = Buffer.alloc(46)
    central.write('PK\x01\x02', 0, 'latin1')
    central.writeUInt16LE(20, 4)
    fields.copy(central, 6)
    central.writeUInt32LE(member.headerOf === undefined ? offset : offsets[member.headerOf]!, 42)
    directory.push(Buffer.concat([central, name]))
    offset += local.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, list, end])
}

/** A CloudTrail file of about a kilobyte a record; the first one has a broken record behind a hundred others. */
export function trail(file: number, records: number): string {
  const texts = Array.from({ length: records }, (_, i) =>
    JSON.stringify({
      eventVersion: '1.09',
      userIdentity: {
        type: 'IAMUser',
        principalId: `AIDA${file}`,
        arn: `arn:aws:iam::123456789012:user/u${i % 50}`,
        accountId: '123456789012',
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        userName: `u${i % 50}`,
      },
      eventTime: `2026-03-02T10:${String(i % 60).padStart(2, '0')}:00Z`,
      eventSource: 'iam.amazonaws.com',
      eventName: i % 3 ? 'GetUser' : 'AttachUserPolicy',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '192.0.2.7',
      userAgent: 'aws-cli/2.15.0',
      requestParameters: {
        userName: `u${i}`,
        policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
        note: 'x'.repeat(400),
      },
      responseElements: null,
      requestID: `r-${file}-${i}`,
      eventID: `e-${file}-${i}`,
      readOnly: i % 3 > 0,
      eventType: 'AwsApiCall',
      recipientAccountId: '123456789012',
    }),
  )
  if (file === 0) texts.splice(100, 0, '{"eventVersion":"1.09","eventTime":tru}')
  return `{"Records":[${texts.join(',')}]}`
}
