-- grain: one row per tracked item and higher item that its own record refers to
-- Tickets and changes stand above access requests and grants, these above pull requests, agent runs and threads. A reference is refuted where both
-- records say for whom and what, and neither the persons nor the entitlements have one in common: a mistyped key, or one copied from another task.
-- Where the higher item names no entitlement its places tell, if it lies nowhere where this is, and another that was open at the time has a person, an
-- entitlement and a place in common with it.

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
    select
        task as object,
        list_transform(scope_entitlements, lambda entitlement: lower(entitlement)) as entitlements,
        list_distinct(list_transform(scope, lambda thing: place_of(thing))) as places,
        created_at,
        closed_at
    from stg_tasks
    where len(scope_entitlements) > 0 or len(scope) > 0
),

compared as (
    select
        upward.object,
        upward.higher,
        upward.origin,
        not list_has_any(people.persons, higher_people.persons) as is_other_person,
        not list_has_any(asked.entitlements, higher_asked.entitlements) as is_other_entitlement,
        not list_has_any(asked.places, higher_asked.places) as is_other_place
    from upward
    left join people on people.object = upward.object
    left join people as higher_people on higher_people.object = upward.higher
    left join asked on asked.object = upward.object
    left join asked as higher_asked on higher_asked.object = upward.higher
),

fitting as (
    -- of what may be wrong by its places alone: what else it may belong to
    select distinct own.object
    from (select object, unnest(persons) as person from people where object in (select object from compared where is_other_person and is_other_place)) as own
    inner join (select object, unnest(persons) as person from people) as other on other.person = own.person and other.object <> own.object
    inner join ranked as own_ranked on own_ranked.object = own.object
    inner join ranked as other_ranked on other_ranked.object = other.object and other_ranked.rank < own_ranked.rank
    inner join asked on asked.object = own.object
    inner join asked as other_asked on other_asked.object = other.object
        and other_asked.created_at <= asked.created_at and coalesce(other_asked.closed_at >= asked.created_at, true)
    where list_has_any(asked.entitlements, other_asked.entitlements) and list_has_any(asked.places, other_asked.places)
)

select
    object,
    higher,
    origin,
    is_other_person is not null and (is_other_entitlement is not null or is_other_place is not null) as is_checked,
    coalesce(is_other_person and (is_other_entitlement or is_other_place and is_other_entitlement is null and object in (select object from fitting)), false) as is_refuted
from compared
