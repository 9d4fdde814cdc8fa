/** Sections that a report of several pages has on pages of their own; on its main page each says in a sentence what is there. */
import { type Html, html } from './html.js'
import { renderMachines } from './machines.js'
import { renderMetrics } from './metrics.js'
import type { Places } from './place.js'
import { renderControls, renderRules } from './rules.js'
import type { CaseView } from './view.js'
import { count, counted } from './words.js'

/** Such a section, by its id. */
export type OwnPage = 'metrics' | 'machines' | 'controls' | 'rules'

/** Every such section in its order, with its heading. */
export const ownPages: readonly (readonly [id: OwnPage, heading: string])[] = [
  ['metrics', 'How decisions are made'],
  ['machines', 'Agents and machines'],
  ['controls', 'Controls'],
  ['rules', 'Rules'],
]

/** Name of its page in the folder. */
export function ownPageFile(id: OwnPage): string {
  return `${id}.html`
}

/** The section in full. */
export function renderOwn(id: OwnPage, view: CaseView, places: Places): Html {
  switch (id) {
    case 'metrics':
      return renderMetrics(view.figures)
    case 'machines':
      return renderMachines(view.figures)
    case 'controls':
      return renderControls(view, places)
    case 'rules':
      return renderRules(view, places)
  }
}

/** What stands in its place on the main page. The script leads addresses of its parts to its page. */
export function renderSignpost(id: OwnPage, view: CaseView, places: Places): Html {
  const heading = ownPages.find(([own]) => own === id)?.[1] ?? id
  const parts = id === 'rules' ? 'rule-' : null
  return html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${heading}</h2>
<p>${said(id, view)} <a href="${places.page(ownPageFile(id))}"${parts === null ? '' : html` data-parts="${parts}"`}>${heading}, in full</a></p></section>
`
}

function said(id: OwnPage, { figures, controls, about }: CaseView): string {
  switch (id) {
    case 'metrics':
      return 'How long each step takes, what becomes of the advice of AI agents, and signs that approving is a formality.'
    case 'machines':
      return `${counted(figures.machines.length, 'name')} that act and are no person, who answers for each, what they hold and what was found; ${counted(figures.lastingCredentials.length, 'credential')} that nothing ends.`
    case 'controls':
      return `${counted(controls.length, 'control')}, of which ${count(controls.filter(({ gap }) => gap > 0).length)} ${controls.filter(({ gap }) => gap > 0).length === 1 ? 'has' : 'have'} gaps: which rules tested each, over how many subjects, and what could not be tested.`
    case 'rules':
      return `What was asked of the records, word for word: ${counted(about.rules.length, 'rule')}, what each examined and its query.`
  }
}
