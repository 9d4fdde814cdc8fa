-- grain: one row per chain and change that took effect
-- What the executions of a range of chains changed, with the state before and after where the record has it.

select
    execution.task,
    execution.event_id,
    execution.operation,
    execution.change_class,
    execution.change,
    execution.subject,
    execution.subject_person,
    execution.resource,
    execution.entitlement,
    event.before,
    event.after
from fct_executions as execution
left join stg_events as event on event.event_id = execution.event_id
where execution.is_effective and execution.task between $first_task and $last_task
    and ($tasks::varchar[] is null or execution.task in (select unnest($tasks::varchar[])))
order by execution.task, execution.occurred_at, execution.event_id
