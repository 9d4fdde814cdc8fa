-- grain: one row per object that events or chains are about
-- task: what a chain accounts for; request: an item below it (access request, pull request, thread); approval: one decision; credential, session, grant
-- (an interval of the entitlement ledger), resource, agent_run. Where only records name an object, its name is all that is known.

with seen as (
    select object, min(type) as type from fct_event_objects group by object
    union
    select task, 'task' from fct_tasks
),

described as (
    select
        task.task as object,
        task.task_key as name,
        task.system,
        task.kind,
        task.title,
        task.requester_person as person,
        null as entitlement,
        chain.grade as state,
        task.created_lo as began_at,
        task.closed_lo as ended_at
    from fct_tasks as task
    left join fct_chains as chain on chain.task = task.task
    union all
    select item.task, item.key, item.connector, item.kind, item.title, requester.person, null, item.status, item.created_at, item.closed_at
    from stg_tasks as item
    left join int_alias_persons as requester
        on requester.alias = item.requester and item.created_at >= requester.valid_from and item.created_at < requester.valid_to
    where item.task not in (select task from fct_tasks)
    union all
    select 'approval:' || event_id, min(decision), min(system), min(medium), null, min(coalesce(person, identity)), null, min(decision), min(lo), null
    from fct_approvals
    where event_id is not null
    group by event_id
    union all
    select 'credential:' || credential, credential, min(system), min(class), null, min(coalesce(person, identity)), min(role), null, min(issued_lo),
        min(coalesce(revoked_lo, expires_at))
    from fct_credentials
    group by credential
    union all
    select 'grant:' || grant_event_id, min(entitlement), min(system), 'grant', null, min(coalesce(subject_person, subject)), min(entitlement), min(ended),
        min(held_from_lo), max(held_to_lo)
    from fct_entitlement_intervals
    where grant_event_id is not null
    group by grant_event_id
),

told_once as (
    -- an account with two holders at one time describes an item twice
    select * from described
    qualify row_number() over (partition by object order by person, system, name, began_at) = 1
)

select
    seen.object,
    seen.type,
    coalesce(told_once.name, substr(seen.object, strpos(seen.object, ':') + 1)) as name,
    told_once.system,
    told_once.kind,
    told_once.title,
    told_once.person,
    told_once.entitlement,
    told_once.state,
    told_once.began_at,
    told_once.ended_at
from seen
left join told_once on told_once.object = seen.object
