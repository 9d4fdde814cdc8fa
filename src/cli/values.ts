/** Values of options: checked where they come in, with what was expected. */
import { existsSync } from 'node:fs'
import { UserError } from '../errors.js'
import { severities } from '../report/words.js'
import { readTime } from '../time.js'

/** A time of an option as microseconds; null when the option was not given. */
export function readTimeOption(name: string, value: string | undefined): number | null {
  if (value === undefined) return null
  const moment = /\d[T ]\d/.test(value) ? readTime(value) : null
  if (moment === null)
    throw new UserError(`${name}: not a time with a zone: ${value}`, {
      hint: 'expected ISO 8601 such as 2026-04-16T00:00:00Z or 2026-04-16T09:30:00+02:00',
    })
  return moment.at
}

/** A period of two options, the first before the second; null where an option was not given. */
export function readPeriod(
  from: string | undefined,
  to: string | undefined,
  [fromName, toName]: readonly [string, string] = ['--from', '--to'],
): { from: number | null; to: number | null } {
  const period = { from: readTimeOption(fromName, from), to: readTimeOption(toName, to) }
  if (period.from !== null && period.to !== null && period.from >= period.to)
    throw new UserError(`${fromName} ${from} is not before ${toName} ${to}`, { hint: 'a period starts before it ends' })
  return period
}

/** One of several words. Throws UserError that names them all. */
export function readChoice<T extends string>(what: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new UserError(`unknown ${what}: ${value}`, { hint: `one of ${choices.join(', ')}` })
  return found
}

/** The value of `--fail-on`: a severity, or null for never. */
export function readFailOn(value: string | undefined): string | null {
  if (value === undefined || value === 'never') return null
  if (!(severities as readonly string[]).includes(value))
    throw new UserError(`--fail-on: unknown severity: ${value}`, { hint: `one of ${severities.join(', ')}, or never` })
  return value
}

/** Throws UserError when the file of `--out` is there already and `--force` was not given. */
export function refuseOverwrite({ out, force }: { readonly out?: string; readonly force?: boolean }): void {
  if (out !== undefined && existsSync(out) && !force)
    throw new UserError(`${out} is there already`, {
      file: out,
      hint: 'name another file, or overwrite it with --force',
    })
}

/** A whole number of an option. */
export function readWhole(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new UserError(`${name}: not a whole number: ${value}`)
  return Number(value)
}

/** `name=value` of `--rate`. */
export function readRate(given: string): [string, number] {
  const found = /^([A-Za-z][\w.]*)=(\d+(?:\.\d+)?)$/.exec(given)
  if (!found) throw new UserError(`--rate: ${given}`, { hint: 'expected name=value such as missingReference=0.1' })
  return [found[1]!, Number(found[2])]
}
