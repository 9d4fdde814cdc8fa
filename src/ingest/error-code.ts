/** What a file system error says, without the path of the machine it happened on. */

/** `ENOENT`, `EACCES`, …: the part of a file system error that does not depend on the machine. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
