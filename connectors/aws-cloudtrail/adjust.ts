/** What the parameters of one call change about its operation: the same name may take away, give back, or silence a log. */

import type { What } from './definition.js'
import type { Scene } from './places.js'
import { asArray, asObject, asText, type Json } from './record.js'

/**
 * The columns that a call's own parameters decide; `reduces` says whether a logging change records less than before, `endsSessions` whether the call
 * ends what was opened before.
 */
export type Adjustment = Partial<What> & { readonly reduces?: boolean | null; readonly endsSessions?: boolean }

/** Looks at one call; null when the table's answer stands. */
export type Adjust = (scene: Scene) => Adjustment | null

/** A key that is set active again is issued once more; set inactive it is revoked, which is the table's answer. */
export const adjustAccessKey: Adjust = ({ params }) =>
  asText(params?.['status'])?.toLowerCase() === 'active'
    ? { stage: 'credential', activity: 'issue', changeClass: 'secret_issue', change: 'add' }
    : null

/** The console's "revoke active sessions" is an inline policy that denies everything older than a moment. */
export const adjustInlinePolicy: Adjust = ({ params }) =>
  params?.['policyName'] === 'AWSRevokeOlderSessions'
    ? { stage: 'revocation', activity: 'revoke', changeClass: 'priv_removal', change: 'remove', endsSessions: true }
    : null

/** Says what can be said of a logging change from its parameters: less is recorded, everything is recorded, or it cannot be told. */
export const adjustLogging: Adjust = (scene) => {
  const reduces = reducesLogging(scene)
  if (reduces === true)
    return { stage: 'logging', activity: 'disable_logging', changeClass: null, change: 'remove', reduces }
  if (reduces === false)
    return { stage: 'logging', activity: 'enable_logging', changeClass: null, change: 'add', reduces }
  return { reduces }
}

function reducesLogging({ event, params }: Scene): boolean | null {
  if (params === null) return null
  switch (event['eventName']) {
    case 'UpdateTrail':
      return trailFlags.some((flag) => params[flag] === false) ? true : null
    case 'PutEventSelectors':
      return selectorsReduce(params)
    case 'PutInsightSelectors':
      return asArray(params['insightSelectors']).length === 0
    case 'PutBucketLogging':
      return asObject(asObject(params['BucketLoggingStatus'])?.['LoggingEnabled']) === null
    case 'UpdateDetector':
      return typeof params['enable'] === 'boolean' ? !params['enable'] : null
    case 'PutConfigurationRecorder':
      return recorderReduces(asObject(params['configurationRecorder']))
    case 'UpdateClusterConfig':
      return clusterLoggingReduces(asObject(params['logging']))
    default:
      return null
  }
}

const trailFlags = [
  'isMultiRegionTrail',
  'includeGlobalServiceEvents',
  'enableLogFileValidation',
  'isOrganizationTrail',
  'enableLogging',
]

/** Event selectors replace all that were there: a trail records everything only with management events, both kinds, nothing excluded. */
function selectorsReduce(params: Json): boolean | null {
  const advanced = asArray(params['advancedEventSelectors'])
  if (advanced.length > 0) return !advanced.some((one) => keepsManagement(asObject(one)))
  const selectors = asArray(params['eventSelectors'])
  if (selectors.length === 0) return 'eventSelectors' in params ? true : null
  return !selectors.some((one) => {
    const selector = asObject(one)
    return (
      selector?.['includeManagementEvents'] !== false &&
      (selector?.['readWriteType'] ?? 'All') === 'All' &&
      asArray(selector?.['excludeManagementEventSources']).length === 0
    )
  })
}

/** An advanced selector keeps all management events when it says so and nothing else. */
function keepsManagement(selector: Json | null): boolean {
  const fields = asArray(selector?.['fieldSelectors']).map(asObject)
  const [only] = fields
  return fields.length === 1 && only?.['field'] === 'eventCategory' && asArray(only['equals']).includes('Management')
}

function recorderReduces(recorder: Json | null): boolean | null {
  const all = asObject(recorder?.['recordingGroup'])?.['allSupported']
  return typeof all === 'boolean' ? !all : null
}

function clusterLoggingReduces(logging: Json | null): boolean | null {
  const entries = asArray(logging?.['clusterLogging']).map((one) => asObject(one)?.['enabled'])
  if (entries.length === 0) return null
  return entries.includes(false)
}
