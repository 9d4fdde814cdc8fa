/** The operator's mistakes. Trouble with records is a reject row; everything else is our bug. */

/** Something the person at the keyboard can put right: shown as one line and a hint, exit code 2. */
export class UserError extends Error {
  readonly at: { readonly file?: string; readonly line?: number; readonly hint?: string }

  constructor(message: string, at: { file?: string; line?: number; hint?: string; cause?: unknown } = {}) {
    const { cause, ...place } = at
    super(message, { cause })
    this.name = 'UserError'
    this.at = place
  }
}
