-- grain: one row per alias and period for which the user's mapping file names the identity
-- identities.csv overrides what the exports suggest. An exact alias beats a pattern, a longer pattern a shorter one.

with matched as (
    select alias.alias, ref.identity, ref.kind, ref.valid_from, ref.valid_to, ref.note, 0 as pattern, length(ref.alias) as reach
    from int_aliases as alias
    inner join ref_identities as ref on lower(ref.alias) = lower(alias.alias)
    union all
    select alias.alias, ref.identity, ref.kind, ref.valid_from, ref.valid_to, ref.note, 1, length(ref.alias)
    from int_aliases as alias
    inner join ref_identities as ref
        on ends_with(ref.alias, '*') and starts_with(lower(alias.alias), lower(left(ref.alias, length(ref.alias) - 1)))
),

ranked as (
    select *, dense_rank() over (partition by alias order by pattern, reach desc) as rank
    from matched
)

select
    alias,
    identity as person,
    min(kind) as kind,
    coalesce(valid_from, timestamptz '0001-01-01 00:00:00+00') as valid_from,
    coalesce(valid_to, timestamptz '9999-12-31 00:00:00+00') as valid_to
from ranked
where rank = 1
group by alias, identity, valid_from, valid_to
