/** The period and the scope of a campaign, as people write them. */
import { UserError } from '../errors.js'
import { readTime } from '../time.js'
import type { Scope } from './campaign.js'

/** A time span, microseconds; the end is not in it. */
export interface Period {
  readonly from: number
  readonly to: number
}

/** Reads `2026`, `2026-H2`, `2026-Q3`, `2026-09`, or two times with `/` between. Throws UserError for anything else. */
export function readPeriodName(name: string): Period {
  const months = spanOf(name)
  if (months !== null) {
    const [year, month, length] = months
    return { from: Date.UTC(year, month - 1) * 1000, to: Date.UTC(year, month - 1 + length) * 1000 }
  }
  const [from, to, ...more] = name.split('/').map((part) => readTime(part.trim(), 'UTC')?.at ?? null)
  if (typeof from === 'number' && typeof to === 'number' && more.length === 0 && from < to) return { from, to }
  throw new UserError(`--period: not a period: ${name}`, {
    hint: 'expected 2026-Q3, 2026-H2, 2026-09, 2026, or two times such as 2026-07-01T00:00:00Z/2026-10-01T00:00:00Z',
  })
}

/** Year, first month and number of months. */
function spanOf(name: string): readonly [number, number, number] | null {
  const found = /^(\d{4})(?:-(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?$/i.exec(name)
  if (!found) return null
  const [, year, quarter, half, month] = found
  if (quarter) return [Number(year), Number(quarter) * 3 - 2, 3]
  if (half) return [Number(year), Number(half) * 6 - 5, 6]
  return month ? [Number(year), Number(month), 1] : [Number(year), 1, 12]
}

const parts = ['system', 'entitlement', 'resource', 'subject', 'kind'] as const

/** Reads `entitlement=*admin*` and its like. Of one part any may fit, of several parts all must. Throws UserError for an unknown part. */
export function readScope(given: readonly string[]): Scope {
  const scope: Record<(typeof parts)[number], string[]> = {
    system: [],
    entitlement: [],
    resource: [],
    subject: [],
    kind: [],
  }
  for (const one of given) {
    const at = one.indexOf('=')
    const part = one.slice(0, Math.max(at, 0))
    const value = one.slice(at + 1).trim()
    if (!(parts as readonly string[]).includes(part) || value === '')
      throw new UserError(`--scope: not a scope: ${one}`, {
        hint: `expected ${parts.map((name) => `${name}=…`).join(', ')}; * stands for anything`,
      })
    scope[part as (typeof parts)[number]].push(value)
  }
  return scope
}

/** A glob with `*` as a pattern of SQL `like … escape '\'`. */
export function likePattern(glob: string): string {
  return glob.replace(/[\\%_]/g, (char) => `\\${char}`).replaceAll('*', '%')
}
