-- grain: one row per event and item it refers to
-- References as found, checked against the supplied trackers. What the record is a part of is `record`; the rest says where the key stood.
-- A permalink names its channel by id and the export by name, so a thread is also matched on its time stamp, when that is unique.

with found as (
    select event_id, task as ref, 'record' as origin from stg_events where task is not null
    union all
    select event_id, unnest(refs) as ref, unnest(ref_origins) as origin from stg_events where refs is not null
),

thread_stamps as (
    select split_part(object, ':', 3) as stamp, min(object) as object
    from int_object_keys
    where kind = 'thread'
    group by 1
    having count(*) = 1
),

resolved as (
    select
        found.event_id,
        found.ref,
        found.origin,
        coalesce(keys.object, thread_stamps.object) as object
    from found
    left join int_object_keys as keys on keys.ref = upper(found.ref) and keys.objects = 1
    left join thread_stamps
        on starts_with(found.ref, 'thread:') and keys.object is null and thread_stamps.stamp = split_part(found.ref, ':', 3)
)

select
    event_id,
    ref,
    object,
    min_by(origin, case origin when 'record' then 0 when 'field' then 1 when 'tag' then 2 when 'session' then 3 when 'branch' then 4 when 'text' then 5 else 6 end) as origin
from resolved
group by event_id, ref, object
