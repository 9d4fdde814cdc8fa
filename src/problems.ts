/** Collects the operator's mistakes, so that all of them are told at once. */
import { UserError } from './errors.js'

/** One mistake in a file: where, what is wrong, what was expected. */
export interface Problem {
  readonly file: string
  readonly line: number | null
  readonly message: string
}

/** One error that tells every problem, in the order of the files and lines. */
export function asUserError(what: string, problems: readonly Problem[], hint?: string): UserError {
  const first = problems[0]
  const lines = problems.map(({ file, line, message }) => `  ${file}${line === null ? '' : `:${line}`}: ${message}`)
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return new UserError(`${count} in ${what}\n${lines.join('\n')}`, {
    ...(first ? { file: first.file } : {}),
    ...(first?.line ? { line: first.line } : {}),
    ...(hint ? { hint } : {}),
  })
}
