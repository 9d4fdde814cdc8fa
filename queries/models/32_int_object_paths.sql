-- grain: one row per tracked item
-- The chain's task is the topmost item the evidence ties together: ticket or change, else access request or grant, else pull request, else
-- agent run, else the thread it was asked in. An item belongs to what its record names as parent, or to the single higher item it refers to.

with recursive ranked as (
    select
        task as object,
        parent,
        case kind
            when 'ticket' then 1 when 'change' then 1 when 'request' then 2 when 'grant' then 2
            when 'pull_request' then 3 when 'agent_run' then 4 else 5
        end as rank
    from stg_tasks
    union all
    select object, null, 5 from int_object_keys where kind = 'thread'
),

stated as (
    -- what the item's own record refers to
    select task.task as object, unnest(task.refs) as ref, unnest(task.ref_origins) as origin
    from stg_tasks as task
    where task.refs is not null
    union all
    -- what the first message of a thread refers to
    select event.task, ref.ref, ref.origin
    from stg_events as event
    inner join int_event_refs as ref on ref.event_id = event.event_id and ref.origin <> 'record'
    where starts_with(event.task, 'thread:') and ends_with(event.task, ':' || coalesce(split_part(event.native_id, ':', 2), ''))
),

upward as (
    select
        stated.object,
        target.object as higher,
        arg_min(stated.origin, case stated.origin when 'field' then 0 when 'tag' then 1 when 'session' then 2 when 'branch' then 3 when 'text' then 4 else 5 end)
            as origin
    from stated
    inner join int_object_keys as keys on keys.ref = upper(stated.ref) and keys.objects = 1
    inner join ranked as own on own.object = stated.object
    inner join ranked as target on target.object = keys.object and target.rank < own.rank
    group by stated.object, target.object
    union all
    -- an item whose record names the thread it was asked in
    select thread.object, stated.object, 'text'
    from stated
    inner join int_event_refs as named on upper(named.ref) = upper(stated.ref) and starts_with(named.object, 'thread:')
    inner join ranked as thread on thread.object = named.object
    inner join ranked as own on own.object = stated.object and own.rank < thread.rank
    group by thread.object, stated.object
),

single_upward as (
    select object, min(higher) as higher, min(origin) as origin
    from upward
    group by object
    having count(distinct higher) = 1
),

parents as (
    select ranked.object, keys.object as higher, 'parent' as origin
    from ranked
    inner join int_object_keys as keys on keys.ref = upper(ranked.parent) and keys.objects = 1
    where keys.object <> ranked.object
    union all
    select object, higher, origin
    from single_upward
    where object not in (
        select ranked.object
        from ranked
        inner join int_object_keys as keys on keys.ref = upper(ranked.parent) and keys.objects = 1
        where keys.object <> ranked.object
    )
),

climb as (
    select object, object as root, []::varchar[] as origins, 0 as steps from ranked
    union all
    select climb.object, parents.higher, list_append(climb.origins, parents.origin), climb.steps + 1
    from climb
    inner join parents on parents.object = climb.root
    where climb.steps < 6
)

select
    climb.object,
    arg_max(climb.root, climb.steps) as root,
    arg_max(climb.origins, climb.steps) as origins,
    max(climb.steps) as steps,
    min(ranked.rank) as rank
from climb
inner join ranked on ranked.object = climb.object
group by climb.object
