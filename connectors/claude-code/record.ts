/** One line of a Claude Code session transcript (`~/.claude/projects/<project>/<session>.jsonl`), as versions 1.0 to 2.1 write it. */
import { z } from 'zod'

/** Text that may be missing or of another type in older versions; anything but text counts as missing. */
const text = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? value : null),
  z.string().nullable(),
)

/** A block of a message: text, a call of a tool, or what a tool gave back. */
export const block = z.looseObject({
  type: text,
  text,
  id: text,
  name: text,
  input: z.unknown().optional(),
  tool_use_id: text,
  content: z.unknown().optional(),
  is_error: z.unknown().optional(),
})

/** A line. Kinds beside `user`, `assistant` and `system` come and go with the versions. */
export const line = z.looseObject({
  type: z.string().min(1),
  uuid: text,
  parentUuid: text,
  sessionId: text,
  timestamp: z.unknown().optional(),
  version: text,
  cwd: text,
  gitBranch: text,
  subtype: text,
  agentId: text,
  isSidechain: z.unknown().optional(),
  isMeta: z.unknown().optional(),
  permissionMode: text,
  message: z.unknown().optional(),
  content: z.unknown().optional(),
  toolUseResult: z.unknown().optional(),
})

/** A line that has been checked. */
export type Line = z.infer<typeof line>

/** A block that has been checked. */
export type Block = z.infer<typeof block>
