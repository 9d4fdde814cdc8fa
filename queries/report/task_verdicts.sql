-- grain: one row per task of a list and verdict
-- How many findings each task has.

select
    task,
    verdict,
    count(*) as findings
from findings
where list_contains($tasks::varchar[], task)
group by task, verdict
order by task, verdict
