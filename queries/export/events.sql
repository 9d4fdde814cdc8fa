-- grain: one row per event that matters to a chain, in the order of time
-- What happened, by whom, where it is recorded, and every object it has with what it is to it. For a stretch of time, its end not included;
-- null: to the end.

with chosen as (
    select *
    from stg_events
    where occurred_at >= make_timestamptz($from_us::bigint)
        and ($to_us::bigint is null or occurred_at < make_timestamptz($to_us::bigint))
),

tied as (
    select
        event_id,
        list(object order by object, qualifier) as objects,
        list(qualifier order by object, qualifier) as qualifiers
    from fct_event_objects
    where event_id in (select event_id from chosen)
    group by event_id
),

actors as (
    select event_id, min(identity) as identity, min(person) as person, min(kind) as kind
    from (
        select event_id, identity, person, kind from fct_chain_steps
        union all
        select event_id, identity, person, kind from fct_executions
        union all
        select event_id, identity, person, kind from fct_approvals
    )
    where event_id in (select event_id from tied)
    group by event_id
)

select
    event.event_id,
    event.stage || ' ' || coalesce(event.decision, event.activity) as type,
    event.occurred_at,
    event.operation,
    event.outcome,
    event.change_class,
    event.change,
    event.entitlement,
    event.subject,
    coalesce(actors.identity, event.actor) as identity,
    actors.person,
    actors.kind,
    event.connector,
    event.native_id,
    source.file,
    event.record_no,
    tied.objects,
    tied.qualifiers
from chosen as event
inner join tied on tied.event_id = event.event_id
inner join stg_sources as source on source.source_id = event.source_id
left join actors on actors.event_id = event.event_id
order by event.occurred_at, event.event_id
