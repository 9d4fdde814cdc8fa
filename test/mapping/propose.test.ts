/** What is proposed for a file that nobody knows: it is right as it stands, and it finds what a person would find. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { connectors } from '../../connectors/index.js'
import { parseMapping } from '../../src/mapping/mapping.js'
import { proposeMapping, sampleOf } from '../../src/mapping/propose.js'
import { sampleExport } from '../../src/pipeline.js'

const folder = mkdtempSync(join(tmpdir(), 'approvenance-propose-'))

/** The proposal for a file, and what it makes of that very file. */
async function propose(name: string, content: string) {
  const path = join(folder, name)
  writeFileSync(path, content)
  const found = await sampleExport(path, connectors)
  const text = proposeMapping('sample', await sampleOf(found, 1000), { file: 'sample.yaml', export: name })
  const mapping = parseMapping(text, 'sample.yaml')
  const again = await sampleExport(path, [...connectors, mapping])
  const { records } = await again.read(mapping, 1000)
  const made = records.map((record) => mapping.normalize(record))
  return {
    text,
    claims: again.claims,
    events: made.flatMap(({ events }) => events ?? []),
    rejects: made.flatMap(({ reject }) => reject ?? []),
    made,
  }
}

describe('a proposal', () => {
  it.each(['records', 'audit-logs', 'audit logs', 'say "all"'])(
    'reads the array in a member called %s',
    async (key) => {
      const at = (minute: number) => ({ when: `2026-03-02T10:0${minute}:00Z`, who: 'ana@example.com', what: 'login' })
      const { claims, events } = await propose('page.json', JSON.stringify({ [key]: [at(0), at(1)] }))
      expect([claims, events.length]).toEqual([['sample'], 2])
    },
  )

  it('finds who did what when to what in a table, its item, states and references', async () => {
    const csv = `When,Who,Action,Object,Result,Ticket,Client IP,Comment
03/15/2026 14:05:09,ana@example.com,Role granted,payroll,OK,OPS-12,192.0.2.10,as agreed in OPS-12
03/15/2026 14:09:00,ben@example.com,Role granted,payroll,DENIED,,192.0.2.11,
03/16/2026 09:00:00,SYSTEM,Role revoked,payroll,OK,OPS-12,,see CHG0030001
`
    const { text, claims, events, rejects, made } = await propose('reviews.csv', csv)
    expect([claims, rejects]).toEqual([['sample'], []])
    expect(
      events.map(({ stage, actor, outcome, change_class, task, source_ip, resource }) => [
        stage,
        actor,
        outcome,
        change_class,
        task ?? null,
        source_ip ?? null,
        resource,
      ]),
    ).toEqual([
      ['execution', 'email:ana@example.com', 'success', 'priv_grant', 'ticket:OPS-12', '192.0.2.10', 'payroll'],
      ['execution', 'email:ben@example.com', 'denied', 'priv_grant', null, '192.0.2.11', 'payroll'],
      ['revocation', 'sample:SYSTEM', 'success', 'priv_removal', 'ticket:OPS-12', null, 'payroll'],
    ])
    expect(events[2]?.refs).toEqual(['change:CHG0030001'])
    expect(made[1]?.tasks).toEqual([])
    expect(text).toContain('zone: UTC, order: month-first}   # TODO the times carry no zone')
    expect(text).not.toContain('decision:')
  })

  it('takes no column of yes and no for a word or a message', async () => {
    const csv = `Date,Author,Contains deleted message,Is event,Verb
2026-03-02T10:00:00Z,ana@example.com,False,True,copied
2026-03-02T10:05:00Z,ben@example.com,True,False,opened
`
    const { events } = await propose('review-set.csv', csv)
    expect(events.map(({ operation, text }) => [operation, text ?? null])).toEqual([
      ['copied', null],
      ['opened', null],
    ])
  })

  it('finds records in an envelope, nested columns, ids that differ, and who an id is', async () => {
    const records = [1, 2, 3].map((n) => ({
      id: `e${n}`,
      createdAt: 1772445600000 + n,
      actor: { id: `u${n % 2}`, email: 'ana@example.com', displayName: 'Ana' },
      eventType: n === 3 ? 'api_token.created' : 'user.login',
      target: { name: 'console' },
    }))
    const { events, made, claims } = await propose('audit.json', JSON.stringify({ total: 3, data: records }))
    expect(claims).toEqual(['sample'])
    expect(events.map(({ native_id, activity, stage }) => [native_id, activity, stage])).toEqual([
      ['e1', 'sign_in', 'context'],
      ['e2', 'sign_in', 'context'],
      ['e3', 'issue', 'credential'],
    ])
    expect(made[0]?.identities).toEqual([
      expect.objectContaining({ alias: 'sample:u1', email: 'ana@example.com', display_name: 'Ana' }),
    ])
  })

  it('takes lines and XML apart', async () => {
    const log = [
      '192.0.2.1 - ana [02/Mar/2026:10:00:00 +0100] "GET /a HTTP/1.1" 200 5',
      '192.0.2.1 - ben [02/Mar/2026:10:00:01 +0100] "GET /b HTTP/1.1" 403 5',
    ].join('\n')
    const lines = await propose('access.log', log)
    expect(lines.events.map(({ actor, source_ip, outcome }) => [actor, source_ip, outcome])).toEqual([
      ['sample:ana', '192.0.2.1', 'success'],
      ['sample:ben', '192.0.2.1', 'denied'],
    ])
    const xml =
      '<log><e time="2026-03-02T10:00:00Z" user="ana"><action>open</action></e><e time="2026-03-02T10:00:01Z" user="ben"><action>close</action></e></log>'
    const elements = await propose('log.xml', xml)
    expect(elements.events.map(({ actor, operation }) => [actor, operation])).toEqual([
      ['sample:ana', 'open'],
      ['sample:ben', 'close'],
    ])
  })

  it('runs also when nothing is found: every record is a reject that says why', async () => {
    const { claims, rejects, text } = await propose('nothing.csv', 'a,b\n1,x\n2,y\n')
    expect(claims).toEqual(['sample'])
    expect(rejects.map(({ reason }) => reason)).toEqual(['missing_field', 'missing_field'])
    expect(text).toContain('TODO no column holds times')
  })

  it('takes a file that a connector knows only by saying so', async () => {
    const trail = {
      Records: [
        {
          eventVersion: '1.08',
          eventTime: '2026-03-02T10:00:00Z',
          eventSource: 'iam.amazonaws.com',
          eventName: 'CreateUser',
          awsRegion: 'us-east-1',
          userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/ana' },
          eventID: 'e-1',
        },
      ],
    }
    const { text, claims } = await propose('trail.json', JSON.stringify(trail))
    expect(text).toContain('instead_of: [aws-cloudtrail]')
    expect(claims).toEqual(['sample'])
  })

  it('is a right mapping whatever the columns are called and hold', async () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.dictionary(
            word,
            fc.oneof(word, fc.constant('2026-03-02T10:00:00Z'), fc.integer(), fc.array(word, { maxLength: 2 })),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        async (records) => {
          const { rejects, made } = await propose('any.json', JSON.stringify(records))
          expect(rejects.length).toBeLessThanOrEqual(made.length)
        },
      ),
      { numRuns: 60 },
    )
  })
})
