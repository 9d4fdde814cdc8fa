/** Sign-ins met in a stream that carries both logs: read for who, whence and how it ended. Sign-in exports of their own belong to entra-signin. */
import type { CanonicalRows } from '../../src/connector.js'
import { type Fields, parseFields } from '../../src/read-fields.js'
import type { OwnAttributes } from '../../src/schema/attributes.js'
import { readAmerican } from '../../src/time.js'
import { member } from './unwrap.js'

/** One sign-in of a mixed stream as one row of events. */
export function normalizeSignIn(envelope: Fields, zone: string | null): CanonicalRows {
  const body = parseFields(envelope['properties']) ?? {}
  const written = body['createdDateTime'] ?? member(envelope, 'time')
  const time = readAmerican(written, zone)
  if (time === null)
    return {
      reject: { reason: 'bad_time', detail: `createdDateTime is no time: ${JSON.stringify(written) ?? 'missing'}` },
    }
  const userId = text(body['userId'])
  const login = text(body['userPrincipalName'])
  const principal = text(body['servicePrincipalId']) ?? text(body['appId'])
  const alias = userId
    ? `entra:${userId}`
    : login
      ? `email:${login.toLowerCase()}`
      : principal
        ? `entra:${principal}`
        : null
  const key = text(body['servicePrincipalCredentialKeyId'])
  const session = text(body['sessionId'])
  const code = parseFields(body['status'])?.['errorCode'] ?? member(envelope, 'resultType')
  const resource = text(body['resourceDisplayName']) ?? text(body['resourceId'])
  const isPerson = userId !== null || login !== null
  const isInteractive = /^true$/i.test(String(body['isInteractive']))
  const email = login && /^[^\s@/#]+@[^\s@/]+\.[^\s@/]+$/.test(login) ? login.toLowerCase() : null
  return {
    events: [
      {
        native_id: text(body['id']),
        occurred_at: time.at,
        resolution_us: time.resolution,
        stage: 'context',
        activity: 'sign_in',
        operation: text(member(envelope, 'operationName')) ?? 'Sign-in activity',
        outcome: /^(0|success)$/i.test(String(code))
          ? 'success'
          : /^(50\d*|\d+|failure)$/i.test(String(code))
            ? 'failure'
            : 'unknown',
        is_write: false,
        actor: alias,
        actor_kind_hint: isPerson ? null : principal ? 'workload' : null,
        session: session ? `entra:${session}` : null,
        credential: key ? `entra:key/${key}` : null,
        credential_class: key ? 'static' : null,
        account: text(member(envelope, 'tenantId')),
        resource,
        source_ip: text(body['ipAddress']) ?? text(member(envelope, 'callerIpAddress')),
        user_agent: text(body['userAgent']),
        attributes: JSON.stringify({
          category: member(envelope, 'category'),
          correlation_id: text(body['correlationId']),
          app: text(body['appDisplayName']),
          ...({ hands: isInteractive ? 'sign_in' : undefined } satisfies OwnAttributes),
        }),
      },
    ],
    ...(alias?.startsWith('entra:')
      ? {
          identities: [
            { alias, directory: 'entra', login, email, basis: 'observed', kind_hint: isPerson ? null : 'workload' },
          ],
        }
      : {}),
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
