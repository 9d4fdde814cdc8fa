/** What an operation of the GenAI and MCP conventions is in our words. */
import type { ChangeClass, Stage } from '../../src/schema/words.js'

/** Stage, activity and effect of an operation. */
export interface Meaning {
  readonly stage: Stage
  readonly activity: string
  /** `tool`: as the tool's name says. */
  readonly isWrite: boolean | 'tool'
  readonly changeClass: ChangeClass | null
}

const context = (activity: string, isWrite = false): Meaning => ({
  stage: 'context',
  activity,
  isWrite,
  changeClass: null,
})
const execution = (activity: string, isWrite: boolean | 'tool', changeClass: ChangeClass | null = null): Meaning => ({
  stage: 'execution',
  activity,
  isWrite,
  changeClass,
})

/** By `gen_ai.operation.name`; the span kinds of OpenInference and OpenLLMetry have their place here too. */
const operations: Readonly<Record<string, Meaning>> = {
  execute_tool: execution('use', 'tool'),
  tool: execution('use', 'tool'),
  create_agent: execution('create', true, 'nhi_create'),
  invoke_agent: context('use'),
  agent: context('use'),
  invoke_workflow: context('use'),
  workflow: context('use'),
  chain: context('other'),
  task: context('other'),
  // What an agent plans is what it proposes; nothing is done by it yet.
  plan: { stage: 'recommendation', activity: 'create', isWrite: false, changeClass: null },
  chat: context('message'),
  generate_content: context('message'),
  text_completion: context('message'),
  llm: context('message'),
  generation: context('message'),
  embeddings: context('read'),
  embedding: context('read'),
  retrieval: context('read'),
  retriever: context('read'),
  reranker: context('read'),
  search_memory: context('read'),
  create_memory: context('create', true),
  update_memory: context('update', true),
  upsert_memory: context('update', true),
  delete_memory: context('delete', true),
  create_memory_store: context('create', true),
  delete_memory_store: context('delete', true),
  guardrail: { stage: 'policy', activity: 'decide', isWrite: false, changeClass: null },
}

/** By `mcp.method.name`. A span of an MCP call that is a tool call has `execute_tool` as its operation as well. */
const methods: Readonly<Record<string, Meaning>> = {
  'tools/call': execution('use', 'tool'),
  'resources/read': execution('read', false),
  'elicitation/create': context('ask_approval'),
  'sampling/createMessage': context('message'),
  'logging/setLevel': { stage: 'logging', activity: 'configure', isWrite: true, changeClass: null },
}

/** The meaning of a span: by its operation, else by its MCP method; a span that is neither is context. */
export function meaningOf(operation: string | null, method: string | null): Meaning {
  const known = operation === null ? undefined : lookUp(operations, operation.toLowerCase())
  return known ?? (method === null ? undefined : lookUp(methods, method)) ?? context('other')
}

function lookUp(table: Readonly<Record<string, Meaning>>, key: string): Meaning | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
