-- grain: one row per holding, interval and span of it that a log had to cover
-- kept: while the models run
-- `whole`: the interval can be replayed. `begin` and `end`: no grant or removal in between could have been missed. A log covers a span that lies in its
-- window less its export lag, that no hole touches, and of which the export leaves nothing out.

with spans as (
    select holding, interval_no, 'whole' as side, unnest(directories) as directory, place, begin_lo as from_at, end_hi as to_at, last_held_hi
    from int_held_intervals
    where begin_says <> 'removed'
    union all
    select holding, interval_no, 'begin', begin_directory, place, case when said_before <> 'nothing' then said_before_lo end, begin_hi, begin_hi
    from int_held_intervals
    where begin_says in ('listed', 'removed')
    union all
    select holding, interval_no, 'end', end_directory, place, last_held_lo, end_hi, end_hi
    from int_held_intervals
    where end_says = 'missing'
),

searched as (
    select spans.*, log.system, log.covers_from, log.covers_to, log.is_filtered
    from spans
    left join int_entitlement_logs as log on log.directory = spans.directory and log.place = spans.place
),

moments as (
    select system, from_at as moment, to_at as hole_to, reason, null as holding, null as interval_no, null as side, null as directory, 1 as turn
    from int_holes
    union all
    select system, from_at, null, null, holding, interval_no, side, directory, 0
    from searched
    where system is not null and from_at is not null
),

holes as (
    -- a hole touches a span if it lasts beyond its beginning, or begins before its end: the last one before and the first one after tell
    select
        *,
        max(hole_to) filter (where reason = 'logging_disabled') over before as disabled_to,
        max(hole_to) filter (where reason = 'silence') over before as silent_to,
        min(moment) filter (where reason = 'logging_disabled') over after as disabled_from,
        min(moment) filter (where reason = 'silence') over after as silent_from
    from moments
    window
        before as (partition by system order by moment, turn rows between unbounded preceding and current row),
        after as (partition by system order by moment, turn rows between current row and unbounded following)
),

reached as (
    select
        searched.* exclude (to_at),
        -- what is still held can be followed as far as the log reaches, or to its first hole
        coalesce(
            searched.to_at,
            greatest(searched.last_held_hi, least(searched.covers_to, settings.as_of, holes.disabled_from, holes.silent_from)),
            searched.last_held_hi
        ) as to_at,
        holes.disabled_to,
        holes.silent_to,
        holes.disabled_from,
        holes.silent_from
    from searched
    cross join fct_settings as settings
    left join holes
        on holes.holding = searched.holding and holes.interval_no = searched.interval_no and holes.side = searched.side
        and holes.directory = searched.directory and holes.system = searched.system and holes.turn = 0
),

judged as (
    select
        *,
        case
            when system is null then 'no_source'
            when not coalesce(covers_from <= from_at and covers_to >= to_at, false) then 'window'
            when disabled_to > from_at or disabled_from < to_at then 'logging_disabled'
            when silent_to > from_at or silent_from < to_at then 'silence'
            when is_filtered then 'filtered'
        end as reason
    from reached
),

weighed as (
    select
        *,
        coalesce(list_position(['filtered', 'silence', 'logging_disabled', 'window', 'no_source'], reason), 0) as weight
    from judged
)

select
    holding,
    interval_no,
    side,
    min(from_at) as from_at,
    max(to_at) as to_at,
    max(to_at) filter (where reason is null) as covered_to,
    min(weight) = 0 as is_covered,
    case when min(weight) > 0 then ['filtered', 'silence', 'logging_disabled', 'window', 'no_source'][min(weight)] end as reason,
    case when min(weight) > 0 then arg_min(
        case reason
            when 'no_source' then 'an audit log of ' || directory || case when place = '' then '' else ' for ' || place end || ' with its grants and removals'
            when 'window' then system || ' export that begins ' || case when from_at is null then 'earlier' else 'by ' || strftime(from_at at time zone 'UTC', '%Y-%m-%d %H:%MZ') end
                || ' and reaches beyond ' || strftime(to_at at time zone 'UTC', '%Y-%m-%d %H:%MZ')
            when 'filtered' then system || ' export that leaves nothing out and can be read'
            else system || ' records from another source for the time of the hole'
        end,
        weight || ' ' || coalesce(system, '') || ' ' || directory
    ) end as needs
from weighed
group by holding, interval_no, side
