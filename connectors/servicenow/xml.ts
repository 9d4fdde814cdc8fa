/** ServiceNow's XML: an update set or list export (`<unload>`, `<xml>`), or an answer of the Table API (`<response>`). */
import { asFields, type Fields } from '../../src/read-fields.js'
import { elementFields, parseElement } from '../../src/read-xml-element.js'

/** Elements that are records: each is named for its table, in answers of the Table API `result`. */
export const recordElements: readonly string[] = (
  'change_request change_task incident problem sc_request sc_req_item sc_task task ' +
  'sysapproval_approver sys_audit sys_journal_field sys_user result'
).split(' ')

/** The fields of a record's element, as the Table API would give them in JSON; null for text that is no such element. */
export function xmlFields(text: unknown): Fields | null {
  const element = typeof text === 'string' ? parseElement(text) : null
  if (element === null || !recordElements.includes(element.name)) return null
  // What the export would have done with the record (`action`) is none of its fields.
  const fields = elementFields({ ...element, attributes: {} })
  const table = element.name === 'result' ? {} : { sys_class_name: element.name }
  return { ...table, ...Object.fromEntries(Object.entries(fields).map(([name, raw]) => [name, pairOf(raw)])) }
}

/** A reference has what is shown as an attribute and what is stored as its text. */
function pairOf(raw: unknown): unknown {
  const fields = asFields(raw)
  return fields !== null && 'display_value' in fields && !('value' in fields)
    ? { display_value: fields['display_value'], value: fields['#text'] ?? '' }
    : raw
}
