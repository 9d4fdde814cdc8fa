-- grain: one row per edit of what a task asks for
-- The fields that say what, on what, and until when; an approval given before such an edit was given for something else.

select
    own.object as task,
    event.event_id,
    event.system,
    json_extract_string(event.attributes, '$.field_role') as field_role,
    coalesce(json_extract_string(event.attributes, '$.field'), event.operation) as field,
    event.before,
    event.after,
    event.lo,
    event.hi,
    event.occurred_at,
    actor.person,
    actor.identity
from stg_events as event
inner join int_event_refs as own on own.event_id = event.event_id and own.origin = 'record' and own.object is not null
left join int_event_actors as actor on actor.event_id = event.event_id
where event.activity = 'update'
    and json_extract_string(event.attributes, '$.field_role') in ('resource', 'entitlement', 'planned_end', 'requested_for')
    and event.before is not null
    and event.before is distinct from event.after
