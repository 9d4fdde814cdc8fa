/** Model Context Protocol: the frames between agents and their tool servers, as proxies, gateways and hosts log them. */
import { asFields } from '../../src/agent-run.js'
import type { Connector, ExportHead } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { isFrame, unwrap } from './unwrap.js'

/** Reads logs of MCP frames. */
export const mcp: Connector = {
  id: 'mcp',
  title: 'Model Context Protocol frames (JSON-RPC logs of hosts, proxies and gateways)',
  system: 'agent',
  holds: ['disposition', 'execution', 'logging', 'context'],
  neverLogs: [
    'who allowed a tool call: the host asks its user before the frame is sent',
    'the identity of the user, unless the gateway adds it',
    'what the tool did beyond what it answered',
  ],
  lagSeconds: 60,
  aliases: ['mcp'],
  refs: ['trace:'],
  exportName: 'MCP gateway or host log',
  looksLike,
  normalize,
}

const methods =
  /^(tools|resources|prompts|sampling|elicitation|roots|completion)\/\w|^logging\/setLevel$|^notifications\/(initialized|cancelled|progress|message|tools|resources|prompts|roots)/

/** Frames of JSON-RPC 2.0 with a method of MCP; other protocols speak JSON-RPC too. */
function looksLike(head: ExportHead): boolean {
  if (head.format === 'csv' || head.format === 'xml') return false
  return head.records.some((value) =>
    (unwrap(value)?.frames ?? []).some((one) => {
      const fields = asFields(one)
      if (!isFrame(one) || fields === null) return false
      const method = typeof fields['method'] === 'string' ? fields['method'] : ''
      return (
        methods.test(method) || (method === 'initialize' && 'protocolVersion' in (asFields(fields['params']) ?? {}))
      )
    }),
  )
}
