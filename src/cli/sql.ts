/** `sql`: anybody's own question to a case. It can read every table, and neither write nor reach a file or the network. */
import { UserError } from '../errors.js'
import type { Store } from '../store/store.js'
import { withCase } from './case.js'
import { type ListingColumn, type Output, printListing } from './listing.js'
import type { Terminal } from './terminal.js'

/** Runs one statement on a case and prints its rows. A mistake in it is the user's: told with DuckDB's own words. */
export async function runSql(terminal: Terminal, folder: string, statement: string, output: Output): Promise<void> {
  const sql = statement.trim().replace(/;+\s*$/, '')
  if (sql === '')
    throw new UserError('no query', {
      hint: 'approvenance sql "select * from fct_chains limit 5" --case case; tables are in docs/models.md',
    })
  await withCase(
    folder,
    async (store) => {
      const described = /^(select|with|from|values|table|\()/i.test(sql) ? await describe(store, sql) : null
      const rows = await attempt(() => store.rows(sql))
      const columns = described ?? Object.keys(rows[0] ?? {}).map((key) => ({ key }))
      printListing(terminal, output, columns, rows, 'no row')
    },
    'models',
  )
}

/** Columns of the answer, with times as times: the store hands them out as microseconds. */
async function describe(store: Store, sql: string): Promise<ListingColumn[]> {
  const rows = await attempt(() => store.rows(`describe ${sql}`))
  return rows.map((row) => {
    const type = String(row.column_type)
    return {
      key: String(row.column_name),
      type: type.startsWith('TIMESTAMP')
        ? 'time'
        : /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && !type.includes('[')
          ? 'number'
          : 'text',
    }
  })
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n  in: ')[0] ?? cause.message) : String(cause)
    throw new UserError(`the query does not run: ${message}`, {
      hint: 'one SELECT (or SHOW, DESCRIBE, SUMMARIZE); the case is read-only',
      cause,
    })
  }
}
