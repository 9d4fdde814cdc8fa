/** Repositories, commits, and what is built and deployed from them. */
import type { CanonicalRows } from '../../src/connector.js'
import { asFields, attributesOf, type Fields, fieldsAt, listOf, reject, textOf } from '../../src/read-fields.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import { outcomes } from './actions.js'
import { accountOf, repositoryPlace, timeOf } from './record.js'
import { badTime, commitReference, eventOf, identitiesOf } from './rows.js'

/** A commit, of either product. */
export function commitRows(fields: Fields): CanonicalRows {
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

/** A deployment of Cloud. */
export function deploymentRows(fields: Fields): CanonicalRows {
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
        outcome: outcomes.get(word) ?? 'unknown',
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
export function pipelineRows(fields: Fields): CanonicalRows {
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
        outcome: outcomes.get(word) ?? 'unknown',
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

/** A repository of Cloud: when it was made. */
export function repositoryRows(fields: Fields): CanonicalRows {
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
}
