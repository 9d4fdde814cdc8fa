/** Where a value stands in a CloudTrail event: templates such as `arn:aws:iam::{@account}:role/{roleName}`, compiled once. */
import { asArray, asObject, asText, type Json } from './record.js'

/** The parts of an event that templates look into. */
export interface Scene {
  readonly event: Json
  readonly params: Json | null
  readonly response: Json | null
  readonly account: string | null
  readonly region: string | null
}

/** Reads one value out of an event; null when the event does not hold it. */
export type Place = (scene: Scene) => string | null

type Part = string | ((scene: Scene) => unknown)

/**
 * Compiles a template. `{a.b}` is a request parameter, `{>a.b}` a response element, `{#AWS::KMS::Key}` the ARN that `resources` gives for
 * that type, `{+a}` stands in `serviceEventDetails` or `additionalEventData`, `{@account}` and `{@region}` the record's own. `|` separates alternatives: the first that is complete wins. A parameter that
 * is an ARN already replaces the template it stands in. `{a*}` joins all entries of a list; elsewhere a list stands for its first entry.
 */
export function place(template: string): Place {
  const alternatives = template.trim().split(/\|\s*/).map(compile)
  const [only] = alternatives
  if (alternatives.length === 1) return only!
  return (scene) => {
    for (const alternative of alternatives) {
      const found = alternative(scene)
      if (found !== null) return found
    }
    return null
  }
}

function compile(template: string): Place {
  const parts: Part[] = template
    .split(/(\{[^}]+\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? reader(part.slice(1, -1)) : part))
  const last = parts.length - 1
  return (scene) => {
    let text = ''
    for (let index = 0; index <= last; index++) {
      const part = parts[index]!
      if (typeof part === 'string') {
        text += part
        continue
      }
      const value = asValue(part(scene))
      if (value === null) return null
      if (text.endsWith(':parameter/') && value.startsWith('/')) text += value.slice(1)
      else if (text === '' || !value.startsWith('arn:')) text += value
      else if (index === last) return value
      else text += value.slice(value.lastIndexOf('/') + 1)
    }
    return inPartition(text, scene.region)
  }
}

function reader(name: string): (scene: Scene) => unknown {
  if (name === '@account') return (scene) => scene.account
  if (name === '@region') return (scene) => scene.region
  if (name.startsWith('#')) return (scene) => resourceArn(scene.event, name.slice(1))
  if (name.startsWith('+')) {
    const beside = name.slice(1).split('.')
    return ({ event }) => dig(event['serviceEventDetails'] ?? event['additionalEventData'], beside)
  }
  const isList = name.endsWith('*')
  const path = name.replace(/^>|\*$/g, '').split('.')
  if (isList) return (scene) => listed(dig(name.startsWith('>') ? scene.response : scene.params, path, true))
  return name.startsWith('>') ? (scene) => dig(scene.response, path) : (scene) => dig(scene.params, path)
}

/** The ARN that `resources` gives for a type, or the first of any type for `*`. */
export function resourceArn(event: Json, type: string): string | null {
  const resources = event['resources']
  if (!Array.isArray(resources)) return null
  for (const one of resources) {
    const entry = asObject(one)
    if (entry === null || (type !== '*' && entry['type'] !== type)) continue
    const arn = asText(entry['ARN'] ?? entry['arn'])
    if (arn !== null) return arn
  }
  return null
}

/** Follows a path; EC2's `{items: […]}` and plain lists stand for their first entry. */
function dig(from: unknown, path: readonly string[], isList = false): unknown {
  let value = from
  for (const key of path) {
    if (Array.isArray(value)) value = value[0]
    const inner = asObject(value)
    if (inner === null) return null
    value = key in inner ? inner[key] : asObject(asArray(inner)[0])?.[key]
  }
  return Array.isArray(value) && !isList ? value[0] : value
}

/** All entries of a list of scalars, in their order. */
function listed(value: unknown): string | null {
  if (!Array.isArray(value)) return asValue(value)
  const texts = value.map(asValue).filter((one) => one !== null)
  return texts.length === 0 ? null : texts.join(',')
}

/** A scalar as text. EC2's newer calls wrap scalars as `{content, tag}`. */
function asValue(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return asText(value) ?? asText(asObject(value)?.['content'])
}

/** Templates say `arn:aws:`; China and GovCloud have partitions of their own. */
function inPartition(text: string, region: string | null): string {
  if (region === null || !text.startsWith('arn:aws:')) return text
  if (region.startsWith('cn-')) return `arn:aws-cn:${text.slice(8)}`
  return region.startsWith('us-gov-') ? `arn:aws-us-gov:${text.slice(8)}` : text
}
