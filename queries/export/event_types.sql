-- grain: one row per type of exported event

select distinct event.stage || ' ' || coalesce(event.decision, event.activity) as type
from stg_events as event
where event.event_id in (select event_id from fct_event_objects)
order by type
