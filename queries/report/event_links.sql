-- grain: one row per event of a list and chain it is tied to
-- What each tie rests on, and which other chain came close.

select
    link.event_id,
    task.task_key,
    link.task,
    link.method,
    link.confidence,
    link.is_ambiguous,
    link.runner_up,
    link.runner_up_confidence,
    link.evidence
from fct_links as link
left join fct_tasks as task on task.task = link.task
where list_contains($event_ids, link.event_id)
order by link.event_id, link.confidence desc, link.task
