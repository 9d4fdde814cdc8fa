-- grain: one row per chain and stage in which a person took part
-- What the person did for which task.

select
    task.task_key,
    task.title,
    step.stage,
    count(*) as steps,
    min(step.occurred_at) as first_at,
    max(step.occurred_at) as last_at
from fct_chain_steps as step
inner join fct_tasks as task on task.task = step.task
where list_contains($persons, step.person) and step.stage <> 'context'
group by task.task_key, task.title, step.stage
order by first_at, task.task_key, step.stage
