/** Elastic's normalised documents (`*-expected.json`): the Elastic Common Schema, nested or with dotted keys. */
import { type Document, type Field, flatten, type Said, saidIn, type Truth } from './words.js'

/** ECS fields by what they say; the account that did something stands under four names there, by the age of the pipeline. */
const meaning: Readonly<Record<Field, readonly string[]>> = {
  time: ['@timestamp'],
  actor: [
    'user.id',
    'user.name',
    'user.email',
    'user.full_name',
    'client.user.id',
    'client.user.name',
    'client.user.email',
    'client.user.full_name',
    'source.user.id',
    'source.user.name',
    'source.user.email',
    'source.user.full_name',
  ],
  action: ['event.action'],
  outcome: ['event.outcome'],
  source: ['source.ip', 'source.address', 'client.ip'],
  target: [
    'user.target.id',
    'user.target.name',
    'user.target.email',
    'user.target.full_name',
    'group.id',
    'group.name',
    'user.target.group.id',
    'user.target.group.name',
    'destination.user.name',
    'destination.user.email',
    'cloud.instance.id',
  ],
}

/** Where the pipelines keep what ECS has no field for, by package: they are asked where none of the fields above is filled. */
const packages: Readonly<Partial<Record<Field, readonly string[]>>> = {
  actor: [
    'azure.auditlogs.properties.initiated_by.app.appId',
    'azure.auditlogs.properties.initiated_by.app.displayName',
    'azure.auditlogs.properties.initiated_by.app.servicePrincipalId',
    'azure.auditlogs.properties.initiated_by.user.id',
    'azure.auditlogs.properties.initiated_by.user.userPrincipalName',
    'azure.signinlogs.properties.service_principal_id',
    'azure.signinlogs.properties.service_principal_name',
  ],
  target: [
    'azure.auditlogs.properties.target_resources.0.display_name',
    'azure.auditlogs.properties.target_resources.0.id',
    'azure.auditlogs.properties.target_resources.0.user_principal_name',
    'azure.resource.id',
    'azure.signinlogs.properties.resource_display_name',
    'azure.signinlogs.properties.resource_id',
    'bitbucket.audit.affected_objects.id',
    'bitbucket.audit.affected_objects.name',
    'confluence.audit.affected_objects.id',
    'confluence.audit.affected_objects.name',
    'cyberarkpas.audit.file',
    'gcp.audit.resource_name',
    'github.repo',
    'google_workspace.admin.role.name',
    'google_workspace.drive.file.id',
    'hashicorp_vault.audit.request.path',
    'jira.audit.affected_objects.id',
    'jira.audit.affected_objects.name',
    'keycloak.admin.resource.path',
    'mattermost.audit.team.id',
    'o365.audit.ObjectId',
    'okta.target.alternate_id',
    'okta.target.display_name',
    'okta.target.id',
    'onepassword.object_uuid',
    'ping_one.audit.resources.id',
    'ping_one.audit.resources.name',
    'slack.audit.entity.email',
    'slack.audit.entity.id',
    'slack.audit.entity.name',
  ],
}

/** Local parts of an address and their domain are two fields of ECS. */
const splitAddresses = [
  ['user.name', 'user.domain'],
  ['source.user.name', 'source.user.domain'],
  ['user.target.name', 'user.target.domain'],
  ['group.name', 'group.domain'],
] as const

/** Documents of an expected file, in the order of the records; a null stands for a record the pipeline dropped. */
export function readEcs(text: string): Truth[] {
  const file = JSON.parse(text) as unknown
  const list = Array.isArray(file) ? file : ((file as { expected?: unknown }).expected ?? [])
  return (list as unknown[]).flatMap((one, i) => {
    if (one === null) return []
    const document = flatten(one)
    return [{ record_no: i + 1, id: null, said: saidBy(document), document }]
  })
}

function saidBy(document: Document): Said {
  const said = { ...saidIn(document, packages), ...saidIn(document, meaning) }
  for (const [local, domain] of splitAddresses) {
    const field: Field = local.includes('target') || local.startsWith('group') ? 'target' : 'actor'
    const [name, at] = [document.get(local), document.get(domain)]
    if (name?.length === 1 && at?.length === 1) said[field]?.push(`${name[0]}@${at[0]}`)
  }
  return said
}
