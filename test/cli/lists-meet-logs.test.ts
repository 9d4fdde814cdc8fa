/** A list of who holds what and the log that tells how they came by it speak of one holding. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from './run-cli.js'

interface Held {
  readonly subject: string
  readonly entitlement: string
  readonly resource: string
  readonly began: string
  readonly grants: number
  readonly lists: number
  readonly systems: readonly string[]
}

/** Analyses the exports into a case and gives its folder. */
async function analyze(exports: Readonly<Record<string, unknown>>): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'approvenance-lists-'))
  mkdirSync(join(root, 'exports'))
  for (const [name, content] of Object.entries(exports))
    writeFileSync(join(root, 'exports', name), JSON.stringify(content))
  const kase = join(root, 'case')
  const { code, err } = await runCli([
    'analyze',
    join(root, 'exports'),
    '--case',
    kase,
    '--quiet',
    '--format',
    'json',
    '--as-of',
    '2026-03-10T00:00:00Z',
  ])
  expect([code, err]).toEqual([0, expect.not.stringContaining('error')])
  return kase
}

/** The ledger of an entitlement. */
async function ledger(kase: string, entitlement: string): Promise<readonly Held[]> {
  const held = JSON.parse((await runCli(['holds', entitlement, '--case', kase, '--output', 'json'])).out) as Held[]
  return held.map(({ subject, resource, began, grants, lists, systems, entitlement: what }) => ({
    subject,
    entitlement: what,
    resource,
    began,
    grants,
    lists,
    systems,
  }))
}

const added = (uuid: string, published: string, eventType: string, target: object) => ({
  uuid,
  published,
  eventType,
  actor: { id: '00u0ana', type: 'User', alternateId: 'ana@corp.example', displayName: 'Ana Diaz' },
  outcome: { result: 'SUCCESS' },
  target: [{ id: '00u0ben', type: 'User', alternateId: 'ben@corp.example', displayName: 'Ben Ode' }, target],
})

it('a membership and an application that the Okta System Log gave and a list shows are one holding each', {
  timeout: 120_000,
}, async () => {
  const kase = await analyze({
    'okta-log.json': [
      added('e-1', '2026-03-02T10:00:00.123Z', 'group.user_membership.add', {
        id: '00g0prod',
        type: 'UserGroup',
        displayName: 'prod-admins',
      }),
      added('e-2', '2026-03-02T10:05:00.123Z', 'application.user_membership.add', {
        id: '0oa0aws',
        type: 'AppInstance',
        displayName: 'AWS prod',
      }),
    ],
    'groups-2026-03-05.json': [
      {
        id: '00g0prod',
        type: 'OKTA_GROUP',
        profile: { name: 'prod-admins' },
        _embedded: { user: { id: '00u0ben', status: 'ACTIVE', profile: { login: 'ben@corp.example' } } },
      },
    ],
    'apps-2026-03-05.json': [
      {
        id: '0oa0aws',
        label: 'AWS prod',
        signOnMode: 'SAML_2_0',
        _embedded: { user: { id: '00u0ben', scope: 'USER', status: 'ACTIVE', credentials: { userName: 'ben' } } },
      },
    ],
  })
  const one = { subject: 'okta:00u0ben', began: 'granted', grants: 1, lists: 1 }
  const systems = expect.arrayContaining(['okta-assignments', 'okta-system-log'])
  expect(await ledger(kase, 'prod-admins')).toEqual([
    { ...one, entitlement: 'prod-admins', resource: 'okta:00g0prod', systems },
  ])
  expect(await ledger(kase, 'AWS prod')).toEqual([
    { ...one, entitlement: 'AWS prod', resource: 'okta:0oa0aws', systems },
  ])
})

it('a directory role that the Entra audit gave and a list shows is one holding', { timeout: 120_000 }, async () => {
  const id = 'aaaaaaaa-0000-4000-8000-000000000001'
  const kase = await analyze({
    'audit.json': {
      value: [
        {
          id: 'a-1',
          activityDateTime: '2026-03-02T10:00:00Z',
          activityDisplayName: 'Add member to role',
          category: 'RoleManagement',
          loggedByService: 'Core Directory',
          operationType: 'Assign',
          result: 'success',
          initiatedBy: { user: { id: 'aaaaaaaa-0000-4000-8000-000000000009', userPrincipalName: 'ana@corp.example' } },
          targetResources: [
            {
              id,
              type: 'User',
              userPrincipalName: 'ben@corp.example',
              modifiedProperties: [
                { displayName: 'Role.DisplayName', oldValue: null, newValue: '"Global Administrator"' },
              ],
            },
          ],
        },
      ],
    },
    'roles-2026-03-05.json': {
      value: [
        {
          id: 'r-1',
          principalId: id,
          directoryScopeId: '/',
          roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10',
          roleDefinition: { displayName: 'Global Administrator' },
        },
      ],
    },
  })
  expect(await ledger(kase, 'Global Administrator')).toEqual([
    {
      subject: `entra:${id}`,
      entitlement: 'Global Administrator',
      resource: 'entra:/',
      began: 'granted',
      grants: 1,
      lists: 1,
      systems: expect.arrayContaining(['entra-audit', 'entra-roles']),
    },
  ])
})

it('a role that the admin audit of Google Workspace gave by name and address and a list shows by ids is one holding', {
  timeout: 120_000,
}, async () => {
  const assigned = (time: string, no: string, email: string) => ({
    kind: 'admin#reports#activity',
    id: { time, uniqueQualifier: no, applicationName: 'admin', customerId: 'C01example' },
    actor: { callerType: 'USER', email: 'ana@corp.example', profileId: '1001' },
    events: [
      {
        type: 'DELEGATED_ADMIN_SETTINGS',
        name: 'ASSIGN_ROLE',
        parameters: [
          { name: 'ROLE_NAME', value: 'helpdesk' },
          { name: 'USER_EMAIL', value: email },
          { name: 'ORG_UNIT_NAME', value: '/' },
        ],
      },
    ],
  })
  const holds = (roleAssignmentId: string, roleId: string, assignedTo: string) => ({
    kind: 'admin#directory#roleAssignment',
    roleAssignmentId,
    roleId,
    assignedTo,
    assigneeType: 'USER',
    scopeType: 'CUSTOMER',
  })
  const user = (id: string, primaryEmail: string) => ({
    kind: 'admin#directory#user',
    id,
    primaryEmail,
    name: { fullName: primaryEmail },
    isAdmin: id === '1001',
    isDelegatedAdmin: id !== '1001',
    suspended: false,
    orgUnitPath: '/',
  })
  const kase = await analyze({
    'audit.json': {
      kind: 'admin#reports#activities',
      items: [assigned('2026-03-02T10:00:00.125Z', '1', 'ben@corp.example')],
    },
    'admins-2026-03-05.json': {
      kind: 'admin#directory#roleAssignments',
      items: [holds('1', '11', '1001'), holds('2', '12', '1002'), holds('3', '12', '1003')],
    },
    'roles-2026-03-05.json': {
      kind: 'admin#directory#roles',
      items: [
        { kind: 'admin#directory#role', roleId: '11', roleName: '_SEED_ADMIN_ROLE', isSuperAdminRole: true },
        { kind: 'admin#directory#role', roleId: '12', roleName: 'helpdesk' },
      ],
    },
    'users-2026-03-05.json': {
      kind: 'admin#directory#users',
      users: [user('1001', 'ana@corp.example'), user('1002', 'ben@corp.example'), user('1003', 'cid@corp.example')],
    },
  })
  expect(await ledger(kase, 'helpdesk')).toEqual([
    {
      subject: 'email:ben@corp.example',
      entitlement: 'helpdesk',
      resource: '/',
      began: 'granted',
      grants: 1,
      lists: 1,
      systems: ['google-workspace', 'google-workspace-roles'],
    },
    {
      subject: 'google:1003',
      entitlement: 'helpdesk',
      resource: null,
      began: 'listed',
      grants: 0,
      lists: 1,
      systems: ['google-workspace-roles'],
    },
  ])
  expect(await ledger(kase, '_SEED_ADMIN_ROLE')).toMatchObject([{ subject: 'google:1001', began: 'listed' }])
})
