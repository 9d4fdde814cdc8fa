import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { kubernetesAudit } from '../../../connectors/kubernetes-audit/index.js'
import { meaningOf } from '../../../connectors/kubernetes-audit/operations.js'
import { runCases, runCorpus, runHostile } from '../run-cases.js'

runCases(kubernetesAudit)
runHostile(kubernetesAudit)
runCorpus(kubernetesAudit, [
  'ocsf-examples/kubernetes-audit/AWS/eks/v1.2.0/samples',
  'elastic-integrations/azure-platform',
])

describe('kubernetes-audit operations', () => {
  test.each([
    ['create', 'clusterrolebindings', null, 'execution', 'grant', 'priv_grant'],
    ['patch', 'rolebindings', null, 'execution', 'grant', 'priv_grant'],
    ['delete', 'rolebindings', null, 'revocation', 'remove', 'priv_removal'],
    ['update', 'clusterroles', null, 'execution', 'update', 'priv_grant'],
    ['create', 'serviceaccounts', null, 'execution', 'create', 'nhi_create'],
    ['create', 'serviceaccounts', 'token', 'credential', 'issue', 'no class'],
    ['create', 'pods', 'exec', 'execution', 'use', 'data_access'],
    ['get', 'pods', 'exec', 'execution', 'use', 'data_access'],
    ['list', 'secrets', null, 'execution', 'read', 'data_access'],
    ['patch', 'deployments', null, 'execution', 'deploy', 'prod_config'],
    ['patch', 'deployments', 'scale', 'execution', 'configure', 'prod_config'],
    ['patch', 'deployments', 'status', 'context', 'update', 'no class'],
    ['create', 'validatingwebhookconfigurations', null, 'execution', 'create', 'trust_policy'],
    ['create', 'certificatesigningrequests', null, 'request', 'create', 'no class'],
    ['update', 'certificatesigningrequests', 'approval', 'approval', 'decide', 'no class'],
    ['delete', 'auditsinks', null, 'logging', 'disable_logging', 'no class'],
    ['create', 'subjectaccessreviews', null, 'context', 'read', 'no class'],
    ['update', 'leases', null, 'context', 'update', 'no class'],
    ['dance', 'teapots', null, 'context', 'other', 'no class'],
  ])('%s %s %s is %s', (verb, resource, subresource, stage, activity, changeClass) => {
    const meaning = meaningOf(verb, resource, subresource, 'x', 'prod')
    expect({ stage: meaning.stage, activity: meaning.activity, class: meaning.change_class ?? 'no class' }).toEqual({
      stage,
      activity,
      class: changeClass,
    })
  })

  test('aws-auth is who may enter the cluster, other config maps are settings', () => {
    expect(meaningOf('patch', 'configmaps', null, 'aws-auth', 'kube-system').change_class).toBe('trust_policy')
    expect(meaningOf('patch', 'configmaps', null, 'aws-auth', 'prod').change_class).toBe('prod_config')
  })
})

const panther = '../shared/corpus/panther-analysis/kubernetes-audit/Amazon.EKS.Audit.dev.ndjson'

test.skipIf(!existsSync(panther))('uses every row of Panther that has a time, and rejects the others for that', () => {
  for (const line of readFileSync(panther, 'utf8').split('\n')) {
    if (line.trim() === '') continue
    const value = JSON.parse(line) as Record<string, unknown>
    const rows = kubernetesAudit.normalize({
      value,
      no: 1,
      file: 'eks.jsonl',
      format: 'json-lines',
      envelope: null,
      timezone: null,
    })
    const hasTime = ['requestReceivedTimestamp', 'stageTimestamp', 'timestamp', 'p_event_time'].some(
      (key) => key in value,
    )
    expect(rows.reject?.reason ?? null, line).toBe(hasTime ? null : 'bad_time')
  }
})
