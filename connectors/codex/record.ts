/** One line of a Codex rollout (`~/.codex/sessions/YYYY/MM/DD/rollout-*.jsonl`), as `codex-rs/protocol` writes it. */
import { z } from 'zod'

/** Text; anything else counts as missing. */
const text = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null),
  z.string().nullable(),
)

/** A line: when, of which kind, and what. */
export const rolloutLine = z.looseObject({
  timestamp: z.unknown().optional(),
  type: z.string().min(1),
  payload: z.record(z.string(), z.unknown()),
})

/** What payloads have in common. */
export const payload = z.looseObject({
  type: text,
  id: text,
  role: text,
  name: text,
  call_id: text,
  status: text,
})

/** A payload that has been checked. */
export type Payload = z.infer<typeof payload>
