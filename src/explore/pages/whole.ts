/** Pages about the whole case: overview, coverage, search, notes. */

import type { SubjectKind } from '../../notes.js'
import { renderAccountability } from '../../report/accountability.js'
import { renderCoverageSection, renderExamined } from '../../report/coverage.js'
import { html } from '../../report/html.js'
import { renderMetrics } from '../../report/metrics.js'
import type { HitView } from '../../report/rows/search.js'
import { table } from '../../report/table.js'
import {
  count,
  counted,
  severities,
  severityBadge,
  timeTag,
  verdictMeaning,
  verdictName,
  verdicts,
} from '../../report/words.js'
import { brokenJournal, link, noteItem, notesOn, type Page, type PageName, to } from '../frame.js'
import { mostHits, type Site, wordsOf } from '../site.js'

/** Notes shown on the overview. */
const latest = 5

/** What the case comes to. */
export async function overviewPage(site: Site): Promise<Page> {
  const view = await site.head()
  const counts = await site.findingCounts()
  const sum = (wanted: Partial<Record<'verdict' | 'severity', string>>) =>
    counts.reduce(
      (all, one) =>
        (wanted.verdict ?? one.verdict) === one.verdict && (wanted.severity ?? one.severity) === one.severity
          ? all + one.findings
          : all,
      0,
    )
  const { notes, problem } = site.notes()
  const open = view.gaps.filter(({ is_explained }) => !is_explained)
  const missing = view.systems.filter(({ is_supplied }) => !is_supplied)
  return {
    title: 'The case at a glance',
    body: html`<p class="lede">${counted(sum({ verdict: 'gap' }), 'gap')} in ${counted(
      view.grades.reduce((all, { chains }) => all + chains, 0),
      'task',
    )}, judged as of ${timeTag(view.settings.as_of)}. Records from ${timeTag(view.settings.first_event_at)} to ${timeTag(view.settings.last_event_at)}.</p>
${missing.length + open.length > 0 ? html`<p class="alert">Not everything could be seen: ${missing.length > 0 ? html`${counted(missing.length, 'system')} known to exist and not supplied` : ''}${missing.length > 0 && open.length > 0 ? ', ' : ''}${open.length > 0 ? html`${counted(open.length, 'hole')} in the logs` : ''}. <a href="coverage">Coverage</a></p>` : ''}
${brokenJournal(problem, site.notesFile)}
${table(
  'Findings',
  '',
  ['Severity', ...verdicts.map((verdict) => `#${verdictName[verdict]}`)],
  severities.map((severity) => [
    severityBadge(severity),
    ...verdicts.map((verdict) => {
      const n = sum({ verdict, severity })
      return n === 0
        ? html`<span class="soft">0</span>`
        : html`<a href="${link('findings', { verdict, severity })}" title="${verdictMeaning[verdict]}">${count(n)}</a>`
    }),
  ]),
)}
<h2>How far the records account for what was changed</h2>${renderAccountability(view.figures.shares)}${renderMetrics(view.figures)}
<h2>Latest notes</h2>${
      notes.length === 0
        ? html`<p class="note">None yet. Notes are written on the page of a finding, task, record or identity, or on the case itself under <a href="notes">Notes</a>.</p>`
        : html`<ol class="notes">${notes
            .slice(-latest)
            .reverse()
            .map((note) =>
              noteItem(note, false),
            )}</ol>${notes.length > latest ? html`<p class="note">The latest ${latest} of ${counted(notes.length, 'note')}. <a href="notes">All of them</a></p>` : ''}`
    }`,
  }
}

/** What was examined and what could not be seen. */
export async function coveragePage(site: Site): Promise<Page> {
  const head = await site.head()
  return { title: 'Coverage', body: html`${renderExamined(head)}${renderCoverageSection(head)}` }
}

const pageOf: Readonly<Record<HitView['kind'], PageName>> = {
  task: 'task',
  finding: 'finding',
  identity: 'identity',
  event: 'event',
}
const headings: Readonly<Record<HitView['kind'], string>> = {
  task: 'Tasks',
  finding: 'Findings',
  identity: 'Identities',
  event: 'Records',
}

/** Everything that holds all words. */
export async function searchPage(site: Site, text: string): Promise<Page> {
  if (wordsOf(text).length === 0)
    return {
      title: 'Search',
      body: html`<p>Words in any order; what stands in quotes is looked for as it is. Keys, ids, addresses, names, words of a message: everything is searched.</p>`,
    }
  const hits = await site.search(text)
  const kinds = (['task', 'finding', 'identity', 'event'] as const).flatMap((kind) => {
    const own = hits.filter((hit) => hit.kind === kind)
    return own.length === 0 ? [] : [{ kind, own, total: own[0]!.of_kind }]
  })
  return {
    title: `Search: ${text}`,
    body: html`<p role="status">${kinds.length === 0 ? 'Nothing in the case holds these words.' : kinds.map(({ kind, total }, i) => html`${i > 0 ? ', ' : ''}<a href="#hits-${kind}">${count(total)} ${headings[kind].toLowerCase()}</a>`)}</p>
${kinds.map(
  ({ kind, own, total }) =>
    html`<section id="hits-${kind}" aria-label="${headings[kind]}">${table(
      `${headings[kind]} (${count(total)})`,
      total > own.length ? `The first ${mostHits} are shown; more words narrow it down.` : '',
      ['What', 'When', 'Details'],
      own.map((hit) => [
        to(pageOf[kind], hit.id, hit.name ?? hit.id),
        timeTag(hit.occurred_at),
        html`<span class="words">${hit.detail ?? '–'}</span>`,
      ]),
    )}</section>`,
)}`,
  }
}

const pageOfSubject: Readonly<Record<SubjectKind, PageName>> = {
  task: 'task',
  finding: 'finding',
  identity: 'identity',
  event: 'event',
  case: 'notes',
}

/** Every note, latest first, with what it is about, and whether the journal is whole. */
export function notesPage(site: Site): Page {
  const { notes, problem, seal } = site.notes()
  const groups = new Map<string, (typeof notes)[number][]>()
  for (const note of notes) {
    const key = JSON.stringify([note.about.kind, note.about.id])
    groups.set(key, [...(groups.get(key) ?? []), note])
  }
  return {
    title: 'Notes',
    body: html`<p>What named people think, beside the evidence and never in it. A note changes no verdict; an exception is a <em>waiver</em>, in the file that the configuration names. Names are as they were entered: nobody checked them.</p>
${brokenJournal(problem, site.notesFile)}
<p class="note">${counted(notes.length, 'note')} in <span class="id">${site.notesFile}</span>${seal === null ? '' : html`; every line is sealed with the one before it${problem === null ? ', and the seals hold' : ''}. Last seal <span class="id">${seal}</span>: keep it elsewhere, and nobody can cut lines off the end unseen.`}</p>
${[...groups.values()].reverse().map((all) => {
  const { about } = all[0]!
  return about.kind === 'case'
    ? ''
    : html`<section><h2>${to(pageOfSubject[about.kind], about.id, `${about.kind} ${about.name}`)}</h2><ol class="notes">${all.map((note) => noteItem(note, false))}</ol></section>`
})}
${notesOn(site, 'case', 'case', 'the case')}`,
  }
}
