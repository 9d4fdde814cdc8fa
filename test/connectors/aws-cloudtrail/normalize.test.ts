import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksLikeCloudTrail } from '../../../connectors/aws-cloudtrail/looks-like.js'
import { normalize } from '../../../connectors/aws-cloudtrail/normalize.js'
import type { SourceRecord } from '../../../src/connector.js'

const record = (value: unknown): SourceRecord => ({
  value,
  no: 1,
  file: 'f.json',
  format: 'json-lines',
  envelope: null,
  timezone: null,
})
const event = (more: Record<string, unknown>) => ({
  eventTime: '2026-03-02T09:00:00Z',
  eventName: 'CreateDBInstance',
  eventSource: 'rds.amazonaws.com',
  recipientAccountId: '123456789012',
  awsRegion: 'eu-central-1',
  readOnly: false,
  ...more,
})

describe('whatever a record holds', () => {
  const spoiled = fc.record(
    {
      eventTime: fc.oneof(fc.constant('2026-03-02T09:00:00Z'), fc.anything()),
      eventName: fc.oneof(
        fc.constantFrom('AssumeRole', 'PutEventSelectors', 'AttachRolePolicy', 'RunInstances', 'ConsoleLogin'),
        fc.anything(),
      ),
      eventSource: fc.oneof(
        fc.constantFrom('sts.amazonaws.com', 'cloudtrail.amazonaws.com', 'iam.amazonaws.com', 'ec2.amazonaws.com'),
        fc.anything(),
      ),
      userIdentity: fc.oneof(
        fc.record({
          type: fc.anything(),
          arn: fc.anything(),
          accessKeyId: fc.anything(),
          sessionContext: fc.anything(),
        }),
        fc.anything(),
      ),
      requestParameters: fc.oneof(
        fc.dictionary(fc.constantFrom('tags', 'roleName', 'eventSelectors', 'description'), fc.anything()),
        fc.anything(),
      ),
      responseElements: fc.anything(),
      resources: fc.anything(),
      errorCode: fc.anything(),
      readOnly: fc.anything(),
      additionalEventData: fc.anything(),
    },
    { requiredKeys: [] },
  )

  test('it becomes rows or a reject, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.oneof(spoiled, fc.anything()), (value) => {
        const rows = normalize(record(value))
        expect((rows.events?.length ?? 0) > 0).toBe(rows.reject === undefined)
        for (const draft of rows.events ?? []) expect(() => JSON.parse(draft.attributes ?? '{}')).not.toThrow()
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})

describe('secrets in parameters', () => {
  const attributes = (params: Record<string, unknown>) =>
    normalize(record(event({ requestParameters: params }))).events?.[0]?.attributes ?? ''

  test('are taken out, names of secrets are kept', () => {
    const kept = attributes({
      dBInstanceIdentifier: 'shop',
      masterUserPassword: 'correct horse',
      nested: { clientSecret: 'hush' },
      secretId: 'prod/db',
    })
    expect(kept).not.toMatch(/correct horse|hush/)
    expect(JSON.parse(kept).requestParameters).toMatchObject({ masterUserPassword: '[redacted]', secretId: 'prod/db' })
  })

  test('never come with the session token of a response', () => {
    const rows = normalize(
      record(
        event({
          eventName: 'AssumeRole',
          eventSource: 'sts.amazonaws.com',
          responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE00000001', sessionToken: 'very-secret' } },
        }),
      ),
    )
    expect(JSON.stringify(rows)).not.toContain('very-secret')
  })

  test('a policy that would fill a page is cut, and says so', () => {
    const kept = JSON.parse(attributes({ policyDocument: 'x'.repeat(20_000) }))
    expect(kept.requestParameters).toBeUndefined()
    expect(kept.request_parameters_cut).toHaveLength(8192)
  })
})

test('denied is told from failed by the error code', () => {
  const outcome = (errorCode: string) => normalize(record(event({ errorCode }))).events?.[0]?.outcome
  for (const code of [
    'AccessDenied',
    'AccessDeniedException',
    'Client.UnauthorizedOperation',
    'UnauthorizedException',
    'VpceAccessDenied',
  ])
    expect(outcome(code), code).toBe('denied')
  for (const code of ['ThrottlingException', 'NoSuchEntity', 'Client.DryRunOperation'])
    expect(outcome(code), code).toBe('failure')
  expect(outcome('')).toBe('success')
})

test('reads leave their parameters behind', () => {
  const rows = normalize(
    record(
      event({
        eventName: 'ListUsers',
        eventSource: 'iam.amazonaws.com',
        readOnly: true,
        requestParameters: { pathPrefix: '/x/' },
      }),
    ),
  )
  expect(rows.events?.[0]?.attributes).not.toContain('pathPrefix')
})

test('a trail of another product is not claimed', () => {
  const head = { file: 'x.json', format: 'json-array', envelope: null, keys: [], header: [], text: '' } as const
  const claims = (value: unknown) => looksLikeCloudTrail({ ...head, records: [value] })
  expect(claims(event({}))).toBe(true)
  expect(claims(event({ eventSource: 'signin.aws.amazon.com' }))).toBe(true)
  expect(claims(event({ eventSource: 'aws:s3' }))).toBe(false)
  expect(claims({ event: { original: 'Mar 2 sshd: eventName' }, message: 'x' })).toBe(false)
  expect(claims({ message: '{"eventName":"login","user":"ana"}' })).toBe(false)
})

test('an export in which nothing can be read is claimed by its words, so that its loss is ours to report', () => {
  const head = { file: 'x.json', format: 'text', envelope: null, keys: [], header: [], records: [] } as const
  const claims = (text: string) => looksLikeCloudTrail({ ...head, text })
  expect(
    claims('[ { awsRegion: "eu-central-1", eventName: "CreateApiKey", eventSource: "appsync.amazonaws.com" } ]'),
  ).toBe(true)
  expect(claims('{"Records":[{"eventVersion":"1.08","eventSource":"iam.amazonaws.com","eventName":"Cre')).toBe(true)
  expect(claims('eventSource and eventName are columns of CloudTrail (iam.amazonaws.com)')).toBe(false)
  expect(claims('[]')).toBe(false)
})
