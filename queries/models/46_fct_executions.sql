-- grain: one row per controlled execution and chain; task null where no chain claims it
-- The population of every rule about executions: all of them, not only those somebody reported.

with standing as (
    select
        controlled.event_id,
        min(ref.id) as id
    from int_controlled as controlled
    inner join stg_events as event on event.event_id = controlled.event_id
    inner join int_event_actors as actor on actor.event_id = event.event_id
    inner join ref_standing_approvals as ref
        on (lower(ref.subject) in (lower(actor.person), lower(actor.identity))
            or (ends_with(ref.subject, '*') and starts_with(lower(actor.identity), lower(left(ref.subject, length(ref.subject) - 1)))))
        and (ref.scope = controlled.change_class or ref.scope = '*' or coalesce(scope_covers(ref.scope, event.resource), false))
        and event.lo >= ref.valid_from and event.lo < ref.valid_to
    group by controlled.event_id
),

emergency_people as (
    -- everybody who holds an account that the configuration names for emergencies
    select distinct person.person
    from int_alias_persons as person
    where len(list_filter($break_glass_identities::varchar[], lambda pattern: coalesce(scope_covers(pattern, person.alias), false))) > 0
        or len(list_filter($break_glass_identities::varchar[], lambda pattern: coalesce(scope_covers(pattern, person.person), false))) > 0
),

emergency as (
    select
        event.event_id,
        case when min(declaration.event_id) is not null then 'declared' else 'undeclared' end as break_glass
    from stg_events as event
    inner join int_controlled as controlled on controlled.event_id = event.event_id
    inner join int_event_actors as actor on actor.event_id = event.event_id
    left join int_break_glass as declaration
        on event.lo >= declaration.lo - to_minutes($break_glass_declare_minutes)
        and event.lo <= declaration.lo + to_minutes($break_glass_max_minutes)
    where actor.person in (select person from emergency_people)
    group by event.event_id
)

select
    event.event_id,
    link.task,
    task.task_key,
    event.system,
    event.operation,
    event.activity,
    controlled.change_class,
    controlled.requires_request,
    controlled.approvals_required,
    controlled.requires_human_approval,
    controlled.max_hours,
    controlled.approval_validity_hours,
    event.lo,
    event.hi,
    event.occurred_at,
    actor.identity,
    coalesce(actor.person, event.actor) as person,
    coalesce(actor.kind, 'unknown') as kind,
    coalesce(actor.basis, 'unmapped') as basis,
    actor.initiator_person,
    actor.initiator_basis,
    event.outcome,
    event.outcome in ('success', 'pending') as is_effective,
    event.subject,
    subject.person as subject_person,
    event.resource,
    event.entitlement,
    event.change,
    link.method as link_method,
    link.confidence as link_confidence,
    coalesce(link.is_ambiguous, false) as is_ambiguous,
    coalesce(standing.id, case when task.is_standard then 'standard change ' || task.task_key end) as standing_approval,
    emergency.break_glass,
    coalesce(actor.kind = 'system', false) as is_platform,
    event.stage = 'revocation' or event.change = 'remove' as is_revocation,
    event.credential,
    event.session
from int_controlled as controlled
inner join stg_events as event on event.event_id = controlled.event_id
left join int_event_actors as actor on actor.event_id = event.event_id
left join fct_links as link on link.event_id = event.event_id and link.confidence >= 0.3
left join fct_tasks as task on task.task = link.task
left join standing on standing.event_id = event.event_id
left join emergency on emergency.event_id = event.event_id
left join int_alias_persons as subject
    on subject.alias = event.subject and event.occurred_at >= subject.valid_from and event.occurred_at < subject.valid_to
cross join fct_settings as settings
where (settings.judge_from is null or event.lo >= settings.judge_from)
    and (settings.judge_to is null or event.lo < settings.judge_to)
