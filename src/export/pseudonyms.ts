/** Pseudonyms: names of persons, accounts, addresses and hosts replaced wherever they stand, the same name by the same pseudonym, and back again. */
import { createHmac } from 'node:crypto'

/** What a name is; a pseudonym begins with it. */
export type NameKind = 'person' | 'account' | 'name' | 'mail' | 'address' | 'host'

/** A name that is known from the case. */
export interface KnownName {
  readonly name: string
  /** `human name` is the name of a human as a directory shows it: its parts are names too. A `word` stays, even where an account is called so. */
  readonly kind: 'person' | 'account' | 'name' | 'human name' | 'word'
}

/** Names by their pseudonym. */
export type NameTable = Map<string, string>

/** Names of accounts that tell nothing of anybody. */
const common = (
  'admin administrator anonymous api automation bot default everyone guest helpdesk nobody owner root security service ' +
  'support system team test unknown user users'
).split(' ')

/** Names shorter than this are replaced only where they are the whole text or the whole account. */
const shortest = 3
/** Numbers this long in the name of an account say whose it is. */
const longNumber = /\d{10,}/g
const word = /[\p{L}\p{N}]+/gu
const isWordCharacter = /[\p{L}\p{N}]/u

// Bounded, so that a megabyte of dots is no trap: RFC 5321 allows 64 characters before the @, RFC 1035 63 a label.
const mail = /[\p{L}\p{N}_.%+-]{0,64}@(?:[\p{L}\p{N}_-]{1,63}\.){0,10}[\p{L}\p{N}]{1,63}/uy
const address4 = /\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/y
const address6 =
  /(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|(?:[0-9a-f]{1,4}:){2,6}:)(?![0-9a-f:])/iy
const host = /[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){0,10}/uy
/** Hosts by their looks, wherever they belong. */
const privateHost = /^ip-\d+-\d+-\d+-\d+\.|\.(?:internal|intranet|local|lan|corp|home)$/i

const pseudonym = /(?:person|account|name|mail|address|host)-[a-z2-7]{12}(?![a-z2-7])/g

/** Short texts kept with what became of them, and how short they are: names come again and again. */
const remembered = 50_000
const short = 300

interface Candidate {
  readonly name: string
  readonly kind: NameKind
  /** Where its first word begins in it. */
  readonly offset: number
  /** Whether it must be written as it is, capitals included. */
  readonly isExact: boolean
}

/** Replaces names by pseudonyms: keyed hashes, so that nobody without the key can try a name. */
export class Pseudonyms {
  /** Pseudonyms that were given, with the name behind each. */
  readonly table: NameTable
  private readonly byWord = new Map<string, Candidate[]>()
  private readonly whole = new Map<string, NameKind>()
  private readonly staying: ReadonlySet<string>
  private readonly domains = new Set<string>()
  /** First labels of the domains. */
  private readonly domainStarts = new Set<string>()
  private readonly given = new Map<string, string>()
  /** Names as they are written, by their lower case. */
  private readonly spelled = new Map<string, string>()
  private readonly memory = new Map<string, string>()

  constructor(
    private readonly key: Uint8Array,
    known: readonly KnownName[],
    table: NameTable = new Map(),
  ) {
    this.table = table
    this.staying = new Set([
      ...common,
      ...known.flatMap(({ name, kind }) => (kind === 'word' ? [name, ...name.split(/[^\p{L}\p{N}]+/u)] : [])),
    ])
    const kinds = ['person', 'account', 'human name', 'name'] as const
    for (const wanted of kinds) for (const { name, kind } of known) if (kind === wanted) this.learn(name, kind)
    for (const list of this.byWord.values())
      list.sort((a, b) => b.name.length - a.name.length || (a.name < b.name ? -1 : 1))
  }

  /** The text with every name replaced. JSON text stays JSON. */
  hide(text: string): string {
    const known = this.memory.get(text)
    if (known !== undefined) return known
    const hidden = this.hideJson(text) ?? this.hideText(text)
    if (text.length > short) return hidden
    if (this.memory.size >= remembered) this.memory.clear()
    this.memory.set(text, hidden)
    return hidden
  }

  /** A value with every text in it hidden, names of members included. */
  hideAll(value: unknown): unknown {
    if (typeof value === 'string') return this.hide(value)
    if (Array.isArray(value)) return value.map((one) => this.hideAll(one))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [this.hide(name), this.hideAll(one)]))
  }

  /** JSON by its texts alone, for numbers must stay as they are written; null when it is no JSON. */
  private hideJson(text: string): string | null {
    if (!/^\s*[[{"]/.test(text)) return null
    try {
      JSON.parse(text)
    } catch {
      return null
    }
    return text.replace(/"(?:[^"\\]|\\.)*"/gs, (literal) => {
      const inner = JSON.parse(literal) as string
      const hidden = this.hide(inner)
      return hidden === inner ? literal : JSON.stringify(hidden)
    })
  }

  private hideText(text: string): string {
    const kind = this.whole.get(text.toLowerCase())
    if (kind !== undefined) return this.put(text.toLowerCase(), kind)
    let out = ''
    let done = 0
    word.lastIndex = 0
    for (let found = word.exec(text); found !== null; found = word.exec(text)) {
      const best = this.longest(text, found[0], found.index, done)
      if (best === null) continue
      out += text.slice(done, best.start) + this.put(best.name, best.kind)
      done = best.end
      word.lastIndex = best.end
    }
    return done === 0 ? text : out + text.slice(done)
  }

  /** The longest name that begins at a word, or before it with signs that are no word. */
  private longest(text: string, first: string, at: number, done: number) {
    let best: { start: number; end: number; name: string; kind: NameKind } | null = null
    const offer = (start: number, end: number, name: string, kind: NameKind) => {
      if (best === null || end - start > best.end - best.start) best = { start, end, name, kind }
    }
    for (const { name, kind, offset, isExact } of this.byWord.get(first.toLowerCase()) ?? []) {
      const start = at - offset
      const end = start + name.length
      if (start < done || end > text.length) continue
      const there = text.slice(start, end)
      if ((isExact ? there : there.toLowerCase()) !== name || continues(text, end)) continue
      offer(start, end, name, kind)
      break
    }
    const match = (pattern: RegExp) => {
      pattern.lastIndex = at
      return pattern.exec(text)?.[0] ?? null
    }
    const written = match(mail)
    if (written !== null)
      offer(at, at + written.length, written.toLowerCase(), this.whole.get(written.toLowerCase()) ?? 'mail')
    const number = match(address4) ?? match(address6)
    if (number !== null) offer(at, at + number.length, number.toLowerCase(), 'address')
    const machine = match(host)?.toLowerCase() ?? null
    if (machine?.includes('.') && this.isOurs(machine)) offer(at, at + machine.length, machine, 'host')
    return best as { start: number; end: number; name: string; kind: NameKind } | null
  }

  /** Whether a domain of the organisation stands in it. */
  private isOurs(machine: string): boolean {
    if (privateHost.test(machine)) return true
    const labels = machine.split('.')
    for (let from = 0; from < labels.length - 1; from++)
      if (this.domainStarts.has(labels[from]!))
        for (let to = labels.length; to > from + 1; to--)
          if (this.domains.has(labels.slice(from, to).join('.'))) return true
    return false
  }

  private put(name: string, kind: NameKind): string {
    const known = this.given.get(name)
    if (known !== undefined) return known
    const digest = createHmac('sha256', this.key).update(name).digest()
    const given = `${kind}-${[...digest.subarray(0, 12)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join('')}`
    this.table.set(given, this.spelled.get(name) ?? name)
    this.given.set(name, given)
    return given
  }

  // ── what is known ──

  private learn(text: string, kind: Exclude<KnownName['kind'], 'word'>) {
    if (kind === 'human name') {
      this.enter(text, 'name')
      for (const [part] of text.matchAll(word)) if (part.length >= shortest) this.enter(part, 'name', true)
      return
    }
    const typed = /^[a-z][a-z0-9_]*:(.+)$/s.exec(text)?.[1]
    if (kind === 'name' || typed === undefined) this.enter(text, kind)
    else this.learnAccount(typed)
  }

  /** Of a path the last part is the account, without the ticket that it may end with; what is before says where it is. */
  private learnAccount(account: string) {
    for (const [number] of account.matchAll(longNumber)) this.enter(number, 'account')
    const last = account.split(/[/:\\]/).at(-1)!
    if (last === account) this.enter(account, 'account')
    else this.enter(last.replace(/[-_.][A-Z][A-Z0-9]+-\d+$/, ''), 'account')
  }

  private enter(text: string, kind: NameKind, isExact = false) {
    const name = isExact ? text : text.toLowerCase()
    if (this.staying.has(text.toLowerCase())) return
    const domain = /@([^@\s]+\.[^@\s]+)$/.exec(name)?.[1]
    if (domain !== undefined) {
      this.domains.add(domain)
      this.domainStarts.add(domain.split('.')[0]!)
    }
    if (!isExact && !this.whole.has(name)) this.whole.set(name, kind)
    if (!this.spelled.has(name)) this.spelled.set(name, text)
    const first = name.match(word)?.[0]?.toLowerCase()
    if (first === undefined || name.length < shortest || (/^\d+$/.test(name) && name.length < 6)) return
    const list = this.byWord.get(first) ?? []
    if (list.some((one) => one.name === name)) return
    this.byWord.set(first, [...list, { name, kind, offset: name.toLowerCase().indexOf(first), isExact }])
  }
}

/** Text with every pseudonym of a table replaced by its name, as `written` puts it there. */
export function reveal(text: string, table: NameTable, written: (name: string) => string = (name) => name): string {
  return text.replace(pseudonym, (found) => {
    const name = table.get(found)
    return name === undefined ? found : written(name)
  })
}

/** Whether a word goes on at a place of a text. */
function continues(text: string, at: number): boolean {
  return at < text.length && isWordCharacter.test(String.fromCodePoint(text.codePointAt(at)!))
}
