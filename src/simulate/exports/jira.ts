/** Jira as its REST API returns it: search pages of 50 issues with changelog and comments, and the approvals of its service desk. */
import { DAY, jiraTime, SECOND, serviceDeskDate } from '../calendar.js'
import { DOMAIN, type Person } from '../company.js'
import type { Files } from '../files.js'
import type { Rates } from '../options.js'
import type { Random } from '../random.js'

/** An account as Jira names it. */
export interface JiraUser {
  readonly accountId: string
  readonly displayName: string
  readonly emailAddress?: string
  readonly accountType: 'atlassian' | 'app'
}

/** What a new issue says. */
export interface IssueDraft {
  readonly at: number
  readonly by: JiraUser
  readonly summary: string
  readonly description: string
  readonly type?: string
  readonly project?: 'OPS' | 'WEB'
  readonly status?: string
  readonly resource?: string
  readonly entitlement?: string
  readonly requestedFor?: JiraUser
  readonly neededUntil?: number
  readonly labels?: readonly string[]
}

/** An issue in the making. Each method returns the id of the record it adds. */
export interface Issue {
  readonly key: string
  readonly resource: string | null
  /** Whether its project was renamed later and its history does not tell. */
  readonly isForgotten: boolean
  status(at: number, by: JiraUser, to: string): string
  assign(at: number, by: JiraUser, to: JiraUser): string
  field(at: number, by: JiraUser, name: 'Resource' | 'Entitlement', to: string): string
  /** A change that says nothing about what is asked for. */
  label(at: number, by: JiraUser, label: string): string
  comment(at: number, by: JiraUser, text: string): string
  resolve(at: number, by: JiraUser, resolution: string): string
  /** Opens it again. */
  reopen(at: number, by: JiraUser): string
  /** Asks for an approval; pending until decided. */
  askApproval(at: number, approvers: readonly JiraUser[]): string
  decide(approval: string, at: number, by: JiraUser, decision: 'approved' | 'declined'): void
  /** Writes the issue. Nothing may be added afterwards. Gives the ids of records that came with it. */
  file(): readonly string[]
}

/** The tracker. */
export interface Jira {
  create(draft: IssueDraft): Issue
  user(person: Person): JiraUser
  /** The key by which the export knows an issue. */
  finalKey(key: string): string
  /** Final keys of issues on pages that were not exported. */
  readonly lost: ReadonlySet<string>
  close(): void
}

const BASE = `https://jira.${DOMAIN}`
const PAGE = 50
/** What the projects are called in the end. */
const renames = { OPS: 'PLT', WEB: 'SITE' } as const
/** Who moves the issues of a renamed project. */
const mover: JiraUser = { accountId: '557058:move-of-projects', displayName: 'Project mover', accountType: 'app' }
const names = {
  summary: 'Summary',
  issuetype: 'Issue Type',
  project: 'Project',
  status: 'Status',
  resolution: 'Resolution',
  resolutiondate: 'Resolved',
  created: 'Created',
  updated: 'Updated',
  creator: 'Creator',
  reporter: 'Reporter',
  assignee: 'Assignee',
  description: 'Description',
  labels: 'Labels',
  comment: 'Comment',
  customfield_10050: 'Resource',
  customfield_10051: 'Entitlement',
  customfield_10052: 'Requested for',
  customfield_10053: 'Needed until',
}
const statuses: Readonly<Record<string, readonly [id: string, category: string, name: string]>> = {
  'To Do': ['10000', 'new', 'To Do'],
  'Waiting for approval': ['10001', 'indeterminate', 'In Progress'],
  Approved: ['10002', 'indeterminate', 'In Progress'],
  'Approval denied': ['10003', 'indeterminate', 'In Progress'],
  'In Progress': ['3', 'indeterminate', 'In Progress'],
  Done: ['10004', 'done', 'Done'],
}

/** Opens the tracker. */
export function openJira(files: Files, root: Random, rates: Rates, skew: number): Jira {
  const random = root.fork('jira')
  const moved = new Map<string, string>()
  const lost = new Set<string>()
  const counters = { OPS: 0, WEB: 0 }
  let issueId = 10_000
  let recordId = 200_000
  let approvalId = 9000
  let page: { key: string; text: string }[] = []
  let written = 0
  let pages = 0
  let filed = 0
  let approvals: unknown[] = []
  let approvalPages = 0
  const stamp = (at: number) => jiraTime(at + skew * SECOND)

  const flushIssues = () => {
    if (page.length === 0) return
    const head = `"expand":"schema,names","startAt":${filed - page.length},"maxResults":${PAGE},"total":-1`
    pages++
    if (random.fork(`page/${pages}`).chance(rates.lostPages)) for (const { key } of page) lost.add(key)
    else {
      written++
      const issues = page.map(({ text }) => text).join(',\n')
      files.text(issuePage(written), `{${head},"issues":[${issues}],"names":${JSON.stringify(names)}}\n`)
    }
    page = []
  }
  const flushApprovals = () => {
    if (approvals.length === 0) return
    approvalPages++
    const document = { _expands: [], size: approvals.length, start: 0, limit: 100, isLastPage: true, values: approvals }
    files.text(`exports/jira/approvals-${String(approvalPages).padStart(4, '0')}.json`, `${JSON.stringify(document)}\n`)
    approvals = []
  }
  const person = (user: JiraUser) => ({
    self: `${BASE}/rest/api/2/user?accountId=${user.accountId}`,
    accountId: user.accountId,
    ...(user.emailAddress ? { emailAddress: user.emailAddress } : {}),
    displayName: user.displayName,
    active: true,
    timeZone: 'Europe/Berlin',
    accountType: user.accountType,
  })
  const statusField = (name: string) => {
    const [id, key, category] = statuses[name]!
    return { self: `${BASE}/rest/api/2/status/${id}`, name, id, statusCategory: { key, name: category } }
  }

  return {
    user: (of) => ({
      accountId: of.jira,
      displayName: of.name,
      ...(of.isMapped && !of.isJiraEmailHidden && !of.unexplained.has('jira') ? { emailAddress: of.key } : {}),
      accountType: 'atlassian',
    }),
    create(draft) {
      const project = draft.project ?? 'OPS'
      const key = `${project}-${++counters[project]}`
      const id = String(++issueId)
      const luck = random.fork(`rename/${key}`)
      const isMoved = luck.chance(rates.renamedTickets)
      const isForgotten = isMoved && luck.chance(rates.forgottenRenames)
      const finalKey = isMoved ? key.replace(project, renames[project]) : key
      if (isMoved) moved.set(key, finalKey)
      const histories: { at: number; write: () => unknown }[] = []
      const comments: unknown[] = []
      const asked = new Map<
        string,
        { at: number; approvers: readonly JiraUser[]; decided?: { at: number; by: JiraUser; decision: string } }
      >()
      const labels = [...(draft.labels ?? [])]
      let status = draft.status ?? 'To Do'
      let assignee = null as JiraUser | null
      let updated = draft.at
      let resolution = null as { name: string; at: number } | null
      const fields: Record<string, string | null> = {
        Resource: draft.resource ?? null,
        Entitlement: draft.entitlement ?? null,
      }
      const touch = (at: number) => {
        updated = Math.max(updated, at)
      }
      // What a change changed from is known only in the order of time, so items are made when the issue is filed.
      const history = (at: number, by: JiraUser, items: () => readonly object[]) => {
        const native = String(++recordId)
        touch(at)
        const isBlind = random.fork(`before/${native}`).chance(rates.removedBefore)
        const told = () => (isBlind ? items().map((item) => ({ ...item, from: null, fromString: null })) : items())
        histories.push({ at, write: () => ({ id: native, author: person(by), created: stamp(at), items: told() }) })
        return native
      }
      const transition = (to: string) => {
        const item = {
          field: 'status',
          fieldtype: 'jira',
          fieldId: 'status',
          from: statuses[status]![0],
          fromString: status,
          to: statuses[to]![0],
          toString: to,
        }
        status = to
        return item
      }
      return {
        key,
        resource: draft.resource ?? null,
        isForgotten,
        status: (at, by, to) => history(at, by, () => [transition(to)]),
        assign: (at, by, to) =>
          history(at, by, () => {
            const before = assignee
            assignee = to
            return [
              {
                field: 'assignee',
                fieldtype: 'jira',
                fieldId: 'assignee',
                from: before?.accountId ?? null,
                fromString: before?.displayName ?? null,
                to: to.accountId,
                toString: to.displayName,
              },
            ]
          }),
        field: (at, by, name, to) =>
          history(at, by, () => {
            const before = fields[name]
            fields[name] = to
            const fieldId = name === 'Resource' ? 'customfield_10050' : 'customfield_10051'
            return [
              { field: name, fieldtype: 'custom', fieldId, from: null, fromString: before, to: null, toString: to },
            ]
          }),
        label: (at, by, label) =>
          history(at, by, () => {
            const before = labels.join(' ')
            labels.push(label)
            return [
              {
                field: 'labels',
                fieldtype: 'jira',
                fieldId: 'labels',
                from: null,
                fromString: before,
                to: null,
                toString: labels.join(' '),
              },
            ]
          }),
        comment(at, by, text) {
          const native = String(++recordId)
          touch(at)
          comments.push({
            self: `${BASE}/rest/api/2/issue/${id}/comment/${native}`,
            id: native,
            author: person(by),
            body: text,
            updateAuthor: person(by),
            created: stamp(at),
            updated: stamp(at),
            jsdPublic: true,
          })
          return native
        },
        resolve: (at, by, name) =>
          history(at, by, () => {
            resolution = { name, at }
            return [
              {
                field: 'resolution',
                fieldtype: 'jira',
                fieldId: 'resolution',
                from: null,
                fromString: null,
                to: '10000',
                toString: name,
              },
              transition('Done'),
            ]
          }),
        reopen: (at, by) =>
          history(at, by, () => {
            const before = resolution
            resolution = null
            return [
              {
                field: 'resolution',
                fieldtype: 'jira',
                fieldId: 'resolution',
                from: '10000',
                fromString: before?.name ?? 'Done',
                to: null,
                toString: null,
              },
              transition('In Progress'),
            ]
          }),
        askApproval(at, approvers) {
          const native = String(++approvalId)
          touch(at)
          asked.set(native, { at, approvers })
          return native
        },
        decide(approval, at, by, decision) {
          touch(at)
          asked.get(approval)!.decided = { at, by, decision }
        },
        file() {
          const added: string[] = []
          if (isMoved && !isForgotten) {
            const item = { field: 'Key', fieldtype: 'jira', from: null, fromString: key, to: null, toString: finalKey }
            added.push(history(updated + DAY, mover, () => [item]))
          }
          // Newest first, as the API lists them.
          const written = histories
            .sort((a, b) => a.at - b.at)
            .map((entry) => entry.write())
            .reverse()
          const issue = {
            expand: 'operations,versionedRepresentations,editmeta,changelog,renderedFields',
            id,
            self: `${BASE}/rest/api/2/issue/${id}`,
            key: finalKey,
            changelog: { startAt: 0, maxResults: written.length, total: written.length, histories: written },
            fields: {
              summary: draft.summary,
              issuetype: { name: draft.type ?? 'Access Request', subtask: false },
              project: {
                key: isMoved ? renames[project] : project,
                name: project === 'OPS' ? 'Operations' : 'Website',
                projectTypeKey: project === 'OPS' ? 'service_desk' : 'software',
              },
              status: statusField(status),
              resolution: resolution ? { id: '10000', name: resolution.name } : null,
              resolutiondate: resolution ? stamp(resolution.at) : null,
              created: stamp(draft.at),
              updated: stamp(updated),
              creator: person(draft.by),
              reporter: person(draft.by),
              assignee: assignee ? person(assignee) : null,
              description: draft.description,
              labels,
              issuelinks: [],
              customfield_10050: fields['Resource'],
              customfield_10051: fields['Entitlement'],
              customfield_10052: draft.requestedFor ? person(draft.requestedFor) : null,
              customfield_10053: draft.neededUntil ? stamp(draft.neededUntil) : null,
              comment: {
                comments,
                self: `${BASE}/rest/api/2/issue/${id}/comment`,
                maxResults: comments.length,
                total: comments.length,
                startAt: 0,
              },
            },
          }
          page.push({ key: finalKey, text: JSON.stringify(issue) })
          filed++
          if (page.length === PAGE) flushIssues()
          for (const [native, ask] of asked) {
            approvals.push({
              id: native,
              name: 'Waiting for approval',
              finalDecision: ask.decided?.decision ?? 'pending',
              canAnswerApproval: false,
              approvers: ask.approvers.map((approver) => ({
                approver: person(approver),
                approverDecision:
                  ask.decided && ask.decided.by.accountId === approver.accountId ? ask.decided.decision : 'pending',
              })),
              createdDate: serviceDeskDate(ask.at + skew * SECOND),
              ...(ask.decided ? { completedDate: serviceDeskDate(ask.decided.at + skew * SECOND) } : {}),
              _links: { self: `${BASE}/rest/servicedeskapi/request/${finalKey}/approval/${native}` },
            })
            if (approvals.length === 100) flushApprovals()
          }
          return added
        },
      }
    },
    finalKey: (key) => moved.get(key) ?? key,
    lost,
    close() {
      flushIssues()
      flushApprovals()
      // The API says on every page how many issues the search found; that is known only now.
      for (let number = 1; number <= written; number++)
        files.change(issuePage(number), (text) => text.replace('"total":-1', `"total":${filed}`))
    },
  }
}

function issuePage(number: number) {
  return `exports/jira/search-${String(number).padStart(4, '0')}.json`
}
