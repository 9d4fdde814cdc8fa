/** Learns the weights of record linkage from the compared pairs of a case: aggregated counts out of the store, weights into it. */
import type { Store } from '../store/store.js'
import { estimate } from './estimate.js'
import { nicknames } from './nicknames.js'

/** Makes `cfg_nicknames`, which the profiles of identities are spelled with. */
export async function loadNicknames(store: Store): Promise<void> {
  await store.createTableFromRows('cfg_nicknames', { form: 'VARCHAR', name: 'VARCHAR' }, nicknames)
}

/** Reads the patterns of `int_pairs` and makes `cfg_linkage_weights`, one row per level, and `cfg_linkage_prior`, one row. */
export async function learnWeights(store: Store): Promise<void> {
  const counts = await store.rows(
    `select pattern, rules, count(*) as pairs
    from int_pairs
    where veto is null or rules = 0
    group by pattern, rules
    order by pattern, rules`,
  )
  const possible = await store.rows(
    `with sets as (select directories, count(*) as profiles from int_profiles group by directories)
    select coalesce(sum(a.profiles * b.profiles), 0)::double as pairs
    from sets as a
    inner join sets as b on a.directories < b.directories and not list_has_any(a.directories, b.directories)`,
  )
  const { weights, prior } = estimate(
    counts.map((row) => ({ pattern: String(row.pattern), rules: Number(row.rules), pairs: Number(row.pairs) })),
    Number(possible[0]?.pairs),
  )
  await store.createTableFromRows(
    'cfg_linkage_weights',
    {
      place: 'BIGINT',
      comparison: 'VARCHAR',
      level: 'VARCHAR',
      words: 'VARCHAR',
      m: 'DOUBLE',
      u: 'DOUBLE',
      bits: 'DOUBLE',
    },
    weights.map((one) => ({ ...one })),
  )
  await store.createTableFromRows('cfg_linkage_prior', { chance: 'DOUBLE', bits: 'DOUBLE' }, [
    { chance: prior, bits: Math.log2(prior / (1 - prior)) },
  ])
}
