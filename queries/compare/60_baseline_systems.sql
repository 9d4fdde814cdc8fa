-- grain: one row per system that either case knows
-- What can be seen now and could not, and what could be seen and cannot: fewer findings mean nothing where less was looked at.

with holes as (
    select 'earlier' as side, system, count(*) as holes from earlier.fct_gaps where not is_explained group by system
    union all
    select 'later' as side, system, count(*) as holes from later.fct_gaps where not is_explained group by system
),

both_sides as (
    select
        coalesce(later.system, earlier.system) as system,
        coalesce(later.class, earlier.class) as class,
        coalesce(later.is_supplied, false) as is_supplied,
        coalesce(earlier.is_supplied, false) as was_supplied,
        later.covers_from,
        earlier.covers_from as was_covers_from,
        later.covers_to,
        earlier.covers_to as was_covers_to,
        coalesce(later.records, 0) as records,
        coalesce(earlier.records, 0) as was_records,
        coalesce(later.rejected, 0) as rejected,
        coalesce(earlier.rejected, 0) as was_rejected,
        coalesce(holes_now.holes, 0) as holes,
        coalesce(holes_then.holes, 0) as was_holes,
        coalesce(later.leaves_out, []) as leaves_out,
        coalesce(earlier.leaves_out, []) as was_leaves_out
    from earlier.fct_systems as earlier
    full join later.fct_systems as later on later.system = earlier.system
    left join holes as holes_now on holes_now.side = 'later' and holes_now.system = coalesce(later.system, earlier.system)
    left join holes as holes_then on holes_then.side = 'earlier' and holes_then.system = coalesce(later.system, earlier.system)
),

told as (
    select
        *,
        list_filter([
            case when was_supplied and not is_supplied then 'no export of it any more' end,
            case when was_supplied and is_supplied and covers_from > was_covers_from then 'begins later' end,
            case when was_supplied and is_supplied and covers_to < was_covers_to then 'ends earlier' end,
            case when is_supplied and was_supplied and rejected > was_rejected then 'more records rejected' end,
            case when is_supplied and was_supplied and holes > was_holes then 'more holes without explanation' end,
            case when is_supplied and was_supplied and len(list_filter(leaves_out, lambda kind: not list_contains(was_leaves_out, kind))) > 0
                then 'leaves out more: ' || list_aggregate(list_filter(leaves_out, lambda kind: not list_contains(was_leaves_out, kind)), 'string_agg', ', ') end
        ], lambda word: word is not null) as sees_less,
        list_filter([
            case when is_supplied and not was_supplied then 'exported now' end,
            case when was_supplied and is_supplied and covers_from < was_covers_from then 'begins earlier' end,
            case when was_supplied and is_supplied and covers_to > was_covers_to then 'ends later' end,
            case when is_supplied and was_supplied and rejected < was_rejected then 'fewer records rejected' end,
            case when is_supplied and was_supplied and holes < was_holes then 'fewer holes without explanation' end,
            case when is_supplied and was_supplied and len(list_filter(was_leaves_out, lambda kind: not list_contains(leaves_out, kind))) > 0
                then 'no longer leaves out ' || list_aggregate(list_filter(was_leaves_out, lambda kind: not list_contains(leaves_out, kind)), 'string_agg', ', ') end
        ], lambda word: word is not null) as sees_more
    from both_sides
)

select
    *,
    case
        when len(sees_less) > 0 and len(sees_more) > 0 then 'other'
        when len(sees_less) > 0 then 'less'
        when len(sees_more) > 0 then 'more'
        else 'same'
    end as seen
from told
