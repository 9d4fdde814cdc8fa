/** From Bitbucket's words to ours, by the kind of the record. */
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { brief, type Fields, fieldsAt, reject } from '../../src/read-fields.js'
import { activityRows, commentRows, stepRows } from './activities.js'
import { commitRows, deploymentRows, pipelineRows, repositoryRows } from './builds.js'
import { hookRows } from './hooks.js'
import { itemRows } from './items.js'
import { cloudItem, cloudPlace, filedPlace, type Kind, kindOf, serverItem, serverPlace, unwrap } from './record.js'

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
  repository: repositoryRows,
}
