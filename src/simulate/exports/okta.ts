/** Okta System Log as its API returns it: arrays of events, one file a week. */
import { DAY, dayOf, isoDay, isoMillis, SECOND } from '../calendar.js'
import type { Files } from '../files.js'
import type { Rates } from '../options.js'
import type { Random } from '../random.js'

/** An account as Okta names it. */
export interface OktaActor {
  readonly id: string
  readonly type: string
  readonly alternateId: string
  readonly displayName: string
}

/** What happened. */
export interface OktaEvent {
  readonly type: string
  readonly message: string
  readonly actor: OktaActor
  readonly ip: string
  readonly targets?: readonly OktaActor[]
  readonly result?: 'SUCCESS' | 'FAILURE' | 'ALLOW' | 'DENY'
  readonly reason?: string
  readonly session?: string
  readonly debug?: Readonly<Record<string, string>>
  /** The client, where it is no browser. */
  readonly client?: string
  /** Id of the device, where it is one that the identity provider knows. */
  readonly device?: string
}

/** The identity provider's log. */
export interface Okta {
  log(at: number, event: OktaEvent): string
  flush(before: number): void
}

const MONDAY = Date.UTC(2025, 10, 24)
const WEEK = 7 * DAY

/** Opens the log. */
export function openOkta(files: Files, root: Random, rates: Rates, skew: number): Okta {
  const random = root.fork('okta')
  const weeks = new Map<number, { at: number; text: string }[]>()
  return {
    log(at, event) {
      const id = random.uuid()
      const written = at + skew * SECOND + random.int(0, 999)
      const text = JSON.stringify({
        actor: { ...event.actor, detailEntry: null },
        client: {
          userAgent: event.client
            ? { rawUserAgent: event.client, os: 'Unknown', browser: 'UNKNOWN' }
            : { rawUserAgent: 'Mozilla/5.0 (X11; Linux x86_64)', os: 'Linux', browser: 'CHROME' },
          zone: 'null',
          device: 'Computer',
          id: null,
          ipAddress: event.ip,
          geographicalContext: null,
        },
        device: event.device
          ? { id: event.device, name: 'laptop', os_platform: 'LINUX', registered: true, managed: true }
          : null,
        authenticationContext: {
          authenticationProvider: null,
          credentialProvider: null,
          credentialType: null,
          issuer: null,
          interface: null,
          authenticationStep: 0,
          externalSessionId: event.session ?? `102${random.letters('abcdefghijkmnpqrstuvwxyzABCDEFGH23456789', 20)}`,
        },
        displayMessage: event.message,
        eventType: event.type,
        outcome: { result: event.result ?? 'SUCCESS', reason: event.reason ?? null },
        published: isoMillis(written),
        securityContext: { asNumber: 64500, asOrg: 'example', isp: 'example', domain: 'example', isProxy: false },
        severity: event.result === 'FAILURE' || event.result === 'DENY' ? 'WARN' : 'INFO',
        debugContext: { debugData: { requestId: random.hex(27), ...event.debug } },
        legacyEventType: null,
        transaction: { type: 'WEB', id: random.hex(27), detail: {} },
        uuid: id,
        version: '0',
        request: { ipChain: [] },
        target: event.targets ? event.targets.map((target) => ({ ...target, detailEntry: null })) : null,
      })
      const week = MONDAY + Math.floor((dayOf(written) - MONDAY) / WEEK) * WEEK
      const list = weeks.get(week) ?? []
      weeks.set(week, list)
      const isTwice = root.fork(`record/${id}`).chance(rates.duplicatedRecords)
      for (let copies = isTwice ? 2 : 1; copies > 0; copies--) list.push({ at: written, text })
      return id
    },
    flush(before) {
      for (const [week, events] of weeks) {
        if (week + WEEK > before) continue
        weeks.delete(week)
        events.sort((a, b) => a.at - b.at)
        files.text(`exports/okta/system-log-${isoDay(week)}.json`, `[${events.map((item) => item.text).join(',\n')}]\n`)
        const again = events.slice(-20)
        if (random.chance(rates.duplicateExports))
          files.text(
            `exports/okta/system-log-${isoDay(week)}-again.json`,
            `[${again.map((item) => item.text).join(',\n')}]\n`,
          )
      }
    },
  }
}
