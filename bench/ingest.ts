/** How fast exports become evidence: seeded CloudTrail-like records, and DuckDB's own JSON reader over the same files as the floor. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, resourceUsage } from 'node:process'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { connectors } from '../connectors/index.js'
import { ingest } from '../src/ingest/ingest.js'

/** What the bench measured. Times in seconds, memory and sizes in bytes. */
export interface IngestBench {
  readonly records: number
  readonly bytes: number
  readonly files: number
  readonly workers: number
  readonly seconds: number
  readonly peakMemory: number
  readonly timings: readonly { readonly name: string; readonly seconds: number }[]
  readonly floorSeconds: number
  readonly floorPeakMemory: number
}

/** What one measured process says. */
interface Measured {
  readonly seconds: number
  readonly peakMemory: number
  readonly records: number
  readonly timings?: readonly { readonly name: string; readonly seconds: number }[]
}

const FILES = 60

/**
 * Writes `records` seeded records into a scratch folder, ingests them with `workers` threads, and lets DuckDB materialise the same fields from
 * the same files with as many threads. Each side runs in a process of its own, so that its peak memory is its own; the best of `rounds` counts.
 */
function benchIngest(
  options: { records?: number; workers?: number; rounds?: number; seed?: number } = {},
): IngestBench {
  const { records = 400_000, workers = 2, rounds = 3, seed = 7 } = options
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-bench-'))
  try {
    const exports = join(folder, 'exports')
    mkdirSync(exports)
    writeExports(exports, records, seed)
    const names = readdirSync(exports)
    const bytes = names.reduce((sum, name) => sum + statSync(join(exports, name)).size, 0)
    const ours: Measured[] = []
    const floors: Measured[] = []
    // Taking turns, so that a busy moment of the machine does not hit one side only.
    for (let round = 0; round < rounds; round++) {
      floors.push(measure('floor', exports, folder, workers))
      ours.push(measure('ingest', exports, folder, workers))
    }
    const best = fastest(ours)
    const floor = fastest(floors)
    if (best.records !== records || floor.records !== records)
      throw new Error(`${records} records written, ${best.records} ingested, ${floor.records} read by DuckDB`)
    return {
      records,
      bytes,
      files: names.length,
      workers,
      seconds: best.seconds,
      peakMemory: Math.max(...ours.map((one) => one.peakMemory)),
      timings: best.timings ?? [],
      floorSeconds: floor.seconds,
      floorPeakMemory: floor.peakMemory,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The figures as lines of text. */
function describeIngestBench(bench: IngestBench): string {
  const mb = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`
  const rate = (seconds: number) =>
    `${Math.round(bench.records / seconds).toLocaleString('en')} records/s, ${mb(bench.bytes / seconds)}/s`
  return [
    `ingest of ${bench.records.toLocaleString('en')} CloudTrail-like records, ${mb(bench.bytes)} of JSON in ${bench.files} files, ${bench.workers} workers`,
    `  ours   ${bench.seconds.toFixed(2)} s, ${rate(bench.seconds)}, peak memory ${mb(bench.peakMemory)}`,
    `         ${bench.timings.map(({ name, seconds }) => `${name} ${seconds.toFixed(2)} s`).join(' · ')}`,
    `  floor  ${bench.floorSeconds.toFixed(2)} s, ${rate(bench.floorSeconds)}, peak memory ${mb(bench.floorPeakMemory)} (DuckDB read_json, typed STRUCT, no hash, no Parquet)`,
    `  ratio  ${(bench.seconds / bench.floorSeconds).toFixed(2)}`,
  ].join('\n')
}

function fastest(measured: readonly Measured[]): Measured {
  return measured.reduce((best, one) => (one.seconds < best.seconds ? one : best))
}

function measure(side: 'ingest' | 'floor', exports: string, folder: string, workers: number): Measured {
  const done = spawnSync(
    execPath,
    [fileURLToPath(import.meta.url), side, exports, join(folder, 'case'), String(workers)],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 24,
    },
  )
  if (done.status !== 0) throw new Error(`the ${side} side failed: ${done.stderr}`)
  return JSON.parse(done.stdout) as Measured
}

// ── the two sides ──

async function runIngest(exports: string, caseDir: string, workers: number): Promise<Measured> {
  const started = performance.now()
  // What the round before left must spare this one nothing.
  const result = await ingest({
    paths: [exports],
    caseDir,
    connectors,
    workers,
    isFresh: true,
    clock: () => performance.now() / 1000,
  })
  const seconds = (performance.now() - started) / 1000
  return { seconds, peakMemory: result.peakMemoryBytes, records: result.records.used, timings: result.timings }
}

/** The fields that the CloudTrail connector reads, typed, so that DuckDB never keeps a record as text. */
const recordType = `struct(
  eventVersion varchar, eventTime varchar, eventSource varchar, eventName varchar, awsRegion varchar, sourceIPAddress varchar,
  userAgent varchar, errorCode varchar, errorMessage varchar, requestID varchar, eventID varchar, sharedEventID varchar, readOnly boolean,
  eventType varchar, managementEvent boolean, recipientAccountId varchar, eventCategory varchar,
  userIdentity struct(type varchar, principalId varchar, arn varchar, accountId varchar, accessKeyId varchar, userName varchar, invokedBy varchar,
    sessionContext struct(sessionIssuer struct(type varchar, principalId varchar, arn varchar, accountId varchar, userName varchar),
      attributes struct(creationDate varchar, mfaAuthenticated varchar), sourceIdentity varchar)),
  requestParameters json, responseElements json, resources json, tlsDetails json)`

async function runFloor(exports: string, threads: number): Promise<Measured> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: String(threads) })).connect()
  const started = performance.now()
  await connection.run(
    `create table floor as select unnest(r, recursive := false) from (
       select unnest(Records) as r from read_json('${exports.replaceAll("'", "''")}/*.json', format = 'unstructured',
         columns = {Records: '${recordType.replace(/\s+/g, ' ')}[]'}, maximum_object_size = 268435456))`,
  )
  const seconds = (performance.now() - started) / 1000
  const reader = await connection.runAndReadAll('select count(*)::int from floor')
  return { seconds, peakMemory: resourceUsage().maxRSS * 1024, records: Number(reader.getRows()[0]?.[0]) }
}

// ── records ──

function writeExports(folder: string, records: number, seed: number) {
  const random = startRandom(seed)
  const sessionAt = startSessions(random)
  const each = Math.ceil(records / FILES)
  for (let file = 0, made = 0; made < records; file++) {
    const fd = openSync(join(folder, `123456789012_CloudTrail_eu-west-1_${String(file).padStart(4, '0')}.json`), 'w')
    const count = Math.min(each, records - made)
    writeSync(fd, '{"Records":[')
    for (let i = 0; i < count; i += 1000) {
      const some = Array.from({ length: Math.min(1000, count - i) }, (_, k) =>
        JSON.stringify(makeRecord(made + i + k, random, sessionAt)),
      )
      writeSync(fd, (i > 0 ? ',' : '') + some.join(','))
    }
    writeSync(fd, ']}')
    closeSync(fd)
    made += count
  }
}

const account = '123456789012'
const calls = [
  ['ec2', 'DescribeInstances', true],
  ['s3', 'GetBucketPolicy', true],
  ['iam', 'GetRole', true],
  ['iam', 'ListAttachedRolePolicies', true],
  ['lambda', 'GetFunction20150331v2', true],
  ['kms', 'Decrypt', true],
  ['sts', 'AssumeRole', true],
  ['iam', 'AttachRolePolicy', false],
  ['ec2', 'AuthorizeSecurityGroupIngress', false],
  ['s3', 'PutBucketPolicy', false],
] as const

/** Who acts: a session of a role, as often as not, which writes a hundred records before it ends; or a user with a key that stays. */
interface Session {
  readonly person: number
  readonly identity: object
}

/** Sessions that are open at the same time, and records a session writes on average. */
const OPEN_SESSIONS = 50
const RECORDS_PER_SESSION = 100

function startSessions(random: Random) {
  const open: Session[] = []
  return (at: string): Session => {
    const slot = random.below(OPEN_SESSIONS)
    if (open[slot] === undefined || random.below(RECORDS_PER_SESSION) === 0) open[slot] = makeSession(at, random)
    return open[slot]
  }
}

function makeSession(at: string, random: Random): Session {
  const person = random.below(400)
  const role = `team-${random.below(60)}-operator`
  if (random.below(10) < 2)
    return {
      person,
      identity: {
        type: 'IAMUser',
        principalId: `AIDA${String(person).padStart(17, '0')}`,
        arn: `arn:aws:iam::${account}:user/deploy-${person}`,
        accountId: account,
        accessKeyId: `AKIA${String(person).padStart(16, '0')}`,
        userName: `deploy-${person}`,
      },
    }
  const roleId = `AROA${String(1000 + random.below(60)).padEnd(17, 'X')}`
  return {
    person,
    identity: {
      type: 'AssumedRole',
      principalId: `${roleId}:user${person}@example.com`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/user${person}@example.com`,
      accountId: account,
      accessKeyId: `ASIA${random.hex(16).toUpperCase()}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: roleId,
          arn: `arn:aws:iam::${account}:role/${role}`,
          accountId: account,
          userName: role,
        },
        attributes: { creationDate: at, mfaAuthenticated: random.below(2) ? 'true' : 'false' },
      },
    },
  }
}

function makeRecord(i: number, random: Random, sessionAt: (at: string) => Session) {
  const [service, eventName, readOnly] = calls[random.below(random.below(4) > 0 ? 7 : 10)]!
  const at = new Date(Date.UTC(2026, 2, 1) + i * 900).toISOString().replace(/\.\d+/, '')
  const { person, identity } = sessionAt(at)
  const key = (prefix: string) => prefix + random.hex(16).toUpperCase()
  const target = `service-${random.below(500)}-role`
  return {
    eventVersion: '1.09',
    userIdentity: identity,
    eventTime: at,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    sourceIPAddress: `192.0.2.${random.below(250)}`,
    userAgent: `aws-cli/2.15.${random.below(40)} Python/3.11.6 Linux/5.10.205-195.807.amzn2.x86_64 exe/x86_64.amzn.2 prompt/off`,
    requestParameters: parametersOf(eventName, target, person, random),
    responseElements:
      eventName === 'AssumeRole'
        ? {
            credentials: {
              accessKeyId: key('ASIA'),
              sessionToken: random.hex(120),
              expiration: 'Mar 2, 2026, 11:00:00 AM',
            },
            assumedRoleUser: {
              assumedRoleId: `AROA${random.hex(16).toUpperCase()}:user${person}@example.com`,
              arn: `arn:aws:sts::${account}:assumed-role/${target}/user${person}@example.com`,
            },
          }
        : null,
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${service}.eu-west-1.amazonaws.com`,
    },
  }
}

function parametersOf(eventName: string, target: string, person: number, random: Random): unknown {
  if (eventName === 'AssumeRole')
    return {
      roleArn: `arn:aws:iam::${account}:role/${target}`,
      roleSessionName: `user${person}@example.com`,
      durationSeconds: 3600,
      tags: [{ key: 'ticket', value: `OPS-${random.below(5000) + 1}` }],
    }
  if (eventName === 'AttachRolePolicy') return { roleName: target, policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }
  if (eventName === 'PutBucketPolicy')
    return {
      bucketName: `example-logs-${random.below(90)}`,
      bucketPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${account}:role/${target}` },
            Action: 's3:GetObject',
            Resource: '*',
          },
        ],
      },
    }
  if (eventName === 'DescribeInstances')
    return { maxResults: 1000, instancesSet: { items: [{ instanceId: `i-${random.hex(17)}` }] }, filterSet: {} }
  return { roleName: target, bucketName: `example-logs-${random.below(90)}`, keyId: random.uuid(), maxItems: 100 }
}

interface Random {
  below(n: number): number
  hex(length: number): string
  uuid(): string
}

/** A linear congruential generator: the same seed gives the same exports everywhere. */
function startRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const hex = (length: number) => {
    let out = ''
    while (out.length < length)
      out += Math.floor(next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0')
    return out.slice(0, length)
  }
  return {
    below: (n) => Math.floor(next() * n),
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  }
}

/** `ingest` and `floor` are the measured processes; anything else runs the bench. */
if (argv[1] === fileURLToPath(import.meta.url)) {
  const [side, exports = '', caseDir = '', workers = '2'] = argv.slice(2)
  if (side === 'ingest') console.log(JSON.stringify(await runIngest(exports, caseDir, Number(workers))))
  else if (side === 'floor') console.log(JSON.stringify(await runFloor(exports, Number(workers))))
  else console.log(describeIngestBench(benchIngest({ records: Number(side ?? 400_000) })))
}
