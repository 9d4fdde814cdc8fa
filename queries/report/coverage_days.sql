-- grain: one row per system and day
-- How much each system logged on each day, UTC.

select
    system,
    strftime(day, '%Y-%m-%d') as day,
    events
from fct_coverage_days
order by system, day
