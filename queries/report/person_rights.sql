-- grain: one row per person or other identity, and right that it holds when the records end
-- Since when, who gave it and under which task. `is_certain`: the log tells the whole story of it.

select
    held.subject_person as person,
    held.entitlement,
    held.resource,
    held.system,
    held.began,
    held.held_from_lo as from_at,
    held.held_from_hi as from_latest_at,
    held.granted_by,
    coalesce(task.task_key, held.grant_task) as grant_task_key,
    held.grant_task,
    held.expires_at,
    held.is_replayable as is_certain
from fct_entitlement_intervals as held
left join fct_tasks as task on task.task = held.grant_task
where held.ended = 'held' and held.subject_person is not null
order by held.subject_person, held.entitlement, held.resource, held.holding, held.interval_no
