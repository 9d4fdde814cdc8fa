/** What people wrote, as plain text: Atlassian Document Format flattened, wiki text left as it is. */
import { isObject } from './record.js'

const blocks = new Set([
  'paragraph',
  'heading',
  'listItem',
  'tableRow',
  'codeBlock',
  'blockquote',
  'panel',
  'rule',
  'mediaGroup',
])

/** Plain text of a description, comment or text field; null when there is none. Mentions and links keep what they point to. */
export function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() || null
  if (!isObject(value) || (value['type'] !== 'doc' && !Array.isArray(value['content']))) return null
  const parts: string[] = []
  flatten(value, parts)
  return (
    parts
      .join('')
      .replace(/\n{2,}/g, '\n')
      .trim() || null
  )
}

function flatten(node: unknown, parts: string[]) {
  if (!isObject(node)) return
  const attributes = isObject(node['attrs']) ? node['attrs'] : {}
  if (typeof node['text'] === 'string') parts.push(node['text'], ...linksOf(node['marks'], node['text']))
  else if (node['type'] === 'mention') parts.push(asText(attributes['text']) ?? `@${asText(attributes['id']) ?? ''}`)
  else if (node['type'] === 'hardBreak') parts.push('\n')
  else if (node['type'] === 'emoji') parts.push(asText(attributes['text']) ?? asText(attributes['shortName']) ?? '')
  else if (node['type'] === 'status') parts.push(asText(attributes['text']) ?? '')
  else if (/card$/i.test(asText(node['type']) ?? '')) parts.push(` ${asText(attributes['url']) ?? ''} `)
  if (Array.isArray(node['content'])) for (const child of node['content']) flatten(child, parts)
  if (blocks.has(asText(node['type']) ?? '')) parts.push('\n')
}

/** Addresses behind linked words: a permalink is a reference even where the words hide it. */
function linksOf(marks: unknown, shown: string) {
  if (!Array.isArray(marks)) return []
  return marks.flatMap((mark) => {
    const href = isObject(mark) && isObject(mark['attrs']) ? asText(mark['attrs']['href']) : null
    return href && href !== shown ? [` <${href}>`] : []
  })
}

function asText(value: unknown) {
  return typeof value === 'string' ? value : null
}
