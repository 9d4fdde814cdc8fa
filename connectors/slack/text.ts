/** Slack's mark-up: who is mentioned, what a card says, and the text as it was typed. */
import type { Message } from './record.js'

/** `&lt;`, `&gt;` and `&amp;` are the only characters Slack escapes; mentions and links stay as they are. */
export function plainText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** Users and groups a text mentions, as typed aliases in order. Read before unescaping: a typed `&lt;@U1&gt;` mentions nobody. */
export function mentionsIn(text: string): string[] {
  const found = [...text.matchAll(/<(?:@([uw][a-z0-9]+)|!subteam\^(s[a-z0-9]+))(?:\|[^>]*)?>/gi)]
  return [...new Set(found.map(([, user, group]) => `slack:${(user ?? group)!.toUpperCase()}`))]
}

/** The text of the rich-text blocks: what a client wrote when `text` was left empty. */
export function richText(blocks: readonly unknown[]): string {
  return blocks
    .filter((block) => fields(block)['type'] === 'rich_text')
    .map(flatten)
    .join('\n')
    .trim()
}

/**
 * What an app's card says beside the text: attachments and blocks, without the labels of buttons (an `Approve` that anybody could press
 * is no approval) and without previews of pages and messages that somebody else wrote.
 */
export function cardText({ attachments, blocks }: Message): string {
  const own = (attachments ?? []).filter((one) => !isPreview(one))
  const lines = own.flatMap((one) => {
    const said = [
      one.pretext,
      one.title,
      one.title_link,
      typeof one.text === 'string' ? one.text : null,
      ...(one.fields ?? []).map(({ title, value }) =>
        [title, ['string', 'number'].includes(typeof value) ? value : null]
          .filter((part) => part !== null && part !== undefined && part !== '')
          .join(': '),
      ),
      ...(one.blocks ?? []).map(flatten),
      one.footer,
    ].filter((line): line is string => typeof line === 'string' && line.trim() !== '')
    return said.length > 0 ? said : one.fallback ? [one.fallback] : []
  })
  const shown = (blocks ?? []).filter((block) => fields(block)['type'] !== 'rich_text').map(flatten)
  return [...shown, ...lines].filter((line) => line.trim() !== '').join('\n')
}

/** Addresses of what a message previews or shares: the link is the author's, the preview is not. */
export function previewedUrls({ attachments }: Message): string[] {
  return (attachments ?? []).flatMap((one) =>
    [one.from_url, one.original_url].filter((url): url is string => Boolean(url)),
  )
}

function isPreview(one: NonNullable<Message['attachments']>[number]) {
  return Boolean(one.from_url || one.original_url || one.is_msg_unfurl || one.is_share)
}

const controls = new Set([
  'actions',
  'button',
  'input',
  'static_select',
  'users_select',
  'overflow',
  'datepicker',
  'checkboxes',
  'radio_buttons',
])

function flatten(node: unknown): string {
  if (typeof node === 'string') return node
  if (Array.isArray(node)) return node.map(flatten).filter(Boolean).join('\n')
  const block = fields(node)
  const type = String(block['type'] ?? '')
  if (controls.has(type)) return ''
  if (type === 'user') return `<@${block['user_id']}>`
  if (type === 'usergroup') return `<!subteam^${block['usergroup_id']}>`
  if (type === 'channel') return `<#${block['channel_id']}>`
  if (type === 'emoji') return `:${block['name']}:`
  if (type === 'link')
    return `<${block['url']}${typeof block['text'] === 'string' && block['text'] ? `|${block['text']}` : ''}>`
  if (typeof block['text'] === 'string') return block['text']
  const isLine = type === 'rich_text_section' || type === 'rich_text_quote' || type === 'rich_text_preformatted'
  const elements = Array.isArray(block['elements']) ? block['elements'].map(flatten) : []
  return [flatten(block['text'] ?? ''), flatten(block['fields'] ?? []), elements.join(isLine ? '' : '\n')]
    .filter(Boolean)
    .join('\n')
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
