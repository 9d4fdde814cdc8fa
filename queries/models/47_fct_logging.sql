-- grain: one row per event that stops, reduces or restores logging
-- A hole in the evidence that somebody made. It lasts until logging is restored on the same trail, or to the end of what we see.

with changes as (
    select
        event.event_id,
        event.system,
        source.label,
        event.operation,
        event.account,
        event.resource,
        case event.activity when 'disable_logging' then true when 'enable_logging' then false end as is_reducing,
        event.activity = 'enable_logging' as is_restoring,
        event.lo,
        event.hi,
        event.outcome,
        actor.person,
        actor.identity,
        actor.kind,
        actor.basis,
        link.task
    from stg_events as event
    inner join stg_sources as source on source.source_id = event.source_id
    left join int_event_actors as actor on actor.event_id = event.event_id
    left join fct_links as link on link.event_id = event.event_id and link.confidence >= 0.8
    where event.stage = 'logging'
    qualify row_number() over (partition by event.event_id order by link.confidence desc nulls last, link.task) = 1
),

ended as (
    select
        off.event_id,
        min(restored.hi) as until_hi
    from changes as off
    inner join changes as restored
        on restored.is_restoring and restored.outcome = 'success' and restored.system = off.system and restored.lo > off.lo
        and (restored.resource is not distinct from off.resource
            or lower(coalesce(restored.resource, '')) like '%' || lower(split_part(coalesce(off.resource, '-'), '/', -1)))
    where off.is_reducing
    group by off.event_id
)

select
    changes.event_id,
    changes.system,
    changes.label as source_label,
    changes.operation,
    changes.account,
    changes.resource,
    changes.is_reducing,
    changes.lo,
    changes.hi,
    ended.until_hi,
    changes.person,
    changes.identity,
    changes.kind,
    changes.basis,
    changes.outcome,
    changes.task,
    -- another record of the same system and account, not about logging, inside the hole shows that something kept recording
    changes.is_reducing and changes.outcome = 'success' and exists (
        select 1
        from stg_events as other
        where other.system = changes.system and other.account is not distinct from changes.account and other.stage <> 'logging'
            and other.lo > changes.hi + interval 30 minute
            and other.lo < coalesce(ended.until_hi, timestamptz '9999-12-31 00:00:00+00') - interval 1 minute
    ) as has_overlap,
    (
        select count(distinct execution.task)
        from fct_executions as execution
        where changes.is_reducing and execution.hi >= changes.lo
            and execution.lo <= coalesce(ended.until_hi, timestamptz '9999-12-31 00:00:00+00')
    ) as affected_tasks,
    (
        select count(*)
        from fct_executions as execution
        where changes.is_reducing and execution.hi >= changes.lo
            and execution.lo <= coalesce(ended.until_hi, timestamptz '9999-12-31 00:00:00+00')
    ) as affected_events
from changes
left join ended on ended.event_id = changes.event_id
