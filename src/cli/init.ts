/** `init`: a commented starter configuration, from what is found in the exports. */
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { configName, parseConfig, referenceNames } from '../config.js'
import type { Connector } from '../connector.js'
import { findReference, noCase, surveyExports } from '../pipeline.js'
import { yamlScalar } from '../read-yaml.js'
import { type Reference, referenceColumns, referenceUses } from '../reference.js'
import { counted } from '../report/words.js'
import { startProgress } from './progress.js'
import type { Terminal } from './terminal.js'
import { refuseOverwrite } from './values.js'

/** Looks at the beginning of every file, and writes what it found as a configuration to start from. */
export async function runInit(
  terminal: Terminal,
  paths: readonly string[],
  options: { readonly out?: string; readonly force?: boolean; readonly quiet?: boolean },
  connectors: readonly Connector[],
): Promise<number> {
  refuseOverwrite(options)
  const progress = startProgress(terminal, options.quiet === true)
  progress.stage('looking at files')
  const found = await surveyExports(paths, connectors, (done, total, detail) =>
    progress.update({ done, total, unit: 'steps', detail }),
  )
  progress.end()
  const reference = findReference(parseConfig('', null), paths, noCase)
  const known = new Set(reference.files.map(({ file }) => file))
  const text = starter(
    found.filter(({ file }) => !known.has(file) && !file.endsWith(configName)),
    reference,
  )
  if (options.out === undefined) terminal.out(text.trimEnd())
  else {
    writeFileSync(options.out, text)
    terminal.err(`written: ${options.out}`)
  }
  return 0
}

interface Survey {
  readonly file: string
  readonly connectors: readonly string[]
  readonly problem: string | null
}

/** The starter: what was found as comments, and everything that can be said with its default. */
function starter(found: readonly Survey[], reference: Reference): string {
  const groups = new Map<string, { connector: string; match: string; files: number }>()
  for (const { file, connectors } of found) {
    const connector = connectors[0]
    if (connector === undefined) continue
    const folder = dirname(file)
    const match = folder === '.' ? file : `${folder.split('/')[0]}/**`
    const group = groups.get(`${connector} ${match}`) ?? { connector, match, files: 0 }
    groups.set(`${connector} ${match}`, { ...group, files: group.files + 1 })
  }
  const strangers = found.filter(({ connectors }) => connectors.length === 0)
  const disputed = found.filter(({ connectors }) => connectors.length > 1)
  const lines = [
    '# What approvenance is told about these exports and this organisation. Every line is optional; delete what you do not need.',
    '# Times are ISO 8601 with a zone. Paths are relative to this file, globs to the analysed folder.',
    '',
    '# as_of: 2026-01-01T00:00:00Z        # “now” for deadlines; default: the newest event',
    '# period: {from: 2026-01-01T00:00:00Z, to: 2026-02-01T00:00:00Z}   # what to judge; evidence is never dropped',
    '',
    '# What each export is. The first match wins. The connector is found by looking at the file; name it only to overrule that.',
    groups.size === 0 ? '# sources: []' : 'sources:',
    ...[...groups.values()].flatMap(({ connector, match, files }) => [
      `  - match: ${yamlScalar(match)}   # ${counted(files, 'file')} read as ${connector}`,
      `    label: ${yamlScalar(labelOf(match, connector))}`,
      '    # covers: {from: 2026-01-01T00:00:00Z, to: 2026-02-01T00:00:00Z}   # what was asked for in the export; default: first to last event',
      '    # timezone: Europe/Berlin          # for exports whose times carry no zone',
      '    # leaves_out: [data-events]        # event classes that were not exported',
    ]),
    ...disputed.map(
      ({ file, connectors }) =>
        `  # ${yamlScalar(file)} may be ${connectors.join(' or ')}: say which with \`connector:\``,
    ),
    ...(strangers.length === 0
      ? []
      : ['', '# Nobody knows these files; they are listed in the report and otherwise left alone:']),
    ...strangers
      .slice(0, 40)
      .map(
        ({ file, problem }) => `#   ${yamlScalar(file)}${problem === null ? '' : ` (${problem.replace(/\s+/g, ' ')})`}`,
      ),
    ...(strangers.length > 40 ? [`#   and ${counted(strangers.length - 40, 'more file')}`] : []),
    '',
    '# What you know about your organisation. Each file is CSV with the header named beside it; each makes more questions answerable.',
    reference.files.some(({ name }) => name !== 'waivers') ? 'reference:' : '# reference:',
    ...referenceNames.filter((name) => name !== 'waivers').map((name) => referenceLine(name, reference)),
    `${reference.files.some(({ name }) => name === 'waivers') ? '' : '# '}waivers: ${fileOf('waivers', reference)}   # ${referenceUses.waivers}: ${Object.keys(referenceColumns.waivers).join(',')}`,
    '',
    '# Accounts for emergencies, and how long one may last, be reviewed and be declared.',
    'break_glass: {identities: [], max_hours: 4, review_hours: 72, declare_minutes: 30}',
    '',
    '# Ticket prefixes beside those seen in the exports: a key counts as a reference only if its prefix is known.',
    'trackers: {projects: []}',
    '',
    '# Change classes beside the built-in ones, or instead of one of the same name.',
    '# change_classes:',
    '#   - name: trust_policy',
    '#     match: {connector: [aws-cloudtrail], operation: [UpdateAssumeRolePolicy], resource: ["*billing*"]}',
    '#     require: {request: true, approvals: 2, human_approval: true}',
    '',
    '# Parameters of rules, for all of them or for one: `approvenance rules show R31` lists them.',
    'parameters: {}',
    'rules: {disable: [], paths: []}',
  ]
  return `${lines.join('\n')}\n`
}

function referenceLine(name: (typeof referenceNames)[number], reference: Reference): string {
  const isThere = reference.files.some((one) => one.name === name)
  const columns = Object.keys(referenceColumns[name]).join(',')
  return `${isThere ? '' : '#'}  ${name}: ${fileOf(name, reference)}   # ${referenceUses[name]}: ${columns}`
}

function fileOf(name: string, reference: Reference): string {
  return yamlScalar(reference.files.find((one) => one.name === name)?.file ?? `${name}.csv`)
}

function labelOf(match: string, connector: string): string {
  return match.endsWith('/**') ? match.slice(0, -3) : connector
}
