/** A record of the unified audit log as the Management Activity API spells it: https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema */
import { z } from 'zod'

/** Text that a store in between may have made a number or a boolean of; empty text is unknown. */
const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? null : value),
  z.string().nullish().catch(null),
)

/** `[{"Name", "Value"}]`, or one JSON text of it, or free text; anything is taken as it is. */
const anything = z.unknown().optional()

/** One AuditData object. What is not named here stays with the original record. */
export const auditData = z.looseObject({
  Id: text,
  CreationTime: text,
  Operation: text,
  RecordType: text,
  Workload: text,
  OrganizationId: text,
  UserId: text,
  UserKey: text,
  UserType: text,
  ResultStatus: text,
  ObjectId: text,
  ClientIP: text,
  ClientIPAddress: text,
  ActorIpAddress: text,
  UserAgent: text,
  ApplicationId: text,
  LogonError: text,
  Actor: anything,
  Target: anything,
  ModifiedProperties: anything,
  ExtendedProperties: anything,
  Parameters: anything,
  Members: anything,
})

/** A record that has been checked. */
export type AuditData = z.infer<typeof auditData>
