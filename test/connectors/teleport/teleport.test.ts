import { describe, expect, test } from 'vitest'
import { meaningOf } from '../../../connectors/teleport/event-types.js'
import { teleport } from '../../../connectors/teleport/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(teleport)
runHostile(teleport)
runCorpus(teleport, ['panther-analysis/teleport-audit'])

describe('teleport event types', () => {
  test.each([
    ['access_request.create', 'request', 'no class'],
    ['access_request.review', 'approval', 'no class'],
    ['access_request.expire', 'approval', 'no class'],
    ['cert.create', 'credential', 'no class'],
    ['bot_token.create', 'credential', 'secret_issue'],
    ['lock.created', 'revocation', 'priv_removal'],
    ['role.created', 'execution', 'priv_grant'],
    ['role.deleted', 'revocation', 'priv_removal'],
    ['access_list.member.create', 'execution', 'priv_grant'],
    ['access_list.review', 'review', 'no class'],
    ['bot.create', 'execution', 'nhi_create'],
    ['saml.created', 'execution', 'trust_policy'],
    ['db.create', 'execution', 'prod_config'],
    ['session.start', 'execution', 'data_access'],
    ['db.session.query', 'execution', 'data_access'],
    ['session_recording_config.update', 'logging', 'no class'],
    ['external_audit_storage.disable', 'logging', 'no class'],
    ['session.end', 'context', 'no class'],
    ['user.login', 'context', 'no class'],
    ['nobody.knows', 'context', 'no class'],
  ])('%s is %s, %s', (type, stage, changeClass) => {
    expect([meaningOf(type).stage, meaningOf(type).change_class ?? 'no class']).toEqual([stage, changeClass])
  })
})
