/** Two finished cases of one invented organisation, a quarter apart, as folders on disk: enough of them to be compared. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeManifest } from '../../src/ingest/manifest.js'
import { openCase } from '../report/fixture.js'

type Row = Readonly<Record<string, unknown>>

/** A record of an export: the same `id` is the same record in both cases, whatever file and line it stands in. */
export const record = (id: string, place: string): Row => ({
  event_id: place,
  source_id: place.split(':')[0],
  record_no: Number(place.split(':')[1]),
  connector: 'jira',
  system: 'jira',
  native_id: id,
  occurred_at: '2026-03-02T09:00:00Z',
})

/** A finding, as `findings` and `verdicts` have it. */
export const finding = (id: string, rule: string, rest: Row = {}): Row => ({
  finding_id: id,
  rule,
  slug: `slug-of-${rule.toLowerCase()}`,
  verdict: 'gap',
  severity: 'medium',
  task: `ticket:${id}`,
  task_key: id,
  person: 'ana@corp.example',
  occurred_at: '2026-03-02T09:00:00Z',
  confidence: 1,
  message: `what ${id} says`,
  identities: [],
  controls: [],
  event_ids: [],
  is_primary: false,
  ...rest,
})

/** What a case holds. Passes and rows that are not findings stand in `others`. */
export interface CaseRows {
  readonly records: readonly Row[]
  readonly findings: readonly Row[]
  readonly others?: readonly Row[]
  readonly rules: readonly string[]
  readonly chains?: readonly Row[]
  readonly systems?: readonly Row[]
  readonly sources?: readonly Row[]
  readonly gaps?: readonly Row[]
  readonly asOf?: string
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** Writes a case folder and gives its path. */
export async function writeCase(rows: CaseRows): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'approvenance-compare-'))
  const verdictOf = ({ finding_id, rule, verdict, task, event_ids }: Row): Row => ({
    finding_id,
    rule,
    verdict,
    task,
    event_ids,
  })
  const store = await openCase(
    {
      stg_events: rows.records,
      stg_sources: rows.sources ?? [],
      findings: rows.findings,
      verdicts: [...rows.findings.map(verdictOf), ...(rows.others ?? [])].map((row, i) => ({
        is_outside: false,
        ...row,
        verdict_no: i + 1,
      })),
      populations: rows.rules.map((rule) => ({
        rule,
        slug: `slug-of-${rule.toLowerCase()}`,
        title: `title of ${rule}`,
        examined: 10,
        pass: 10 - rows.findings.filter((one) => one.rule === rule).length,
        gap: rows.findings.filter((one) => one.rule === rule && one.verdict === 'gap').length,
        insufficient: 0,
        excepted: 0,
        lead: 0,
        suppressed: 0,
      })),
      fct_chains: rows.chains ?? [],
      fct_systems: rows.systems ?? [],
      fct_gaps: rows.gaps ?? [],
      fct_settings: [{ as_of: rows.asOf ?? '2026-03-31T00:00:00Z', skew_tolerance_us: 120_000_000 }],
    },
    join(folder, 'case.duckdb'),
  )
  store.close()
  writeManifest(folder, {
    version: '0.1.0',
    parameters: rows.parameters ?? {},
    inputs: [],
    archives: [],
    skipped: [],
    outputs: [],
  })
  return folder
}
