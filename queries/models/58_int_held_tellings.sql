-- grain: one row per holding, interval and side (grant, removal) that events tell of
-- kept: while the models run
-- A broker and the platform tell of one grant or removal, seconds apart; the chain that explains it best is the one that counts.

with windows as materialized (
    select
        interval.holding,
        interval.interval_no,
        case when interval.begin_says = 'granted' then interval.begin_lo + settings.skew_tolerance end as grant_until,
        case when interval.end_says in ('removed', 'deleted') then interval.end_lo + settings.skew_tolerance end as removal_until
    from int_held_intervals as interval
    cross join fct_settings as settings
),

told as (
    select windows.holding, windows.interval_no, case when state.says = 'granted' then 'grant' else 'removal' end as side, state.event_id, state.lo
    from windows
    inner join int_entitlement_states as state on state.holding = windows.holding and state.interval_no = windows.interval_no
    where (state.says = 'granted' and state.lo <= windows.grant_until)
        or (state.says in ('removed', 'deleted') and state.lo <= windows.removal_until)
),

chains as (
    select
        event_id,
        arg_max(task, by_weight(confidence, task)) as task,
        max(confidence) as confidence,
        arg_max(method, by_weight(confidence, task)) as method,
        bool_or(is_ambiguous) as is_ambiguous
    from fct_links
    where event_id in (select event_id from told)
    group by event_id
),

first_told as (
    select
        told.holding,
        told.interval_no,
        told.side,
        arg_min(told.event_id, in_order(told.lo, told.event_id)) as event_id,
        arg_max(chains.task, by_weight(chains.confidence, told.event_id)) as task,
        max(chains.confidence) as confidence,
        arg_max(chains.method, by_weight(chains.confidence, told.event_id)) as method,
        arg_max(chains.is_ambiguous, by_weight(chains.confidence, told.event_id)) as is_ambiguous
    from told
    left join chains on chains.event_id = told.event_id
    group by told.holding, told.interval_no, told.side
),

actors as (
    -- of millions of actors the few that are asked for
    select event_id, person from int_event_actors where event_id in (select event_id from first_told)
)

select
    first_told.*,
    actors.person,
    event.before,
    event.after,
    event.issued_expires_at as expires_at
from first_told
inner join stg_events as event on event.event_id = first_told.event_id
left join actors on actors.event_id = first_told.event_id
