import { expect, test } from 'vitest'
import { isReadingTool } from '../src/agent-run.js'

test.each(['Read', 'mcp__jira__search_issues', 'get_weather', 'Task', 'task', 'sub_agent', 'report_intent'])(
  '%s changes nothing itself',
  (tool) => {
    expect(isReadingTool(tool)).toBe(true)
  },
)

test.each(['Write', 'create_task', 'TaskUpdate', 'agent_deploy', 'get_or_create', 'powershell', null])(
  '%s may change something',
  (tool) => {
    expect(isReadingTool(tool)).toBe(false)
  },
)
