-- grain: one row per event and chain, in the order they happened
-- What the timeline of a task shows.

with numbered as (
    -- before the wide columns are joined: what is sorted should be narrow
    select link.*, row_number() over (partition by link.task order by event.lo, event.hi, event.event_id) as seq
    from fct_links as link
    inner join stg_events as event on event.event_id = link.event_id
)

select
    link.task,
    link.seq,
    event.event_id,
    event.stage,
    event.activity,
    event.operation,
    event.occurred_at,
    actor.identity,
    actor.person,
    actor.kind,
    event.connector,
    event.native_id,
    source.file,
    event.record_no,
    link.method as link_method,
    link.confidence as link_confidence,
    link.is_ambiguous,
    link.evidence as link_evidence,
    event.outcome,
    event.subject,
    event.resource,
    event.entitlement,
    event.change,
    event.before,
    event.after,
    event.decision,
    event.text
from numbered as link
inner join stg_events as event on event.event_id = link.event_id
inner join stg_sources as source on source.source_id = event.source_id
left join int_event_actors as actor on actor.event_id = event.event_id
