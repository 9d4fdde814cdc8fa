/** The Markdown document, asked of another program's renderer: what was read is text in it, whatever it holds, and nothing is missing. */
import fc from 'fast-check'
import { marked } from 'marked'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markdown } from '../../src/export/markdown.js'
import { markdownText } from '../../src/export/markdown-text.js'
import type { Store } from '../../src/store/store.js'
import { openCase, sampleRows } from '../report/fixture.js'
import { hostile } from './hostile-text.js'
import { portionsOf, sourceOf } from './source.js'

const traps = [
  ...hostile,
  ...[
    '# head',
    '- item',
    '+ item',
    '1. item',
    '> quote',
    '***',
    '---',
    '===',
    '```sh',
    '~~~',
    '    code',
    '| a | b |',
    '|',
  ],
  ...[
    '![x](http://x.example/i.png)',
    '<http://x.example>',
    'https://x.example/a',
    'www.x.example',
    'a@x.example',
    '@team',
  ],
  ...[
    '[a]: http://x.example',
    '[^1]',
    '&lt;b&gt;',
    '**b**',
    '_i_',
    '~~s~~',
    '`c`',
    '\\',
    'a\\',
    '<!-- -->',
    '$x$',
    'a  \nb',
  ],
]

/** Tags of what a renderer makes of Markdown. */
const tagsOf = (text: string) =>
  new Set([...String(marked.parse(text)).matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag))

describe('text in Markdown', () => {
  it.each(traps)('%j is text in a paragraph, an item and a cell', (text) => {
    expect([...tagsOf(markdownText(text))].filter((tag) => tag !== 'p')).toEqual([])
    expect([...tagsOf(`- x: ${markdownText(text)}`)].sort()).toEqual(['li', 'ul'])
    const row = String(marked.parse(`| a | b |\n| --- | --- |\n| ${markdownText(text)} | end |\n`))
    expect([...row.matchAll(/<td>/g)]).toHaveLength(2)
    expect(row).toContain('<td>end</td>')
  })

  it('no text at all makes a tag, a link or a cell more', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'#*_`<>[]()!|\\-+=~&;:.@/ 1ab\n\t') }), (text) => {
        const row = String(marked.parse(`| a | b |\n| --- | --- |\n| ${markdownText(text)} | end |\n`))
        expect([...row.matchAll(/<(?!\/?(?:table|thead|tbody|tr|th|td)\b)[a-z]/g)]).toEqual([])
        expect([...row.matchAll(/<td>/g)]).toHaveLength(2)
      }),
    )
  })
})

describe('the document', () => {
  let store: Store
  let text: string
  beforeAll(async () => {
    store = await openCase(sampleRows)
    text = (await portionsOf(markdown, sourceOf(store))).join('')
  }, 300_000)
  afterAll(() => store.close())

  it('tells every finding with its records, and every chain', async () => {
    const page = String(marked.parse(text))
    for (const { finding_id } of await store.rows('select finding_id from findings'))
      expect(text).toContain(markdownText(String(finding_id)))
    expect([...page.matchAll(/<h3>/g)]).toHaveLength((await store.rows('select finding_id from findings')).length)
    const [, chains] = /## Chains\n\n([\s\S]*?)\n\n## /.exec(text)!
    expect(chains!.trimEnd().split('\n')).toHaveLength((await store.rows('select task from fct_chains')).length + 2)
    expect(text).toMatch(/- Record: .*export\.json, record \d+ \(/)
  })

  it('has no link and no picture', () => {
    expect(
      [...tagsOf(text)].filter((tag) => ['a', 'img', 'script', 'code', 'pre', 'em', 'del'].includes(tag!)),
    ).toEqual([])
  })
})
