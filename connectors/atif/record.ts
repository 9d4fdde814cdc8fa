/** The Agent Trajectory Interchange Format, versions 1.0 to 1.7: https://harborframework.com/docs/trajectory-format */
import { z } from 'zod'
import { asFields, type Fields, listOf } from '../../src/read-fields.js'

/** Text; anything else counts as missing. */
const text = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null),
  z.string().nullable(),
)

/** A trajectory but for its steps. */
export const trajectory = z.looseObject({
  schema_version: text,
  session_id: text,
  trajectory_id: text,
  agent: z.looseObject({ name: text, version: text, model_name: text }),
})

/** A trajectory that has been checked. */
export type Trajectory = z.infer<typeof trajectory>

/** A step: a message of the user, the system or the agent, and the calls the agent makes with it. */
export const step = z.looseObject({
  step_id: z.union([z.number(), z.string()]).nullish().catch(null),
  source: text,
  model_name: text,
  reasoning_content: text,
})

/** A step that has been checked. */
export type Step = z.infer<typeof step>

/** Whether a record is a trajectory: its version says so, or an agent stands beside steps with sources. */
export function isTrajectory(value: unknown): boolean {
  const fields = asFields(value)
  if (fields === null || !Array.isArray(fields['steps'])) return false
  if (/^ATIF-v\d/.test(String(fields['schema_version']))) return true
  const first = asFields(fields['steps'][0])
  return (
    typeof asFields(fields['agent'])?.['name'] === 'string' && first !== null && 'step_id' in first && 'source' in first
  )
}

/** The objects in a list; empty for anything else. */
export function objectsIn(value: unknown): Fields[] {
  return listOf(value)
    .map(asFields)
    .filter((one) => one !== null)
}
