/** Finds what may be a reference to a tracked item in what people and pipelines write. Candidates only: SQL checks them against the trackers. */
import type { RefOrigin } from './schema/words.js'

/** A typed candidate and where it stood. */
export interface Reference {
  readonly ref: string
  readonly origin: RefOrigin
}

const ticket = /(?<![A-Za-z0-9_-])([A-Z][A-Z0-9_]{1,24})-([1-9][0-9]{0,6})(?![0-9A-Za-z]|\.[0-9])/g
const looseTicket = /(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9_]{1,24})-([1-9][0-9]{0,6})(?![0-9A-Za-z])/g
const serviceNow = /(?<![A-Za-z0-9])(CHG|INC|RITM|REQ|PRB|CTASK|SCTASK)(\d{7,10})(?!\d)/gi
const workItem = /(?<![A-Za-z0-9])AB#(\d{1,8})(?!\d)/gi
const permalink = /\/archives\/([CGD][A-Z0-9]{6,})\/p(\d{10})(\d{6})(?!\d)(?:\?thread_ts=(\d{10}\.\d{6}))?/gi
const pullRequestUrl = /(?:github\.[\w.-]+)\/([\w.-]+\/[\w.-]+)\/pull\/(\d+)/gi
const mergeRequestUrl = /https?:\/\/[\w.:-]+\/([\w.-]+(?:\/[\w.-]+){1,20}?)\/-\/merge_requests\/(\d+)/gi
const bitbucketUrl =
  /https?:\/\/[\w.:-]+(?:\/[\w.-]+){0,3}?\/(?:projects\/)?(users\/)?([\w.~-]+)\/(?:repos\/)?([\w.-]+)\/pull-requests\/(\d+)/gi
const teamsLink = /teams\.(?:microsoft\.com|cloud\.microsoft)\/l\/message\/([^/?\s]+)\/(\d{13})(?:\?([^\s"'<>]*))?/gi
const googleChatLink =
  /(?:chat\.google\.com|mail\.google\.com\/chat\/u\/\d+\/#chat)\/(?:room|space|dm)\/([\w-]+)\/([\w-]+)/gi
const issueUrl =
  /(?:github\.[\w.-]+\/([\w.-]+\/[\w.-]+)\/|https?:\/\/[\w.:-]+\/([\w.-]+(?:\/[\w.-]+){1,20}?)\/-\/)issues\/(\d+)/gi
const mergeRequestShort = /(?<![\w/.-])([\w.-]+(?:\/[\w.-]+){1,20})!(\d{1,7})(?!\d)/g
const pullRequestShort = /(?<![\w/])([\w.-]+\/[\w.-]+)#(\d{1,7})(?!\d)/g

/**
 * Candidates in free text or a name, in order of appearance, each once.
 * `session`, `tag` and `branch` names are matched without regard to case, because pipelines lower-case them.
 * GitHub pull requests and GitLab merge requests (addresses, `owner/repo#4`, `group/project!4`) become `pr:…#4`, addresses of their issues `ticket:…#4`.
 * Bitbucket's addresses (`bitbucket.org/ws/repo/pull-requests/4`, `…/projects/PROJ/repos/repo/pull-requests/4`) are pull requests too.
 * Azure Boards' `AB#12` becomes `ticket:AB#12`.
 * ServiceNow numbers become `change:` (CHG) or `ticket:` (the rest), a Slack permalink `thread:<channel>:<ts>`
 * (of a reply: the thread it stands in, which its address names), as do links to messages of Teams and Google Chat.
 */
export function findReferences(text: string | null | undefined, origin: RefOrigin): Reference[] {
  if (!text) return []
  const found = new Set<string>()
  for (const [, prefix, digits] of text.matchAll(serviceNow)) found.add(serviceNowRef(prefix!, digits!))
  const pattern = origin === 'text' ? ticket : looseTicket
  for (const [, prefix, number] of text.matchAll(pattern)) found.add(`ticket:${prefix!.toUpperCase()}-${number}`)
  if (text.includes('#')) for (const [, number] of text.matchAll(workItem)) found.add(`ticket:AB#${number}`)
  if (text.includes('/')) {
    for (const [, channel, seconds, micros, root] of text.matchAll(permalink))
      found.add(`thread:${channel!.toUpperCase()}:${root ?? `${seconds}.${micros}`}`)
    for (const [, repository, number] of text.matchAll(pullRequestUrl)) found.add(`pr:${repository}#${number}`)
    for (const [, project, number] of text.matchAll(mergeRequestUrl)) found.add(`pr:${project}#${number}`)
    for (const [, isUser, owner, repository, number] of text.matchAll(bitbucketUrl))
      found.add(`pr:${isUser ? '~' : ''}${owner}/${repository}#${number}`)
    for (const [, conversation, message, query] of text.matchAll(teamsLink))
      found.add(teamsRef(conversation!, message!, query))
    for (const [, space, topic] of text.matchAll(googleChatLink)) found.add(`thread:${space}:${topic}`)
    for (const [, project, number] of text.matchAll(mergeRequestShort)) found.add(`pr:${project}#${number}`)
    for (const [, repository, project, number] of text.matchAll(issueUrl))
      found.add(`ticket:${repository ?? project}#${number}`)
    for (const [, repository, number] of text.matchAll(pullRequestShort)) found.add(`pr:${repository}#${number}`)
  }
  return [...found].map((ref) => ({ ref, origin }))
}

/** The typed form of a key that stands alone in a structured field (`ticketNo`, a tag): candidates as above, or the bare value. */
export function fieldReference(value: string | null | undefined, origin: RefOrigin = 'field'): Reference[] {
  return findReferences(value, origin)
}

/** Branches that production is built from, by the names people give them, when the record does not name the default branch. */
export function isProtectedBranch(branch: string | null | undefined): boolean {
  return /^(main|master|trunk|prod|production|live|stable)$|^(release|releases|hotfix)[/-]|-stable$/i.test(branch ?? '')
}

/** Splits references into the two parallel columns of `events` and `tasks`; empty becomes null. */
export function referenceColumns(references: readonly Reference[]): {
  refs: string[] | null
  ref_origins: string[] | null
} {
  const first = new Map<string, RefOrigin>()
  for (const { ref, origin } of references) if (!first.has(ref)) first.set(ref, origin)
  if (first.size === 0) return { refs: null, ref_origins: null }
  return { refs: [...first.keys()], ref_origins: [...first.values()] }
}

/** A colon parts the pieces of a key: the conversation `19:…@thread.tacv2` has it written `_`, as its messages' connector does. */
function teamsRef(conversation: string, message: string, query: string | undefined) {
  const root = /(?:^|&|&amp;)parentMessageId=(\d{13})/i.exec(query ?? '')?.[1]
  return `thread:${conversation.replace(/%3a|:/gi, '_').replace(/%40/g, '@')}:${root ?? message}`
}

function serviceNowRef(prefix: string, digits: string) {
  const name = prefix.toUpperCase()
  return `${name === 'CHG' ? 'change' : 'ticket'}:${name}${digits}`
}
