/** Streamed usage records of Copilot, and lines of a Copilot CLI session. */
import { z } from 'zod'

/** Text or a number as text; anything else counts as missing. */
const text = z.preprocess(
  (value) =>
    typeof value === 'number' ? String(value) : typeof value === 'string' && value.trim() !== '' ? value.trim() : null,
  z.string().nullable(),
)

/** https://docs.github.com/en/copilot/reference/enterprise-administrators/agentic-audit-log-events#streaming-audit-log-events */
export const usage = z.looseObject({
  type: z.enum(['request', 'response']),
  user_id: text,
  enterprise_id: text,
  endpoint: text,
  event_id: text,
  github_request_id: text,
})

/** A line of `~/.copilot/session-state/<session>/events.jsonl`. */
export const sessionEvent = z.looseObject({
  type: z.string().min(1),
  id: text,
  parentId: text,
  data: z.record(z.string(), z.unknown()),
})
