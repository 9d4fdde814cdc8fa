-- grain: one row per contradiction between what logs and what snapshots say of a holding
-- held_never_granted: a list has it, and no record grants it since it was last known not to be held. removed_never_granted: likewise, of a removal.
-- granted_not_held and listed_not_held: a snapshot is without what was granted, or listed, and no record removes it. Each is a fact only where a log
-- covers the time in between; elsewhere the reason says what is missing.

with contradictions as (
    select holding, interval_no, 'begin' as side, begin_system as system, begin_source_id as source_id, begin_record_no as record_no,
        case begin_says when 'listed' then 'held_never_granted' else 'removed_never_granted' end as difference
    from (select *, system as begin_system from int_held_intervals)
    where begin_says in ('listed', 'removed')
    union all
    select holding, interval_no, 'end', end_system, null, null, last_held_says || '_not_held'
    from int_held_intervals
    where end_says = 'missing'
)

select
    contradictions.difference,
    contradictions.holding,
    contradictions.interval_no,
    interval.subject,
    interval.subject_person,
    interval.entitlement,
    interval.resource,
    contradictions.system,
    contradictions.source_id,
    contradictions.record_no,
    case when contradictions.side = 'end' then interval.grant_event_id end as grant_event_id,
    span.from_at,
    span.to_at,
    span.is_covered,
    span.reason,
    span.needs
from contradictions
inner join int_held_intervals as interval
    on interval.holding = contradictions.holding and interval.interval_no = contradictions.interval_no
inner join int_held_spans as span
    on span.holding = contradictions.holding and span.interval_no = contradictions.interval_no and span.side = contradictions.side
