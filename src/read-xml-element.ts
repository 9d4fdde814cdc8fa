/** Takes an XML record apart. Entities are the five of XML and numbers; a document type declares nothing here, so nothing can expand. */

/** An element with what is in it, in order. Names are local: without the prefix of their namespace. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text, that of its children left out. */
  readonly text: string
}

interface Building {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Building[]
  text: string
}

const piece =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<![^>]*>|<(\/?)([^\s<>/!?]+)([^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*)>|([^<]+)/g
const attribute = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
/** Elements within elements beyond which a record is not taken apart. */
const DEEPEST = 200

/** The first element of a text with everything in it; what is cut off or nested too deep is left out. Null when there is no element. */
export function parseElement(text: string): XmlElement | null {
  const top: Building = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  let depth = 0
  for (const [, cdata, slash, name, inside, plain] of text.matchAll(piece)) {
    const own = open[open.length - 1]!
    if (cdata !== undefined) own.text += cdata
    else if (plain !== undefined) own.text += decodeEntities(plain)
    else if (name === undefined) continue
    else if (slash !== '') {
      if (depth > 0) depth--
      if (depth < open.length - 1) open.pop()
      if (open.length === 1 && top.children.length > 0) break
    } else {
      const isEmpty = inside!.endsWith('/')
      if (depth < DEEPEST) {
        const element = { name: localName(name), attributes: attributesOf(inside!), children: [], text: '' }
        own.children.push(element)
        if (!isEmpty) open.push(element)
      }
      if (!isEmpty) depth++
      else if (open.length === 1) break
    }
  }
  return top.children[0] ?? null
}

/**
 * An element as fields, as JSON would have it: attributes and children by name, a child without either as its text, equal names as a list,
 * the element's own text beside children as `#text`.
 */
export function elementFields(element: XmlElement): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = { ...element.attributes }
  for (const child of element.children) {
    const isLeaf = child.children.length === 0 && Object.keys(child.attributes).length === 0
    const value = isLeaf ? child.text.trim() : elementFields(child)
    const before = Object.hasOwn(fields, child.name) ? fields[child.name] : undefined
    if (before === undefined) define(fields, child.name, value)
    else if (Array.isArray(before)) before.push(value)
    else fields[child.name] = [before, value]
  }
  const text = element.text.trim()
  if (text !== '') fields['#text'] = text
  return fields
}

/** A field by any name. Assigned where that does the same: defining costs ten times as much. */
function define(fields: Record<string, unknown>, name: string, value: unknown) {
  if (name !== '__proto__') fields[name] = value
  else Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true })
}

function attributesOf(inside: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name, double, single] of inside.matchAll(attribute))
    define(found, localName(name!), decodeEntities(double ?? single ?? ''))
  return found
}

function localName(name: string) {
  return name.slice(name.indexOf(':') + 1)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** An entity that nobody declared stays as it is written. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? entities[name]! : whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isCharacter ? String.fromCodePoint(code) : whole
  })
}
