-- grain: one row per event that switched logging off or cut it down
-- When it was, by whom, until when, and what was done by others meanwhile: what a hole in a record that somebody made may hide.

select
    off.system,
    off.account,
    off.operation,
    off.lo as from_at,
    off.until_hi as to_at,
    coalesce(off.person, off.identity) as person,
    off.has_overlap,
    off.affected_events,
    off.event_id,
    event.native_id,
    source.file,
    event.record_no
from fct_logging as off
inner join stg_events as event on event.event_id = off.event_id
inner join stg_sources as source on source.source_id = event.source_id
where off.is_reducing and off.outcome = 'success'
order by off.lo, off.event_id
