/** What people write when they decide: hand-labelled messages, read by the models as threads of a chat. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runModelCase } from '../models/run-model-cases.js'

/** `none`: it decides nothing. `unclear`: it may decide, and nobody should take it for a yes or a no. */
const labels = ['approved', 'denied', 'withdrawn', 'unclear', 'none'] as const
type Label = (typeof labels)[number]

interface Message {
  readonly line: number
  readonly label: Label
  readonly language: string
  /** What it answers; empty: a request that asks nobody in words. */
  readonly asked: string
  readonly text: string
}

/** Lines of `label<TAB>language<TAB>asked<TAB>text`, with \n for line breaks; lines that begin with # are remarks. */
function loadMessages(file: string): Message[] {
  const found: Message[] = []
  for (const [at, line] of readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [label, language, asked, text] = line.split('\t').map((cell) => cell.replaceAll('\\n', '\n'))
    if (text === undefined || !labels.includes(label as Label)) throw new Error(`${file}:${at + 1}: not four cells`)
    found.push({ line: at + 1, label: label as Label, language: language!, asked: asked!, text })
  }
  return found
}

/** What the models make of each message as the answer of one person to another, in a thread of its own. */
async function readMessages(messages: readonly Message[]): Promise<Label[]> {
  const events = messages.flatMap(({ asked, text }, i) => {
    const thread = `thread:changes:${1000 + i}`
    const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 9, i, second)).toISOString()
    const said = { connector: 'slack', activity: 'message', task: thread, operation: 'message' }
    return [
      {
        ...said,
        event_id: `a:${i}`,
        actor: 'slack:UANA',
        occurred_at: at(0),
        text: asked || 'Admin role for the billing export on OPS-12.',
      },
      { ...said, event_id: `b:${i}`, actor: 'slack:UBEN', occurred_at: at(30), text },
    ]
  })
  const { found } = await runModelCase({
    name: 'messages',
    why: 'labelled messages',
    given: { events },
    expect: { int_text_decisions: [{ event_id: 'b:0', reading: 'approved' }] },
  })
  const rows = (found as { int_text_decisions: { event_id: string; reading: Label }[] }).int_text_decisions
  const readings = new Map(rows.map(({ event_id, reading }) => [event_id, reading]))
  return messages.map((_, i) => readings.get(`b:${i}`) ?? 'none')
}

describe('decisions in writing', async () => {
  const messages = loadMessages('messages.tsv')
  const readings = await readMessages(messages)
  const told = messages.map((message, i) => ({ ...message, reading: readings[i]! }))
  const shown = (wrong: typeof told) =>
    wrong.map(({ line, label, reading, text }) => `messages.tsv:${line} is ${label}, read as ${reading}: ${text}`)
  const count = (label: Label) => told.filter((one) => one.label === label).length
  const recall = (label: Label) =>
    told.filter((one) => one.label === label && one.reading === label).length / Math.max(1, count(label))

  it('has at least 300 messages in at least eight languages, and every label often', () => {
    expect(messages.length).toBeGreaterThanOrEqual(300)
    expect(new Set(messages.map(({ language }) => language)).size).toBeGreaterThanOrEqual(8)
    for (const label of labels) expect(count(label), label).toBeGreaterThanOrEqual(label === 'withdrawn' ? 8 : 30)
  })

  it('takes nothing for a yes, a no or a withdrawal that is none', () => {
    const decided = told.filter(
      ({ reading }) => reading === 'approved' || reading === 'denied' || reading === 'withdrawn',
    )
    expect(shown(decided.filter(({ label, reading }) => label !== reading))).toEqual([])
  })

  it('never passes over in silence what may be a decision, but for one in twenty', () => {
    const silent = told.filter(({ label, reading }) => label !== 'none' && reading === 'none')
    expect(
      silent.length / told.filter(({ label }) => label !== 'none').length,
      shown(silent).join('\n'),
    ).toBeLessThanOrEqual(0.05)
  })

  it('reads most plain decisions as what they are', () => {
    const figures = Object.fromEntries(labels.map((label) => [label, Number(recall(label).toFixed(3))]))
    for (const label of ['approved', 'denied', 'withdrawn'] as const)
      expect(recall(label), JSON.stringify(figures)).toBeGreaterThanOrEqual(0.9)
  })
})
