/** Exit codes, and what each means to a scheduler. */
import { UserError } from '../errors.js'

/** Exit codes: done · findings at or above `--fail-on` · the user's mistake · our bug · to be tried again, another run is at work. */
export const exitCodes = { done: 0, findings: 1, mistake: 2, bug: 70, busy: 75 } as const

/** What each says, as the summary of a run has it. */
export const exitMeanings: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'done, and there are findings that --fail-on, --fail-on-new or --fail asks about',
  2: 'not done: something has to be put right first',
  70: 'not done: a mistake of the program',
  75: 'not done: another run is at work, or the case is open elsewhere; try again later',
  129: 'stopped by SIGHUP; start it again',
  130: 'stopped by SIGINT; start it again',
  143: 'stopped by SIGTERM; start it again',
}

/** The exit code of a command that ended in an error. */
export function codeOf(error: unknown): number {
  if (!(error instanceof UserError)) return exitCodes.bug
  return error.at.isTemporary ? exitCodes.busy : exitCodes.mistake
}
