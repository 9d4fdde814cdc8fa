import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hashicorpVault } from '../../../connectors/hashicorp-vault/index.js'
import { meaningOf } from '../../../connectors/hashicorp-vault/operations.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(hashicorpVault)
runHostile(hashicorpVault)
runCorpus(hashicorpVault, [
  'elastic-integrations/vault-audit',
  'elastic-integrations/vault-log',
  'elastic-integrations/_system-test-sample-logs/hashicorp_vault',
])

describe('hashicorp-vault operations', () => {
  test.each([
    ['update', 'auth/approle/login', 'approle', 'credential', 'issue', 'no class'],
    ['update', 'auth/oidc/oidc/callback', 'oidc', 'credential', 'issue', 'no class'],
    ['update', 'auth/token/create', 'token', 'credential', 'issue', 'no class'],
    ['read', 'database/creds/readonly', 'database', 'credential', 'issue', 'no class'],
    ['update', 'pki/issue/web', 'pki', 'credential', 'issue', 'no class'],
    ['update', 'auth/approle/role/ci/secret-id', 'approle', 'credential', 'issue', 'secret_issue'],
    ['update', 'sys/leases/renew', 'system', 'credential', 'renew', 'no class'],
    ['update', 'sys/leases/revoke', 'system', 'revocation', 'revoke', 'no class'],
    ['update', 'auth/token/revoke-self', 'token', 'revocation', 'revoke', 'no class'],
    ['update', 'sys/control-group/authorize', 'system', 'approval', 'decide', 'no class'],
    ['update', 'sys/policies/acl/admin', 'system', 'execution', 'configure', 'priv_grant'],
    ['delete', 'sys/policies/acl/admin', 'system', 'revocation', 'remove', 'priv_removal'],
    ['update', 'auth/kubernetes/role/app', 'kubernetes', 'execution', 'configure', 'priv_grant'],
    ['update', 'sys/auth/oidc', 'system', 'execution', 'configure', 'trust_policy'],
    ['update', 'sys/mounts/kv2', 'system', 'execution', 'configure', 'prod_config'],
    ['update', 'sys/audit/file', 'system', 'logging', 'enable_logging', 'no class'],
    ['delete', 'sys/audit/file', 'system', 'logging', 'disable_logging', 'no class'],
    ['read', 'secret/data/app', 'kv', 'execution', 'read', 'data_access'],
    ['list', 'secret/metadata/', 'kv', 'context', 'read', 'no class'],
    ['create', 'secret/data/app', 'kv', 'execution', 'configure', 'prod_config'],
    ['update', 'sys/generate-root/update', 'system', 'break_glass', 'issue', 'no class'],
    ['update', 'transit/decrypt/key', 'transit', 'execution', 'use', 'data_access'],
    ['read', 'auth/token/lookup-self', 'token', 'context', 'read', 'no class'],
    ['update', 'something/of/a/plugin', 'plugin', 'context', 'update', 'no class'],
  ])('%s %s (%s) is %s', (operation, path, mount, stage, activity, changeClass) => {
    const meaning = meaningOf(operation, path, mount)
    expect([meaning.stage, meaning.activity, meaning.change_class ?? 'no class']).toEqual([
      stage,
      activity,
      changeClass,
    ])
  })
})

const sample = '../shared/corpus/elastic-integrations/vault-audit/test-audit.log'

test.skipIf(!existsSync(sample))('reads time, id and address as Elastic does', () => {
  const { expected } = JSON.parse(readFileSync(`${sample}-expected.json`, 'utf8')) as {
    expected: { '@timestamp': string; event: { id?: string }; source?: { ip?: string } }[]
  }
  const lines = readFileSync(sample, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  expect(lines.length).toBe(expected.length)
  lines.forEach((line, index) => {
    const value: unknown = JSON.parse(line)
    const event = hashicorpVault.normalize({
      value,
      no: 1,
      file: 'audit.log',
      format: 'json-lines',
      envelope: null,
      timezone: null,
    }).events?.[0]
    const theirs = expected[index]!
    expect(Math.floor((event?.occurred_at ?? 0) / 1000)).toBe(Date.parse(theirs['@timestamp']))
    expect(event?.native_id ?? null).toBe(theirs.event.id ?? null)
    expect(event?.source_ip ?? null).toBe(theirs.source?.ip ?? null)
  })
})
