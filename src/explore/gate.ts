/** Who may talk to the explorer: only a browser on this machine that was given the address, and only from the explorer's own pages. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { sha256 } from '../hash.js'

/** A request as the gate sees it. `path` begins with `/`. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** Why a request is turned away. */
export interface Refusal {
  readonly status: number
  readonly reason: string
}

/**
 * Why a request is turned away; null when it may pass. The token is the first part of the path, so no cookie exists that another port of this
 * machine could be sent. The Host check keeps out names that were made to point here (DNS rebinding); Origin and Sec-Fetch-Site keep out
 * requests that pages of others make.
 */
export function refuse({ method, path, headers }: Asked, token: string, port: number): Refusal | null {
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`)
    return { status: 421, reason: 'this address is served under 127.0.0.1 only' }
  const given = path.split('/')[1] ?? ''
  if (!isSame(given, token)) return { status: 403, reason: 'open the address that `approvenance explore` printed' }
  if (!['GET', 'HEAD', 'POST'].includes(method))
    return { status: 405, reason: 'only GET, HEAD and POST are understood' }
  const own = `http://${headers.host}`
  if (headers.origin !== undefined && headers.origin !== own)
    return { status: 403, reason: 'another site asked for this' }
  const site = headers['sec-fetch-site']
  if (method === 'POST') {
    if (headers.origin !== own || (site !== undefined && site !== 'same-origin'))
      return { status: 403, reason: 'only the explorer’s own pages may send this' }
    if (!/^application\/x-www-form-urlencoded\b/.test(headers['content-type'] ?? ''))
      return { status: 415, reason: 'forms only' }
  } else if (site !== undefined && !['same-origin', 'none'].includes(String(site)) && !isNavigation(headers))
    return { status: 403, reason: 'another site asked for this' }
  return null
}

/** Headers of every answer: nothing is loaded from elsewhere, framed, stored, or told to others. */
export const guards: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  // With no-referrer a browser sends `Origin: null` with forms, and the gate could not tell our own pages from others.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Somebody followed a link to here: harmless, for without the token it leads nowhere. */
function isNavigation(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** Compares by hashes, so that the time it takes says nothing. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)))
}
