/** `explore`: serves a case to a browser on this machine, until it is stopped. */
import { randomBytes } from 'node:crypto'
import { parseConfig } from '../config.js'
import type { Connector } from '../connector.js'
import { UserError } from '../errors.js'
import { startExplorer } from '../explore/serve.js'
import { openSite } from '../explore/site.js'
import { notesFileOf } from '../notes.js'
import { describeRules, originalOf } from '../pipeline.js'
import { redact, redactJson } from '../redact.js'
import { databaseOf } from '../store/case-folder.js'
import { Store } from '../store/store.js'
import { withCase } from './case.js'
import { configOf } from './run.js'
import { styled, type Terminal, text } from './terminal.js'
import { version } from './version.js'

/** Options of `explore`. */
export interface ExploreOptions {
  readonly port: number
  /** Name that notes are signed with unless another is given. */
  readonly author: string | null
  /** Where the exports lie now, if they were moved. */
  readonly root: string | undefined
}

/** Serves the case until `stopped`; prints the address. `onReady` is told of it too. */
export async function exploreCase(
  terminal: Terminal,
  folder: string,
  connectors: readonly Connector[],
  options: ExploreOptions,
  stopped: Promise<unknown>,
  onReady: (url: string) => void = () => {},
): Promise<void> {
  await withCase(folder, async (store) => {
    // A database of its own: a question that needs much memory or time fails alone. Nothing is spilled to disk, for the case is not to be written to.
    const desk = await Store.open(databaseOf(folder), { readOnly: true, memory: '1GB', threads: 1, spill: '' })
    try {
      await desk.lock()
      const rules = describeRules(configOf(folder) ?? parseConfig('', null))
      const site = openSite({
        folder,
        store,
        console: desk,
        notesFile: notesFileOf(folder),
        author: options.author,
        now: () => new Date().toISOString(),
        about: {
          version: version(),
          parameters: {},
          rules,
          connectors: connectors.map(({ id, title, neverLogs }) => ({ id, title, never_logs: neverLogs ?? [] })),
          reference: [],
          unused_sources: [],
        },
        original: async (event) => {
          const found = await originalOf(folder, event, connectors, options.root)
          return {
            record: event.format?.startsWith('json') ? redactJson(found.text) : redact(found.text),
            line: found.line,
            sha256: found.sha256,
            isUnchanged: found.isUnchanged,
          }
        },
      })
      const explorer = await startExplorer(site, {
        token: randomBytes(24).toString('base64url'),
        port: options.port,
        onBug: (error) =>
          terminal.err(
            text`${styled('red', 'bug')}   ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
          ),
      })
      try {
        terminal.out(text`${styled('bold', explorer.url)}`)
        terminal.err(
          text`${styled('dim', 'this address is for you alone: who has it, reads the case. Ctrl+C ends it.')}`,
        )
        onReady(explorer.url)
        await stopped
      } finally {
        await explorer.close()
      }
    } finally {
      desk.close()
    }
  })
}

/** The value of `--port`: 0 takes a free one. Throws UserError. */
export function readPort(value: string): number {
  const port = Number(value)
  if (!/^\d{1,5}$/.test(value) || port > 65_535)
    throw new UserError(`--port: no port: ${value}`, { hint: '0 takes a free one' })
  return port
}
