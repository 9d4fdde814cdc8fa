-- grain: one row per controlled event and task it may belong to
-- kept: while the models run
-- How well a task fits what was done: who did it, to whom, what, on what, when. Weights in bits (Fellegi and Sunter 1969): what agrees counts by how
-- rare the value is among controlled changes, and one of all tasks open at a time is where it starts. At least one of {what, where} must agree, and
-- one of {who, to whom}; or the very resource in the window that was planned for it, or with the very entitlement by a machine. A task that the
-- event names is compared in any case. Time only bounds the candidates; it proves nothing. No rule's outcome is evidence here.

with controlled as (
    select
        event.event_id,
        event.lo,
        event.resource,
        event.entitlement,
        event.task,
        place_of(event.resource) as place,
        actor.person as executor,
        coalesce(actor.kind, 'unknown') as executor_kind,
        coalesce(actor.basis, 'unmapped') as executor_basis,
        subject.person as subject_person,
        subject.basis as subject_basis
    from int_controlled
    inner join stg_events as event on event.event_id = int_controlled.event_id
    left join int_event_actors as actor on actor.event_id = event.event_id
    left join int_alias_persons as subject
        on subject.alias = event.subject and event.occurred_at >= subject.valid_from and event.occurred_at < subject.valid_to
),

-- how often each value is seen: agreement on what everybody shares says little (term frequency)
total as (select count(*) as events from controlled),
by_resource as (select resource, count(*) as seen from controlled where resource is not null group by resource),
by_place as (select place, count(*) as seen from controlled where place is not null group by place),
by_entitlement as (select lower(entitlement) as entitlement, count(*) as seen from controlled where entitlement is not null group by all),
by_subject as (select subject_person, count(*) as seen from controlled where subject_person is not null group by all),
by_executor as (select executor, count(*) as seen from controlled where executor is not null group by all),

scopes as (
    -- what a task asks for is also what the requests below it ask for
    select
        path.root as task,
        list_distinct(flatten(list(task.scope) filter (where task.scope is not null))) as scope,
        list_distinct(flatten(list(task.scope_entitlements) filter (where task.scope_entitlements is not null))) as scope_entitlements
    from stg_tasks as task
    inner join int_object_paths as path on path.object = task.task
    group by path.root
),

named as (
    select distinct ref.event_id, path.root as task
    from int_carried_refs as ref
    inner join int_object_paths as path on path.object = ref.object
),

candidates as (
    select
        task.task,
        scopes.scope,
        scopes.scope_entitlements,
        requester.person as requester,
        beneficiary.person as beneficiary,
        -- an account nobody is known behind, or only by its looks, may be anybody's or no person's at all: unknown, not another
        case when is_firm(assignee.basis) then assignee.person end as assignee,
        case
            when task.requested_for is null then case when is_firm(requester.basis) then requester.person end
            when is_firm(beneficiary.basis) then beneficiary.person
        end as receiver,
        task.created_at - interval 1 day as window_from,
        -- what a broker lends it gives and takes back itself: beyond the loan its request is behind no deed of others. What was taken back explains no
        -- later deed either, unless the deed names it.
        case
            when loan.is_brokered then coalesce(loan.ends_at, settings.as_of)
            when task.approval_state = 'cancelled' and task.closed_at is not null then task.closed_at
            else greatest(coalesce(task.closed_at, settings.as_of), coalesce(task.planned_end_at + interval 7 day, task.closed_at, settings.as_of)) + interval 2 day
        end as window_to,
        task.created_at,
        task.planned_start_at,
        task.planned_end_at,
        coalesce(greatest(task.closed_at, task.planned_end_at), task.closed_at, task.planned_end_at, settings.as_of) as ended_at
    from stg_tasks as task
    inner join int_object_paths as path on path.object = task.task and path.root = task.task
    inner join scopes on scopes.task = task.task
    left join int_loans as loan on loan.task = task.task
    cross join fct_settings as settings
    left join int_alias_persons as assignee
        on assignee.alias = task.assignee and task.created_at >= assignee.valid_from and task.created_at < assignee.valid_to
    left join int_alias_persons as requester
        on requester.alias = task.requester and task.created_at >= requester.valid_from and task.created_at < requester.valid_to
    left join int_alias_persons as beneficiary
        on beneficiary.alias = task.requested_for and task.created_at >= beneficiary.valid_from and task.created_at < beneficiary.valid_to
    where len(scopes.scope) > 0 or len(scopes.scope_entitlements) > 0 or task.task in (select task from named)
),

prior as (
    -- how many tasks are open at a time: the task is one of them, before anything is compared
    select
        log2(greatest(
            4,
            count(*) * median(epoch(window_to) - epoch(window_from)) / greatest(epoch(max(window_to)) - epoch(min(window_from)), 1)
        )) as bits
    from candidates
),

event_people as (
    select event_id, lo, executor as person from controlled where executor is not null and task is null and executor_kind <> 'system'
    union
    select event_id, lo, subject_person from controlled where task is null and executor_kind <> 'system' and is_firm(subject_basis)
),

task_people as (
    select distinct task, unnest([assignee, requester, beneficiary]) as person, window_from, window_to
    from candidates
),

pairs as (
    -- only who shares a person can share a task: the features below ask for one
    select event_id, task, bool_or(is_referenced) as is_referenced
    from (
        select event_people.event_id, task_people.task, false as is_referenced
        from event_people
        inner join task_people
            on task_people.person = event_people.person
            and event_people.lo >= task_people.window_from and event_people.lo <= task_people.window_to
        union all
        -- or who works on the very thing the task is about: pipelines are nobody's person, and an agent may have handed its work on to another
        select controlled.event_id, places.task, false
        from (select task, name_of(unnest(scope)) as name, window_from, window_to from candidates) as places
        inner join controlled
            on name_of(controlled.resource) = places.name and not is_account(controlled.resource) and controlled.task is null and controlled.executor_kind <> 'system'
            and controlled.lo >= places.window_from and controlled.lo <= places.window_to
        union all
        select event_id, task, true from named
    )
    group by event_id, task
),

features as (
    select
        event.event_id,
        task.task,
        pairs.is_referenced,
        in_scope(event.resource, task.scope) as is_resource,
        list_contains(list_transform(task.scope, lambda one: name_of(one)), name_of(event.resource)) and not is_account(event.resource) as is_exact_resource,
        in_scope(event.entitlement, task.scope_entitlements) as is_entitlement,
        case
            when not is_firm(event.subject_basis) or event.subject_person is null or task.receiver is null then null
            else event.subject_person = task.receiver
        end as is_subject,
        case when task.assignee is null or not is_firm(event.executor_basis) then null else event.executor = task.assignee end as is_assignee,
        coalesce(event.executor in (task.requester, task.beneficiary), false) as is_requester,
        event.lo >= task.created_at and event.lo <= task.ended_at + interval 15 minute as is_inside,
        coalesce(
            event.lo >= task.planned_start_at - interval 15 minute and event.lo <= task.planned_end_at + interval 15 minute
            and task.planned_end_at - task.planned_start_at <= interval 7 day,
            false
        ) as is_planned,
        event.executor_kind = 'human' as is_human
    from pairs
    inner join controlled as event on event.event_id = pairs.event_id
    inner join candidates as task on task.task = pairs.task
),

weighed as (
    -- m: how often a true pair agrees (0.9); u: how often any event would. Explicit disagreement is nearly a veto.
    select
        features.*,
        - prior.bits as prior_bits,
        case
            when is_entitlement then rarity_bits(by_entitlement.seen, total.events, 32, 8)
            when is_entitlement = false then -6.0
        end as entitlement_bits,
        case
            when is_resource and is_exact_resource then rarity_bits(by_resource.seen, total.events, 32, 8)
            when is_resource then rarity_bits(by_place.seen, total.events, 8, 8)
            when is_resource = false then -6.0
        end as resource_bits,
        case
            when is_subject then rarity_bits(by_subject.seen, total.events, 32, 8)
            when is_subject = false then -6.0
        end as subject_bits,
        case
            when is_assignee or is_requester then rarity_bits(by_executor.seen, total.events, 16, 5)
            when is_assignee = false and is_human then -2.0
        end as executor_bits,
        case when is_planned then 2.0 when is_inside then 1.0 else -2.0 end as time_bits
    from features
    inner join controlled as event on event.event_id = features.event_id
    cross join total
    cross join prior
    left join by_resource on by_resource.resource = event.resource
    left join by_place on by_place.place = event.place
    left join by_entitlement on by_entitlement.entitlement = lower(event.entitlement)
    left join by_subject on by_subject.subject_person = event.subject_person
    left join by_executor on by_executor.executor = event.executor
    where is_referenced
        or ((is_entitlement or is_resource) and (is_subject or is_assignee or is_requester))
        or (is_exact_resource and is_planned and not coalesce(is_assignee = false and is_human, false))
        or (is_exact_resource and is_entitlement and is_inside and not is_human)
),

summed as (
    select
        *,
        prior_bits + coalesce(entitlement_bits, 0) + coalesce(resource_bits, 0) + coalesce(subject_bits, 0) + coalesce(executor_bits, 0) + time_bits as bits
    from weighed
)

select
    event_id,
    task,
    is_referenced,
    is_entitlement,
    is_resource,
    is_subject,
    bits,
    concat_ws(
        ', ',
        case when is_entitlement then 'same entitlement' when is_entitlement = false then 'other entitlement' end,
        case when is_resource then 'same resource' when is_resource = false then 'other resource' end,
        case when is_subject then 'same person receives' when is_subject = false then 'another person receives' end,
        case when is_assignee then 'done by the assignee' when is_requester then 'done by the requester' end,
        case when is_planned then 'in the time planned for it' when is_inside then 'while the task was open' else 'outside the time the task was open' end
    ) as evidence,
    ['before anything is compared', 'entitlement', 'resource', 'who receives', 'who executed', 'time'] as features,
    [prior_bits, coalesce(entitlement_bits, 0), coalesce(resource_bits, 0), coalesce(subject_bits, 0), coalesce(executor_bits, 0), time_bits] as feature_bits
from summed
