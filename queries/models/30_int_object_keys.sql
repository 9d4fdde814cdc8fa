-- grain: one row per spelling under which a tracked item may be referred to
-- kept: while the models run
-- Only items that a supplied export holds: a key that looks right but that no tracker knows is no reference. Former keys of moved items count.
-- Threads and grants are items too, without a record of their own. An audit record may name the approval row it changed: that row's item counts.

with items as (
    select task as ref, task as object, 'key' as kind from stg_tasks
    union all
    select split_part(task, ':', 1) || ':' || unnest(previous_keys), task, 'former key' from stg_tasks where previous_keys is not null
    union all
    select 'native:' || connector || ':' || native_id, task, 'native id' from stg_tasks where native_id is not null
    union all
    select distinct task, task, 'thread' from stg_events where starts_with(task, 'thread:')
),

keys as (
    select * from items
    union all
    select 'native:' || event.connector || ':' || event.native_id, coalesce(items.object, event.task), 'approval row'
    from stg_events as event
    left join items on upper(items.ref) = upper(event.task)
    where event.stage = 'approval' and event.task is not null and event.native_id is not null
        and 'native:' || event.connector || ':' || event.native_id not in (select ref from items)
)

select
    upper(ref) as ref,
    min(object) as object,
    min(kind) as kind,
    count(distinct object) as objects
from keys
where ref is not null
group by upper(ref)
