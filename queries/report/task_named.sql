-- grain: the task that a key or typed key names, if there is one
-- Exact keys before keys that differ in case.

select task
from fct_chains
where task = $key or lower(task_key) = lower($key)
order by task_key = $key or task = $key desc, task
limit 1
