/** One call of a model in our words. */
import {
  agentEvent,
  asFields,
  attributesJson,
  badShape,
  brief,
  cut,
  type Fields,
  fromJson,
  known,
  referencesIn,
  textOfMessage,
} from '../../src/agent-run.js'
import type { CanonicalRows } from '../../src/connector.js'
import { findReferences, referenceColumns } from '../../src/references.js'
import { readEpochMillis, readTime } from '../../src/time.js'
import { invocation } from './record.js'

/** A row of events; metadata of the request are tags that the caller set. */
export function readInvocation(fields: Fields, zone: string | null): CanonicalRows {
  const parsed = invocation.safeParse(fields)
  if (!parsed.success) return badShape(parsed.error)
  const call = parsed.data
  const time = readTime(call.timestamp, zone ?? 'UTC') ?? readEpochMillis(call.timestamp)
  if (time === null) return { reject: { reason: 'bad_time', detail: `timestamp is no time: ${brief(call.timestamp)}` } }
  const arn = known(asFields(call.identity)?.['arn'])
  const input = asFields(fromJson(asFields(call.input)?.['inputBodyJson']))
  const output = fromJson(asFields(call.output)?.['outputBodyJson'])
  const last = Array.isArray(output) ? null : asFields(output)
  const messages = Array.isArray(input?.['messages']) ? (input['messages'] as readonly unknown[]) : []
  const asked = messages.filter((one) => asFields(one)?.['role'] === 'user').at(-1)
  const question = textOfMessage(asked) ?? textOfMessage(input?.['prompt']) ?? textOfMessage(input?.['inputText'])
  const answer = answerOf(last)
  const stop = JSON.stringify(output ?? '')
  const isGuarded = /"guardrail_intervened"|"guardrailAction":"INTERVENED"|-guardrailAction":"INTERVENED"/.test(stop)
  const proposes = /"stop_?[rR]eason":"tool_use"|"toolUse":\{|"type":"tool_use"/.test(stop)
  const metadata = asFields(call.requestMetadata) ?? {}
  const tags = Object.values(metadata).flatMap((value) => findReferences(known(value), 'tag'))
  const text = answer ?? question
  const event = agentEvent(
    { occurred_at: time.at, resolution_us: time.resolution, operation: call.operation ?? 'InvokeModel' },
    {
      native_id: call.requestId,
      stage: isGuarded ? 'policy' : proposes ? 'recommendation' : 'context',
      activity: isGuarded ? 'decide' : 'message',
      outcome:
        call.errorCode !== null
          ? /denied/i.test(call.errorCode)
            ? 'denied'
            : 'failure'
          : isGuarded
            ? 'denied'
            : 'success',
      actor: arn === null ? null : `aws:${arn}`,
      account: known(call.accountId),
      resource: call.modelId,
      decision: isGuarded ? 'denied' : null,
      text: text === null ? null : cut(text),
      ...referenceColumns([...tags, ...referencesIn(question, answer)]),
      attributes: attributesJson({
        region: call.region,
        error_code: call.errorCode,
        request_metadata: metadata,
        question: answer === null ? null : question,
        inference_region: known(fields['inferenceRegion']),
        schema_version: known(fields['schemaVersion']),
        input: {
          ...(asFields(call.input) ?? {}),
          inputBodyJson: input === null ? null : { ...input, messages: `${messages.length} messages` },
        },
        output: call.output,
      }),
    },
  )
  return { events: [event] }
}

/** Converse puts the message under `output`, Anthropic's models write `content`, Titan and Llama a text. */
function answerOf(body: Fields | null): string | null {
  if (body === null) return null
  const message = asFields(asFields(body['output'])?.['message']) ?? body
  return (
    textOfMessage(message['content']) ??
    textOfMessage(body['generation']) ??
    textOfMessage(asFields((body['results'] as readonly unknown[] | undefined)?.[0])?.['outputText'])
  )
}
