-- grain: one row per tracked item
-- The chain's task is the topmost item the evidence ties together: ticket or change, else access request or grant, else pull request, else
-- agent run, else the thread it was asked in. An item belongs to what its record names as parent, or to the single higher item it refers to (int_item_refs).

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

single_upward as (
    select object, min(higher) as higher, min(origin) as origin
    from int_item_refs
    where not is_refuted
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
