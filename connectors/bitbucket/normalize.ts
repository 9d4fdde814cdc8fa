/** From Bitbucket's words to ours: pull requests with what was asked, decided, said and merged; deployments. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, brief, type Fields, fieldsAt, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, isProtectedBranch, type Reference, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import type { IdentityDraft } from '../../src/schema/identities.js'
import type { Moment } from '../../src/time.js'
import { hookSteps, meaningOf, outcomes } from './actions.js'
import {
  type Account,
  accountOf,
  activityPart,
  cloudItem,
  cloudPlace,
  filedPlace,
  type Item,
  type Kind,
  kindOf,
  type Place,
  type Review,
  repositoryPlace,
  serverItem,
  serverPlace,
  timeOf,
  unwrap,
} from './record.js'

/** Rows of one record of any kind, or why it gives none. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = unwrap(record.value)
  if (fields === null)
    return reject(
      'unknown_record',
      `no pull request, activity, comment, issue, commit or deployment: ${brief(record.value)}`,
    )
  return readers[kindOf(fields)!](fields, record)
}

const readers: Readonly<Record<Kind, (fields: Fields, record: SourceRecord) => CanonicalRows>> = {
  pullrequest: (fields) => itemRows(cloudItem(fields), cloudPlace(fields), fields),
  issue: (fields) => itemRows(cloudItem(fields), cloudPlace(fields), fields),
  serverPull: (fields) => itemRows(serverItem(fields), serverPlace(fields), fields),
  pullrequest_comment: (fields) => commentRows(fields, cloudPlace(fieldsAt(fields, 'pullrequest'))),
  activity: activityRows,
  serverActivity: (fields, { file }) => {
    const pull = fieldsAt(fields, 'pullRequest') ?? fieldsAt(fields, 'pullrequest')
    return stepRows(fields, serverPlace(pull) ?? filedPlace(file))
  },
  hook: hookRows,
  commit: commitRows,
  deployment: deploymentRows,
  pipeline: pipelineRows,
  pipeline_step: pipelineRows,
  repository: (fields) => {
    const at = timeOf(fields['created_on'])
    if (at === null) return badTime('repository', fields['full_name'], 'created_on', fields['created_on'])
    const place = repositoryPlace(textOf(fields['full_name']))
    const owner = accountOf(fields['owner'])
    return {
      events: [
        {
          ...eventOf(null, at, place),
          native_id: textOf(fields['uuid']),
          stage: 'context',
          activity: 'create',
          operation: 'repository.create',
          attributes: attributesOf({
            main_branch: fieldsAt(fields, 'mainbranch')?.['name'],
            is_private: fields['is_private'],
            owner: owner?.alias,
          }),
        },
      ],
      identities: identitiesOf([owner]),
    }
  },
}

// ── pull requests and issues ──

function itemRows(item: Item, place: Place | null, fields: Fields): CanonicalRows {
  const { created } = item
  if (!place?.key || !place.task) return reject('missing_field', `neither repository nor number: ${brief(fields)}`)
  const isPull = place.task.startsWith('pr:')
  if (created === null)
    return badTime(
      isPull ? 'pull request' : 'issue',
      place.key,
      'created',
      fields['created_on'] ?? fields['createdDate'],
    )
  const references = [
    ...findReferences(item.sourceBranch, 'branch'),
    ...findReferences(item.title, 'text'),
    ...findReferences(item.body, 'text'),
  ].filter(({ ref }) => ref !== place.task)
  const branches = {
    source_branch: item.sourceBranch,
    target_branch: item.targetBranch,
    head_sha: item.sourceCommit,
    merge_commit_sha: item.mergeCommit,
  }
  const what = isPull ? 'pull_request' : 'issue'
  const events: EventDraft[] = [
    {
      ...eventOf(item.author, created, place),
      native_id: place.key,
      stage: 'request',
      activity: 'create',
      operation: `${what}.create`,
      ...referenceColumns(references),
      text: [item.title, item.body].filter(Boolean).join('\n\n') || null,
      attributes: attributesOf(branches),
    },
    ...item.reviewers.flatMap((review) => reviewEvent(review, item, created, place)),
  ]
  const isMerged = item.state === 'MERGED'
  const isClosed = isMerged || closedStates.test(item.state)
  // The record of Cloud has no time of its end: it lies between its making and its last update.
  const end = item.closed ?? within(created, item.updated)
  const isInexact = item.closed === null || null
  if (isMerged)
    events.push({
      ...mergeEvent(item.closedBy, end, place, item.targetBranch, item.mergeCommit),
      attributes: attributesOf({ ...branches, time_is_last_update: isInexact }),
    })
  else if (isClosed)
    events.push({
      ...eventOf(item.closedBy, end, place),
      native_id: place.key,
      stage: 'context',
      activity: 'close',
      operation: isPull ? meaningOf(item.state).operation : 'issue.close',
      attributes: attributesOf({ state: item.state, time_is_last_update: isInexact }),
    })
  return {
    tasks: [
      {
        task: place.task,
        native_id: place.key,
        kind: isPull ? 'pull_request' : 'ticket',
        key: place.key,
        title: item.title,
        description: item.body,
        type: isPull ? 'pull request' : (textOf(fields['kind']) ?? 'issue'),
        status: item.state.toLowerCase() || null,
        is_closed: item.state === '' ? null : isClosed,
        requester: item.author?.alias,
        opened_by: item.author?.alias,
        assignee: item.assignee?.alias,
        created_at: created.at,
        updated_at: item.updated?.at,
        closed_at: isClosed ? (item.closed ?? item.updated)?.at : null,
        resolution_us: created.resolution,
        has_history: false,
        ...referenceColumns(references),
        attributes: attributesOf({ ...branches, reviewers: item.reviewers.map(({ who }) => who.alias) }),
      },
    ],
    events,
    identities: identitiesOf([item.author, item.closedBy, item.assignee, ...item.reviewers.map(({ who }) => who)]),
  }
}

const closedStates = /^(DECLINED|SUPERSEDED|RESOLVED|CLOSED|WONTFIX|INVALID|DUPLICATE)$/

/** Servers call it needing work, Cloud asking for changes. */
const reviewSteps: Readonly<Record<string, string>> = {
  APPROVED: 'APPROVED',
  NEEDS_WORK: 'REVIEWED',
  CHANGES_REQUESTED: 'REVIEWED',
}

/** A decision as the pull request shows it. When it was made is not in it: between the making of the request and the last step. */
function reviewEvent({ who, state, last, commit }: Review, item: Item, created: Moment, place: Place): EventDraft[] {
  const step = reviewSteps[state ?? '']
  if (step === undefined) return []
  return [
    {
      ...eventOf(who, within(created, last ?? item.updated ?? item.closed), place),
      ...meaningOf(step),
      native_id: `${place.key}/review/${who.alias}`,
      after: commit,
      ...referenceColumns(commitReference(commit)),
      attributes: attributesOf({ state, commit_id: commit, time_is_last_update: true }),
    },
  ]
}

/** From one moment to the end of another. */
function within(first: Moment, last: Moment | null): Moment {
  if (last === null) return first
  return { at: first.at, resolution: Math.max(last.at - first.at + last.resolution, first.resolution) }
}

function mergeEvent(
  by: Account | null,
  at: Moment,
  place: Place | null,
  branch: string | null,
  commit: string | null,
): EventDraft {
  return {
    ...eventOf(by, at, place),
    ...meaningOf('MERGED'),
    native_id: place?.key,
    // The pull request itself, its activities and the webhook all tell of one merge.
    twin_id: place?.key ? `bitbucket-merge:${place.key.toLowerCase()}` : null,
    change_class: branch === null || isProtectedBranch(branch) ? 'prod_config' : null,
    change: 'modify',
    after: commit,
    ...referenceColumns(commitReference(commit)),
  }
}

// ── activities and comments ──

function activityRows(fields: Fields): CanonicalRows {
  const part = activityPart(fields)!
  const place = cloudPlace(fieldsAt(fields, 'pull_request'))
  if (part.name === 'comment') return commentRows(part.fields, place)
  const at = timeOf(part.fields['date'])
  if (at === null) return badTime(part.name, place?.key, 'date', part.fields['date'])
  const who = accountOf(part.fields['user'] ?? part.fields['author'])
  if (part.name === 'update') return updateRows(part.fields, who, at, place)
  const meaning = meaningOf(part.name === 'approval' ? 'APPROVED' : 'REVIEWED')
  return {
    events: [
      { ...eventOf(who, at, place), ...meaning, native_id: `${place?.key ?? ''}/${part.name}/${who?.alias ?? ''}` },
    ],
    identities: identitiesOf([who]),
  }
}

/** An update tells the state after it and what changed; the first one, which changed nothing, is the making of the request. */
function updateRows(update: Fields, who: Account | null, at: Moment, place: Place | null): CanonicalRows {
  const changes = fieldsAt(update, 'changes')
  const state = textOf(update['state'])?.toUpperCase() ?? 'UPDATED'
  const added = membersOf(fieldsAt(changes, 'reviewers')?.['added'])
  const head = textOf(fieldsAt(update, 'source', 'commit')?.['hash'])
  const base = { ...eventOf(who, at, place), native_id: place?.key }
  const events: EventDraft[] = added.map((one) => ({
    ...base,
    ...meaningOf('ASKED'),
    subject: one.alias,
    change: 'add',
  }))
  const before = shown(changes, 'old')
  const after = shown(changes, 'new')
  if (state === 'MERGED')
    events.push(mergeEvent(who, at, place, textOf(fieldsAt(update, 'destination', 'branch')?.['name']), null))
  else if (state !== 'OPEN') events.push({ ...base, ...meaningOf(state), before, after })
  else if (added.length === 0 || after !== null)
    events.push({
      ...base,
      ...meaningOf('UPDATED'),
      before,
      after: after ?? head,
      attributes: attributesOf({ head_sha: head }),
    })
  return { events, identities: identitiesOf([who, ...added]) }
}

/** What the changes of an update say on one side: `title: …; description: …`. */
function shown(changes: Fields | null, side: 'old' | 'new'): string | null {
  const said = Object.entries(changes ?? {}).flatMap(([name, change]) => {
    const value = textOf(asFields(change)?.[side])
    return value === null ? [] : [`${name}: ${value}`]
  })
  return said.length > 0 ? said.join('; ') : null
}

/** A comment of Cloud, or the one inside an activity of Server. */
function commentRows(comment: Fields, place: Place | null): CanonicalRows {
  const written = comment['created_on'] ?? comment['createdDate']
  const at = timeOf(written)
  if (at === null) return badTime('comment', comment['id'], 'created', written)
  const updated = timeOf(comment['updated_on'] ?? comment['updatedDate'])
  const who = accountOf(comment['user'] ?? comment['author'])
  const text = textOf(fieldsAt(comment, 'content')?.['raw']) ?? textOf(comment['text'])
  return {
    events: [
      {
        ...eventOf(who, at, place),
        ...meaningOf('COMMENTED'),
        native_id: textOf(comment['id']),
        ...referenceColumns(findReferences(text, 'text').filter(({ ref }) => ref !== place?.task)),
        text,
        text_edited_at: updated && updated.at - at.at > 1_000_000 ? updated.at : null,
        attributes: attributesOf({
          path: fieldsAt(comment, 'inline')?.['path'] ?? fieldsAt(comment, 'anchor')?.['path'],
          is_deleted: comment['deleted'] === true || null,
          reply_to: fieldsAt(comment, 'parent')?.['id'],
        }),
      },
    ],
    identities: identitiesOf([who]),
  }
}

/** An activity of Server, or a webhook put into its form; only the webhook knows the `branch` that was merged into. */
function stepRows(fields: Fields, place: Place | null): CanonicalRows {
  const step = textOf(fields['action']) ?? ''
  const comment = fieldsAt(fields, 'comment')
  const isAdded = textOf(fields['commentAction']) !== 'DELETED'
  if (step === 'COMMENTED' && comment !== null && isAdded && 'text' in comment)
    return commentRows({ createdDate: fields['createdDate'], author: fields['user'], ...comment }, place)
  const at = timeOf(fields['createdDate'])
  if (at === null) return badTime('activity', fields['id'], 'createdDate', fields['createdDate'])
  const who = accountOf(fields['user'])
  const added = membersOf(fields['addedReviewers'])
  const merge = textOf(fieldsAt(fields, 'commit')?.['id'])
  const commit = textOf(fields['fromHash']) ?? merge
  const base = { ...eventOf(who, at, place), native_id: textOf(fields['id']) }
  if (step === 'MERGED')
    return { events: [mergeEvent(who, at, place, textOf(fields['branch']), merge)], identities: identitiesOf([who]) }
  const meaning = meaningOf(step)
  const asked = added.map((one) => ({ ...base, ...meaningOf('ASKED'), subject: one.alias, change: 'add' }))
  const own = {
    ...base,
    ...meaning,
    before: textOf(fields['previousFromHash']),
    after: commit,
    ...referenceColumns(meaning.decision ? commitReference(commit) : []),
  }
  return {
    events: step === 'UPDATED' && asked.length > 0 ? asked : [own, ...asked],
    identities: identitiesOf([who, ...added]),
  }
}

// ── webhooks ──

function hookRows(hook: Fields, { file }: SourceRecord): CanonicalRows {
  const event = textOf(hook['eventKey'])
  const who = accountOf(hook['actor'])
  const pull = fieldsAt(hook, 'pullRequest')
  const step = hookSteps[event ?? '']
  if (step !== undefined && pull !== null) {
    const activity = {
      action: step,
      branch: fieldsAt(pull, 'toRef')?.['displayId'],
      user: hook['actor'],
      createdDate: hook['date'],
      comment: hook['comment'],
      addedReviewers: hook['addedReviewers'],
      commit: fieldsAt(pull, 'properties', 'mergeCommit'),
      fromHash: fieldsAt(pull, 'fromRef')?.['latestCommit'],
      previousFromHash: hook['previousFromHash'],
    }
    const rows = stepRows(activity, serverPlace(pull) ?? filedPlace(file))
    const own = itemRows(serverItem(pull), serverPlace(pull), pull)
    return step === 'OPENED' && !own.reject ? own : rows
  }
  const cloud = fieldsAt(hook, 'pullrequest')
  if (cloud !== null) return cloudHookRows(hook, cloud, who)
  return pushRows(hook, who)
}

/** A webhook of Cloud does not name its event: its members do. Approving and taking it back look alike but for the participants. */
function cloudHookRows(hook: Fields, pull: Fields, who: Account | null): CanonicalRows {
  const place = cloudPlace(pull)
  const comment = fieldsAt(hook, 'comment')
  if (comment !== null) return commentRows(comment, place)
  const decided = fieldsAt(hook, 'approval') ?? fieldsAt(hook, 'changes_request')
  if (decided === null) return itemRows(cloudItem(pull), place, pull)
  const by = accountOf(decided['user']) ?? who
  const at = timeOf(decided['date'])
  if (at === null) return badTime('approval', place?.key, 'date', decided['date'])
  const state = cloudItem(pull).reviewers.find((one) => one.who.alias === by?.alias)?.state
  const step = reviewSteps[state ?? ''] ?? (state === undefined ? null : 'UNAPPROVED')
  return {
    events: [
      {
        ...eventOf(by, at, place),
        ...(step === null ? { ...meaningOf('review'), decision: null } : meaningOf(step)),
        native_id: `${place?.key ?? ''}/approval/${by?.alias ?? ''}`,
      },
    ],
    identities: identitiesOf([by]),
  }
}

/** A push, one event a branch; what else a webhook tells stays talk. */
function pushRows(hook: Fields, who: Account | null): CanonicalRows {
  const repository = fieldsAt(hook, 'repository')
  const project = textOf(fieldsAt(repository, 'project')?.['key'])
  const place = repositoryPlace(
    textOf(repository?.['full_name']) ?? (project && `${project}/${textOf(repository?.['slug'])}`),
  )
  const changes = listOf(hook['changes'] ?? fieldsAt(hook, 'push')?.['changes']).map((one) => asFields(one))
  const events = changes.flatMap((change): EventDraft[] => {
    const to = fieldsAt(change, 'new')
    const from = fieldsAt(change, 'old')
    const at = timeOf(hook['date']) ?? timeOf(fieldsAt(to, 'target')?.['date'])
    if (at === null) return []
    const branch = textOf((to ?? from)?.['name']) ?? textOf(fieldsAt(change, 'ref')?.['displayId'])
    const after = textOf(fieldsAt(to, 'target')?.['hash']) ?? textOf(change?.['toHash'])
    return [
      {
        ...eventOf(who, at, place),
        native_id: after,
        stage: 'context',
        activity: 'update',
        operation: 'repository.push',
        change: 'modify',
        before: textOf(fieldsAt(from, 'target')?.['hash']) ?? textOf(change?.['fromHash']),
        after,
        ...referenceColumns([
          ...commitReference(after),
          ...findReferences(branch, 'branch'),
          ...findReferences(textOf(fieldsAt(to, 'target')?.['message']), 'text'),
        ]),
        attributes: attributesOf({ branch, forced: change?.['forced'] === true || null }),
      },
    ]
  })
  if (events.length > 0) return { events, identities: identitiesOf([who]) }
  const at = timeOf(hook['date'])
  if (at === null) return badTime('webhook', hook['eventKey'], 'date', hook['date'])
  const operation = textOf(hook['eventKey']) ?? 'webhook'
  return {
    events: [{ ...eventOf(who, at, place), stage: 'context', activity: 'other', operation }],
    identities: identitiesOf([who]),
  }
}

// ── commits, deployments, pipelines ──

function commitRows(fields: Fields): CanonicalRows {
  const at = timeOf(fields['committerTimestamp'] ?? fields['authorTimestamp'] ?? fields['date'])
  const hash = textOf(fields['hash'] ?? fields['id'])
  if (at === null) return badTime('commit', hash, 'date', fields['date'])
  const author = fieldsAt(fields, 'author')
  const raw = /<([^<>\s]+@[^<>\s]+)>/.exec(textOf(author?.['raw']) ?? '')?.[1]
  const who = accountOf(author?.['user'] ?? (raw ? { emailAddress: raw } : author))
  const message = textOf(fields['message'])
  return {
    events: [
      {
        ...eventOf(who, at, repositoryPlace(textOf(fieldsAt(fields, 'repository')?.['full_name']))),
        native_id: hash,
        stage: 'context',
        activity: 'edit',
        operation: 'commit',
        after: hash,
        ...referenceColumns([...commitReference(hash), ...findReferences(message, 'text')]),
        text: message,
        attributes: attributesOf({ parents: listOf(fields['parents']).flatMap(commitOf) }),
      },
    ],
    identities: identitiesOf([who]),
  }
}

function commitOf(value: unknown): string[] {
  const fields = asFields(value)
  return [textOf(fields?.['hash'] ?? fields?.['id'])].filter((one) => one !== null)
}

function deploymentRows(fields: Fields): CanonicalRows {
  const state = fieldsAt(fields, 'state')
  const release = fieldsAt(fields, 'release')
  const at = ['completed_on', 'started_on'].map((name) => timeOf(state?.[name])).find((one) => one !== null)
  const moment = at ?? timeOf(fields['last_update_time']) ?? timeOf(release?.['created_on'])
  if (moment === null) return badTime('deployment', fields['uuid'], 'last_update_time', fields['last_update_time'])
  const environment = fieldsAt(fields, 'environment')
  const name = textOf(environment?.['name'])
  const tier = textOf(fieldsAt(environment, 'environment_type')?.['name'])
  const commit = textOf(fieldsAt(release, 'commit')?.['hash'])
  const found = /bitbucket\.org\/([\w.-]+\/[\w.-]+)\//.exec(textOf(release?.['url']) ?? '')?.[1] ?? null
  const word = textOf(fieldsAt(state, 'status')?.['name']) ?? textOf(state?.['name']) ?? ''
  const who = accountOf(fields['deployer'] ?? fieldsAt(release, 'pipeline')?.['creator'])
  const isProduction = /^prod/i.test(tier ?? '') || /^(prod|production|live)\b/i.test(name ?? '')
  return {
    events: [
      {
        ...eventOf(who, moment, repositoryPlace(found)),
        native_id: textOf(fields['uuid']),
        stage: 'execution',
        activity: 'deploy',
        operation: 'deployment',
        outcome: outcomes[word] ?? 'unknown',
        change_class: isProduction ? 'prod_config' : null,
        change: 'modify',
        resource: name,
        after: commit,
        ...referenceColumns(commitReference(commit)),
        attributes: attributesOf({
          environment: name,
          tier,
          state: word,
          release: release?.['name'],
          repository: found,
        }),
      },
    ],
    identities: identitiesOf([who]),
  }
}

/** A pipeline, or a step of one. */
function pipelineRows(fields: Fields): CanonicalRows {
  const at = timeOf(fields['completed_on']) ?? timeOf(fields['started_on']) ?? timeOf(fields['created_on'])
  if (at === null) return reject('no_time', `${textOf(fields['type'])} ${textOf(fields['uuid'])} has not started`)
  const state = fieldsAt(fields, 'state')
  const word = textOf(fieldsAt(state, 'result')?.['name']) ?? textOf(state?.['name']) ?? ''
  const target = fieldsAt(fields, 'target')
  const commit = textOf(fieldsAt(target, 'commit')?.['hash'])
  const branch = textOf(target?.['ref_name'])
  const who = accountOf(fields['creator'])
  return {
    events: [
      {
        ...eventOf(who, at, repositoryPlace(textOf(fieldsAt(fields, 'repository')?.['full_name']))),
        native_id: textOf(fields['uuid']),
        stage: 'context',
        activity: 'use',
        operation: textOf(fields['type']) ?? 'pipeline',
        outcome: outcomes[word] ?? 'unknown',
        ...referenceColumns([...commitReference(commit), ...findReferences(branch, 'branch')]),
        attributes: attributesOf({
          name: fields['name'] ?? fields['build_number'],
          state: word,
          branch,
          trigger: fieldsAt(fields, 'trigger')?.['type'] ?? fieldsAt(fields, 'trigger')?.['name'],
          pipeline: fieldsAt(fields, 'pipeline')?.['uuid'],
        }),
      },
    ],
    identities: identitiesOf([who]),
  }
}

// ── small steps ──

function commitReference(hash: string | null): Reference[] {
  return hash === null ? [] : [{ ref: `commit:${hash}`, origin: 'field' }]
}

function membersOf(value: unknown): Account[] {
  return listOf(value).flatMap((one) => accountOf(asFields(one)?.['user'] ?? one) ?? [])
}

/** What every event has in common. */
function eventOf(who: Account | null, at: Moment, place: Place | null) {
  return {
    occurred_at: at.at,
    resolution_us: at.resolution,
    outcome: 'success',
    is_write: true,
    task: place?.task,
    actor: who?.alias,
    actor_kind_hint: who?.kind,
    account: place?.repository.split('/')[0],
    resource: place?.repository,
  }
}

function identitiesOf(accounts: readonly (Account | null)[]): IdentityDraft[] {
  const rows = new Map<string, IdentityDraft>()
  for (const account of accounts) {
    if (account === null || rows.has(account.alias)) continue
    const { alias, login, name, email, kind } = account
    if (login === null && name === null && email === null) continue
    const directory = alias.slice(0, alias.indexOf(':'))
    rows.set(alias, {
      alias,
      directory: directory === 'email' ? 'bitbucket' : directory,
      login,
      display_name: name,
      email,
      basis: 'observed',
      kind_hint: kind,
    })
  }
  return [...rows.values()]
}

function badTime(what: string, id: unknown, field: string, value: unknown): CanonicalRows {
  return reject('bad_time', `${field} of ${what} ${textOf(id) ?? '(no id)'} is no time: ${brief(value)}`)
}
