-- grain: one row per case, finding of it and record that the finding rests on
-- A record is the same in both cases if it bears the same id of its vendor's: file names and record numbers may differ from export to export.

with named as (
    select side, other, finding_id, rule, task, unnest(event_ids) as event_id from cmp_findings
),

keyed as (
    select named.*, event.connector, event.native_id, record_key(event.connector, event.native_id, named.event_id) as record
    from named
    left join earlier.stg_events as event on event.event_id = named.event_id
    where named.side = 'earlier'
    union all
    select named.*, event.connector, event.native_id, record_key(event.connector, event.native_id, named.event_id) as record
    from named
    left join later.stg_events as event on event.event_id = named.event_id
    where named.side = 'later'
),

found as (
    select 'earlier' as side, record_key(event.connector, event.native_id, event.event_id) as record, min(event.event_id) as event_id
    from earlier.stg_events as event
    semi join (select native_id, event_id from keyed where side = 'later') as wanted
        on coalesce(wanted.native_id, wanted.event_id) = coalesce(event.native_id, event.event_id)
    group by all
    union all
    select 'later' as side, record_key(event.connector, event.native_id, event.event_id) as record, min(event.event_id) as event_id
    from later.stg_events as event
    semi join (select native_id, event_id from keyed where side = 'earlier') as wanted
        on coalesce(wanted.native_id, wanted.event_id) = coalesce(event.native_id, event.event_id)
    group by all
)

select
    keyed.side,
    keyed.other,
    keyed.finding_id,
    keyed.rule,
    keyed.task,
    keyed.record,
    keyed.event_id,
    found.event_id as other_event_id
from keyed
left join found on found.side = keyed.other and found.record = keyed.record
