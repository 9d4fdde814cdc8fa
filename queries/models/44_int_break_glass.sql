-- grain: one row per break-glass declaration
-- Declared by a record of its own (an incident that says so); the identities that may be used are named in the configuration.

select event.event_id, event.task, event.system, event.lo, event.hi, actor.person
from stg_events as event
left join int_event_actors as actor on actor.event_id = event.event_id
where event.stage = 'break_glass'
