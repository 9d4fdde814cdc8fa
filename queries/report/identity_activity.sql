-- grain: one row per system and account
-- How much each account did, and when.

select
    event.connector,
    event.actor as alias,
    count(*) as events,
    count(*) filter (where event.stage = 'execution') as executions,
    count(*) filter (where event.stage = 'approval' and event.decision = 'approved') as approvals,
    min(event.occurred_at) as first_at,
    max(event.occurred_at) as last_at
from stg_events as event
where event.actor in (select unnest($aliases::varchar[]))
group by event.connector, event.actor
order by event.connector, event.actor
