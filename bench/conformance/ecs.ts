/** Elastic's normalised documents (`*-expected.json`): the Elastic Common Schema, nested or with dotted keys. */
import { type Document, type Field, flatten, type Said, type Truth } from './words.js'

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
  const said: Partial<Record<Field, string[]>> = {}
  for (const [field, names] of Object.entries(meaning) as [Field, readonly string[]][]) {
    const values = names.flatMap((name) => document.get(name) ?? [])
    if (values.length > 0) said[field] = values
  }
  for (const [local, domain] of splitAddresses) {
    const field: Field = local.includes('target') || local.startsWith('group') ? 'target' : 'actor'
    const [name, at] = [document.get(local), document.get(domain)]
    if (name?.length === 1 && at?.length === 1) said[field]?.push(`${name[0]}@${at[0]}`)
  }
  return said
}
