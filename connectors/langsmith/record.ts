/** LangSmith's run, https://docs.langchain.com/langsmith/run-data-format. */
import { z } from 'zod'

/** Text; anything else counts as missing. */
const text = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null),
  z.string().nullable(),
)

/** One run (a span). `inputs`, `outputs` and `extra` may be JSON in text. */
export const run = z.looseObject({
  id: z.string().min(1),
  trace_id: text,
  parent_run_id: text,
  run_type: z.string().min(1),
  name: text,
  status: text,
  error: text,
  session_id: text,
  session_name: text,
  dotted_order: text,
})

/** A run that has been checked. */
export type Run = z.infer<typeof run>
