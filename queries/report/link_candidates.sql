-- grain: one row per event of a list and task that was considered for it
-- The weight of each as a waterfall of bits, the chosen ones first.

select
    candidate.event_id,
    candidate.task,
    coalesce(task.task_key, candidate.task) as task_key,
    candidate.method,
    candidate.confidence,
    candidate.bits,
    candidate.features,
    candidate.feature_bits,
    candidate.evidence,
    candidate.is_chosen,
    candidate.standing,
    coalesce(winner.task_key, candidate.lost_to) as lost_to,
    candidate.behind_bits
from fct_link_candidates as candidate
inner join (select distinct unnest($event_ids::varchar[]) as event_id) as asked on asked.event_id = candidate.event_id
left join fct_tasks as task on task.task = candidate.task
left join fct_tasks as winner on winner.task = candidate.lost_to
order by candidate.event_id, candidate.is_chosen desc, candidate.confidence desc, candidate.task
