/** What several benches measure and print alike. */

/** Seconds of a clock that only goes forward. */
export function clock(): number {
  return performance.now() / 1000
}

/** The most memory this process has held, in whole MB. */
export function peakMegabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}

/** A share as people read it. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}
