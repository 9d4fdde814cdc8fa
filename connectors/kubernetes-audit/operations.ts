/** What a verb on a resource means in our words. Resources: https://kubernetes.io/docs/reference/kubernetes-api/ */
import type { ChangeClass, Decision, Stage } from '../../src/schema/words.js'

type Change = 'add' | 'remove' | 'modify'

/** How a call is to be read. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  readonly isWrite: boolean
  readonly change?: Change
  readonly changeClass?: ChangeClass
  readonly decision?: Decision
  /** A binding of a role to subjects, a request for a certificate, a token: read more closely by `normalize.ts`. */
  readonly special?: 'binding' | 'role' | 'csr' | 'token' | 'static-token' | 'workload' | 'scale'
}

const bindings = /^(cluster)?rolebindings$/
const roles = /^(cluster)?roles$/
const workloads =
  /^(deployments|daemonsets|statefulsets|replicasets|replicationcontrollers|jobs|cronjobs|pods|podtemplates)$/
const admission =
  /^((mutating|validating)webhookconfigurations|(mutating|validating)admissionpolic(ies|ybindings)|validatingadmissionpolicybindings|apiservices|podsecuritypolicies|authenticationconfigurations|securitycontextconstraints)$/
const settings =
  /^(configmaps|secrets|services|ingresses|ingressclasses|networkpolicies|namespaces|nodes|persistentvolumes|persistentvolumeclaims|storageclasses|priorityclasses|runtimeclasses|resourcequotas|limitranges|poddisruptionbudgets|horizontalpodautoscalers|customresourcedefinitions|csidrivers|flowschemas|prioritylevelconfigurations|gateways|httproutes)$/
/** Bookkeeping of the cluster and questions put to it: writes in form only. */
const bookkeeping =
  /^(events|leases|endpoints|endpointslices|controllerrevisions|csinodes|volumeattachments|csistoragecapacities|componentstatuses)$/
const questions =
  /^(tokenreviews|(self|local)?subjectaccessreviews|selfsubjectrulesreviews|selfsubjectreviews|selfsubjectaccessreviews|localsubjectaccessreviews)$/

/** Meaning of a call; `name` and `namespace` tell the few objects that mean more than their kind. */
export function meaningOf(
  verb: string,
  resource: string | null,
  subresource: string | null,
  name: string | null,
  namespace: string | null,
): Meaning {
  const isRead = /^(get|list|watch|head|options)$/.test(verb)
  const change = changeOf(verb)
  if (resource === null) return { stage: 'context', activity: isRead ? 'read' : 'other', isWrite: !isRead }
  if (subresource !== null) return meaningOfPart(verb, resource, subresource, isRead)
  if (isRead) {
    const isSecret = resource === 'secrets' && verb !== 'head'
    return isSecret
      ? { stage: 'execution', activity: 'read', isWrite: false, changeClass: 'data_access' }
      : { stage: 'context', activity: 'read', isWrite: false }
  }
  if (questions.test(resource)) return { stage: 'context', activity: 'read', isWrite: false }
  if (change === null) return { stage: 'context', activity: 'other', isWrite: true }
  if (bookkeeping.test(resource)) return { stage: 'context', activity: activityOf(verb), isWrite: true, change }
  const isGone = change === 'remove'
  if (bindings.test(resource))
    return isGone
      ? revocation('priv_removal', 'binding')
      : { ...execution('grant', change, 'priv_grant'), special: 'binding' }
  if (roles.test(resource))
    return isGone
      ? revocation('priv_removal', 'role')
      : { ...execution(activityOf(verb), change, 'priv_grant'), special: 'role' }
  if (resource === 'serviceaccounts')
    return isGone
      ? revocation('priv_removal')
      : verb === 'create'
        ? execution('create', 'add', 'nhi_create')
        : execution('update', 'modify', 'prod_config')
  if (resource === 'certificatesigningrequests') {
    if (verb === 'create')
      return { stage: 'request', activity: 'create', isWrite: true, change, decision: 'requested', special: 'csr' }
    return { stage: 'context', activity: activityOf(verb), isWrite: true, change, special: 'csr' }
  }
  if (resource === 'auditsinks')
    return {
      stage: 'logging',
      activity: isGone ? 'disable_logging' : verb === 'create' ? 'enable_logging' : 'configure',
      isWrite: true,
      change,
    }
  if (admission.test(resource)) return execution(activityOf(verb), change, 'trust_policy')
  // EKS reads from it which AWS roles may enter the cluster, and as whom.
  if (resource === 'configmaps' && name === 'aws-auth' && namespace === 'kube-system')
    return execution('configure', change, 'trust_policy')
  if (workloads.test(resource))
    return { ...execution(isGone ? 'delete' : 'deploy', change, 'prod_config'), special: 'workload' }
  if (settings.test(resource)) return execution(isGone ? 'delete' : 'configure', change, 'prod_config')
  // Custom resources: what they do is known to their controller only.
  return execution(activityOf(verb), change)
}

function meaningOfPart(verb: string, resource: string, subresource: string, isRead: boolean): Meaning {
  const part = `${resource}/${subresource}`
  const change = changeOf(verb)
  // Whoever is in a container, or talks to the kubelet, can do anything there; websockets make of it a `get`.
  if (/^(pods\/(exec|attach|portforward)|nodes\/proxy)$/.test(part))
    return { stage: 'execution', activity: 'use', isWrite: true, changeClass: 'data_access' }
  if (subresource === 'proxy') return { stage: 'context', activity: 'use', isWrite: !isRead }
  if (isRead) return { stage: 'context', activity: 'read', isWrite: false }
  if (part === 'serviceaccounts/token')
    return { stage: 'credential', activity: 'issue', isWrite: true, change: 'add', special: 'token' }
  if (part === 'certificatesigningrequests/approval')
    return { stage: 'approval', activity: 'decide', isWrite: true, special: 'csr' }
  if (part === 'certificatesigningrequests/status')
    return { stage: 'credential', activity: 'issue', isWrite: true, change: 'add', special: 'csr' }
  if (part === 'pods/ephemeralcontainers')
    return { ...execution('deploy', 'modify', 'prod_config'), special: 'workload' }
  if (subresource === 'scale') return { ...execution('configure', 'modify', 'prod_config'), special: 'scale' }
  if (part === 'pods/eviction') return execution('delete', 'remove')
  return { stage: 'context', activity: activityOf(verb), isWrite: true, ...(change ? { change } : {}) }
}

function execution(activity: string, change: Change, changeClass?: ChangeClass): Meaning {
  return { stage: 'execution', activity, isWrite: true, change, ...(changeClass ? { changeClass } : {}) }
}

function revocation(changeClass: ChangeClass, special?: 'binding' | 'role'): Meaning {
  const meaning: Meaning = { stage: 'revocation', activity: 'remove', isWrite: true, change: 'remove', changeClass }
  return special ? { ...meaning, special } : meaning
}

function changeOf(verb: string): Change | null {
  if (verb === 'create' || verb === 'post') return 'add'
  if (verb === 'update' || verb === 'patch' || verb === 'put' || verb === 'apply') return 'modify'
  return verb === 'delete' || verb === 'deletecollection' ? 'remove' : null
}

function activityOf(verb: string): string {
  const change = changeOf(verb)
  return change === 'add' ? 'create' : change === 'modify' ? 'update' : change === 'remove' ? 'delete' : 'other'
}
