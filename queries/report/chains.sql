-- grain: one row per chain
-- The chain with its four corners, and the window of its task.

select
    chain.task,
    chain.task_key,
    chain.system,
    chain.title,
    chain.grade,
    chain.asked_person,
    chain.asked_kind,
    chain.asked_confidence,
    chain.asked_event_ids,
    chain.approved_person,
    chain.approved_kind,
    chain.approved_confidence,
    chain.approved_event_ids,
    chain.executed_person,
    chain.executed_kind,
    chain.executed_confidence,
    chain.executed_event_ids,
    chain.changed_what,
    chain.changed_confidence,
    chain.changed_event_ids,
    chain.executions,
    chain.weakest_confidence,
    chain.heuristic_links,
    chain.ambiguous_links,
    chain.unmapped_identities,
    chain.systems,
    task.kind as task_kind,
    task.type as task_type,
    task.beneficiary_person,
    task.scope,
    task.created_lo as opened_at,
    task.closed_hi as closed_at,
    task.planned_start_at,
    task.planned_end_at
from fct_chains as chain
left join fct_tasks as task on task.task = chain.task
order by chain.task
