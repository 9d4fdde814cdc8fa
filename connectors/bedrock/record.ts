/** Bedrock's model invocation log and the trace of a Bedrock agent, as AWS spells them. */
import { z } from 'zod'

/** Text; anything else counts as missing. */
const text = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null),
  z.string().nullable(),
)

/** One invocation, https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html; bodies are in the model's own shape. */
export const invocation = z.looseObject({
  schemaType: text,
  timestamp: z.unknown().optional(),
  accountId: z.unknown().optional(),
  region: text,
  requestId: text,
  operation: text,
  modelId: text,
  errorCode: text,
  identity: z.unknown().optional(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  requestMetadata: z.unknown().optional(),
})

/** One part of an agent's trace, https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_TracePart.html. */
export const tracePart = z.looseObject({
  agentId: text,
  agentName: text,
  agentAliasId: text,
  agentVersion: text,
  collaboratorName: text,
  sessionId: text,
  eventTime: z.unknown().optional(),
  callerChain: z.unknown().optional(),
  trace: z.record(z.string(), z.unknown()),
})

/** An invocation that has been checked. */
export type Invocation = z.infer<typeof invocation>

/** A trace part that has been checked. */
export type TracePart = z.infer<typeof tracePart>
