-- grain: one row per finding and record it rests on
-- The records in the order in which the finding names them.

with named as (
    select
        finding_id,
        unnest(event_ids) as event_id,
        generate_subscripts(event_ids, 1) as position
    from findings
)

select
    named.finding_id,
    named.event_id,
    event.connector,
    event.native_id,
    source.file,
    event.record_no,
    event.stage,
    event.occurred_at,
    event.operation,
    event.actor,
    event.outcome
from named
left join stg_events as event on event.event_id = named.event_id
left join stg_sources as source on source.source_id = event.source_id
order by named.finding_id, named.position
