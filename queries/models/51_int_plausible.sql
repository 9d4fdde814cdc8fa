-- grain: one row per execution that no task claims for certain, or only an umbrella ticket, and that some task might explain
-- "Nobody asked for it" is only certain if it holds whatever the missing links were (RULES.md B.0, E.4). A task that was approved, has nothing done
-- under it, was open at the time, and that nothing known of the execution contradicts, might be the one: then absence cannot be claimed. Two accounts
-- contradict each other only where it is known who stands behind both: an account that nothing ties to a person may be anybody's.

with orphans as (
    select event_id, task, lo, kind, basis, person, case when is_firm(subject_basis) then subject_person end as subject_person, resource, entitlement
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
        case when is_firm(case when task.beneficiary_person is null then task.requester_basis else task.beneficiary_basis end)
            then coalesce(task.beneficiary_person, task.requester_person) end as beneficiary,
        case when is_firm(task.requester_basis) then task.requester_person end as requester_person,
        case when is_firm(task.assignee_basis) then task.assignee_person end as assignee_person,
        task.created_lo,
        coalesce(greatest(task.closed_hi, task.planned_end_at), task.closed_hi, task.planned_end_at, settings.as_of) + to_minutes($task_grace_minutes) as ends_at
    from fct_tasks as task
    inner join approved on approved.task = task.task
    cross join fct_settings as settings
    where (task.kind in ('change', 'request', 'grant') or task.scope is not null or task.scope_entitlements is not null)
        and task.task not in (select task from fct_executions where task is not null and link_confidence >= 0.8)
),

asked as (
    select task, created_lo, ends_at, 'resource' as kind, unnest(scope) as scope from idle
    union all
    select task, created_lo, ends_at, 'entitlement', unnest(scope_entitlements) from idle
),

done as (
    select distinct lower(resource) as thing from orphans where resource is not null
    union
    select lower(entitlement) from orphans where entitlement is not null
),

spelled as (
    -- every scope without a wildcard that may cover a thing: itself, its account, what stands before or after a colon or slash of it
    select thing, unnest(list_distinct([thing, split_part(thing, ':', 5)] || flatten(list_transform(cuts, lambda cut: [left(thing, cut - 1), substr(thing, cut + 1)])))) as scope
    from (select thing, list_filter(range(1, length(thing) + 1), lambda place: substr(thing, place, 1) in ('/', ':')) as cuts from done)
),

covered as materialized (
    -- decided once for each thing, not for each pair of an orphan and a task
    select distinct spelled.thing, scopes.scope
    from (select distinct scope from asked where not contains(scope, '*')) as scopes
    inner join spelled on spelled.scope = lower(scopes.scope)
    where scope_covers(scopes.scope, spelled.thing)
    union all
    select done.thing, scopes.scope
    from (select distinct scope from asked where contains(scope, '*')) as scopes
    inner join done on scope_covers(scopes.scope, done.thing)
),

fitting as materialized (
    select distinct asked.task, asked.created_lo, asked.ends_at, asked.kind, covered.thing
    from asked
    inner join covered on covered.scope = asked.scope
),

pairs as (
    -- the resource fits: a request for just this may also have been written afterwards
    select orphan.*, fitting.task as idle_task
    from orphans as orphan
    inner join fitting
        on fitting.kind = 'resource' and fitting.thing = lower(orphan.resource)
        and orphan.lo >= fitting.created_lo - interval 7 day and orphan.lo <= fitting.ends_at
    union all
    -- no resource can be compared; the entitlement fits
    select orphan.*, idle.task
    from orphans as orphan
    inner join fitting
        on fitting.kind = 'entitlement' and fitting.thing = lower(orphan.entitlement)
        and orphan.lo >= fitting.created_lo and orphan.lo <= fitting.ends_at
    inner join idle on idle.task = fitting.task and (orphan.resource is null or idle.scope is null)
    union all
    -- neither can be compared
    select orphan.*, idle.task
    from orphans as orphan
    inner join idle on orphan.lo >= idle.created_lo and orphan.lo <= idle.ends_at
    where (orphan.resource is null or idle.scope is null) and (orphan.entitlement is null or idle.scope_entitlements is null)
)

select
    orphan.event_id,
    orphan.task as claimed_by,
    count(*) as tasks,
    min(idle.task_key) as task_key
from pairs as orphan
inner join idle on idle.task = orphan.idle_task
left join fitting as entitlement
    on entitlement.task = idle.task and entitlement.kind = 'entitlement' and entitlement.thing = lower(orphan.entitlement)
where (entitlement.task is not null or orphan.entitlement is null or idle.scope_entitlements is null)
    and (orphan.subject_person is null or idle.beneficiary is null or orphan.subject_person = idle.beneficiary or idle.scope_entitlements is null)
    and (
        orphan.kind <> 'human' or not is_firm(orphan.basis) or idle.assignee_person is null
        or coalesce(orphan.person in (idle.assignee_person, idle.requester_person, idle.beneficiary), idle.requester_person is null or idle.beneficiary is null)
    )
group by orphan.event_id, orphan.task
