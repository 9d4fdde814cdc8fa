/** What a status name says when Jira's own category is not in the record: only names that mean one thing everywhere. */
import type { Decision } from '../../src/schema/words.js'

const done =
  /^(done|closed?|resolved|completed?|finished|fixed|released|deployed|implemented|cancel+ed|withdrawn|declined|denied|rejected|duplicate|won['’]?t (do|fix)|erledigt|geschlossen|fertig|terminée?s?|fermée?|résolue?|hecho|cerrad[oa]|resuelt[oa]|concluíd[oa]|fechad[oa]|已完成|完成|已关闭|关闭|完了|クローズ)$/iu
const open =
  /^(open|new|to ?do|backlog|in progress|in review|re-?opened|selected for development|in development|ready( .*)?|waiting( .*)?|pending( .*)?|awaiting( .*)?|in analysis|on hold|blocked|implementing|approved|scheduled|planning|work in progress|offen|neu|in arbeit|待办|进行中|处理中|reabiert[oa])$/iu
const cancelled = /^(cancel+ed( by .*)?|withdrawn|abgebrochen|annulée?|cancelad[oa])$/iu
const waiting =
  /(\b(wait(ing)?|pending|await(ing)?|needs?|requires?|in|under|for|to be)\b.*\bapprov(al|ed)\b)|^approval$|\bapproval (pending|required|requested|needed)\b|^authori[sz]e$/iu
const approved = /^(?!(?:not|pre|un|to be)\b)(?:[\p{L}\d-]+ ){0,2}approved(?: (?:by|for) .+)?$/iu
const refused = /^not approved$|\bapproval (denied|declined|rejected|refused)\b|^(declined|denied)( by .+)?$/iu
const rejected = /^(rejected|refused)( by .+)?$/iu

/** Whether the status of that name is final; null for a name that says nothing. */
export function isDoneName(name: string | null): boolean | null {
  if (!name) return null
  if (done.test(name.trim())) return true
  return open.test(name.trim()) ? false : null
}

/** Whether the name says that the item was given up rather than finished. */
export function isCancelledName(name: string | null): boolean {
  return cancelled.test((name ?? '').trim())
}

/** The decision that reaching a status states; null where the name is not clearly about approval. `Rejected` counts only where approval was awaited. */
export function decisionOfStatus(to: string | null, from: string | null): Decision | null {
  const name = (to ?? '').trim()
  if (approved.test(name)) return 'approved'
  if (refused.test(name)) return 'denied'
  if (rejected.test(name) && waiting.test((from ?? '').trim())) return 'denied'
  return waiting.test(name) ? 'requested' : null
}

/** The decision in a field that is named for it (`Approval status`) or in JSM's own words. */
export function decisionOfWord(word: string | null | undefined): Decision | null {
  const name = (word ?? '').trim().toLowerCase().replaceAll('_', ' ')
  if (/^(approved?|accepted|granted|genehmigt)$/.test(name)) return 'approved'
  if (/^(declined?|denied|rejected|refused|not approved|abgelehnt)$/.test(name)) return 'denied'
  if (/^(pending|requested|waiting( for approval)?|awaiting( approval)?|in progress)$/.test(name)) return 'requested'
  if (/^cancel+ed$/.test(name)) return 'cancelled'
  if (/^withdrawn$/.test(name)) return 'withdrawn'
  if (/^expired$/.test(name)) return 'expired'
  return /^(not required|not needed|no longer required)$/.test(name) ? 'not_required' : null
}
