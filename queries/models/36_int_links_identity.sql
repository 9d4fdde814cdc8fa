-- grain: one row per event and candidate chain
-- kept: while the models run
-- Where no key was carried: who did it, to whom, what, on what, when. Weights in bits (Fellegi and Sunter 1969), a prior against, and at least one
-- of {what, where} with one of {who, to whom}. Time only bounds the candidates; it proves nothing. No rule's outcome is evidence here.

with open_events as (
    select
        event.event_id,
        event.lo,
        event.subject,
        event.resource,
        event.entitlement,
        event.change,
        actor.person as executor,
        actor.basis as executor_basis,
        subject.person as subject_person,
        subject.basis as subject_basis
    from stg_events as event
    left join int_event_actors as actor on actor.event_id = event.event_id
    left join int_alias_persons as subject
        on subject.alias = event.subject and event.occurred_at >= subject.valid_from and event.occurred_at < subject.valid_to
    where event.change_class is not null and event.change_class <> 'read_only' and event.is_write and event.task is null
        and coalesce(actor.kind, 'unknown') <> 'system'
        and event.event_id not in (select event_id from int_links_reference where confidence >= 0.8)
        and event.event_id not in (select event_id from int_links_credential where confidence >= 0.8)
        and event.event_id not in (select event_id from int_links_grant where confidence >= 0.8)
),

candidates as (
    select
        task.task,
        task.scope,
        task.scope_entitlements,
        assignee.person as assignee,
        requester.person as requester,
        beneficiary.person as beneficiary,
        task.created_at - interval 1 day as window_from,
        greatest(coalesce(task.closed_at, settings.as_of), coalesce(task.planned_end_at + interval 7 day, task.closed_at, settings.as_of)) + interval 2 day as window_to,
        task.created_at,
        coalesce(greatest(task.closed_at, task.planned_end_at), task.closed_at, task.planned_end_at, settings.as_of) as ended_at
    from stg_tasks as task
    inner join int_object_roots as root on root.object = task.task and root.root = task.task
    cross join fct_settings as settings
    left join int_alias_persons as assignee
        on assignee.alias = task.assignee and task.created_at >= assignee.valid_from and task.created_at < assignee.valid_to
    left join int_alias_persons as requester
        on requester.alias = task.requester and task.created_at >= requester.valid_from and task.created_at < requester.valid_to
    left join int_alias_persons as beneficiary
        on beneficiary.alias = task.requested_for and task.created_at >= beneficiary.valid_from and task.created_at < beneficiary.valid_to
    where task.scope is not null or task.scope_entitlements is not null
),

event_people as (
    select event_id, lo, executor as person from open_events where executor is not null
    union
    select event_id, lo, subject_person from open_events where subject_person is not null and subject_basis <> 'unmapped'
),

task_people as (
    select distinct task, unnest([assignee, requester, beneficiary]) as person, window_from, window_to
    from candidates
),

pairs as (
    -- only who shares a person can share a task: the features below ask for one
    select distinct event_people.event_id, task_people.task
    from event_people
    inner join task_people
        on task_people.person = event_people.person
        and event_people.lo >= task_people.window_from and event_people.lo <= task_people.window_to
),

features as (
    select
        event.event_id,
        task.task,
        in_scope(event.resource, task.scope) as is_resource,
        in_scope(event.entitlement, task.scope_entitlements) as is_entitlement,
        case
            -- an account nobody is known behind may be anybody's, or no person's at all: unknown, not another
            when event.subject_basis = 'unmapped' or event.subject_person is null or coalesce(task.beneficiary, task.requester) is null then null
            else event.subject_person = coalesce(task.beneficiary, task.requester)
        end as is_subject,
        case when event.executor is null or task.assignee is null then null else event.executor = task.assignee end as is_assignee,
        coalesce(event.executor in (task.requester, task.beneficiary), false) as is_requester,
        event.lo >= task.created_at and event.lo <= task.ended_at + interval 15 minute as is_inside
    from pairs
    inner join open_events as event on event.event_id = pairs.event_id
    inner join candidates as task on task.task = pairs.task
),

weighed as (
    select
        *,
        - 5.0
        + case when is_entitlement then 5.0 when is_entitlement = false then -5.0 else 0 end
        + case when is_resource then 5.0 when is_resource = false then -6.0 else 0 end
        + case when is_subject then 5.0 when is_subject = false then -6.0 else 0 end
        + case when is_assignee then 4.0 when is_assignee = false and not is_requester then -2.0 else 0 end
        + case when is_requester then 2.0 else 0 end
        + case when is_inside then 1.0 else -2.0 end as bits
    from features
    where (is_entitlement or is_resource) and (is_subject or is_assignee or is_requester)
)

select
    event_id,
    task,
    'identity_resource_window' as method,
    bits,
    least(0.97, 1 / (1 + pow(2, -bits))) as confidence,
    concat_ws(
        ', ',
        case when is_entitlement then 'same entitlement' when is_entitlement = false then 'other entitlement' end,
        case when is_resource then 'same resource' when is_resource = false then 'other resource' end,
        case when is_subject then 'same person receives' when is_subject = false then 'another person receives' end,
        case when is_assignee then 'done by the assignee' when is_requester then 'done by the requester' end,
        case when is_inside then 'while the task was open' else 'outside the time the task was open' end
    ) as evidence
from weighed
where bits > -1
