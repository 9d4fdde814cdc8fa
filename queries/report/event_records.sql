-- grain: one row per event of a list
-- Where the record of each stands.

select
    event.event_id,
    event.native_id,
    source.file,
    event.record_no
from stg_events as event
inner join stg_sources as source on source.source_id = event.source_id
where event.event_id in (select unnest($event_ids::varchar[]))
order by event.event_id
