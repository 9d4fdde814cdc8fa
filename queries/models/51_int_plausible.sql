-- grain: one row per execution that no task claims for certain, or only an umbrella ticket, and that some task might explain
-- "Nobody asked for it" is only certain if it holds whatever the missing links were (RULES.md B.0, E.4). A task that was approved, has nothing done
-- under it, was open at the time, and that nothing known of the execution contradicts, might be the one: then absence cannot be claimed.

with orphans as (
    select *
    from fct_executions
    where (task is null or link_confidence < 0.8 or task in (select task from int_umbrellas)) and is_effective and not is_platform
),

approved as (
    select distinct task from fct_approvals where decision = 'approved'
),

idle as (
    select
        task.task,
        task.task_key,
        task.scope,
        task.scope_entitlements,
        coalesce(task.beneficiary_person, task.requester_person) as beneficiary,
        task.requester_person,
        task.assignee_person,
        task.created_lo,
        coalesce(greatest(task.closed_hi, task.planned_end_at), task.closed_hi, task.planned_end_at, settings.as_of) + to_minutes($task_grace_minutes) as ends_at
    from fct_tasks as task
    inner join approved on approved.task = task.task
    cross join fct_settings as settings
    where (task.kind in ('change', 'request', 'grant') or task.scope is not null or task.scope_entitlements is not null)
        and task.task not in (select task from fct_executions where task is not null and link_confidence >= 0.8)
)

select
    orphan.event_id,
    orphan.task as claimed_by,
    count(*) as tasks,
    min(idle.task_key) as task_key
from orphans as orphan
inner join idle
    -- a request for just this may also have been written afterwards
    on orphan.lo >= idle.created_lo - case when in_scope(orphan.resource, idle.scope) then interval 7 day else interval 0 day end
    and orphan.lo <= idle.ends_at
where in_scope(orphan.resource, idle.scope) is distinct from false
    and in_scope(orphan.entitlement, idle.scope_entitlements) is distinct from false
    and (orphan.subject_person is null or idle.beneficiary is null or orphan.subject_person = idle.beneficiary or idle.scope_entitlements is null)
    and (
        orphan.kind <> 'human' or orphan.basis = 'unmapped' or idle.assignee_person is null
        or orphan.person in (idle.assignee_person, idle.requester_person, idle.beneficiary)
    )
group by orphan.event_id, orphan.task
