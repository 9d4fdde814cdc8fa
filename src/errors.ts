/** The operator's mistakes. Trouble with records is a reject row; everything else is our bug. */

/** Something the person at the keyboard can put right: shown as one line and a hint, exit code 2, or 75 when it only has to be tried again. */
export class UserError extends Error {
  /** Where it is, and what may be done. What is temporary goes away by itself: the same command may be tried again. */
  readonly at: {
    readonly file?: string
    readonly line?: number
    readonly hint?: string
    readonly isTemporary?: boolean
  }

  constructor(
    message: string,
    at: { file?: string; line?: number; hint?: string; isTemporary?: boolean; cause?: unknown } = {},
  ) {
    const { cause, ...place } = at
    super(message, { cause })
    this.name = 'UserError'
    this.at = place
  }
}
