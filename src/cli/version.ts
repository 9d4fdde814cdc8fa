/** The version of the tool, from its package. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../sql-file.js'

/** Version as package.json has it. */
export function version(): string {
  const found: unknown = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8'))
  if (typeof found === 'object' && found !== null && 'version' in found && typeof found.version === 'string')
    return found.version
  throw new Error('package.json has no version')
}
