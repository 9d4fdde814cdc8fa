import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.js'
import { inspect } from '../../src/ingest/inspect.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-pages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const call = (id: number) => ({
  eventVersion: '1.08',
  eventTime: '2026-03-02T10:00:00Z',
  eventSource: 'iam.amazonaws.com',
  eventName: 'ListUsers',
  awsRegion: 'us-east-1',
  eventID: `99999999-0000-4000-8000-${String(id).padStart(12, '0')}`,
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/ada', accountId: '123456789012' },
})
const calls = (count: number) => Array.from({ length: count }, (_, id) => call(id))
const long = { Records: calls(300) }
const issue = {
  number: 1,
  title: 'Role for Ben',
  state: 'open',
  created_at: '2026-03-02T10:00:00Z',
  html_url: 'https://github.com/example/app/issues/1',
  user: { login: 'ada', id: 1 },
}

test.each([
  ['pages', [{ Records: calls(2) }, { Records: calls(1) }], 'aws-cloudtrail', 'json-pages'],
  ['pages longer than the beginning that is looked at first', [long, long], 'aws-cloudtrail', 'json-pages'],
  ['lists, as gh api --paginate --slurp writes them', [[issue], [issue]], 'github', 'json-pages'],
  ['records', calls(2), 'aws-cloudtrail', 'json-array'],
])('an array of %s is told apart', async (_what, value, connector, format) => {
  const path = join(folder, 'export.json')
  const text = JSON.stringify(value)
  writeFileSync(path, text)
  const file = { file: 'export.json', path, member: null, bytes: text.length }
  expect(await inspect(file, connectors, { ratio: 100, bytes: 1e6 })).toMatchObject({ format, claims: [connector] })
})
