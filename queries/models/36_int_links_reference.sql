-- grain: one row per event and chain that a reference ties it to
-- kept: while the models run
-- A record of a tracker belongs to its own item and to nothing else, whatever it mentions. Other events belong to what they refer to.
-- Threads without a higher item are chains only where something outside the chat refers to them.

with targets as (
    select
        ref.event_id,
        root.root as task,
        ref.origin,
        ref.ref,
        ref.object,
        root.confidence as root_confidence,
        root.steps,
        root.rank
    from int_event_refs as ref
    inner join int_object_roots as root on root.object = ref.object
),

own as (
    select distinct event_id from targets where origin = 'record' and not starts_with(task, 'thread:')
),

weighed as (
    select
        targets.event_id,
        targets.task,
        targets.ref,
        targets.origin,
        case
            when targets.origin = 'record' and targets.steps = 0 then 'record'
            when targets.steps = 0 then 'reference'
            else 'propagated_reference'
        end as method,
        case
            when targets.origin = 'record' then least(targets.root_confidence, reliability.reliability)
            -- what was done speaks for the key, or against it
            when checks.task is not null
                then least(targets.root_confidence, 0.999, 1 / (1 + pow(2, - log_odds(reliability.reliability) - checks.bits)))
            else least(targets.root_confidence, reliability.reliability)
        end as confidence
    from targets
    inner join int_reliability as reliability on reliability.origin = targets.origin
    left join int_ref_checks as checks on checks.event_id = targets.event_id and checks.task = targets.task
    where targets.origin = 'record' or targets.event_id not in (select event_id from own)
)

select
    event_id,
    task,
    arg_max(method, by_weight(confidence, method)) as method,
    max(confidence) as confidence,
    arg_max(origin || ' ' || ref, by_weight(confidence, origin || ' ' || ref)) as evidence
from weighed
where not starts_with(task, 'thread:')
    or task in (
        select root.root
        from int_event_refs as outside
        inner join stg_events as event on event.event_id = outside.event_id and not starts_with(coalesce(event.task, ''), 'thread:')
        inner join int_object_roots as root on root.object = outside.object and starts_with(root.root, 'thread:')
    )
group by event_id, task
