import { describe, expect, test, vi } from 'vitest'
import { meaningOf } from '../../../connectors/sailpoint/actions.js'
import { sailpoint } from '../../../connectors/sailpoint/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(sailpoint)
runHostile(sailpoint)
runCorpus(sailpoint, ['azure-sentinel-sample-data/sailpoint-idn'])

describe('sailpoint operations', () => {
  test.each([
    ['ACCESS_REQUEST', 'ACCESS_REQUEST_ON_BEHALF_OF_SUBMITTED', 'request', 'no decision', 'no class'],
    ['ACCESS_REQUEST', 'ACCESS_APPROVAL_STARTED', 'approval', 'requested', 'no class'],
    ['ACCESS_REQUEST', 'ACCESS_REQUEST_APPROVED', 'approval', 'approved', 'no class'],
    ['ACCESS_REQUEST', 'ACCESS_REQUEST_REJECTED', 'approval', 'denied', 'no class'],
    ['ACCESS_REQUEST', 'ACCESS_REQUEST_CANCELLED', 'approval', 'cancelled', 'no class'],
    ['', 'ApproveLineItem', 'approval', 'approved', 'no class'],
    ['', 'RejectLineItem', 'approval', 'denied', 'no class'],
    ['USER_MANAGEMENT', 'USER_ADMIN_GRANT', 'execution', 'no decision', 'priv_grant'],
    ['USER_MANAGEMENT', 'USER_ROLE_ADMIN_REVOKE_PASSED', 'revocation', 'no decision', 'priv_removal'],
    ['PROVISIONING', 'ENTITLEMENT_ADD_PASSED', 'execution', 'no decision', 'priv_grant'],
    ['PROVISIONING', 'AddEntitlement', 'execution', 'no decision', 'priv_grant'],
    ['PROVISIONING', 'ENTITLEMENT_REMOVE_PASSED', 'revocation', 'no decision', 'priv_removal'],
    ['MACHINE_IDENTITY_CREATED', 'MACHINE_IDENTITY_CREATED', 'execution', 'no decision', 'nhi_create'],
    ['SYSTEM_CONFIG', 'API_CLIENT_CREATE_PASSED', 'credential', 'no decision', 'secret_issue'],
    ['POLICY_UPDATE', 'SOD_POLICY_CREATED', 'execution', 'no decision', 'trust_policy'],
    ['CERTIFICATION', 'CERTIFICATION_SIGNED_OFF', 'review', 'no decision', 'no class'],
    ['AUTH', 'USER_LOGIN_DENIED', 'context', 'no decision', 'no class'],
    ['SOURCE_MANAGEMENT', 'SOURCE_ACCOUNT_AGGREGATION', 'context', 'no decision', 'no class'],
    ['NEW', 'NOBODY_KNOWS_THIS', 'context', 'no decision', 'no class'],
  ])('%s %s is %s, %s, %s', (type, action, stage, decision, changeClass) => {
    const meaning = meaningOf(type, action, '')
    expect([meaning.stage, meaning.decision ?? 'no decision', meaning.change_class ?? 'no class']).toEqual([
      stage,
      decision,
      changeClass,
    ])
  })
})
