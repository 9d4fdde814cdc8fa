/** Rebuilds an event from a listing that names it without its parameters: Event history (CSV) and bare `lookup-events` output. */
import { formatTime, readEpochSeconds, readTime } from '../../src/time.js'
import { asArray, asObject, asText, type Json } from './record.js'

/** What a listing says of an event. */
export interface Summary {
  readonly eventId: string | null
  readonly eventTime: unknown
  readonly eventSource: string | null
  readonly eventName: string | null
  readonly region: string | null
  readonly userName: string | null
  readonly accessKeyId: string | null
  readonly sourceIp: string | null
  readonly userAgent: string | null
  readonly errorCode: string | null
  readonly requestId: string | null
  readonly readOnly: string | null
  readonly eventType: string | null
  readonly account: string | null
  readonly category: string | null
  /** `[{resourceType, resourceName}]`. */
  readonly resources: readonly { readonly type: string; readonly name: string }[]
}

/** The request parameter that a resource of this type stands in, so that one table of operations reads events and listings alike. */
const parameterOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'AWS::IAM::Policy': 'policyArn',
    'AWS::IAM::Role': 'roleName',
    'AWS::IAM::User': 'userName',
    'AWS::IAM::Group': 'groupName',
    'AWS::IAM::InstanceProfile': 'instanceProfileName',
    'AWS::S3::Bucket': 'bucketName',
    'AWS::CloudTrail::Trail': 'name',
    'AWS::Lambda::Function': 'functionName',
    'AWS::EC2::SecurityGroup': 'groupId',
    'AWS::EC2::Instance': 'instanceId',
    'AWS::KMS::Key': 'keyId',
    'AWS::SecretsManager::Secret': 'secretId',
    'AWS::CloudFormation::Stack': 'stackName',
    'AWS::RDS::DBInstance': 'dBInstanceIdentifier',
    'AWS::SNS::Topic': 'topicArn',
    'AWS::SQS::Queue': 'queueUrl',
    'AWS::DynamoDB::Table': 'tableName',
  }),
)

/** A CloudTrail event with as much as the listing holds. `userIdentity` has only what is certain: a root, a service, or a name. */
export function eventFromSummary(found: Summary): Json {
  const parameters: Record<string, unknown> = {}
  let issuedKey: string | null = null
  for (const { type, name } of found.resources) {
    const parameter = parameterOf.get(type)
    if (parameter !== undefined && !(parameter in parameters)) parameters[parameter] = name
    if (type === 'AWS::IAM::Role' && name.startsWith('arn:')) parameters['roleArn'] = name
    if (type === 'AWS::IAM::AccessKey') issuedKey = name
  }
  if (issuedKey !== null && !found.eventName?.startsWith('Create')) parameters['accessKeyId'] = issuedKey
  return {
    eventID: found.eventId,
    eventTime: found.eventTime,
    eventSource: found.eventSource,
    eventName: found.eventName,
    awsRegion: found.region,
    sourceIPAddress: found.sourceIp,
    userAgent: found.userAgent,
    errorCode: found.errorCode,
    requestID: found.requestId,
    readOnly: found.readOnly,
    eventType: found.eventType,
    recipientAccountId: found.account,
    eventCategory: found.category,
    userIdentity: identityOf(found),
    requestParameters: Object.keys(parameters).length > 0 ? parameters : null,
    responseElements: found.errorCode === null ? issuedOf(found, issuedKey) : null,
    resources: found.resources.flatMap(({ type, name }) => (name.startsWith('arn:') ? [{ ARN: name, type }] : [])),
  }
}

/** The listing entry of `lookup-events` without its `CloudTrailEvent`: times are epoch seconds or ISO, `ReadOnly` is text. */
export function eventFromLookup(outer: Json): Json {
  return eventFromSummary({
    eventId: asText(outer['EventId']),
    eventTime: lookupTime(outer['EventTime']),
    eventSource: asText(outer['EventSource']),
    eventName: asText(outer['EventName']),
    region: null,
    userName: asText(outer['Username']),
    accessKeyId: asText(outer['AccessKeyId']),
    sourceIp: null,
    userAgent: null,
    errorCode: null,
    requestId: null,
    readOnly: asText(outer['ReadOnly']),
    eventType: null,
    account: null,
    category: null,
    resources: readResources(outer['Resources']),
  })
}

/** `[{resourceType, resourceName}]`, as the console writes it, or `[{ResourceType, ResourceName}]`, as the API does. */
export function readResources(value: unknown): Summary['resources'] {
  return asArray(value).flatMap((one) => {
    const entry = asObject(one)
    const type = asText(entry?.['resourceType'] ?? entry?.['ResourceType'])
    const name = asText(entry?.['resourceName'] ?? entry?.['ResourceName'])
    return type !== null && name !== null ? [{ type, name }] : []
  })
}

function lookupTime(value: unknown): unknown {
  const moment =
    typeof value === 'number' ? readEpochSeconds(Math.floor(value)) : (readTime(value) ?? readEpochSeconds(value))
  return moment === null ? value : formatTime(Math.floor(moment.at / 1e6) * 1e6).replace('.000000Z', 'Z')
}

/** A long-term key (AKIA) belongs to an IAM user, so the name is the user's; a temporary one does not tell whose session it is. */
function identityOf({ userName, accessKeyId, account }: Summary): Json {
  const key = { accessKeyId }
  if (userName === null) return key
  if (userName === 'root') return { ...key, type: 'Root', accountId: account }
  if (accessKeyId?.startsWith('AKIA')) return { ...key, type: 'IAMUser', userName, accountId: account }
  return { ...key, userName, accountId: account }
}

function issuedOf({ eventName }: Summary, key: string | null): Json | null {
  if (key === null) return null
  if (eventName === 'CreateAccessKey') return { accessKey: { accessKeyId: key } }
  return /^(Assume|Get(Session|Federation)Token)/.test(eventName ?? '') ? { credentials: { accessKeyId: key } } : null
}
