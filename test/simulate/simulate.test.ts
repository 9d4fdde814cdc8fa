import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsCloudtrail } from '../../connectors/aws-cloudtrail/index.js'
import { awsTeam } from '../../connectors/aws-team/index.js'
import { jira } from '../../connectors/jira/index.js'
import { oktaSystemLog } from '../../connectors/okta-system-log/index.js'
import { servicenow } from '../../connectors/servicenow/index.js'
import { slack } from '../../connectors/slack/index.js'
import { parseConfig } from '../../src/config.js'
import { UserError } from '../../src/errors.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { TaskDraft } from '../../src/schema/tasks.js'
import type { AnswerKeyFile } from '../../src/simulate/answer-key.js'
import { sampleOptions, tellStory } from '../../src/simulate/sample.js'
import { simulate } from '../../src/simulate/simulate.js'
import { filesBelow, readExport } from './read-exports.js'

const connectors = [awsCloudtrail, awsTeam, jira, oktaSystemLog, servicenow, slack]
const made: string[] = []
const play = async (seed: number, tasks: number, rates: Record<string, number> = {}) => {
  const out = mkdtempSync(join(tmpdir(), 'approvenance-simulate-'))
  made.push(out)
  await simulate({ seed, tasks, out, rates: { heartbeatMinutes: 240, ...rates } })
  return out
}
const keyOf = (out: string) => JSON.parse(readFileSync(join(out, 'answer-key.json'), 'utf8')) as AnswerKeyFile
const digest = (out: string) => {
  const hash = createHash('sha256')
  for (const file of filesBelow(out)) hash.update(file).update(readFileSync(join(out, file)))
  return hash.digest('hex')
}
const isExport = (file: string) => !file.startsWith('reference/') && file !== 'approvenance.yaml'

afterAll(() => {
  for (const out of made) rmSync(out, { recursive: true, force: true })
})

describe('what is written', () => {
  let out: string
  let key: AnswerKeyFile
  const events = new Map<string, EventDraft[]>()
  const tasks = new Map<string, TaskDraft>()
  const rejects: string[] = []
  const claims: string[] = []
  let records = 0

  beforeAll(async () => {
    out = await play(11, 90)
    key = keyOf(out)
    const folder = join(out, 'exports')
    for (const file of filesBelow(folder).filter(isExport)) {
      const read = readExport(folder, file)
      const claimed = connectors.filter((connector) => connector.looksLike(read.head))
      if (claimed.length !== 1)
        claims.push(`${file}: ${claimed.map((connector) => connector.id).join(', ') || 'nobody'}`)
      for (const record of read.records) {
        records++
        const rows = claimed[0]?.normalize(record) ?? {}
        if (rows.reject) rejects.push(`${file} ${record.no}: ${rows.reject.reason} ${rows.reject.detail}`)
        for (const event of rows.events ?? []) {
          const id = `${claimed[0]!.id} ${event.native_id}`
          events.set(id, [...(events.get(id) ?? []), event])
        }
        for (const task of rows.tasks ?? []) tasks.set(task.key, task)
      }
    }
  })

  it('is claimed by exactly one connector, file by file', () => expect(claims).toEqual([]))

  it('is used to the last record', () => {
    expect(records).toBeGreaterThan(1000)
    expect(rejects).toEqual([])
  })

  it('holds every record that the key calls a member', () => {
    const missing = key.membership.filter((entry) => !events.has(`${entry.connector} ${entry.native_id}`))
    expect(missing).toEqual([])
  })

  it('holds the records behind every planted gap', () => {
    const known = new Set([...events.keys()].map((id) => id.split(' ')[1]))
    for (const gap of key.gaps) for (const id of gap.native_ids) expect(known, `${gap.rule} ${gap.task}`).toContain(id)
  })

  it('plants every rule that can be planted', () => {
    const rules = new Set(key.gaps.map((gap) => gap.rule))
    for (const rule of 'R01 R02 R03 R04 R05 R06 R08 R10 R14 R19 R31 R32 R33 R44 R47 R52 R55 R56 R58'.split(' '))
      expect(rules).toContain(rule)
  })

  it('names as tasks only items that a tracker holds', () => {
    for (const entry of key.membership) expect(tasks.has(entry.task), entry.task).toBe(true)
  })

  it('carries what a ticket asks for in fields that a connector understands', () => {
    const timeBound = [...tasks.values()].filter((task) => task.planned_end_at && task.kind === 'ticket')
    expect(timeBound.length).toBeGreaterThan(0)
    const access = [...tasks.values()].filter(
      (task) => task.type === 'Access Request' && task.scope && task.scope_entitlements,
    )
    expect(access.length).toBeGreaterThan(10)
    expect(access.every((task) => task.requested_for)).toBe(true)
  })

  it('puts controlled executions only where a task or a planted gap accounts for them', () => {
    const accounted = new Set([
      ...key.membership.map((entry) => entry.native_id),
      ...key.gaps.flatMap((gap) => gap.native_ids),
      ...key.open.flatMap((verdict) => verdict.native_ids ?? []),
    ])
    const stray = [...events.values()]
      .flat()
      .filter((event) => event.change_class && event.change_class !== 'read_only' && event.is_write)
      .filter((event) => !event.actor?.startsWith('aws:service/') && event.actor_kind_hint !== 'system')
      .filter((event) => !accounted.has(event.native_id!))
    expect(stray.map((event) => `${event.operation} ${event.native_id}`)).toEqual([])
  })

  it('has a configuration that the tool accepts', () => {
    const file = join(out, 'exports', 'approvenance.yaml')
    const config = parseConfig(readFileSync(file, 'utf8'), file)
    expect(config.sources.length).toBeGreaterThan(8)
    expect(Object.keys(config.reference).length).toBe(6)
  })

  it('tells of one action in two accounts with one shared id', () => {
    const twins = key.membership.filter((entry) => entry.twin_of)
    expect(twins.length).toBeGreaterThan(0)
    for (const twin of twins) {
      const [one] = events.get(`aws-cloudtrail ${twin.twin_of}`)!
      const [other] = events.get(`aws-cloudtrail ${twin.native_id}`)!
      expect(one!.twin_id).toBeTruthy()
      expect(other!.twin_id).toBe(one!.twin_id)
    }
  })

  it('leaves the planted stretch silent in every trail and nowhere else for long', () => {
    const hole = key.gaps.find((gap) => gap.rule === 'R56')!
    const inside = [...events]
      .filter(([id]) => id.startsWith('aws-cloudtrail '))
      .flatMap(([, list]) => list)
      .filter(
        (event) =>
          event.occurred_at > Date.parse(hole.from!) * 1000 + 60e6 &&
          event.occurred_at < Date.parse(hole.to!) * 1000 - 60e6,
      )
    expect(inside).toEqual([])
  })
})

describe('the same seed', () => {
  it('gives the same bytes', async () => {
    expect(digest(await play(3, 30))).toBe(digest(await play(3, 30)))
  })

  it('gives the committed sample, byte for byte', async () => {
    const out = mkdtempSync(join(tmpdir(), 'approvenance-simulate-'))
    made.push(out)
    const result = await simulate({ ...sampleOptions, out })
    writeFileSync(join(out, 'README.md'), tellStory(keyOf(out), result.people))
    const committed = fileURLToPath(new URL('../../sample-data', import.meta.url))
    expect(filesBelow(out)).toEqual(filesBelow(committed))
    expect(digest(out)).toBe(digest(committed))
  })

  it('another seed gives others', async () => {
    expect(digest(await play(3, 30))).not.toBe(digest(await play(4, 30)))
  })
})

describe('knobs', () => {
  const withoutGaps = Object.fromEntries(
    'R01 R02 R03 R04 R05 R06 R08 R10 R14 R19 R31 R32 R33 R44 R47 R52 R55 R56 R58'
      .split(' ')
      .map((rule) => [`gap.${rule}`, 0]),
  )

  it('plants nothing when every gap is set to nought', async () => {
    const key = keyOf(await play(5, 30, withoutGaps))
    expect(key.gaps).toEqual([])
  })

  it('plants as often as told', async () => {
    const key = keyOf(await play(5, 60, { ...withoutGaps, sharedAccounts: 0, 'gap.R08': 0.2 }))
    expect(key.gaps.map((gap) => gap.rule)).toEqual(Array.from({ length: 12 }, () => 'R08'))
  })

  it('loses records only from the exports, not from the key, and never those of a planted gap', async () => {
    const whole = keyOf(await play(6, 40))
    const out = await play(6, 40, { droppedRecords: 0.5 })
    const holed = keyOf(out)
    expect(holed.membership.length).toBeLessThan(whole.membership.length)
    expect(holed.gaps.map((gap) => `${gap.rule} ${gap.task}`)).toEqual(
      whole.gaps.map((gap) => `${gap.rule} ${gap.task}`),
    )
    const folder = join(out, 'exports')
    const ids = new Set(
      filesBelow(folder)
        .filter((file) => file.startsWith('cloudtrail/'))
        .flatMap((file) => readExport(folder, file).records)
        .map((record) => (record.value as { eventID: string }).eventID),
    )
    for (const entry of holed.membership)
      if (entry.connector === 'aws-cloudtrail') expect(ids).toContain(entry.native_id)
  })

  it('names no ticket in any execution when every reference is missing', async () => {
    const out = await play(8, 40, {
      ...withoutGaps,
      missingReference: 1,
      mistypedReference: 0,
      sharedAccounts: 0,
      closeCalls: 0,
    })
    const folder = join(out, 'exports')
    const text = filesBelow(folder)
      .filter((file) => file.startsWith('cloudtrail/'))
      .flatMap((file) => readExport(folder, file).records)
      .map((record) => JSON.stringify(record.value))
    expect(text.some((line) => line.includes('AttachRolePolicy'))).toBe(true)
    expect(text.filter((line) => /OPS-\d/.test(line))).toEqual([])
  })

  it('delivers every day twice when told so', async () => {
    const files = filesBelow(join(await play(8, 20, { duplicateExports: 1 }), 'exports'))
    const trails = files
      .filter((file) => file.startsWith('cloudtrail/'))
      .map((file) => file.replace(/_[A-Z2-7]{16}\.json\.gz$/, ''))
    expect(trails.length).toBe(2 * new Set(trails).size)
  })

  const textOf = (out: string, below: string) => {
    const folder = join(out, 'exports')
    return filesBelow(folder)
      .filter((file) => file.startsWith(below))
      .flatMap((file) => readExport(folder, file).records)
      .map((record) => JSON.stringify(record.value))
  }

  it('keeps the draws of a knob to itself: what a story tells is the same with it and without', async () => {
    const ids = (key: AnswerKeyFile) =>
      key.membership.filter(({ connector }) => connector === 'jira').map((one) => one.native_id)
    const plain = keyOf(await play(8, 30))
    const knobs = {
      borrowedNames: 0.5,
      unmappedAccounts: 0.5,
      removedBefore: 0.5,
      duplicatedRecords: 0.5,
      'clock.jira': 90,
    }
    expect(ids(keyOf(await play(8, 30, knobs)))).toEqual(ids(plain))
  })

  it('takes references from planted gaps too, and says that these are weakened', async () => {
    const key = keyOf(await play(8, 40, { lostReferences: 1 }))
    const weakened = (of: string) => key.gaps.filter(({ rule }) => rule === of).map((gap) => gap.weakened !== undefined)
    expect(new Set(weakened('R03'))).toEqual(new Set([true]))
    expect(new Set(weakened('R08'))).toEqual(new Set([false]))
  })

  it('renames tickets in the tracker alone, with the former key in their history unless told otherwise', async () => {
    const told = await play(8, 30, { renamedTickets: 1 })
    const issues = textOf(told, 'jira/search')
    expect(issues.length).toBeGreaterThan(20)
    expect(issues.every((issue) => issue.includes('"fromString":"OPS-') || issue.includes('"fromString":"WEB-'))).toBe(
      true,
    )
    expect(textOf(told, 'cloudtrail/').some((record) => record.includes('PLT-'))).toBe(false)
    expect(keyOf(told).membership.some(({ task }) => task.startsWith('OPS-'))).toBe(false)
    const untold = await play(8, 30, { renamedTickets: 1, forgottenRenames: 1 })
    expect(textOf(untold, 'jira/search').some((issue) => issue.includes('"field":"Key"'))).toBe(false)
  })

  it('cuts session names where the platform does, inside the key', async () => {
    const records = textOf(await play(8, 40, { truncatedSessions: 1 }), 'cloudtrail/')
    const names = new Set(
      records.flatMap((record) => [...(/"roleSessionName":"([^"]*-emergency-[^"]*)"/.exec(record)?.slice(1) ?? [])]),
    )
    expect(names.size).toBeGreaterThan(10)
    for (const name of names) expect(name).toHaveLength(64)
  })

  it('leaves pages of the tracker out while the others still count them', async () => {
    const out = await play(8, 60, { lostPages: 0.5 })
    const pages = filesBelow(join(out, 'exports')).filter((file) => file.startsWith('jira/search'))
    const held = pages.flatMap((file) => JSON.parse(readFileSync(join(out, 'exports', file), 'utf8')).issues).length
    expect(JSON.parse(readFileSync(join(out, 'exports', pages[0]!), 'utf8')).total).toBeGreaterThan(held)
    expect(keyOf(out).insufficient.some(({ reason }) => reason === 'window')).toBe(true)
  })

  it('asks for several things in one ticket, and does every one of them', async () => {
    const out = await play(8, 40, { ...withoutGaps, batchTickets: 1, batchItems: 3 })
    const batch = textOf(out, 'jira/search').find((issue) => issue.includes('and 2 more'))!
    const roles = (JSON.parse(batch).fields.customfield_10050 as string)
      .split('\n')
      .map((arn) => arn.split('/').at(-1)!)
    const attached = textOf(out, 'cloudtrail/').filter((record) => record.includes('"AttachRolePolicy"'))
    for (const role of roles)
      expect(
        attached.some((record) => record.includes(`"${role}"`)),
        role,
      ).toBe(true)
  })

  it('hands work over to a second agent, with the run named in the ticket', async () => {
    const out = await play(8, 60, { ...withoutGaps, agentHandovers: 1, tracedHandovers: 0 })
    const runs = new Set(
      textOf(out, 'cloudtrail/').flatMap((record) => /AgentWorker\/(brisa-run-\w+)/.exec(record)?.slice(1) ?? []),
    )
    expect(runs.size).toBeGreaterThan(3)
    const tickets = textOf(out, 'jira/search').join()
    for (const run of runs) expect(tickets).toContain(`Handed over to brisa, run ${run}.`)
  })

  it.each([
    [{ nonsense: 1 }, 'unknown rate: nonsense'],
    [{ missingReference: 1.5 }, 'bad rate: missingReference=1.5'],
    [{ clockSkewSeconds: -1 }, 'bad rate: clockSkewSeconds=-1'],
    [{ batchItems: 1 }, 'bad rate: batchItems=1; 2 to 20'],
    [{ 'clock.jira': 4000 }, 'bad rate: clock.jira=4000; -3600 to 3600'],
  ])('refuses %j', async (rates, message) => {
    const attempt = simulate({ seed: 1, tasks: 10, out: join(tmpdir(), 'never'), rates })
    await expect(attempt).rejects.toThrow(UserError)
    await expect(attempt).rejects.toThrow(message)
  })
})
