/** The words reports use for our short codes, and how they print times, counts and shares. */
import { formatTime } from '../time.js'
import { type Html, html } from './html.js'

/** Severities, worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const

/** A severity as a badge. */
export function severityBadge(severity: string): Html {
  return html`<span class="badge ${severity}">${severity}</span>`
}

/** Verdicts that make a finding, in the order reports tell them. */
export const verdicts = ['gap', 'lead', 'insufficient', 'excepted'] as const

/** What each verdict means to a reader who knows nothing of the tool. */
export const verdictMeaning: Readonly<Record<string, string>> = {
  gap: 'The records show that a control was not followed.',
  lead: 'Something points to a gap, but the link to the task or the person behind the account is not certain enough to say so.',
  insufficient:
    'The question cannot be answered from these exports. It is neither a fault nor its absence; each says what would settle it.',
  excepted:
    'Allowed otherwise: by a standing approval, a declared emergency or a plan in the calendar, or waived by a named person, with a reason and an expiry.',
}

/** Headings of the verdicts. */
export const verdictName: Readonly<Record<string, string>> = {
  gap: 'Gaps',
  lead: 'Leads',
  insufficient: 'Undecided',
  excepted: 'Excepted',
}

/** A verdict as reports name it beside a finding. */
export const verdictWord: Readonly<Record<string, string>> = {
  gap: 'gap',
  lead: 'lead',
  insufficient: 'undecided',
  excepted: 'excepted',
}

/** What the grade of a chain means. */
export const gradeMeaning: Readonly<Record<string, string>> = {
  provable: 'each of the four corners is shown by a record that is firmly tied to the task',
  partial: 'some corners are shown, others are missing or rest on weaker links',
  unprovable: 'too little is shown to say who asked, who approved and what changed',
}

/** Reasons why a question cannot be answered. */
export const reasonMeaning: Readonly<Record<string, string>> = {
  no_source: 'no export of a system that could hold the answer was supplied',
  window: 'the export does not cover the time in question',
  logging_disabled: 'logging was switched off at the time',
  silence: 'the log is silent at the time, without explanation',
  filtered: 'the export leaves this kind of event out',
  not_logged_by_product: 'the product does not log it',
  identity_unmapped: 'the person behind an account is not known',
  link_ambiguous: 'the record may belong to more than one task',
  clock_uncertain: 'the clocks are not exact enough to say which came first',
  structural: 'the records cannot show it in principle',
}

/** What ties a record to a task, by the method that found it. */
export const methodMeaning: Readonly<Record<string, string>> = {
  record: 'its own record',
  reference: 'names it',
  propagated_reference: 'names an item of it',
  credential: 'credential issued for it',
  grant: 'grant lent for it',
  session: 'session used for it',
  identity_resource_window: 'fits by who, what, where and when',
}

/** What became of a task that a record was considered for. */
export const standingMeaning: Readonly<Record<string, string>> = {
  chosen: 'the record is taken to belong to it',
  ambiguous: 'too close to another to be told apart',
  refuted: 'named, but what was done contradicts it',
  overruled: 'what the record says itself counts more',
  weaker: 'less likely',
  below_threshold: 'too little agrees',
}

/** Bits of evidence with their sign. */
export function signedBits(bits: number): string {
  const shown = bits.toFixed(1)
  return shown === '-0.0' || shown === '0.0' ? '0.0' : bits > 0 ? `+${shown}` : shown
}

/** What each kind of hole in a record is. */
export const gapKindMeaning: Readonly<Record<string, string>> = {
  silence: 'silence longer than this source ever keeps',
  paging: 'pages missing from the export',
  late_start: 'starts later than the other sources',
  early_end: 'ends earlier than the other sources',
  rejects: 'records that could not be read',
  unrecognised: 'file that no connector knows',
  damaged: 'damaged file',
}

/** A count with thousands separated. */
export function count(value: number | null): string {
  if (value === null) return '–'
  return value >= 0 && value < 1000 ? String(value) : value.toLocaleString('en-US')
}

/** A count with its noun: `1 file`, `2 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A time as people read it, UTC: `2026-03-02 10:00:00`, with a fraction only where there is one. */
export function plainTime(micros: number | null): string {
  return micros === null ? '–' : plainIso(formatTime(micros))
}

function plainIso(iso: string): string {
  const fraction = iso.slice(20, 26).replace(/0+$/, '')
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction ? `.${fraction}` : ''}`
}

/** The same as markup that machines can read too. */
export function timeTag(micros: number | null): Html {
  if (micros === null) return unknownTime
  let tag = tags.get(micros)
  if (tag === undefined) {
    const iso = formatTime(micros)
    tag = html`<time datetime="${iso}">${plainIso(iso)}</time>`
    if (tags.size === mostTags) tags.clear()
    tags.set(micros, tag)
  }
  return tag
}

const unknownTime = html`–`
/** Times as they were last written: one record stands in several tables of a page. */
const tags = new Map<number, Html>()
const mostTags = 2000

/** A length of time in its two largest units: `2 d 4 h`. */
export function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const
  let rest = Math.round(Math.abs(seconds))
  const parts: string[] = []
  for (const [name, size] of units) {
    const whole = Math.floor(rest / size)
    rest -= whole * size
    if (whole > 0) parts.push(`${whole} ${name}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.join(' ') || '0 s'
}

/** A confidence between 0 and 1 as people read it; never rounded up to certainty. */
export function confidenceText(value: number | null): string {
  if (value === null) return '–'
  return value === 1 ? '1' : (Math.floor(value * 1000) / 1000).toString()
}

/** A share as a percentage that is 0 % or 100 % only when it is exactly that. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–'
  const percent = (100 * part) / whole
  if (part > 0 && percent < 1) return 'under 1 %'
  if (part < whole && percent > 99) return 'over 99 %'
  return `${Math.round(percent)} %`
}

/** Size in bytes as people read it. */
export function byteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 'B'
  for (const next of units) {
    if (value < 1000) break
    value /= 1000
    unit = next
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
