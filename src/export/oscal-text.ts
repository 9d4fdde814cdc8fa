/** Text and names as OSCAL takes them. */
import { controlOf } from '../controls/controls.js'
import { visibleLine } from '../visible.js'

/** Namespace of our properties. */
const namespace = 'urn:approvenance:oscal'

/** A property of ours; none where there is no value. */
export function prop(name: string, value: string | number | boolean | null) {
  const text = value === null ? '' : plain(String(value))
  return text === '' ? [] : [{ name, ns: namespace, value: text }]
}

/** Text on one line without markup, as values of properties are. */
export function plain(text: string): string {
  return visibleLine(text).trim()
}

/** Text where OSCAL reads Markdown: nothing in it is markup, a link, or an insertion. A dash where there is none. */
export function markup(text: string): string {
  return (
    plain(text)
      .replace(/[\\`*[\]<>{}&~^|]|(?<!\w)_|_(?!\w)/g, '\\$&')
      .replace(/^(?:[#+=-]|\d+(?=[.)]))/, (start) =>
        start.length === 1 && !/\d/.test(start) ? `\\${start}` : `${start}\\`,
      ) || '–'
  )
}

/** The id of a control in OSCAL: that of NIST's own catalogue for SP 800-53 (`ac-2.2`), else the framework's id before its own. */
export function controlId(key: string): string {
  const control = controlOf(key)
  const id = (control?.id ?? key).toLowerCase()
  if (control?.framework === 'nist-800-53') return id.replace(/\((\d+)\)/g, '.$1')
  return `${control?.framework ?? 'control'}_${id.replace(/[^a-z0-9.]+/g, '-')}`
}
