-- grain: one row per thing that both cases were judged by
-- What else differs between the two runs than the evidence: a finding may come and go with a parameter.

with settings as (
    select 'earlier' as side, * from earlier.fct_settings
    union all by name
    select 'later' as side, * from later.fct_settings
),

said as (
    select side, 1 as rank, 'judged as of' as name, instant(as_of) as value from settings
    union all
    select side, 2, 'judged from', instant(judge_from) from settings
    union all
    select side, 3, 'judged to', instant(judge_to) from settings
    union all
    select side, 4, 'first event', instant(first_event_at) from settings
    union all
    select side, 5, 'last event', instant(last_event_at) from settings
    union all
    select 'earlier', 6, 'records', sum(records_read)::varchar from earlier.stg_sources
    union all
    select 'later', 6, 'records', sum(records_read)::varchar from later.stg_sources
    union all
    select side, 7, name, value from cmp_manifests
)

select
    rank,
    name,
    max(value) filter (where side = 'later') as value,
    max(value) filter (where side = 'earlier') as was_value,
    max(value) filter (where side = 'later') is distinct from max(value) filter (where side = 'earlier') as is_different
from said
group by rank, name
