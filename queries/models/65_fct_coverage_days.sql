-- grain: one row per system and day with events

select system, date_trunc('day', occurred_at) as day, count(*) as events
from stg_events
group by 1, 2
