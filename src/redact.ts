/** Takes secrets out of what is shown and stored: values of passwords, keys and tokens, never the ids that evidence needs. */

/**
 * The text with each secret replaced by `[redacted:<kind>]`. Ids of keys (`AKIA…`, `00u…`) stay, because they tie events together.
 * Text without any sign of a secret costs one look.
 */
export function redact(text: string): string {
  if (!textMayHoldSecret(text)) return text
  let out = text
  for (const { find, put } of patterns) out = out.replace(find, put as (...found: string[]) => string)
  return hasKeyId.test(out) ? redactAwsSecrets(out) : redactAwsSecretsWithSymbols(out)
}

/**
 * JSON text with each secret in its values replaced; it stays JSON. A member whose name says that it holds a secret loses its text; all other text is
 * treated as by `redact`. Text that is no JSON is treated as text.
 */
export function redactJson(json: string): string {
  if (!textMayHoldSecret(json)) return json
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return redact(json)
  }
  return JSON.stringify(redactValue(value, null))
}

const hasKeyId = /A[KS]IA[A-Z0-9]{12,}/

interface Pattern {
  readonly find: RegExp
  readonly put: string | ((...found: string[]) => string)
}

/** A name that says its value is a secret, as it stands before `=` or `:` in text. Names of ids, ARNs and times of secrets are none. */
const secretName =
  '(?:[\\w.-]{0,40}?(?:password|passwd|passphrase|passcode|secret[_-]?access[_-]?key|secret[_-]?key|client[_-]?secret|secret|' +
  '(?:api|access|auth|session|security|refresh|bearer|id|web|bot|user|private|x-vault)[_-]?token|api[_-]?key|private[_-]?key|signing[_-]?key|account[_-]?key|' +
  'access[_-]?key)|pass|pwd|token|cookie|set-cookie)'

const patterns: readonly Pattern[] = [
  {
    find: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
    put: '[redacted:private_key]',
  },
  { find: /eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, put: '[redacted:jwt]' },
  { find: /x(?:ox[abeoprs]|app)-[A-Za-z0-9-]{8,}/g, put: '[redacted:slack_token]' },
  {
    find: /(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/-]{8,}/gi,
    put: '$1[redacted:slack_webhook]',
  },
  { find: /(?:gh[opusr]_[A-Za-z0-9]{16,}|github_pat_\w{20,})/g, put: '[redacted:github_token]' },
  { find: /glpat-[\w-]{16,}/g, put: '[redacted:gitlab_token]' },
  { find: /\b(SSWS\s+)[\w-]{8,}/gi, put: '$1[redacted:okta_token]' },
  { find: /\b(Bearer\s+)(?!\[redacted)[\w.~+/=-]{8,}/gi, put: '$1[redacted:bearer_token]' },
  {
    find: /\b(Basic\s+)(?=[A-Za-z0-9+/]*[A-Z0-9])[A-Za-z0-9+/]{12,}={0,2}(?![A-Za-z0-9])/g,
    put: '$1[redacted:basic_auth]',
  },
  {
    find: /(Authorization["']?\s*[:=]\s*["']?)(?:(?:Bearer|Basic|SSWS|AWS4-HMAC-SHA256|Token)\s+)?(?!\[redacted|Bearer\b|Basic\b|SSWS\b)[^\s"',;}\\]{6,}/gi,
    put: '$1[redacted:authorization]',
  },
  { find: /\b([a-z][\w+.-]{1,20}:\/\/[^\s/:@"'\\]{0,128}:)[^\s/@"'\\]{1,256}@/gi, put: '$1[redacted:password]@' },
  {
    find: /\b(X-Amz-(?:Signature|Security-Token|Credential)=|[?&]sig(?:nature)?=)[^\s&"'\\]{8,}/gi,
    put: '$1[redacted:signature]',
  },
  {
    find: new RegExp(
      `(?<![\\w:/])(${secretName})(\\\\?["']?\\s{0,3}(?:=>|[:=])\\s{0,3}\\\\?)(["']?)([^\\s"'\\\\,;&}{\\]]{1,4096})`,
      'gi',
    ),
    put: (found = '', name = '', between = '', quote = '', value = '') =>
      isPlaceholder(value) || (quote === '' && !between.includes('=') && !looksSecret(value))
        ? found
        : `${name}${between}${quote}[redacted:${kindOf(name)}]`,
  },
  {
    find: /(\bpass(?:word|phrase|code)?\s+(?:is|was|to)\s+["'`]?)([^\s"'`]{6,128})/gi,
    put: (found = '', lead = '', value = '') => (looksSecret(value) ? `${lead}[redacted:password]` : found),
  },
]

/** After `name:` in prose, ordinary words follow; a secret has digits or symbols among its letters. */
function looksSecret(value: string): boolean {
  return (
    value.length >= 6 &&
    /[^A-Za-z.]/.test(value.replace(/[.,!?)]+$/, '')) &&
    !/^(?:https?:|arn:|<@|\d+$|\d{4}-\d{2})/.test(value)
  )
}

function isPlaceholder(value: string): boolean {
  return /^(?:null|none|true|false|undefined|\*+|<.*|\[redacted.*|\$\{?\w.*|HIDDEN_DUE_TO_SECURITY_REASONS)$/i.test(
    value,
  )
}

function kindOf(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '')
  if (/pass|pwd/.test(plain)) return 'password'
  if (plain.includes('cookie')) return 'cookie'
  if (plain.endsWith('secretaccesskey')) return 'aws_secret_key'
  if (plain.endsWith('token')) return 'token'
  if (plain.endsWith('key')) return 'key'
  return 'secret'
}

// ── AWS secret access keys: 40 characters of base64 without any sign of their own ──

/** Beside an access key id any 40 characters of the right kind are its secret. */
function redactAwsSecrets(text: string): string {
  return text.replace(/(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g, (found) =>
    isMixed(found) ? '[redacted:aws_secret_key]' : found,
  )
}

/** Without one they must look random: paths and hashes are as long. */
function redactAwsSecretsWithSymbols(text: string): string {
  return text.replace(/(?<![A-Za-z0-9/+=._-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=._-])/g, (found) =>
    isMixed(found) &&
    /[/+]/.test(found) &&
    entropy(found) > 4.4 &&
    !/[a-z]{5}|\//.test(found.replace(/^[^/]*\/?[^/]*$/, ''))
      ? '[redacted:aws_secret_key]'
      : found,
  )
}

function isMixed(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text)
}

/** Bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1)
  let bits = 0
  for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length)
  return bits
}

// ── JSON ──

/** Member names, without case and separators, whose text is a secret. */
const secretMember =
  /(?:password|passwd|passphrase|passcode|secretaccesskey|secretkey|clientsecret|signingsecret|webhooksecret|secretstring|secretbinary|sharedsecret|apikey|privatekey|privatekeydata|privatekeypem|signingkey|accountkey|accesstoken|refreshtoken|idtoken|sessiontoken|securitytoken|authtoken|authorizationtoken|bearertoken|apitoken|bottoken|usertoken|webtoken|clientassertion|codeverifier)$|^(?:secret|pwd|pass|token|cookie|setcookie|authorization|xvaulttoken|samlassertion|otp|mfacode)$/

function redactValue(value: unknown, name: string | null): unknown {
  if (typeof value === 'string') {
    if (name !== null && value !== '' && isSecretMember(name) && !isPlaceholder(value))
      return `[redacted:${kindOf(name)}]`
    return /^\s*[{[]/.test(value) ? redactJson(value) : redact(value)
  }
  if (Array.isArray(value)) return value.map((item) => redactValue(item, name))
  if (typeof value !== 'object' || value === null) return value
  // A name and its value side by side are a member as well.
  const entry = value as Readonly<Record<string, unknown>>
  const called = [entry.name, entry.key, entry.Name, entry.Key].find((one) => typeof one === 'string') as
    | string
    | undefined
  return Object.fromEntries(
    Object.entries(entry).map(([key, inner]) => [
      key,
      redactValue(inner, /^value$/i.test(key) ? (called ?? key) : key),
    ]),
  )
}

function isSecretMember(name: string): boolean {
  return secretMember.test(name.toLowerCase().replace(/[^a-z]/g, ''))
}

// ── the one cheap look ──

/** Words near a secret, lower case, three characters or longer. A secret without any of them and shorter than 40 characters is not known as one. */
const signs = (
  'passw passc passp pass: pass= pass" pass\\ pwd secret token bearer basic ssws cookie authoriz eyj xoxa xoxb xoxe xoxo xoxp xoxr xoxs xapp- ghp_ ' +
  'gho_ ghu_ ghs_ ghr_ github_pat_ glpat- private apikey api_key api-key access_key access-key signing_key signingkey accountkey account_key ' +
  'hooks.slack signature= sig= otp" mfacode samlassert clientassert codeverif sharedkey'
).split(' ')

/** Five bits per byte: letters without case, the symbols that stand early in signs, `@`, and 0 for the rest. */
const codes = new Uint8Array(256)
for (let i = 0; i < 26; i++) codes[65 + i] = codes[97 + i] = i + 1
const AT_CODE = 31
for (const [i, c] of [...'_="0@'].entries()) codes[c.charCodeAt(0)] = 27 + i
/** 1 for the characters of base64. */
const inRun = new Uint8Array(256)
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') inRun[c.charCodeAt(0)] = 1

const RUN = 40
const AT = 64

/**
 * By the code of three bytes: the signs that may stand there, and how far before. Every sign is entered by its first three characters and by those from the
 * second on, so that looking at every other byte finds it.
 */
const signsAt = new Map<number, (readonly [sign: string, before: number])[]>()
const isKnown = new Uint8Array(1 << 15)
for (const sign of signs) for (const before of [0, 1]) enter(sign, before)
for (let code = 0; code < 1 << 15; code++)
  if ((code & 31) === AT_CODE || ((code >> 5) & 31) === AT_CODE) isKnown[code] = 1

function enter(sign: string, before: number) {
  const part = sign.slice(before, before + 3)
  const code = [...part].reduce((sum, c) => (sum << 5) | codes[c.charCodeAt(0)]!, 0)
  if (part.length === 3) note(code, sign, before)
  // Behind a sign of three characters anything may stand.
  else for (let next = 0; next < 32; next++) note((code << 5) | next, sign, before)
}

function note(code: number, sign: string, before: number) {
  isKnown[code] = 1
  signsAt.set(code, [...(signsAt.get(code) ?? []), [sign, before]])
}

/**
 * Whether UTF-8 bytes hold any sign of a secret: false means that `redact` and `redactJson` would leave their text as it is. Nearly all text passes
 * here and nowhere else, so it looks at three bytes at every other one: a regular expression with as many alternatives is ten times slower, and so
 * is walking the characters of strings.
 */
export function mayHoldSecret(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from + RUN - 1; i < to; i += RUN)
    if (inRun[bytes[i]!] === 1 && isLongRun(bytes, from, to, i)) return true
  let code = from < to ? codes[bytes[from]!]! : 0
  for (let i = from; i < to; i += 2) {
    const next = i + 1 < to ? codes[bytes[i + 1]!]! : 0
    const third = i + 2 < to ? codes[bytes[i + 2]!]! : 0
    code = (code << 10) | (next << 5) | third
    if (isKnown[code] === 1 && isSign(bytes, from, to, i, code)) return true
    code = third
  }
  return false
}

/** Whether the run of base64 that covers `at` is as long as a secret key. */
function isLongRun(bytes: Uint8Array, from: number, to: number, at: number): boolean {
  let start = at
  let end = at + 1
  while (start > from && inRun[bytes[start - 1]!] === 1) start--
  while (end < to && end - start < RUN && inRun[bytes[end]!] === 1) end++
  return end - start >= RUN
}

function textMayHoldSecret(text: string): boolean {
  const bytes = Buffer.from(text, 'utf8')
  return mayHoldSecret(bytes, 0, bytes.length)
}

function isSign(bytes: Uint8Array, from: number, to: number, at: number, code: number): boolean {
  for (const [sign, before] of signsAt.get(code) ?? []) if (stands(bytes, from, to, at - before, sign)) return true
  if (bytes[at + 1] === AT && at + 1 < to && isInUrl(bytes, from, at + 1)) return true
  return bytes[at + 2] === AT && at + 2 < to && isInUrl(bytes, from, at + 2)
}

function stands(bytes: Uint8Array, from: number, to: number, start: number, sign: string): boolean {
  if (start < from || start + sign.length > to) return false
  for (let k = 0; k < sign.length; k++) {
    const c = bytes[start + k]!
    if ((c >= 65 && c <= 90 ? c + 32 : c) !== sign.charCodeAt(k)) return false
  }
  return true
}

/** Whether `user:password` of a URL ends at this `@`. */
function isInUrl(bytes: Uint8Array, from: number, at: number): boolean {
  const before = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    Math.max(from, at - 400),
    at,
  )
  const start = before.lastIndexOf('://')
  return start !== -1 && /^[^\s/"']*:[^\s/"']+$/.test(before.slice(start + 3))
}
