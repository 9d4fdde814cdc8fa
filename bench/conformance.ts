/** `npm run conformance -- <folder>`: every connector over a corpus, what became of each family's records, and whether others read them as we do. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { argv } from 'node:process'
import { UserError } from '../src/errors.js'
import { shortcomings } from './conformance/families.js'
import {
  type Agreement,
  agreedShare,
  agreementOf,
  type Family,
  type Judged,
  least,
  measureConformance,
  usedShare,
} from './conformance/measure.js'
import { fields } from './conformance/words.js'
import { percent } from './figures.js'

const corpus = resolve('..', 'shared', 'corpus')

await main().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error
  console.error(error.message)
  process.exitCode = 1
})

async function main() {
  const folder = resolve(argv[2] ?? corpus)
  if (!existsSync(folder)) return console.log(`skipped: there is no corpus at ${folder}`)
  const { families, differences } = await measureConformance(folder)
  const lacking = shortcomings(families, folder === corpus)
  const used = usedShare(families)
  const all = agreementOf(families)
  const agreement = fields.flatMap((field) => (all[field] ? [{ field, ...all[field] }] : []))
  const blocks = [
    showRecords(families),
    showAgreement(families),
    showDifferences(differences),
    lacking,
    [`used of the well-formed records: ${percent(used)} (at least ${percent(least.used)})`],
    agreement.map(
      (one) =>
        `agreement on ${one.field}: ${one.same} of ${one.said}, ${one.explained} explained: ${percent(agreedShare(one))} (at least ${percent(least.agreed)})`,
    ),
  ]
  for (const lines of blocks) if (lines.length > 0) console.log(`${lines.join('\n')}\n`)
  const isGood =
    lacking.length === 0 && used >= least.used && agreement.every((one) => agreedShare(one) >= least.agreed)
  if (!isGood) process.exitCode = 1
}

function row(name: string, figures: readonly (string | number)[], width = 12): string {
  return `${name.padEnd(34)}${figures.map((figure) => String(figure).padStart(width)).join('')}`
}

function showRecords(families: readonly Family[]): string[] {
  const sum = (pick: (family: Family) => number) => families.reduce((total, family) => total + pick(family), 0)
  return [
    `${row('family', ['recognised', 'unknown', 'read', 'used'])}  rejected`,
    ...families.map(({ name, recognised, unrecognised, read, used, rejects }) => {
      const why = Object.entries(rejects).map(([reason, count]) => `${reason} ${count}`)
      return `${row(name, [recognised, unrecognised.length, read, used])}  ${why.join(', ')}`
    }),
    row('all', [
      sum((family) => family.recognised),
      sum((family) => family.unrecognised.length),
      sum((family) => family.read),
      sum((family) => family.used),
    ]),
  ]
}

/** `same+explained/said` by family and field. */
function showAgreement(families: readonly Family[]): string[] {
  const told = families.filter(({ compared }) => Object.keys(compared).length > 0)
  if (told.length === 0) return []
  const figure = (one: Agreement | undefined) => (one ? `${one.same}+${one.explained}/${one.said}` : '')
  return [
    row('agreement (same+explained/said)', fields, 14),
    ...told.map(({ name, compared }) =>
      row(
        name,
        fields.map((field) => figure(compared[field])),
        14,
      ),
    ),
  ]
}

/** Differences by what explains them, those of ours last. */
function showDifferences(differences: readonly Judged[]): string[] {
  const groups = new Map<string, Judged[]>()
  for (const one of differences.filter(({ why }) => why !== null)) {
    const title = `${one.family}, ${one.field}, ${one.why!.kind}: ${one.why!.because}`
    groups.set(title, [...(groups.get(title) ?? []), one])
  }
  const unexplained = differences.filter(({ why }) => why === null)
  if (unexplained.length > 0) groups.set('ours wrong: nothing explains these', unexplained)
  return [...groups].flatMap(([title, ones]) => [title, ...ones.map(showDifference)])
}

function showDifference({ file, record, field, ours, theirs, reject }: Judged): string {
  const our = reject === null ? brief(field === 'action' ? ours.slice(0, 1) : ours) : `rejected (${reject})`
  return `  ${file} ${record}: ${field} ours ${our}, theirs ${brief(theirs)}`
}

function brief(values: readonly string[]): string {
  const text = JSON.stringify(values)
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
