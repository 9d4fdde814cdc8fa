/** What a SELECT reads, without running it. */
import type { Store } from './store.js'

/** Tables and parameters of a SELECT, from DuckDB's own syntax tree; names of its CTEs left out. Throws Error with DuckDB's words when it is no SELECT. */
export async function lineage(store: Store, sql: string): Promise<{ reads: string[]; parameters: string[] }> {
  const rows = await store.rows('select json_serialize_sql($sql::varchar) as tree', { sql })
  const tree = JSON.parse(String(rows[0]?.tree)) as { error?: boolean; error_message?: string }
  if (tree.error === true) throw new Error(tree.error_message ?? 'no SELECT')
  const reads = new Set<string>()
  const own = new Set<string>()
  const parameters = new Set<string>()
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const one of node) walk(one)
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    const it = node as Record<string, unknown>
    if (it.type === 'BASE_TABLE' && typeof it.table_name === 'string') reads.add(it.table_name)
    if (it.class === 'PARAMETER' && typeof it.identifier === 'string') parameters.add(it.identifier)
    const map = (it.cte_map as { map?: { key: string }[] } | undefined)?.map
    for (const entry of map ?? []) own.add(entry.key)
    for (const value of Object.values(it)) walk(value)
  }
  walk(tree)
  return { reads: [...reads].filter((name) => !own.has(name)).sort(), parameters: [...parameters].sort() }
}
