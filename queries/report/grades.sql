-- grain: one row per system and grade
-- How many chains can be proven, and how many of their corners are known.

select
    system,
    grade,
    count(*) as chains,
    count(*) filter (where len(asked_event_ids) > 0) as asked,
    count(*) filter (where len(approved_event_ids) > 0) as approved,
    count(*) filter (where len(executed_event_ids) > 0) as executed,
    count(*) filter (where len(changed_event_ids) > 0) as changed,
    sum(executions)::bigint as executions
from fct_chains
group by system, grade
order by system, grade
