/** A ticket of a story: the tracker's issue, with every record noted in the key. */
import { MINUTE } from '../calendar.js'
import type { Issue, IssueDraft, JiraUser } from '../exports/jira.js'
import { belongs, type Telling } from '../world.js'

/** An issue whose records are noted as they are made. */
export type Ticket = Issue

const lookAlikes = [
  'The export must stay UTF-8.',
  'Checksums are SHA-256, as before.',
  'This also closes the remark about CVE-2024-1.',
  'Same set-up as in the COVID-19 quarter.',
  'Auditors asked for it under ISO-27001.',
]

/** Opens a ticket. Text that only looks like a reference is mixed in by the knob. */
export function openTicket(telling: Telling, draft: IssueDraft): Ticket {
  const { world, random } = telling
  let description = draft.description
  if (random.chance(world.rates.lookAlikeKeys)) description += `\n${random.pick(lookAlikes)}`
  if (world.umbrella && random.chance(world.rates.umbrellaTickets))
    description += `\nPart of the quarter's work, see ${world.umbrella}.`
  const issue = world.jira.create({ ...draft, description })
  const note = (id: string) => belongs(world, 'jira', id, issue.key)
  note(issue.key)
  if (issue.isForgotten) world.key.weaken('the ticket was renamed and its history does not tell')
  if (world.rates.unmappedAccounts > 0)
    world.key.open({ rule: 'R58', task: issue.key, why: 'accounts on the chain may have no person behind them' })
  return {
    ...issue,
    status: (at, by, to) => note(issue.status(at, by, to)),
    assign: (at, by, to) => note(issue.assign(at, by, to)),
    field: (at, by, name, to) => note(issue.field(at, by, name, to)),
    label: (at, by, label) => note(issue.label(at, by, label)),
    comment: (at, by, text) => note(issue.comment(at, by, text)),
    resolve: (at, by, resolution) => note(issue.resolve(at, by, resolution)),
    reopen: (at, by) => note(issue.reopen(at, by)),
    askApproval: (at, approvers) => note(issue.askApproval(at, approvers)),
    file: () => issue.file().map(note),
  }
}

/** The usual way to a decision: the ticket waits, the approver decides, the status follows. Returns the approval's id. */
export function decideTicket(
  ticket: Ticket,
  automation: JiraUser,
  when: { asked: number; decided: number | null },
  approver: JiraUser,
  decision: 'approved' | 'declined' = 'approved',
): string {
  ticket.status(when.asked, automation, 'Waiting for approval')
  const approval = ticket.askApproval(when.asked, [approver])
  if (when.decided !== null) {
    ticket.decide(approval, when.decided, approver, decision)
    ticket.status(when.decided, approver, decision === 'approved' ? 'Approved' : 'Approval denied')
  }
  return approval
}

/** Closing words, then the end. Returns the id of the closing record. */
export function closeTicket(
  ticket: Ticket,
  by: JiraUser,
  at: number,
  words: string | null,
  resolution = 'Done',
): string {
  if (words !== null) ticket.comment(at - MINUTE, by, words)
  const id = ticket.resolve(at, by, resolution)
  ticket.file()
  return id
}
