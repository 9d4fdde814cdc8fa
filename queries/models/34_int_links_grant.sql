-- grain: one row per event and chain that a lent grant ties it to
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
        coalesce(task.planned_start_at, task.created_at) as starts_at,
        coalesce(task.planned_end_at, task.closed_at) as ends_at
    from stg_tasks as task
    inner join int_object_roots as root on root.object = task.task
    inner join int_alias_persons as person
        on person.alias = coalesce(task.requested_for, task.requester)
        and task.created_at >= person.valid_from and task.created_at < person.valid_to
    where task.kind in ('request', 'grant') and task.scope is not null and task.scope_entitlements is not null
),

brokered as (
    -- the broker's assignment and its removal
    select
        event.event_id,
        grants.task,
        grants.object,
        least(grants.root_confidence, case when subject.basis <> 'unmapped' then 0.98 else 0.955 end) as confidence,
        abs(epoch_us(event.lo) - epoch_us(case when event.change = 'remove' then coalesce(grants.ends_at, grants.starts_at) else grants.starts_at end)) as distance
    from stg_events as event
    inner join grants
        on event.lo >= grants.starts_at - to_minutes($grant_lead_minutes)
        and event.lo <= coalesce(grants.ends_at, grants.starts_at) + interval 1 hour
        and in_scope(event.resource, grants.scope)
        and in_scope(event.entitlement, grants.scope_entitlements)
    left join int_alias_persons as subject
        on subject.alias = event.subject and event.occurred_at >= subject.valid_from and event.occurred_at < subject.valid_to
    where event.change_class in ('priv_grant', 'priv_removal') and event.task is null
        and (subject.person is null or subject.basis = 'unmapped' or subject.person = grants.person)
),

nearest_brokered as (
    select event_id, task, confidence, object, count(*) over (partition by event_id) as rivals
    from brokered
    qualify row_number() over (partition by event_id order by distance, object) = 1
),

sessions as (
    -- what the person did in the lent role while it was lent
    select
        event.event_id,
        grants.task,
        grants.object,
        least(grants.root_confidence, 0.96) as confidence,
        count(*) over (partition by event.event_id) as rivals
    from stg_events as event
    inner join int_event_actors as actor on actor.event_id = event.event_id
    inner join grants
        on grants.person in (actor.person, actor.initiator_person)
        and event.lo >= grants.starts_at - to_minutes($grant_lead_minutes)
        and event.lo <= coalesce(grants.ends_at, grants.starts_at) + to_minutes($grant_lead_minutes)
    where event.task is null and event.activity not in ('grant', 'remove')
        and len(list_filter(
            grants.scope_entitlements,
            lambda entitlement: contains(lower(case when event.activity = 'issue' then coalesce(event.resource, '') else '' end || ' ' || coalesce(event.actor, '')), '_' || lower(entitlement) || '_')
        )) > 0
        and (in_scope(event.resource, grants.scope) or in_scope(regexp_replace(event.actor, '^aws:', ''), grants.scope))
)

select
    event_id,
    task,
    'grant' as method,
    confidence,
    'assigned under ' || object || case when rivals > 1 then ', nearest of ' || rivals else '' end as evidence
from nearest_brokered
union all
select
    event_id,
    task,
    'grant' as method,
    max(confidence) / max(rivals) as confidence,
    'session in the role lent by ' || min(object) as evidence
from sessions
where event_id not in (select event_id from nearest_brokered)
group by event_id, task
