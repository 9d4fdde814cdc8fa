-- grain: one row per event and chain that a lent grant ties it to
-- kept: while the models run
-- A grant that a broker lent for a request (person, account, role, from-to) explains the assignment the broker makes and the sessions that
-- person then opens in that role. The broker is not the actor of the task, and nearness in time alone ties nothing: person or entitlement,
-- account and role must all agree.

with grants as (
    select
        task.task as object,
        root.root as task,
        root.confidence as root_confidence,
        person.person,
        task.scope,
        task.scope_entitlements,
        loan.starts_at,
        loan.ends_at
    from stg_tasks as task
    inner join int_loans as loan on loan.task = task.task
    inner join int_object_roots as root on root.object = task.task
    inner join int_alias_persons as person
        on person.alias = coalesce(task.requested_for, task.requester)
        and task.created_at >= person.valid_from and task.created_at < person.valid_to
    where task.scope is not null and task.scope_entitlements is not null
),

lent as (
    -- one row per resource and entitlement that a grant names, so that the broker's calls find it by equality
    select grants.*, lower(resource.item) as resource, lower(entitlement.item) as entitlement
    from grants
    cross join unnest(grants.scope) as resource (item)
    cross join unnest(grants.scope_entitlements) as entitlement (item)
),

brokered as (
    -- the broker's assignment and its removal
    select
        event.event_id,
        lent.task,
        lent.object,
        least(lent.root_confidence, case when is_firm(subject.basis) then 0.99 else 0.98 end) as confidence,
        abs(epoch_us(event.lo) - epoch_us(case when event.change = 'remove' then coalesce(lent.ends_at, lent.starts_at) else lent.starts_at end)) as distance
    from stg_events as event
    inner join lent
        on lent.resource = lower(event.resource) and lent.entitlement = lower(event.entitlement)
        and event.lo >= lent.starts_at - to_minutes($grant_lead_minutes)
        and event.lo <= coalesce(lent.ends_at, lent.starts_at) + case when event.change = 'remove' then interval 1 hour else to_minutes($grant_lead_minutes) end
    left join int_alias_persons as subject
        on subject.alias = event.subject and event.occurred_at >= subject.valid_from and event.occurred_at < subject.valid_to
    where event.change_class in ('priv_grant', 'priv_removal') and event.task is null
        and (subject.person is null or not is_firm(subject.basis) or subject.person = lent.person)
),

nearest_brokered as (
    select event_id, task, confidence, object, count(*) over (partition by event_id) as rivals
    from brokered
    qualify row_number() over (partition by event_id order by distance, object) = 1
),

hands as (
    -- whose doing an event is: the person itself, or the human the session leads back to
    select event_id, person from int_event_actors where person in (select person from grants)
    union all
    select event_id, initiator_person
    from int_event_actors
    where initiator_person in (select person from grants) and initiator_person is distinct from person
),

near as (
    select hands.event_id, grants.*
    from hands
    inner join grants on grants.person = hands.person
    inner join stg_events as event
        on event.event_id = hands.event_id and event.task is null and event.activity not in ('grant', 'remove')
        and event.lo >= grants.starts_at - to_minutes($grant_lead_minutes)
        and event.lo <= coalesce(grants.ends_at, grants.starts_at) + to_minutes($grant_lead_minutes)
),

sessions as (
    -- what the person did in the lent role while it was lent
    select
        near.event_id,
        near.task,
        near.object,
        least(near.root_confidence, 0.98) as confidence,
        count(*) over (partition by near.event_id) as rivals
    from near
    inner join stg_events as event on event.event_id = near.event_id
    where len(list_filter(
            near.scope_entitlements,
            lambda entitlement: contains(lower(case when event.activity = 'issue' then coalesce(event.resource, '') else '' end || ' ' || coalesce(event.actor, '')), '_' || lower(entitlement) || '_')
        )) > 0
        and (in_scope(event.resource, near.scope) or in_scope(substr(event.actor, strpos(event.actor, ':') + 1), near.scope))
)

select
    event_id,
    task,
    'grant' as method,
    confidence,
    object,
    true as is_assignment,
    'assigned under ' || object || case when rivals > 1 then ', nearest of ' || rivals else '' end as evidence
from nearest_brokered
union all
select
    event_id,
    task,
    'grant' as method,
    max(confidence) / max(rivals) as confidence,
    min(object) as object,
    false as is_assignment,
    'session in the role lent by ' || min(object) as evidence
from sessions
where event_id not in (select event_id from nearest_brokered)
group by event_id, task
