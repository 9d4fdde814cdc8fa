/** Globs of the configuration against paths of exports, archive members included. */
import { UserError } from '../errors.js'

/**
 * A test for paths with `/`: `*` and `?` stay within a folder, `**` does not, `{a,b}` and `[a-z]` as in a shell. A glob without any `/`
 * matches the name of the file in any folder, as `.gitignore` does it.
 */
export function matchGlob(glob: string): (file: string) => boolean {
  const anchored = glob.includes('/') ? glob.replace(/^\.?\//, '') : `**/${glob}`
  let pattern: RegExp
  try {
    pattern = new RegExp(`^${translate(anchored)}$`, 'su')
  } catch (cause) {
    throw new UserError(`not a glob: ${glob}`, { hint: 'see `match` under `sources` in the configuration', cause })
  }
  return (file) => pattern.test(file)
}

function translate(glob: string): string {
  let out = ''
  let open = 0
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!
    if (c === '*' && glob[i + 1] === '*') {
      // `**/` may also be nothing at all.
      const isFolder = glob[i + 2] === '/'
      out += isFolder ? '(?:.*/)?' : '.*'
      i += isFolder ? 2 : 1
    } else if (c === '*') out += '[^/]*'
    else if (c === '?') out += '[^/]'
    else if (c === '{') {
      open++
      out += '(?:'
    } else if (c === '}' && open > 0) {
      open--
      out += ')'
    } else if (c === ',' && open > 0) out += '|'
    else if (c === '[' && glob.indexOf(']', i + 2) !== -1) {
      const end = glob.indexOf(']', i + 2)
      const body = glob
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\[\]]/g, '\\$&')
      out += `[${body}]`
      i = end
    } else if (c === '\\' && i + 1 < glob.length) out += literally(glob[++i]!)
    else out += literally(c)
  }
  return out + ')'.repeat(open)
}

function literally(c: string) {
  return c.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
}
