-- grain: one row per stage that was searched for, where, with what result, for some executions of a chain
-- The coverage that was consulted; the earliest and the latest moment of those searches.

select
    stage,
    searched,
    min(searched_from) as searched_from,
    max(searched_to) as searched_to,
    is_found,
    is_covered,
    reason,
    needs,
    count(distinct event_id) as executions
from fct_absence
where list_contains($event_ids::varchar[], event_id) and ($task::varchar is null or task = $task or task is null)
group by stage, searched, is_found, is_covered, reason, needs
order by stage desc, searched_from, searched, needs
