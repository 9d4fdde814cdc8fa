-- grain: one row per closing, reopening or cancelling of a chain's task
-- Read from the item's own history, never from its last state.

select
    task.task,
    event.event_id,
    event.system,
    event.activity,
    event.lo,
    event.hi,
    actor.person,
    actor.kind,
    event.activity = 'reopen' as approval_needed_after
from stg_events as event
inner join int_event_refs as own on own.event_id = event.event_id and own.origin = 'record'
inner join fct_tasks as task on task.task = own.object
left join int_event_actors as actor on actor.event_id = event.event_id
where event.activity in ('close', 'reopen', 'cancel') and event.stage <> 'approval'
