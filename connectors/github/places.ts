/** Where a record stands: its repository and its number, read from the addresses in it. */
import { type Fields, fieldsAt, textOf } from '../../src/read-fields.js'
import { findReferences, type Reference } from '../../src/references.js'

/** A repository, or an issue or pull request in it. */
export interface Place {
  readonly repository: string
  readonly number: string | null
  readonly isPull: boolean
}

const api = /\/repos\/([\w.-]+\/[\w.-]+)(?:\/(issues|pulls)\/(\d+))?/
const site = /^https?:\/\/[^/]+\/([\w.-]+\/[\w.-]+)\/(issues|pull)\/(\d+)/

/** The place that the first useful one of several addresses names; an address of the site says best whether it is a pull request. */
export function placeOf(...addresses: readonly (string | null | undefined)[]): Place | null {
  const given = addresses.filter((address): address is string => typeof address === 'string')
  for (const pattern of [site, api]) {
    for (const address of given) {
      const found = pattern.exec(address)
      if (found) return { repository: found[1]!, number: found[3] ?? null, isPull: /^pull/.test(found[2] ?? '') }
    }
  }
  return null
}

/** `owner/repo#4`. */
export function keyOf(place: Place): string {
  return `${place.repository}#${place.number}`
}

/** Typed key of an issue (`ticket:`) or a pull request (`pr:`). */
export function taskOf(place: Place): string {
  return `${place.isPull ? 'pr' : 'ticket'}:${keyOf(place)}`
}

const closing = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+([\w.-]+\/[\w.-]+)?#(\d{1,7})\b/gi

/** References in what was written, and the issues it closes by GitHub's keywords (`fixes #3`), which know their repository. */
export function writtenReferences(text: string | null, place: Place | null): Reference[] {
  if (text === null) return []
  const closed = [...text.matchAll(closing)].flatMap(([, repository, number]): Reference[] => {
    const home = repository ?? place?.repository
    return home ? [{ ref: `ticket:${home}#${number}`, origin: 'text' }] : []
  })
  return [...closed, ...findReferences(text, 'text')]
}

/** A security alert: its repository, what found it, and its number there. */
export interface AlertPlace {
  readonly repository: string
  readonly kind: string
  readonly number: string
}

const alertAddress =
  /(?:\/repos\/|:\/\/[^/]+\/)([\w.-]+\/[\w.-]+)\/(?:security\/)?(code-scanning|secret-scanning|dependabot)\/(?:alerts\/)?(\d+)/

/** Where an alert stands, by its addresses; null for what is none. GraphQL gives Dependabot's alerts an address of the repository only. */
export function alertPlaceOf(alert: Fields): AlertPlace | null {
  const found = alertAddress.exec(textOf(alert['url']) ?? '') ?? alertAddress.exec(textOf(alert['html_url']) ?? '')
  if (found) return { repository: found[1]!, kind: found[2]!, number: found[3]! }
  const home = /:\/\/[^/]+\/([\w.-]+\/[\w.-]+)$/.exec(textOf(fieldsAt(alert, 'repository')?.['url']) ?? '')?.[1]
  const number = textOf(alert['number'])
  return home && number && 'securityAdvisory' in alert ? { repository: home, kind: 'dependabot', number } : null
}
