-- grain: one row per tracked item and higher item that its own record refers to
-- Tickets and changes stand above access requests and grants, these above pull requests, agent runs and threads. A reference is refuted where both
-- records say for whom and what, and neither the persons nor the entitlements have one in common: a mistyped key, or one copied from another task.

with ranked as (
    select
        task as object,
        case kind
            when 'ticket' then 1 when 'change' then 1 when 'request' then 2 when 'grant' then 2
            when 'pull_request' then 3 when 'agent_run' then 4 else 5
        end as rank
    from stg_tasks
    union all
    select object, 5 from int_object_keys where kind = 'thread'
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
        min_by(stated.origin, origin_rank(stated.origin)) as origin
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
    union all
    -- a thread that a record of the item names, such as a comment
    select distinct thread.object, item.object, 'text'
    from stg_events as event
    inner join int_object_keys as item on item.ref = upper(event.task) and item.objects = 1 and item.kind <> 'thread'
    inner join int_event_refs as named on named.event_id = event.event_id and starts_with(named.object, 'thread:')
    inner join ranked as thread on thread.object = named.object
),

people as (
    select named.object, list_sort(list(distinct person.person)) as persons
    from (select task as object, created_at, unnest([requester, requested_for, opened_by, assignee]) as alias from stg_tasks) as named
    inner join int_alias_persons as person
        on person.alias = named.alias and named.created_at >= person.valid_from and named.created_at < person.valid_to and is_firm(person.basis)
    group by named.object
),

asked as (
    select task as object, list_transform(scope_entitlements, lambda entitlement: lower(entitlement)) as entitlements
    from stg_tasks
    where len(scope_entitlements) > 0
)

select
    upward.object,
    upward.higher,
    upward.origin,
    people.persons is not null and higher_people.persons is not null and asked.entitlements is not null and higher_asked.entitlements is not null as is_checked,
    coalesce(
        not list_has_any(people.persons, higher_people.persons) and not list_has_any(asked.entitlements, higher_asked.entitlements), false
    ) as is_refuted
from upward
left join people on people.object = upward.object
left join people as higher_people on higher_people.object = upward.higher
left join asked on asked.object = upward.object
left join asked as higher_asked on higher_asked.object = upward.higher
