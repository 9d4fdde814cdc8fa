-- grain: one row per event and item it refers to
-- kept: while the models run
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

spelled as (
    select *, upper(ref) as key, case when starts_with(ref, 'thread:') then split_part(ref, ':', 3) end as stamp from found
),

resolved as (
    select
        spelled.event_id,
        spelled.ref,
        spelled.origin,
        coalesce(keys.object, thread_stamps.object) as object
    from spelled
    left join int_object_keys as keys on keys.ref = spelled.key and keys.objects = 1
    left join thread_stamps on thread_stamps.stamp = spelled.stamp
)

select
    event_id,
    ref,
    object,
    min_by(origin, origin_rank(origin)) as origin
from resolved
group by event_id, ref, object
