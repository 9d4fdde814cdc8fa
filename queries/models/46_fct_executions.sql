-- grain: one row per controlled execution and chain; task null where no chain claims it
-- The population of every rule about executions: all of them, not only those somebody reported.

with done as materialized (
    select
        event.event_id,
        event.system,
        event.operation,
        event.activity,
        event.lo,
        event.hi,
        event.occurred_at,
        event.actor,
        event.outcome,
        event.subject,
        event.resource,
        event.entitlement,
        event.change,
        event.stage,
        event.credential,
        event.session,
        controlled.change_class,
        controlled.requires_request,
        controlled.approvals_required,
        controlled.requires_human_approval,
        controlled.requires_policy,
        controlled.required_roles,
        controlled.required_record,
        controlled.max_hours,
        controlled.approval_validity_hours,
        actor.identity,
        actor.person,
        actor.kind,
        actor.basis,
        actor.initiator_person,
        actor.initiator_basis
    from int_controlled as controlled
    inner join stg_events as event on event.event_id = controlled.event_id
    left join int_event_actors as actor on actor.event_id = controlled.event_id
),

standing_subjects as (
    -- who is meant is decided per actor, of whom there are few, and only then per execution
    select actor.person, actor.identity, ref.id, ref.scope, ref.valid_from, ref.valid_to
    from (select distinct person, identity from done where person is not null) as actor
    inner join ref_standing_approvals as ref
        on lower(ref.subject) in (lower(actor.person), lower(actor.identity))
        or (ends_with(ref.subject, '*') and starts_with(lower(actor.identity), lower(left(ref.subject, length(ref.subject) - 1))))
),

standing as (
    select done.event_id, min(subject.id) as id
    from done
    inner join standing_subjects as subject
        on subject.person = done.person and subject.identity = done.identity
        and done.lo >= subject.valid_from and done.lo < subject.valid_to
    where subject.scope = done.change_class or subject.scope = '*' or coalesce(scope_covers(subject.scope, done.resource), false)
    group by done.event_id
),

emergency as (
    select
        emergency.event_id,
        case when glass.declaration = 'declared' or glass.drill is not null then 'declared' when not glass.is_approved_before then 'undeclared' end as break_glass
    from int_emergency_events as emergency
    inner join fct_break_glass as glass on glass.use_id = emergency.use_id
)

select
    done.event_id,
    link.task,
    task.task_key,
    done.system,
    done.operation,
    done.activity,
    done.change_class,
    done.requires_request,
    done.approvals_required,
    done.requires_human_approval,
    done.requires_policy,
    done.required_roles,
    done.required_record,
    done.max_hours,
    done.approval_validity_hours,
    done.lo,
    done.hi,
    done.occurred_at,
    done.identity,
    coalesce(done.person, done.actor) as person,
    coalesce(done.kind, 'unknown') as kind,
    coalesce(done.basis, 'unmapped') as basis,
    done.initiator_person,
    done.initiator_basis,
    done.outcome,
    done.outcome in ('success', 'pending') as is_effective,
    done.subject,
    subject.person as subject_person,
    subject.basis as subject_basis,
    done.resource,
    done.entitlement,
    done.change,
    link.method as link_method,
    link.confidence as link_confidence,
    coalesce(link.is_ambiguous, false) as is_ambiguous,
    coalesce(standing.id, case when task.is_standard then 'standard change ' || task.task_key end) as standing_approval,
    emergency.break_glass,
    coalesce(done.kind = 'system', false) as is_platform,
    done.stage = 'revocation' or done.change = 'remove' as is_revocation,
    done.credential,
    done.session
from done
left join fct_links as link on link.event_id = done.event_id and link.confidence >= 0.3
left join fct_tasks as task on task.task = link.task
left join standing on standing.event_id = done.event_id
left join emergency on emergency.event_id = done.event_id
left join int_alias_persons as subject
    on subject.alias = done.subject and done.occurred_at >= subject.valid_from and done.occurred_at < subject.valid_to
cross join fct_settings as settings
where (settings.judge_from is null or done.lo >= settings.judge_from)
    and (settings.judge_to is null or done.lo < settings.judge_to)
