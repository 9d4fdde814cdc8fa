import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { atlassianAudit } from '../../../connectors/atlassian-audit/index.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(atlassianAudit)
runHostile(atlassianAudit)
runCorpus(atlassianAudit, [
  'elastic-integrations/jira-audit',
  'elastic-integrations/confluence-audit',
  'elastic-integrations/bitbucket-audit',
  'panther-analysis/atlassian-org-audit',
])

const corpus = '../shared/corpus/elastic-integrations'
const files = [
  'jira-audit/test-audit-cloud',
  'confluence-audit/test-audit-cloud',
  'confluence-audit/test-audit-api',
  'bitbucket-audit/test-audit-api',
]

describe.skipIf(!existsSync(corpus))('atlassian-audit beside Elastic', () => {
  test.each(files)('reads time, actor, action and address of %s as Elastic does', (file) => {
    const theirs = (JSON.parse(readFileSync(`${corpus}/${file}.log-expected.json`, 'utf8')) as { expected: Expected[] })
      .expected
    const lines = readFileSync(`${corpus}/${file}.log`, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
    expect(lines.length).toBe(theirs.length)
    lines.forEach((line, index) => {
      const rows = atlassianAudit.normalize({
        value: JSON.parse(line),
        no: 1,
        file,
        format: 'json-lines',
        envelope: null,
        timezone: null,
      })
      const event = rows.events?.[0]
      const expected = theirs[index]!
      expect({
        at: new Date((event?.occurred_at ?? 0) / 1000).toISOString(),
        action: event?.operation,
        ip: event?.source_ip ?? undefined,
      }).toEqual({
        at: expected['@timestamp'],
        action: expected.event.action,
        ip: expected.source?.ip,
      })
      // Theirs keeps -1 and -2 as ids of the system and of nobody.
      const id = expected.user?.id
      if (id && !id.startsWith('-')) expect(event?.actor?.replace(/^\w+:/, '')).toBe(id)
    })
  })
})

interface Expected {
  readonly '@timestamp': string
  readonly event: { readonly action: string }
  readonly user?: { readonly id?: string }
  readonly source?: { readonly ip?: string }
}
