/** OCSF documents (`OCSF_x.json` beside `x.json`): the Open Cybersecurity Schema Framework. */
import { type Field, flatten, saidIn, type Truth } from './words.js'

const meaning: Readonly<Partial<Record<Field, readonly string[]>>> = {
  time: ['time'],
  actor: ['actor.user.uid', 'actor.user.name', 'actor.user.email_addr'],
  action: ['api.operation'],
  outcome: ['status'],
  source: ['src_endpoint.ip'],
  target: ['user.name', 'user.uid', 'resources.uid', 'resources.name', 'resource.name', 'resource.uid', 'group.name'],
}

/** One mapped record, or an array of them, in the order of the records. */
export function readOcsf(text: string): Truth[] {
  const file = JSON.parse(text) as unknown
  return (Array.isArray(file) ? file : [file]).map((one, i) => {
    const document = flatten(one)
    return { record_no: i + 1, id: null, said: saidIn(document, meaning), document }
  })
}
