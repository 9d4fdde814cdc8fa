-- grain: one row per record that declares an emergency, or opens an incident
-- An emergency is declared by a tracked item that says so. An incident that does not say so answers only for what is tied to it or what it names,
-- so its words are kept. A bypass or an opening of the glass is a use (int_emergency_events), never a declaration of itself.

select
    event.event_id,
    event.task as item,
    coalesce(root.root, event.task) as chain,
    task.key as item_key,
    event.system,
    event.lo,
    event.hi,
    actor.person,
    event.stage = 'break_glass' as is_explicit,
    lower(concat_ws(' ', task.title, event.text, array_to_string(task.scope, ' '))) as words
from stg_events as event
left join stg_tasks as task on task.task = event.task
left join int_object_roots as root on root.object = event.task
left join int_event_actors as actor on actor.event_id = event.event_id
where event.activity = 'create' and event.task is not null
    and (event.stage = 'break_glass'
        or (event.stage = 'request' and regexp_matches(lower(concat_ws(' ', task.type, event.operation)), '\bincident')))
