/** A frame of the Model Context Protocol, https://modelcontextprotocol.io/specification/2025-11-25/basic, and what loggers put around it. */
import { z } from 'zod'

/** A JSON-RPC 2.0 request, notification or response. */
export const frame = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.unknown().optional(),
  method: z.string().min(1).nullish(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
})

/** A frame that has been checked. */
export type Frame = z.infer<typeof frame>
