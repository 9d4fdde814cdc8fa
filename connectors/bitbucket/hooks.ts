/** Webhook deliveries: of Server named by `eventKey`, of Cloud known by their members. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { asFields, attributesOf, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import type { EventDraft } from '../../src/schema/events.js'
import { hookSteps, meaningOf, reviewSteps } from './actions.js'
import { commentRows, stepRows } from './activities.js'
import { itemRows } from './items.js'
import {
  type Account,
  accountOf,
  cloudItem,
  cloudPlace,
  filedPlace,
  repositoryPlace,
  serverItem,
  serverPlace,
  timeOf,
} from './record.js'
import { badTime, commitReference, eventOf, identitiesOf } from './rows.js'

/** A webhook delivery of either product. */
export function hookRows(hook: Fields, { file }: SourceRecord): CanonicalRows {
  const who = accountOf(hook['actor'])
  const pull = fieldsAt(hook, 'pullRequest')
  const step = hookSteps.get(textOf(hook['eventKey']) ?? '')
  if (step !== undefined && pull !== null) return serverHookRows(hook, step, pull, file)
  const cloud = fieldsAt(hook, 'pullrequest')
  if (cloud !== null) return cloudHookRows(hook, cloud, who)
  return pushRows(hook, who)
}

/** A webhook of Server is an activity in other words; the first one shows the pull request as it was made. */
function serverHookRows(hook: Fields, step: string, pull: Fields, file: string): CanonicalRows {
  const place = serverPlace(pull)
  const made = step === 'OPENED' ? itemRows(serverItem(pull), place, pull) : null
  if (made && !made.reject) return made
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
  return stepRows(activity, place ?? filedPlace(file))
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
  const step = reviewSteps.get(state ?? '') ?? (state === undefined ? null : 'UNAPPROVED')
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
