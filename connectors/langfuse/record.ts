/** Langfuse's observation, trace and score, as its API and its exports spell them, https://api.reference.langfuse.com/. */
import { z } from 'zod'

/** Text; anything else counts as missing. */
const text = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null),
  z.string().nullable(),
)

/** One step of a trace. Input, output and metadata may be JSON in text. */
export const observation = z.looseObject({
  id: z.string().min(1),
  traceId: text,
  parentObservationId: text,
  type: text,
  name: text,
  level: text,
  statusMessage: text,
  projectId: text,
  environment: text,
  model: text,
})

/** A whole trace; its observations may stand inside. */
export const trace = z.looseObject({
  id: z.string().min(1),
  name: text,
  userId: text,
  sessionId: text,
  projectId: text,
  environment: text,
})

/** A judgement on a trace: by a person (`ANNOTATION`), by a model (`EVAL`), or from a program (`API`). */
export const score = z.looseObject({
  id: z.string().min(1),
  traceId: text,
  observationId: text,
  name: text,
  source: text,
  authorUserId: text,
  comment: text,
})

/** An observation that has been checked. */
export type Observation = z.infer<typeof observation>

/** A trace that has been checked. */
export type Trace = z.infer<typeof trace>
