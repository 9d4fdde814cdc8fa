/** Attributes of agents as the conventions have named them; spans and log records themselves are taken apart by `read-otlp`. */
/**
 * Names of attributes under which the same thing has been written over the years. The first is the present spelling of
 * semantic-conventions-genai, then those of v1.36 and before, OpenInference, OpenLLMetry and single products.
 */
export const names = {
  operation: ['gen_ai.operation.name', 'openinference.span.kind', 'traceloop.span.kind', 'langfuse.observation.type'],
  conversation: [
    'gen_ai.conversation.id',
    'session.id',
    'langfuse.session.id',
    'traceloop.association.properties.session_id',
    'gen_ai.thread.id',
    'thread.id',
    'copilot_chat.session_id',
  ],
  agentName: ['gen_ai.agent.name', 'agent.name', 'agent_name', 'github.copilot.agent.type'],
  agentId: ['gen_ai.agent.id', 'agent.id', 'agent_id'],
  parentAgent: ['gen_ai.agent.parent.id', 'parent_agent_id', 'graph.node.parent_id'],
  tool: ['gen_ai.tool.name', 'tool.name', 'tool_name', 'traceloop.entity.name'],
  toolCall: ['gen_ai.tool.call.id', 'tool_call.id', 'tool_use_id'],
  toolInput: [
    'gen_ai.tool.call.arguments',
    'tool.parameters',
    'input.value',
    'traceloop.entity.input',
    'tool_arguments',
  ],
  toolOutput: ['gen_ai.tool.call.result', 'output.value', 'traceloop.entity.output', 'tool_response'],
  input: ['gen_ai.input.messages', 'gen_ai.prompt', 'input.value', 'traceloop.entity.input'],
  output: ['gen_ai.output.messages', 'gen_ai.completion', 'output.value', 'traceloop.entity.output'],
  email: ['user.email', 'enduser.email'],
  user: ['user.id', 'enduser.id', 'langfuse.user.id', 'user.name', 'enduser.pseudo.id'],
  model: ['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name', 'llm.request.model'],
  permission: ['github.copilot.permission.result', 'permission.result', 'permission.decision', 'decision'],
  permissionKind: ['github.copilot.permission.kind', 'permission.kind', 'tool_name'],
  decidedBy: ['github.copilot.permission.source', 'permission.source', 'decision.source', 'source'],
} as const
