/** Snapshots of who holds what. */
import { optional, type RowOf, required, type Table } from './column.js'

export const entitlements = {
  name: 'entitlements',
  grain: 'one row per subject, entitlement and snapshot',
  columns: {
    source_id: required('category', 'the export file this row was read from'),
    record_no: required('int', '1-based number of the record in its file'),
    connector: required('category', 'id of the connector that read it'),
    as_of: required('timestamp', 'the moment the snapshot describes'),
    subject: required('text', 'who holds it, typed alias'),
    entitlement: required('text', 'role, policy, group or permission'),
    resource: optional('text', 'on what'),
    attributes: optional('json', 'what else the record says, as JSON'),
  },
} as const satisfies Table

/** A row of `entitlements`. */
export type Entitlement = RowOf<typeof entitlements.columns>

/** What a connector writes of a held entitlement. */
export type EntitlementDraft = Omit<Entitlement, 'source_id' | 'record_no' | 'connector'>
