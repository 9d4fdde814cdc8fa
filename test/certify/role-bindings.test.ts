/** A binding in a cluster's list and the call in its audit log that made it are one holding: who granted it is known, and that it stands. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../cli/run-cli.js'

const group = 'rbac.authorization.k8s.io'
const metadata = { name: 'ana-admin', namespace: 'payments', creationTimestamp: '2026-02-03T09:00:00Z' }
const roleRef = { apiGroup: group, kind: 'ClusterRole', name: 'admin' }
const user = (name: string) => ({ apiGroup: group, kind: 'User', name })

it('takes a role binding in a list and the audit event that created it for one holding', {
  timeout: 120_000,
}, async () => {
  const root = mkdtempSync(join(tmpdir(), 'approvenance-role-bindings-'))
  const path = (...parts: string[]) => join(root, ...parts)
  mkdirSync(path('exports'))
  const binding = { apiVersion: `${group}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects: [user('ana')] }
  const call = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: '5f1c2c1e-0000-4000-8000-000000000001',
    stage: 'ResponseComplete',
    requestURI: `/apis/${group}/v1/namespaces/payments/rolebindings`,
    verb: 'create',
    user: { username: 'ben', groups: ['system:authenticated'] },
    sourceIPs: ['192.0.2.10'],
    objectRef: {
      resource: 'rolebindings',
      namespace: 'payments',
      name: 'ana-admin',
      apiGroup: group,
      apiVersion: 'v1',
    },
    responseStatus: { code: 201 },
    requestObject: binding,
    requestReceivedTimestamp: '2026-02-03T09:00:00.000000Z',
    stageTimestamp: '2026-02-03T09:00:00.010000Z',
  }
  const old = { ...binding, metadata: { ...metadata, name: 'cid-admin' }, subjects: [user('cid')] }
  writeFileSync(path('exports', 'audit.jsonl'), `${JSON.stringify(call)}\n`)
  writeFileSync(
    path('exports', 'bindings-2026-03-02.json'),
    JSON.stringify({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: [binding, old] }),
  )
  writeFileSync(path('approvenance.yaml'), 'as_of: 2026-04-01T00:00:00Z\n')
  const analyze = ['analyze', path('exports'), '--case', path('case'), '--config', path('approvenance.yaml')]
  const analyzed = await runCli([...analyze, '--quiet', '--format', 'json'])
  expect([analyzed.code, analyzed.err]).toEqual([0, expect.not.stringContaining('error')])
  const asked = await runCli([
    'sql',
    "select subject, entitlement, resource, array_to_string(list_sort(systems), ' ') as told_by, began, ended, grants::int as grants, " +
      'lists::int as lists from fct_entitlement_intervals order by subject',
    '--case',
    path('case'),
    '--output',
    'json',
  ])
  const held = { entitlement: 'ClusterRole/admin', ended: 'held', lists: 1 }
  const place = 'namespaces/payments/rolebindings'
  expect(JSON.parse(asked.out)).toEqual([
    {
      ...held,
      subject: 'k8s:ana',
      resource: `${place}/ana-admin`,
      told_by: 'kubernetes-audit kubernetes-rbac',
      began: 'granted',
      grants: 1,
    },
    {
      ...held,
      subject: 'k8s:cid',
      resource: `${place}/cid-admin`,
      told_by: 'kubernetes-rbac',
      began: 'listed',
      grants: 0,
    },
  ])
})
