/** AWS CloudTrail as it lies in the bucket: `AWSLogs/<account>/CloudTrail/<region>/<yyyy>/<mm>/<dd>/….json.gz`, times of whole seconds. */
import { awsExpiration, CLOUD_START, DAY, dayOf, HOUR, isoSeconds, SECOND } from '../calendar.js'
import { type CloudAccount, DOMAIN, type Person, REGION } from '../company.js'
import type { Files } from '../files.js'
import type { Rates } from '../options.js'
import type { Random } from '../random.js'

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const capitals = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Temporary credentials, and what CloudTrail writes of whoever uses them. */
export interface Session {
  readonly account: CloudAccount
  readonly key: string
  readonly expiresAt: number
  readonly identity: Readonly<Record<string, unknown>>
  readonly ip: string
  readonly agent: string
}

/** A service of the platform that acts by itself. */
export interface Service {
  readonly service: string
  readonly account: CloudAccount
}

/** A call to an API. */
export interface Call {
  readonly source: string
  readonly name: string
  readonly params?: unknown
  readonly response?: unknown
  readonly readOnly?: boolean
  readonly error?: readonly [code: string, message: string]
  readonly region?: string
  readonly resources?: readonly unknown[]
  /** What the service adds beside request and answer. */
  readonly additional?: unknown
  readonly type?: 'AwsApiCall' | 'AwsConsoleSignIn' | 'AwsServiceEvent'
  /** Whether the record may come late or never; never set where the answer key leans on it. */
  readonly mayBeLost?: boolean
}

/** The cloud's log. Each method returns the ids of the records it wrote. */
export interface CloudTrail {
  /** A person comes in through the identity provider. */
  signIn(
    at: number,
    account: CloudAccount,
    role: string,
    person: Person,
    address?: string,
  ): { session: Session; id: string }
  assumeRole(
    at: number,
    from: Session | Service,
    account: CloudAccount,
    role: string,
    name: string,
    more?: { tags?: Readonly<Record<string, string>>; sourceIdentity?: string; seconds?: number },
  ): { session: Session; id: string; twin: string | null }
  /** A long-lived key of an IAM user; writes nothing. */
  userKey(account: CloudAccount, user: string, key: string, ip: string): Session
  federate(at: number, from: Session, name: string, seconds: number): { session: Session; id: string }
  call(at: number, by: Session | Service, call: Call): string
  newKeyId(prefix: 'ASIA' | 'AKIA'): string
  roleId(account: CloudAccount, role: string): string
  /** No account writes anything in this stretch. */
  darken(account: CloudAccount | null, from: number, to: number): void
  isDark(account: CloudAccount, at: number): boolean
  /** Whether the record never reached the export. */
  isLost(id: string): boolean
  /** Writes the files of days that ended before. */
  flush(before: number): void
}

const CLI = 'aws-cli/2.15.30 md/awscrt#0.20.5 ua/2.0 os/linux md/arch#x86_64 lang/python#3.11.8'

/** Opens the bucket. */
export function openCloudTrail(files: Files, root: Random, rates: Rates, skew: number): CloudTrail {
  const random = root.fork('cloudtrail')
  const delivery = root.fork('cloudtrail-delivery')
  const days = new Map<string, { at: number; text: string }[]>()
  const roleIds = new Map<string, string>()
  const lost = new Set<string>()
  const dark: { account: string | null; from: number; to: number }[] = []

  const roleId = (account: CloudAccount, role: string) => {
    const known = roleIds.get(`${account.id}/${role}`)
    if (known) return known
    const made = `AROA${root.fork(`role/${account.id}/${role}`).letters(base32, 17)}`
    roleIds.set(`${account.id}/${role}`, made)
    return made
  }
  const isDark = (account: CloudAccount, at: number) =>
    dark.some(
      (stretch) => (stretch.account === null || stretch.account === account.id) && at > stretch.from && at < stretch.to,
    )

  const record = (
    at: number,
    account: CloudAccount,
    who: Omit<Session, 'expiresAt' | 'key' | 'account'>,
    call: Call,
    extra: Readonly<Record<string, unknown>> = {},
  ) => {
    const id = random.uuid()
    const request = random.uuid()
    const region = call.region ?? regionOf(call.source)
    const written = at + skew * SECOND
    const text = JSON.stringify({
      eventVersion: '1.10',
      userIdentity: who.identity,
      eventTime: isoSeconds(written),
      eventSource: call.source,
      eventName: call.name,
      awsRegion: region,
      sourceIPAddress: who.ip,
      userAgent: who.agent,
      ...(call.error ? { errorCode: call.error[0], errorMessage: call.error[1] } : {}),
      requestParameters: call.params ?? null,
      responseElements: call.error ? null : (call.response ?? null),
      ...(call.additional ? { additionalEventData: call.additional } : {}),
      requestID: request,
      eventID: id,
      readOnly: call.readOnly ?? false,
      ...(call.resources ? { resources: call.resources } : {}),
      eventType: call.type ?? 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account.id,
      ...extra,
      eventCategory: 'Management',
    })
    if (isDark(account, at)) throw new Error(`nothing is logged in ${account.name} at ${isoSeconds(at)}: ${call.name}`)
    const mayBeLost = call.mayBeLost ?? false
    const luck = root.fork(`record/${id}`)
    if ((mayBeLost && delivery.chance(rates.droppedRecords)) || (isIssue(call) && luck.chance(rates.lostIssues))) {
      lost.add(id)
      return id
    }
    const isLate = mayBeLost && delivery.chance(rates.lateRecords)
    const day = dayOf(written) + (isLate ? DAY : 0)
    const bucket = `${account.id}/${region}/${day}`
    const list = days.get(bucket) ?? []
    days.set(bucket, list)
    for (let copies = luck.chance(rates.duplicatedRecords) ? 2 : 1; copies > 0; copies--)
      list.push({ at: written, text })
    return id
  }

  const credentials = (key: string, expiresAt: number, narrow: boolean) => ({
    accessKeyId: key,
    sessionToken: `IQoJb3JpZ2luX2Vj${random.letters(capitals, 24)}`,
    expiration: awsExpiration(expiresAt + skew * SECOND, narrow),
  })
  const newKeyId = (prefix: 'ASIA' | 'AKIA') => `${prefix}${random.letters(base32, 16)}`
  const roleSession = (
    at: number,
    account: CloudAccount,
    role: string,
    name: string,
    key: string,
    seconds: number,
    from: { ip: string; agent: string },
    sourceIdentity?: string,
  ): Session => ({
    account,
    key,
    expiresAt: at + seconds * SECOND,
    ip: from.ip,
    agent: from.agent,
    identity: {
      type: 'AssumedRole',
      principalId: `${roleId(account, role)}:${name}`,
      arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${name}`,
      accountId: account.id,
      accessKeyId: key,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: roleId(account, role),
          arn: `arn:aws:iam::${account.id}:role/${rolePath(role)}${role}`,
          accountId: account.id,
          userName: role,
        },
        attributes: { creationDate: isoSeconds(at + skew * SECOND), mfaAuthenticated: 'false' },
        ...(sourceIdentity ? { sourceIdentity } : {}),
      },
    },
  })
  const whoIs = (by: Session | Service) =>
    'service' in by
      ? { identity: { type: 'AWSService', invokedBy: by.service }, ip: by.service, agent: by.service }
      : { identity: by.identity, ip: by.ip, agent: by.agent }

  return {
    newKeyId,
    roleId,
    isDark,
    isLost: (id) => lost.has(id),
    darken: (account, from, to) => {
      dark.push({ account: account?.id ?? null, from, to })
    },
    signIn(at, account, role, person, address = person.key) {
      const key = newKeyId('ASIA')
      const provider = `arn:aws:iam::${account.id}:saml-provider/AWSSSO_6a1f0c9d2b7e4f35_DO_NOT_DELETE`
      const session = roleSession(at, account, role, address, key, 3600, { ip: person.ip, agent: CLI })
      const opaque = `${root.fork(`saml/${account.id}`).letters(capitals, 26)}=`
      const id = record(
        at,
        account,
        {
          identity: {
            type: 'SAMLUser',
            principalId: `${opaque}:${address}`,
            userName: address,
            identityProvider: opaque,
          },
          ip: person.ip,
          agent: 'aws-internal/3',
        },
        {
          source: 'sts.amazonaws.com',
          name: 'AssumeRoleWithSAML',
          readOnly: true,
          params: {
            sAMLAssertionID: `_${random.uuid()}`,
            roleSessionName: address,
            roleArn: `arn:aws:iam::${account.id}:role/${rolePath(role)}${role}`,
            principalArn: provider,
            durationSeconds: 3600,
          },
          response: {
            subjectType: 'persistent',
            issuer: `https://portal.sso.${REGION}.amazonaws.com/saml/assertion/nwh`,
            credentials: credentials(key, at + HOUR, account.isProduction),
            nameQualifier: opaque,
            assumedRoleUser: {
              assumedRoleId: `${roleId(account, role)}:${address}`,
              arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${address}`,
            },
            subject: address,
            audience: `https://${REGION}.signin.aws.amazon.com/platform/saml/acs/nwh`,
          },
        },
      )
      return { session, id }
    },
    assumeRole(at, from, account, role, name, more = {}) {
      const seconds = more.seconds ?? 3600
      const key = newKeyId('ASIA')
      const by = whoIs(from)
      const session = roleSession(
        at,
        account,
        role,
        name,
        key,
        seconds,
        'service' in from ? { ip: '10.20.4.17', agent: 'Boto3/1.34.62' } : by,
        more.sourceIdentity,
      )
      const roleArn = `arn:aws:iam::${account.id}:role/${rolePath(role)}${role}`
      const call: Call = {
        source: 'sts.amazonaws.com',
        name: 'AssumeRole',
        readOnly: true,
        params: {
          roleArn,
          roleSessionName: name,
          ...(more.sourceIdentity ? { sourceIdentity: more.sourceIdentity } : {}),
          ...(more.tags ? { tags: Object.entries(more.tags).map(([tag, value]) => ({ key: tag, value })) } : {}),
          durationSeconds: seconds,
        },
        response: {
          credentials: credentials(key, at + seconds * SECOND, account.isProduction),
          assumedRoleUser: {
            assumedRoleId: `${roleId(account, role)}:${name}`,
            arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${name}`,
          },
          ...(more.sourceIdentity ? { sourceIdentity: more.sourceIdentity } : {}),
        },
        resources: [{ accountId: account.id, type: 'AWS::IAM::Role', ARN: roleArn }],
      }
      const home = from.account
      if (home.id === account.id) return { session, id: record(at, account, by, call), twin: null }
      const sharedEventID = random.uuid()
      // The other account's trail may be off: then only the caller's account tells of it.
      const isTold = !isDark(account, at)
      const id = record(at, home, by, call, { sharedEventID })
      const foreign = {
        ...by,
        identity: {
          type: 'AWSAccount',
          principalId: String(('identity' in from && from.identity['principalId']) || 'AWS'),
          accountId: home.id,
        },
      }
      return { session, id, twin: isTold ? record(at, account, foreign, call, { sharedEventID }) : null }
    },
    userKey: (account, user, key, ip) => ({
      account,
      key,
      expiresAt: Number.POSITIVE_INFINITY,
      ip,
      agent: CLI,
      identity: {
        type: 'IAMUser',
        principalId: `AIDA${root.fork(`user/${user}`).letters(base32, 17)}`,
        arn: `arn:aws:iam::${account.id}:user/${user}`,
        accountId: account.id,
        accessKeyId: key,
        userName: user,
      },
    }),
    federate(at, from, name, seconds) {
      const key = newKeyId('ASIA')
      const arn = `arn:aws:sts::${from.account.id}:federated-user/${name}`
      const id = record(at, from.account, from, {
        source: 'sts.amazonaws.com',
        name: 'GetFederationToken',
        params: {
          name,
          durationSeconds: seconds,
          policyArns: [{ arn: 'arn:aws:iam::aws:policy/AmazonRDSFullAccess' }],
        },
        response: {
          credentials: credentials(key, at + seconds * SECOND, false),
          federatedUser: { federatedUserId: `${from.account.id}:${name}`, arn },
          packedPolicySize: 6,
        },
      })
      return {
        id,
        session: {
          ...from,
          key,
          expiresAt: at + seconds * SECOND,
          identity: {
            type: 'FederatedUser',
            principalId: `${from.account.id}:${name}`,
            arn,
            accountId: from.account.id,
            accessKeyId: key,
            sessionContext: {
              sessionIssuer: {
                type: 'IAMUser',
                principalId: from.identity['principalId'],
                arn: from.identity['arn'],
                accountId: from.account.id,
                userName: from.identity['userName'],
              },
              attributes: { creationDate: isoSeconds(at + skew * SECOND), mfaAuthenticated: 'false' },
            },
          },
        },
      }
    },
    call: (at, by, call) => record(at, by.account, whoIs(by), call),
    flush(before) {
      for (const [bucket, records] of days) {
        const [account, region, day] = bucket.split('/') as [string, string, string]
        if (Number(day) + DAY > before) continue
        days.delete(bucket)
        if (Number(day) < CLOUD_START - DAY) continue
        records.sort((a, b) => a.at - b.at)
        const document = `{"Records":[${records.map((item) => item.text).join(',')}]}`
        const date = new Date(Number(day)).toISOString().slice(0, 10).split('-')
        const name = () =>
          `exports/cloudtrail/AWSLogs/${account}/CloudTrail/${region}/${date.join('/')}/${account}_CloudTrail_${region}_${date.join('')}T2355Z_${delivery.letters(base32, 16)}.json.gz`
        files.gzip(name(), document)
        if (delivery.chance(rates.duplicateExports)) files.gzip(name(), document)
      }
    },
  }
}

function isIssue(call: Call) {
  return call.source === 'sts.amazonaws.com' && /^(AssumeRole|GetFederationToken)/.test(call.name)
}

/** Roles of the access portal live under a path of their own. */
function rolePath(role: string) {
  return role.startsWith('AWSReservedSSO_') ? `aws-reserved/sso.amazonaws.com/${REGION}/` : ''
}

/** IAM is global and logs to us-east-1; everything else where the company works. */
function regionOf(source: string) {
  return source === 'iam.amazonaws.com' ? 'us-east-1' : REGION
}

/** Address of a break-glass identity. */
export function breakGlassAddress(number: string): string {
  return `bg-${number}@${DOMAIN}`
}

/** The same identity as the identity provider knows it. */
export function breakGlassActor(number: string) {
  return {
    id: `00uBREAKGLASS00000${number}`,
    type: 'User',
    alternateId: breakGlassAddress(number),
    displayName: `Break Glass ${number}`,
  }
}
