import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { meaningOf } from '../../../connectors/cyberark-pas/actions.js'
import { cyberarkPas } from '../../../connectors/cyberark-pas/index.js'
import { readExport, runCases, runCorpus, runHostile } from '../run-cases.js'

// Every field of every record is damaged in turn: slow beside other work.
vi.setConfig({ testTimeout: 60_000 })

runCases(cyberarkPas)
runHostile(cyberarkPas)
runCorpus(cyberarkPas, ['elastic-integrations/cyberark-pta'])

test.each([
  ['Create Request', 'request', 'no class'],
  ['Confirm Request', 'approval', 'no class'],
  ['Reject Request', 'approval', 'no class'],
  ['Retrieve password', 'credential', 'data_access'],
  ['Retrieve SSH Key', 'credential', 'data_access'],
  ['Use Password', 'credential', 'no class'],
  ['CPM Reconcile Password', 'credential', 'no class'],
  ['PSM Connect', 'execution', 'no class'],
  ['PSM Secure Connect Session Start', 'execution', 'no class'],
  ['PSM Secure Connect Session End', 'context', 'no class'],
  ['Add Owner', 'execution', 'priv_grant'],
  ['Update Owner', 'execution', 'priv_grant'],
  ['Remove Owner', 'revocation', 'priv_removal'],
  ['Delete Safe', 'execution', 'prod_config'],
  ['Add Directory Map', 'execution', 'trust_policy'],
  ['Clear Safe History', 'logging', 'no class'],
  ['Auto Clear Safes History start', 'context', 'no class'],
  ['Delete User', 'identity', 'no class'],
  ['Nobody Knows This', 'context', 'no class'],
])('%s is %s, %s', (action, stage, changeClass) => {
  expect(meaningOf(action).stage).toBe(stage)
  expect(meaningOf(action).change_class ?? 'no class').toBe(changeClass)
})

test('reads XML that was sent as it is printed, over several lines', () => {
  const value = [
    '<5>1 2026-03-02T11:00:00Z VLT01 <syslog>',
    '',
    '  <audit_record>',
    '    <Vendor>Cyber-Ark</Vendor>',
    '    <Product>Vault</Product>',
    '    <MessageID>300</MessageID>',
    '    <Action>PSM Connect</Action>',
    '    <Issuer>ana</Issuer>',
    '    <Reason></Reason>',
    '  </audit_record>',
    '</syslog>',
  ].join('\n')
  const record = { value, no: 1, file: 'vault.log', format: 'text', envelope: null, timezone: null } as const
  expect(cyberarkPas.normalize(record).events).toMatchObject([
    { operation: 'PSM Connect', actor: 'cyberark:ana', occurred_at: Date.UTC(2026, 2, 2, 11) * 1000 },
  ])
})

test('reads an element of an XML document, and takes the document for its own', () => {
  const value =
    '<audit_record><Vendor>Cyber-Ark</Vendor><MessageID>7</MessageID><IsoTimestamp>2026-03-02T11:00:00Z</IsoTimestamp><Issuer>ana</Issuer><Action>Logon</Action></audit_record>'
  const record = { value, no: 1, file: 'vault.xml', format: 'xml', envelope: null, timezone: null } as const
  expect(cyberarkPas.normalize(record).events).toMatchObject([{ operation: 'Logon', activity: 'sign_in' }])
  const head = {
    file: 'vault.xml',
    format: 'xml',
    envelope: null,
    keys: [],
    header: [],
    records: [],
    text: `<syslog>${value}</syslog>`,
  } as const
  expect(cyberarkPas.looksLike(head)).toBe(true)
  expect(cyberarkPas.looksLike({ ...head, text: '<rss><item/></rss>' })).toBe(false)
})

const samples = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../../shared/corpus/elastic-integrations/cyberark-pas',
)

test.skipIf(!existsSync(samples))('uses every record of the corpus but those whose time has no year', () => {
  const reasons = readdirSync(samples)
    .filter((name) => name.endsWith('.log'))
    .flatMap((file) => readExport(join(samples, file), { envelopes: [], file, timezone: null }).records)
    .map((record) => cyberarkPas.normalize(record).reject?.reason ?? 'used')
  const count = (reason: string) => reasons.filter((one) => one === reason).length
  expect(new Set(reasons)).toEqual(new Set(['used', 'no_year']))
  expect(count('no_year') / reasons.length).toBeLessThan(0.05)
})
