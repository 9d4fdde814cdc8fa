/** Copilot's records in our words: streamed usage records, or lines of a CLI session. */
import {
  agentEvent,
  asFields,
  attributesJson,
  badShape,
  brief,
  type Fields,
  fieldsOf,
  fromJson,
  known,
  referencesIn,
  reject,
  textOfMessage,
} from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { referenceColumns } from '../../src/references.js'
import { readEpochMillis, readEpochSeconds, readTime } from '../../src/time.js'
import { usage } from './record.js'
import { AGENT, readSessionEvent } from './session.js'

/** One record: a usage record, or a line of a session. */
export function normalize(record: SourceRecord): CanonicalRows {
  const fields = asFields(record.value)
  if (fields === null)
    return reject('not_copilot', `neither a usage record nor a line of a session: ${brief(record.value)}`)
  if ('data' in fields && 'timestamp' in fields) return readSessionEvent(fields, record.file, record.timezone)
  return readUsage(fields, record.timezone)
}

/** A call of the Copilot API by an account. The answer may propose calls of tools. */
function readUsage(fields: Fields, zone: string | null): CanonicalRows {
  const parsed = usage.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const one = parsed.data
  const written = fields['@timestamp']
  const time = readEpochMillis(written) ?? readTime(written, zone ?? 'UTC') ?? readEpochSeconds(written)
  if (time === null) return reject('bad_time', `@timestamp is no time: ${brief(written)}`)
  const body = fieldsOf(fields['body'])
  const messages: readonly unknown[] = Array.isArray(body?.['messages']) ? body['messages'] : []
  const choices: readonly unknown[] = Array.isArray(body?.['choices']) ? body['choices'] : []
  const asked = messages.filter((message) => asFields(message)?.['role'] === 'user').at(-1)
  const text = textOfMessage(one.type === 'request' ? asked : choices[0])
  const proposes =
    one.type === 'response' && /"tool_calls"\s*:\s*\[\s*\{/.test(JSON.stringify(body ?? fromJson(fields['body']) ?? ''))
  const user = one.user_id === null ? null : `github:${one.user_id.replace(/\s+/g, '-')}`
  const isAnswer = one.type === 'response'
  return {
    events: [
      agentEvent(
        { occurred_at: time.at, resolution_us: time.resolution, operation: `${one.type} ${one.endpoint ?? ''}`.trim() },
        {
          native_id: one.event_id,
          stage: proposes ? 'recommendation' : 'context',
          activity: 'message',
          outcome: isAnswer ? 'success' : 'unknown',
          account: one.enterprise_id,
          actor: isAnswer ? AGENT : user,
          actor_kind_hint: isAnswer ? 'agent' : null,
          on_behalf_of: isAnswer && user !== null ? [user] : null,
          resource: one.endpoint,
          text,
          ...referenceColumns(referencesIn(text)),
          attributes: attributesJson({
            github_request_id: one.github_request_id,
            is_truncated: fields['truncated'] === true ? true : null,
            body: known(fields['body']) ?? fields['body'],
          }),
        },
      ),
    ],
  }
}
