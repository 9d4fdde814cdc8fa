-- grain: one row per grant of an entitlement to a subject
-- A grant is taken back by the next removal of the same entitlement from the same subject in the same system. It is due when its request, its
-- lent grant or its class says so; without any of these it is not time-bound.

with additions as (
    select
        execution.event_id,
        execution.task,
        execution.link_confidence,
        execution.system,
        execution.subject,
        execution.subject_person,
        execution.entitlement,
        execution.resource,
        execution.lo,
        execution.hi,
        execution.identity,
        execution.person,
        execution.kind,
        execution.basis,
        execution.max_hours,
        -- made by a broker under a lent grant, so it should end with it
        execution.link_method = 'grant' as is_lent,
        execution.is_ambiguous
    from fct_executions as execution
    where execution.change = 'add' and execution.change_class = 'priv_grant' and execution.outcome = 'success' and not execution.is_platform
),

removals as (
    select event_id, connector as system, subject, entitlement, resource, lo, hi
    from stg_events
    where change = 'remove' and outcome = 'success'
),

taken_back as (
    select
        additions.event_id as grant_event_id,
        arg_min(removals.event_id, in_order(removals.lo, removals.event_id)) as event_id,
        min(removals.lo) as lo,
        min(removals.hi) as hi
    from additions
    inner join removals
        on removals.system = additions.system
        and removals.entitlement = additions.entitlement
        and removals.subject is not distinct from additions.subject
        and removals.resource is not distinct from additions.resource
        and removals.lo >= additions.lo
    group by additions.event_id
),

lent as (
    select task, max(expires_at) as ends_at
    from fct_credentials
    where class = 'grant' and task is not null
    group by task
),

bounded as (
    select
        additions.*,
        coalesce(
            -- the window of a change is when it may be done; the end an access request names is until when it may last
            case when task.kind <> 'change' then task.planned_end_at end,
            case when additions.is_lent then lent.ends_at end,
            additions.hi + to_seconds((additions.max_hours * 3600)::bigint)
        ) as due_at,
        case
            when task.kind <> 'change' and task.planned_end_at is not null then 'the end its request names'
            when additions.is_lent and lent.ends_at is not null then 'the end of the lent grant'
            when additions.max_hours is not null then 'the longest life of its change class'
        end as due_basis,
        -- the record in which the end stands, where it is another than the grant's
        case when task.kind <> 'change' and task.planned_end_at is not null then task.request_event_id end as due_event_id
    from additions
    left join fct_tasks as task on task.task = additions.task
    left join lent on lent.task = additions.task
)

select
    bounded.event_id as grant_event_id,
    bounded.task,
    bounded.link_confidence,
    bounded.is_ambiguous,
    bounded.system,
    bounded.subject,
    bounded.subject_person,
    bounded.entitlement,
    bounded.resource,
    bounded.lo as granted_lo,
    bounded.hi as granted_hi,
    bounded.due_at,
    bounded.due_basis,
    bounded.due_event_id,
    false as is_self_expiring,
    taken_back.event_id as revoke_event_id,
    taken_back.lo as revoked_lo,
    taken_back.hi as revoked_hi,
    taken_back.event_id is not null
        or (system.covers_to - to_seconds(system.lag_seconds) >= bounded.due_at + to_minutes($task_grace_minutes) and hole.system is null and system.reject_share <= 0.01) as is_covered,
    case
        when taken_back.event_id is not null then null
        when hole.system is not null then hole.reason
        when system.covers_to - to_seconds(system.lag_seconds) < bounded.due_at + to_minutes($task_grace_minutes) then 'window'
        when system.reject_share > 0.01 then 'filtered'
    end as reason,
    case
        when taken_back.event_id is not null then null
        when hole.system is not null then bounded.system || ' records from another source for the time of the hole'
        when system.covers_to - to_seconds(system.lag_seconds) < bounded.due_at + to_minutes($task_grace_minutes)
            then bounded.system || ' export up to ' || strftime((bounded.due_at + interval 1 day) at time zone 'UTC', '%Y-%m-%d %H:%MZ')
        when system.reject_share > 0.01 then bounded.system || ' export that can be read'
    end as needs,
    bounded.identity,
    bounded.person,
    bounded.kind,
    bounded.basis
from bounded
left join taken_back on taken_back.grant_event_id = bounded.event_id
left join fct_systems as system on system.system = bounded.system and system.is_supplied
left join (
    select bounded.event_id, hole.system, min(hole.reason) as reason
    from bounded
    inner join int_holes as hole
        on hole.system = bounded.system and hole.to_at > bounded.lo and hole.from_at < bounded.due_at + to_minutes($task_grace_minutes)
    group by bounded.event_id, hole.system
) as hole on hole.event_id = bounded.event_id
