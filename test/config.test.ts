/** The operator's files: every mistake told at once, with file, line and what was expected. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Config, loadConfig, parseConfig } from '../src/config.js'
import { UserError } from '../src/errors.js'
import { loadReference, readReference, recogniseReference, referenceColumns } from '../src/reference.js'
import { Store } from '../src/store/store.js'

function mistake(work: () => unknown): UserError {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a UserError')
}

function folder(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'approvenance-config-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}

describe('approvenance.yaml', () => {
  it('fills in every default when there is none', () => {
    expect(parseConfig('', null)).toMatchObject({
      file: null,
      as_of: null,
      period: { from: null, to: null },
      sources: [],
      break_glass: { max_hours: 4, review_hours: 72, declare_minutes: 30 },
    })
  })

  it('reads the example of the contract', () => {
    const config = parseConfig(
      [
        'as_of: 2026-04-16T00:00:00Z',
        'period: {from: 2026-04-01T00:00:00Z, to: 2026-04-16T00:00:00+02:00}',
        'sources:',
        '  - match: "cloudtrail/**"',
        '    connector: aws-cloudtrail',
        '    timezone: Europe/Berlin',
        '    leaves_out: [data-events]',
        'reference: {people: people.csv}',
        'waivers: ref/waivers.csv',
        'trackers: {projects: [PLAT, OPS]}',
        'change_classes:',
        '  - name: trust_policy',
        '    match: {operation: [PutBucketPolicy], resource: ["*billing*"]}',
        '    require: {request: true, approvals: 2}',
        'parameters: {approval_validity_hours: 24, R31.task_hours: 2}',
        'rules: {disable: [R46], paths: ["my-rules/"]}',
      ].join('\n'),
      '/cases/approvenance.yaml',
    )
    expect(config.as_of).toBe(Date.UTC(2026, 3, 16) * 1000)
    expect(config.period.to).toBe(Date.UTC(2026, 3, 15, 22) * 1000)
    expect(config.reference).toEqual({ people: '/cases/people.csv', waivers: '/cases/ref/waivers.csv' })
    expect(config.change_classes[0]).toMatchObject({
      name: 'trust_policy',
      require: { approvals: 2, human_approval: null },
    })
    expect(config.parameters).toEqual({ approval_validity_hours: 24, 'R31.task_hours': 2 })
    expect(config.rules).toEqual({ disable: ['R46'], paths: ['/cases/my-rules/'] })
  })

  it('tells every mistake at once, each with file, line and what was expected', () => {
    const text = [
      'as_of: 2026-04-16',
      'soruces: []',
      'sources:',
      '  - match: "cloud[trail/**"',
      '    timezone: Europe/Berlim',
      '    covers:',
      '      form: 2026-04-13T00:00:00Z',
      'break_glass: {max_hours: -4}',
      'rules: {disable: [foo]}',
    ].join('\n')
    const { message, at } = mistake(() => parseConfig(text, 'approvenance.yaml'))
    expect(message.split('\n')[0]).toBe('7 problems in the configuration')
    expect(message).toContain('approvenance.yaml:1: as_of: not a time with a zone: "2026-04-16"; expected ISO 8601')
    expect(message).toContain('approvenance.yaml:2: unknown key: soruces; expected one of as_of, period, sources')
    expect(message).toContain('approvenance.yaml:4: sources.0.match: bad glob "cloud[trail/**": unbalanced []')
    expect(message).toContain('approvenance.yaml:5: sources.0.timezone: unknown time zone: "Europe/Berlim"')
    expect(message).toContain('approvenance.yaml:7: unknown key: sources.0.covers.form; expected one of from, to')
    expect(message).toContain('approvenance.yaml:8: break_glass.max_hours')
    expect(message).toContain('approvenance.yaml:9: rules.disable.0: expected a rule id such as R46')
    expect(at).toMatchObject({ file: 'approvenance.yaml', line: 1 })
  })

  it('names the line of a YAML mistake', () => {
    expect(mistake(() => parseConfig('a: 1\nb: [1, 2\nc: 3', 'x.yaml')).message).toMatch(/x\.yaml:[23]: /)
  })

  it('refuses a key that is there twice', () => {
    expect(
      mistake(() => parseConfig('as_of: 2026-04-16T00:00:00Z\nas_of: 2026-04-17T00:00:00Z', 'x.yaml')).message,
    ).toContain('x.yaml:2')
  })

  it('uses approvenance.yaml of the first path, and says when --config names nothing', () => {
    const dir = folder({ 'approvenance.yaml': 'trackers: {projects: [OPS]}' })
    expect(loadConfig(null, [dir]).trackers.projects).toEqual(['OPS'])
    expect(loadConfig(null, [folder({})]).file).toBeNull()
    expect(mistake(() => loadConfig(join(dir, 'other.yaml'), [dir])).message).toContain('there is no such file')
  })
})

describe('reference files', () => {
  const config = (dir: string, reference: Config['reference']): Config => ({
    ...parseConfig('', join(dir, 'approvenance.yaml')),
    reference,
  })

  it('tells every bad row of every file, with its line', () => {
    const dir = folder({
      'people.csv': 'person,status,active_to\nana@corp.example,gone,\n\nbo@corp.example,active,2026-04-01\n,active,\n',
      'waivers.csv':
        'rule,task,approver,reason,expires\nR08,,cy@corp.example,"two\nlines",2026-05-01T00:00:00Z\nR8x,OPS-1,,no,2026-05-01T00:00:00Z\n',
      'approvers.csv': 'change_class,resource,aprover\n*,*,ana@corp.example\n',
    })
    const { message } = mistake(() =>
      readReference(
        config(dir, {
          people: join(dir, 'people.csv'),
          waivers: join(dir, 'waivers.csv'),
          approvers: join(dir, 'approvers.csv'),
        }),
      ),
    )
    expect(message).toContain('8 problems in the reference data')
    expect(message).toContain('people.csv:2: status: "gone"; expected one of active, suspended, terminated')
    expect(message).toContain('people.csv:4: active_to: "2026-04-01"; expected a time with a zone')
    expect(message).toContain('people.csv:5: person is empty')
    expect(message).toContain('waivers.csv:2: a waiver names a finding, or a rule and a task')
    expect(message).toContain('waivers.csv:4: rule: "R8x"; expected a rule id')
    expect(message).toContain('waivers.csv:4: approver is empty')
    expect(message).toContain('approvers.csv:1: unknown column: aprover')
    expect(message).toContain('approvers.csv:1: missing column: approver')
  })

  it('says when the configuration names a file that is not there', () => {
    const dir = folder({})
    expect(mistake(() => readReference(config(dir, { people: join(dir, 'people.csv') }))).message).toContain(
      'people: there is no file',
    )
  })

  it('knows each reference file by its header, and no export', () => {
    for (const [name, columns] of Object.entries(referenceColumns))
      expect(recogniseReference(Object.keys(columns))).toBe(name)
    expect(recogniseReference(['person', 'team'])).toBe('people')
    expect(recogniseReference(['Event ID', 'Event time'])).toBeNull()
    expect(recogniseReference(['person', 'salary'])).toBeNull()
  })

  it('uses a file that lies among the exports, unless the configuration names one', () => {
    const dir = folder({
      'people.csv': 'person,team\nana@corp.example,ops\n',
      'hr.csv': 'person,team\nbo@corp.example,hr\n',
    })
    const candidates = [{ path: join(dir, 'people.csv'), file: 'people.csv' }]
    expect(readReference(config(dir, {}), candidates).files).toEqual([
      { name: 'people', file: 'people.csv', path: join(dir, 'people.csv'), rows: 1, found: 'among the exports' },
    ])
    const named = readReference(config(dir, { people: join(dir, 'hr.csv') }), candidates)
    expect(named.rows.people.map((row) => row.person)).toEqual(['bo@corp.example'])
  })

  it('makes all ten tables, empty ones too, times as times', async () => {
    const dir = folder({
      'd.csv':
        'delegator,delegate,valid_from,valid_to\na@x.example,b@x.example,2026-04-01T00:00:00Z,2026-04-02T00:00:00+02:00\n',
    })
    const store = await Store.open(':memory:')
    await loadReference(store, readReference(config(dir, { delegations: join(dir, 'd.csv') })))
    expect((await store.tables()).filter((name) => name.startsWith('ref_'))).toHaveLength(10)
    expect(await store.rows('select delegate, scope, valid_from, valid_to, line_no from ref_delegations')).toEqual([
      {
        delegate: 'b@x.example',
        scope: null,
        valid_from: Date.UTC(2026, 3, 1) * 1000,
        valid_to: Date.UTC(2026, 3, 1, 22) * 1000,
        line_no: 2,
      },
    ])
    expect(await store.rows('select * from ref_people')).toEqual([])
    store.close()
  })
})
