/** What a verb on a resource means in our words. Resources: https://kubernetes.io/docs/reference/kubernetes-api/ */
import { type Change, type Meaning as CommonMeaning, decides, looks, reads, writes } from '../../src/schema/meaning.js'
import type { ChangeClass } from '../../src/schema/words.js'

/** How a call is to be read. */
export interface Meaning extends CommonMeaning {
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
  if (resource === null) return { ...writes('context', isRead ? 'read' : 'other'), is_write: !isRead }
  if (subresource !== null) return meaningOfPart(verb, resource, subresource, isRead)
  if (isRead) {
    const isSecret = resource === 'secrets' && verb !== 'head'
    return isSecret ? reads('execution', 'read', 'data_access') : looks('read')
  }
  if (questions.test(resource)) return looks('read')
  if (change === null) return writes('context', 'other')
  if (bookkeeping.test(resource)) return writes('context', activityOf(verb), null, change)
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
    if (verb === 'create') return { ...decides('request', 'create', 'requested'), change, special: 'csr' }
    return { ...writes('context', activityOf(verb), null, change), special: 'csr' }
  }
  if (resource === 'auditsinks')
    return writes(
      'logging',
      isGone ? 'disable_logging' : verb === 'create' ? 'enable_logging' : 'configure',
      null,
      change,
    )
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
  if (/^(pods\/(exec|attach|portforward)|nodes\/proxy)$/.test(part)) return writes('execution', 'use', 'data_access')
  if (subresource === 'proxy') return { ...writes('context', 'use'), is_write: !isRead }
  if (isRead) return looks('read')
  if (part === 'serviceaccounts/token') return { ...writes('credential', 'issue', null, 'add'), special: 'token' }
  if (part === 'certificatesigningrequests/approval') return { ...writes('approval', 'decide'), special: 'csr' }
  if (part === 'certificatesigningrequests/status')
    return { ...writes('credential', 'issue', null, 'add'), special: 'csr' }
  if (part === 'pods/ephemeralcontainers')
    return { ...execution('deploy', 'modify', 'prod_config'), special: 'workload' }
  if (subresource === 'scale') return { ...execution('configure', 'modify', 'prod_config'), special: 'scale' }
  if (part === 'pods/eviction') return execution('delete', 'remove')
  return writes('context', activityOf(verb), null, change)
}

function execution(activity: string, change: Change, changeClass: ChangeClass | null = null): Meaning {
  return writes('execution', activity, changeClass, change)
}

function revocation(changeClass: ChangeClass, special?: 'binding' | 'role'): Meaning {
  const meaning: Meaning = writes('revocation', 'remove', changeClass, 'remove')
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
