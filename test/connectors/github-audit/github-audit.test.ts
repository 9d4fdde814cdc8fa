import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { meaningOf } from '../../../connectors/github-audit/actions.js'
import { githubAudit } from '../../../connectors/github-audit/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(githubAudit)
runHostile(githubAudit)
runCorpus(githubAudit, ['elastic-integrations/github-audit'])

describe('github-audit actions', () => {
  test.each([
    ['team.add_member', 'execution', 'priv_grant'],
    ['org.remove_outside_collaborator', 'revocation', 'priv_removal'],
    ['repo.update_member', 'execution', 'priv_grant'],
    ['oauth_application.create', 'execution', 'nhi_create'],
    ['org.create_actions_secret', 'credential', 'secret_issue'],
    ['repo.remove_actions_secret', 'revocation', 'no class'],
    ['org.saml_disabled', 'execution', 'trust_policy'],
    ['org.disable_saml', 'execution', 'trust_policy'],
    ['ip_allow_list.disable', 'execution', 'trust_policy'],
    ['protected_branch.destroy', 'execution', 'trust_policy'],
    ['secret_scanning.disable', 'execution', 'prod_config'],
    ['dependabot_alerts_new_repos.disable', 'execution', 'prod_config'],
    ['repo.destroy', 'execution', 'prod_config'],
    ['repo.transfer', 'execution', 'trust_policy'],
    ['org.audit_log_git_event_export', 'execution', 'data_access'],
    ['git.fetch', 'context', 'no class'],
    ['repo.download_zip', 'context', 'no class'],
    ['pull_request.close', 'context', 'no class'],
  ])('%s is %s, %s', (action, stage, changeClass) => {
    expect(meaningOf(action)).toMatchObject({ stage })
    expect(meaningOf(action).changeClass ?? 'no class').toBe(changeClass)
  })
})

const corpus = '../shared/corpus/elastic-integrations/github-audit/test-audit-json.dev.log'

describe.skipIf(!existsSync(corpus))('github-audit beside Elastic', () => {
  test('reads time, actor, action and target user as Elastic does', () => {
    const theirs = (JSON.parse(readFileSync(`${corpus}-expected.json`, 'utf8')) as { expected: Expected[] }).expected
    const lines = readFileSync(corpus, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
    expect(lines.length).toBe(theirs.length)
    lines.forEach((line, index) => {
      const event = githubAudit.normalize({
        value: JSON.parse(line),
        no: 1,
        file: 'a',
        format: 'json-lines',
        envelope: null,
        timezone: null,
      }).events?.[0]
      const expected = theirs[index]!
      expect({
        at: new Date((event?.occurred_at ?? 0) / 1000).toISOString(),
        action: event?.operation,
        actor: event?.actor,
        ip: event?.source_ip ?? undefined,
      }).toEqual({
        at: expected['@timestamp'],
        action: expected.event.action,
        actor: expected.user?.name ? `github:${expected.user.name.toLowerCase()}` : null,
        ip: expected.client?.ip ?? expected.source?.ip,
      })
    })
  })
})

interface Expected {
  readonly '@timestamp': string
  readonly event: { readonly action: string }
  readonly user?: { readonly name?: string }
  readonly source?: { readonly ip?: string }
  readonly client?: { readonly ip?: string }
}
