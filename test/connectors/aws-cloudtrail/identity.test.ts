import { describe, expect, test } from 'vitest'
import {
  readCaller,
  readPrincipal,
  readSessionName,
  sourceIdentityAlias,
} from '../../../connectors/aws-cloudtrail/identity.js'

describe('a session name', () => {
  test.each([
    'botocore-session-1772442000',
    'aws-sdk-js-session',
    'aws-go-sdk-1772442000123456789',
    'AWSCLI-Session',
    'GitHubActions',
    'i-0123456789abcdef0',
    'gntd-Zk3',
    '1772442000123456789',
    'AssumeRoleSession',
    'session1',
    'default_session',
  ])('%s is nobody in particular', (name) => expect(readSessionName(name).isGeneric).toBe(true))

  test.each([
    'ana',
    'ana@corp.example',
    'OPS-12',
    'deploy-OPS-12',
    'i-ana',
    'botocore',
    'AWSCodeBuild-4f0c',
    'sessions-review',
  ])('%s is taken as given', (name) => expect(readSessionName(name).isGeneric).toBe(false))

  test('marks a key that may have been cut off at 64 characters, and no other one', () => {
    const cut = `${'x'.repeat(57)}-OPS-12`
    expect(cut).toHaveLength(64)
    expect(readSessionName(cut).references).toEqual([{ ref: 'ticket:OPS-12', origin: 'truncated' }])
    expect(readSessionName(cut.slice(1)).references).toEqual([{ ref: 'ticket:OPS-12', origin: 'session' }])
    const inside = `OPS-12-${'x'.repeat(57)}`
    expect(inside).toHaveLength(64)
    expect(readSessionName(inside).references[0]).toEqual({ ref: 'ticket:OPS-12', origin: 'session' })
  })
})

describe('a source identity', () => {
  test('is a mailbox, a name, or a task and then nobody', () => {
    expect(sourceIdentityAlias('Ana@Corp.example')).toBe('email:ana@corp.example')
    expect(sourceIdentityAlias('ana')).toBe('name:ana')
    expect(sourceIdentityAlias('OPS-12')).toBeNull()
    expect(sourceIdentityAlias('ana-OPS-12')).toBe('name:ana-OPS-12')
  })
})

describe('an address in a session name', () => {
  const identityOf = (role: string) =>
    readPrincipal(`arn:aws:sts::123456789012:assumed-role/${role}/ana@corp.example`).identity

  test('is believed where Identity Center set it', () =>
    expect(identityOf('AWSReservedSSO_Admin_0123456789abcdef')).toMatchObject({
      email: 'ana@corp.example',
      basis: 'session_name',
    }))

  test('is not believed where the caller could choose it', () => {
    expect(identityOf('Admin')).toBeNull()
    expect(identityOf('xAWSReservedSSO_Admin')).toBeNull()
  })
})

test('one key with two identities is not read as one', () => {
  const event = (name: string, sourceIdentity?: string) => ({
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::123456789012:assumed-role/app/${name}`,
      principalId: `AROAEXAMPLE:${name}`,
      accessKeyId: 'ASIAEXAMPLE00000077',
      sessionContext: { ...(sourceIdentity ? { sourceIdentity } : {}), attributes: { mfaAuthenticated: 'false' } },
    },
  })
  expect(readCaller(event('one')).actor).toContain('/one')
  expect(readCaller(event('two')).actor).toContain('/two')
  expect(readCaller(event('one')).onBehalfOf).toEqual([])
  expect(readCaller(event('one', 'ana@corp.example')).onBehalfOf).toEqual(['email:ana@corp.example'])
  expect(readCaller(event('one')).onBehalfOf).toEqual([])
})
