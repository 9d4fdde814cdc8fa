/** Pseudonyms: every name is replaced wherever it stands and whatever stands around it, the same everywhere, and comes back with the key. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KnownName, Pseudonyms, reveal } from '../../src/export/pseudonyms.js'
import { revealDocument } from '../../src/export/reveal.js'

const key = new Uint8Array(32).fill(7)
const known: readonly KnownName[] = [
  { name: 'ana@corp.example', kind: 'person' },
  { name: 'slack:U0ANA', kind: 'account' },
  { name: 'email:ana@corp.example', kind: 'account' },
  { name: 'servicenow:apetrova', kind: 'account' },
  { name: 'aws:arn:aws:sts::123456789012:assumed-role/Admin/apetrova-OPS-12', kind: 'account' },
  { name: 'Ana Petrova', kind: 'human name' },
  { name: 'deploy-bot', kind: 'person' },
  { name: 'x:gap', kind: 'account' },
  { name: 'x:admin', kind: 'account' },
  { name: 'gap', kind: 'word' },
]
const made = () => new Pseudonyms(key, known)
const hide = (text: string) => made().hide(text)
const [person, slack, login, full, first] = ['ana@corp.example', 'U0ANA', 'apetrova', 'Ana Petrova', 'Ana'].map(hide)

describe('a pseudonym', () => {
  it('is the same for a name wherever it stands, however it is written', () => {
    expect(hide('email:ana@corp.example')).toBe(`email:${person}`)
    expect(hide('ANA@Corp.example, <@U0ANA> (Ana Petrova)!')).toBe(`${person}, <@${slack}> (${full})!`)
    expect(hide('arn:aws:sts::123456789012:assumed-role/Admin/apetrova-OPS-12')).toMatch(
      new RegExp(`^arn:aws:sts::account-[a-z2-7]{12}:assumed-role/Admin/${login}-OPS-12$`),
    )
    expect(hide('thanks Ana')).toBe(`thanks ${first}`)
  })

  it('says what was there, and differs with the name and with the key', () => {
    expect([person, slack, full]).toEqual([
      expect.stringMatching(/^person-[a-z2-7]{12}$/),
      expect.stringMatching(/^account-[a-z2-7]{12}$/),
      expect.stringMatching(/^name-[a-z2-7]{12}$/),
    ])
    expect(new Set([person, slack, login, full, first]).size).toBe(5)
    expect(new Pseudonyms(new Uint8Array(32).fill(8), known).hide('ana@corp.example')).not.toBe(person)
  })

  it('takes the place of addresses and hosts that nobody named before', () => {
    expect(
      hide('stranger@else.example from 192.0.2.7 and 2001:db8::1 on db1.corp.example, ip-10-0-0-1.internal'),
    ).toMatch(/^mail-\w{12} from address-\w{12} and address-\w{12} on host-\w{12}, host-\w{12}$/)
  })

  it('leaves words, times, keys and files alone, also where an account is called so', () => {
    const text =
      'gap: OPS-12 closed 2026-03-02T10:00:31.000000Z by admin in jira/export.json:12, banana, arn:aws:iam::aws:policy/P'
    expect(hide(text)).toBe(text)
  })

  it('keeps JSON valid and its numbers as they are written', () => {
    const text = '{"by":"Ana Petrova","n":12345678901234567890,"in":"{\\"x\\":\\"U0ANA\\"}","line":"a\\nAna Petrova"}'
    expect(hide(text)).toBe(
      `{"by":"${full}","n":12345678901234567890,"in":"{\\"x\\":\\"${slack}\\"}","line":"a\\n${full}"}`,
    )
  })
})

describe('with the key', () => {
  it('every text comes back, names as the directory writes them', () => {
    const names = known.filter(({ kind }) => kind !== 'word').map(({ name }) => name)
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary' })), { maxLength: 8 }),
        (parts) => {
          const pseudonyms = made()
          const text = parts.join(' ')
          expect(reveal(pseudonyms.hide(text), pseudonyms.table).toLowerCase()).toBe(text.toLowerCase())
        },
      ),
    )
  })

  it('no name is left in any text it stands in as a word', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('U0ANA', 'apetrova', 'Ana Petrova', 'deploy-bot'),
        (around, name) => {
          expect(hide(`${around} ${name} ${around}`).replace(around, '').replace(around, '')).not.toContain(name)
        },
      ),
    )
  })

  it('a document comes back as its kind demands', () => {
    const table = new Map([['name-aaaaaaaaaaaa', '=A "b", <i>|']])
    expect(revealDocument('.json', '{"a":"name-aaaaaaaaaaaa"}', table)).toBe('{"a":"=A \\"b\\", <i>|"}')
    expect(revealDocument('.csv', 'x,name-aaaaaaaaaaaa,"y,z"\r\n', table)).toBe('x,"\'=A ""b"", <i>|","y,z"\r\n')
    expect(revealDocument('.html', '<b>name-aaaaaaaaaaaa</b>', table)).toBe('<b>=A &quot;b&quot;, &lt;i&gt;|</b>')
    expect(revealDocument('.md', 'name-aaaaaaaaaaaa', table)).toBe('\\=A "b", \\<i\\>\\|')
    expect(revealDocument('.xlsx', 'name-aaaaaaaaaaaa', table)).toBeNull()
  })
})

describe('a long text', () => {
  it.each([['a.'], ['a-'], ['1.'], ['a:'], ['@'], ['ana '], ['Ana '], ['"'], ['x@y.']])('of %j is no trap', (part) => {
    const started = process.hrtime.bigint()
    hide(part.repeat(300_000 / part.length))
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(20)
  })
})
