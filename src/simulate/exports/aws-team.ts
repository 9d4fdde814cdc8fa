/** AWS TEAM (temporary elevated access management): its requests table as `aws dynamodb scan` prints it. */
import { isoMillis, SECOND } from '../calendar.js'
import type { CloudAccount, Person } from '../company.js'
import type { Files } from '../files.js'

/** A request for elevated access. */
export interface TeamRequest {
  readonly id: string
  readonly by: Person
  readonly account: CloudAccount
  readonly role: { readonly name: string; readonly arn: string }
  readonly createdAt: number
  readonly startAt: number
  readonly hours: number
  readonly endAt: number | null
  readonly justification: string
  readonly ticket: string
  readonly status: 'pending' | 'approved' | 'rejected' | 'ended' | 'revoked' | 'cancelled' | 'expired'
  readonly approver: Person | null
  readonly approvers: readonly Person[]
  readonly revoker?: Person
  readonly comment?: string
  readonly updatedAt: number
}

/** The access broker's own record. */
export interface AwsTeam {
  add(request: TeamRequest): void
  close(): void
}

/** Opens the record. */
export function openAwsTeam(files: Files, skew: number): AwsTeam {
  const items = files.array('exports/aws-team/requests.json', '{"Items":[')
  const stamp = (at: number) => isoMillis(at + skew * SECOND)
  return {
    add(request) {
      items.add(
        typed({
          id: request.id,
          email: request.by.key,
          username: `idc_${request.by.key}`,
          accountId: request.account.id,
          accountName: request.account.name,
          role: request.role.name,
          roleId: request.role.arn,
          startTime: stamp(request.startAt),
          duration: String(request.hours),
          session_duration: 'PT1H',
          justification: request.justification,
          ticketNo: request.ticket,
          status: request.status,
          comment: request.comment ?? null,
          approver: request.approver?.key ?? null,
          approverId: request.approver ? `idc_${request.approver.key}` : null,
          approvers: request.approvers.map((person) => person.key),
          approver_ids: request.approvers.map((person) => `idc_${person.key}`),
          revoker: request.revoker?.key ?? null,
          revokerId: request.revoker ? `idc_${request.revoker.key}` : null,
          revokeComment: request.revoker ? 'no longer needed' : null,
          endTime: request.endAt === null ? null : stamp(request.endAt),
          owner: `idc_${request.by.key}`,
          createdAt: stamp(request.createdAt),
          updatedAt: stamp(request.updatedAt),
          __typename: 'Requests',
        }),
      )
    },
    close: () => items.close(`],"Count":${items.count},"ScannedCount":${items.count},"ConsumedCapacity":null}\n`),
  }
}

/** DynamoDB's typed JSON. */
function typed(item: Readonly<Record<string, string | null | readonly string[]>>) {
  const type = (value: string | null | readonly string[]): unknown => {
    if (value === null) return { NULL: true }
    return typeof value === 'string' ? { S: value } : { L: value.map(type) }
  }
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, type(value)]))
}
