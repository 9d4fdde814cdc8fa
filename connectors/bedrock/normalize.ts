/** Bedrock's records in our words: calls of models, and steps of agents. */
import { brief, reject } from '../../src/agent-run.js'
import type { CanonicalRows, SourceRecord } from '../../src/connector.js'
import { readTracePart } from './agent-trace.js'
import { readInvocation } from './invocation.js'
import { unwrap } from './unwrap.js'

/** One record: an invocation or a part of a trace, in what carries it. */
export function normalize(record: SourceRecord): CanonicalRows {
  const found = unwrap(record.value)
  if (found === null) return reject('not_bedrock', `neither an invocation nor a trace part: ${brief(record.value)}`)
  return found.kind === 'invocation'
    ? readInvocation(found.fields, record.timezone)
    : readTracePart(found.fields, record.timezone)
}
