/** PingOne's audit activities and PingID's events: one shape in two generations. */
import { unwrapFields } from '../../src/read-carriers.js'
import { asFields, type Fields, fieldsAt, listOf, textOf } from '../../src/read-fields.js'

/** The activities in a record: one, or those of a page of the API; empty when it holds none. */
export function readActivities(value: unknown): readonly Fields[] {
  const page = fieldsAt(value, '_embedded')?.['activities']
  if (Array.isArray(page)) return page.map((one) => asFields(one) ?? {})
  const activity = unwrapFields(value, isActivity)
  return activity === null ? [] : [activity]
}

/** Whether an object is an activity: it names an action by type, says when it was recorded, and has what only this product's records have. */
export function isActivity(fields: Fields): boolean {
  if (textOf(asFields(fields['action'])?.['type']) === null || asFields(fields['result']) === null) return false
  if (fields['source'] === 'PINGID') return textOf(fields['recorded']) !== null
  return (
    Object.hasOwn(fields, 'recordedAt') && (Array.isArray(fields['resources']) || asFields(fields['actors']) !== null)
  )
}

/** The actor of a kind: PingOne writes an object by kind, PingID a list with types. */
export function actorOf(activity: Fields, kind: 'user' | 'client'): Fields | null {
  const listed = listOf(activity['actors']).find((one) => textOf(asFields(one)?.['type'])?.toLowerCase() === kind)
  return asFields(listed) ?? fieldsAt(activity, 'actors', kind)
}
