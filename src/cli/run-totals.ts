/** Figures of a case for the summary of a run, from its manifest and its tables. */
import type { RunSummary } from '../export/run-summary.js'
import { readManifest } from '../ingest/manifest.js'
import { findingStates } from '../report/rows/baseline.js'
import { readBaseline } from '../report/view.js'
import { severities } from '../report/words.js'
import { loadSql } from '../sql-file.js'
import type { Store } from '../store/store.js'
import { withCase } from './case.js'

/** What a summary says of a case. */
export type CaseTotals = Pick<
  RunSummary,
  'inputs' | 'coverage' | 'chains' | 'findings' | 'waivers' | 'baseline' | 'outputs'
>

/** Findings of whatever kind, counted. */
export function countFindings(
  rows: readonly {
    readonly rule: string
    readonly verdict: string
    readonly severity: string
    readonly findings: number
  }[],
): NonNullable<RunSummary['findings']> {
  const sum = (is: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(is).reduce((total, row) => total + row.findings, 0)
  const of = (verdict: string) => sum((row) => row.verdict === verdict)
  return {
    gap: of('gap'),
    insufficient: of('insufficient'),
    excepted: of('excepted'),
    lead: of('lead'),
    gaps: Object.fromEntries(
      severities.map((severity) => [severity, sum((row) => row.verdict === 'gap' && row.severity === severity)]),
    ),
    rules: rows.map(({ rule, verdict, severity, findings }) => ({ rule, verdict, severity, findings })),
  }
}

/** What a case has come to: its exports always, the rest as far as the run went. */
export async function totalsOf(
  folder: string,
  reached: 'evidence' | 'models' | 'findings',
  takenOver: number | null,
): Promise<CaseTotals> {
  const { inputs, archives, skipped, outputs, parameters, unused_sources: unused = [] } = readManifest(folder)
  const given = parameters.config as { readonly file?: unknown } | null | undefined
  const config = typeof given?.file === 'string' ? given.file : 'approvenance.yaml'
  const sum = (pick: (one: (typeof inputs)[number]) => number) => inputs.reduce((total, one) => total + pick(one), 0)
  const tables =
    reached === 'evidence'
      ? { coverage: null, chains: null, findings: null, waivers: null, baseline: null }
      : await withCase(folder, (store) => tableTotals(store, reached), reached)
  return {
    inputs: {
      files: inputs.length,
      archives: archives.length,
      bytes: sum(({ bytes }) => bytes),
      records_read: sum(({ read }) => read),
      records_used: sum(({ used }) => used),
      records_rejected: sum(({ rejected }) => rejected),
      left_out: skipped.length,
      taken_over: takenOver,
      problems: [
        ...[...inputs, ...archives].flatMap(({ file, problem }) => (problem === null ? [] : [{ file, problem }])),
        ...unused.map(({ match, why }) => ({ file: config, problem: `sources: match ${match}: ${why}` })),
      ],
    },
    ...tables,
    outputs,
  }
}

async function tableTotals(store: Store, reached: 'models' | 'findings') {
  const rows = <T>(name: string) => store.rows(loadSql(`report/${name}.sql`)) as Promise<unknown> as Promise<T[]>
  const grades = await rows<{ grade: string | null; chains: number }>('grades')
  const graded = (grade: string | null) =>
    grades.filter((row) => row.grade === grade).reduce((total, { chains }) => total + chains, 0)
  const holes = await rows<{ is_explained: boolean }>('gaps')
  const systems = await rows<{ is_supplied: boolean }>('systems')
  const open = await rows<{ is_explained: boolean }>('unaccounted')
  const models = {
    coverage: {
      systems_missing: systems.filter(({ is_supplied }) => !is_supplied).length,
      holes: holes.filter(({ is_explained }) => !is_explained).length,
    },
    chains: {
      provable: graded('provable'),
      partial: graded('partial'),
      unprovable: graded('unprovable'),
      nothing_executed: graded(null),
      unaccounted: open.filter(({ is_explained }) => !is_explained).length,
    },
  }
  if (reached === 'models') return { ...models, findings: null, waivers: null, baseline: null }
  const waivers = await rows<{ problem: string | null }>('waivers')
  const found = await readBaseline(store)
  return {
    ...models,
    findings: countFindings(await rows<Parameters<typeof countFindings>[0][number]>('finding_counts')),
    waivers: { given: waivers.length, without_effect: waivers.filter(({ problem }) => problem !== null).length },
    baseline:
      found === null
        ? null
        : {
            folder: found.folder,
            ...Object.fromEntries(
              findingStates.map((state) => [state, found.findings.filter((one) => one.state === state).length]),
            ),
            new_gaps: found.findings.filter(({ is_new_gap }) => is_new_gap).length,
          },
  }
}
