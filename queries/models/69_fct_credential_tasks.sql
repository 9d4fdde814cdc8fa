-- grain: one row per credential, session or agent run and chain in which it did something controlled
-- Which work each one served. `itself` did it; `session`: it is a long-lived key that bought the session which did it; `issued`: it is a
-- long-lived key made for the task and used. Where the record names no credential its session stands for it.

with recursive done as (
    select
        event_id, task, task_key, system, change_class, lo, identity, person, kind, basis, link_confidence, is_ambiguous, credential, session
    from fct_executions
    where is_effective
),

bought as (
    select credential as own, credential as bearer, 0 as depth
    from (select distinct credential from done where credential is not null)
    union all
    select bought.own, lineage.parent_credential, bought.depth + 1
    from bought
    inner join int_credentials as lineage on lineage.credential = bought.bearer
    where lineage.parent_credential is not null and lineage.parent_credential <> bought.bearer and bought.depth < 10
),

bearers as (
    select bought.own, bought.bearer, min(bought.depth) as depth
    from bought
    left join fct_credential_inventory as inventory on inventory.credential = bought.bearer
    where bought.depth = 0 or inventory.class = 'static'
    group by bought.own, bought.bearer
),

serving as (
    select bearers.bearer, 'credential' as bearer_kind, case when bearers.depth = 0 then 'itself' else 'session' end as via, done.*
    from done
    inner join bearers on bearers.own = done.credential
    union all
    select done.session, 'session', 'itself', done.*
    from done
    where done.credential is null and done.session is not null
    union all
    select event.agent_run, 'agent_run', 'itself', done.*
    from done
    inner join stg_events as event on event.event_id = done.event_id
    where event.agent_run is not null
    union all
    select
        made.credential, 'credential', 'issued', issue.event_id, made.task, task.task_key, issue.system, issue.change_class, issue.lo, inventory.identity,
        inventory.person, inventory.kind, inventory.basis, made.link_confidence, made.is_ambiguous, made.credential, issue.session
    from fct_credentials as made
    inner join fct_credential_inventory as inventory on inventory.credential = made.credential and inventory.class = 'static' and inventory.uses > 0
    inner join stg_events as issue on issue.event_id = made.issue_event_id
    inner join fct_tasks as task on task.task = made.task
)

select
    serving.bearer,
    serving.bearer_kind,
    coalesce(min(inventory.class), case when min(serving.bearer_kind) <> 'credential' then 'session' else 'unknown' end) as class,
    min(inventory.standing_approval) as standing_approval,
    serving.task,
    min(serving.task_key) as task_key,
    case when bool_or(serving.via = 'itself') then 'itself' when bool_or(serving.via = 'session') then 'session' else 'issued' end as via,
    max(coalesce(serving.link_confidence, 0)) as link_confidence,
    bool_and(serving.is_ambiguous) as is_ambiguous,
    count(distinct serving.event_id) as executions,
    bool_or(serving.change_class in ('priv_grant', 'trust_policy', 'secret_issue')) as is_privileged,
    min(serving.lo) as first_lo,
    max(serving.lo) as last_lo,
    list_sort(list(distinct serving.system)) as systems,
    arg_max(serving.identity, in_order(serving.lo, serving.event_id)) as identity,
    arg_max(serving.person, in_order(serving.lo, serving.event_id)) as person,
    arg_max(serving.kind, in_order(serving.lo, serving.event_id)) as kind,
    arg_max(serving.basis, in_order(serving.lo, serving.event_id)) as basis,
    shown(list_sort(list(distinct serving.event_id))) as event_ids
from serving
left join fct_credential_inventory as inventory on inventory.credential = serving.bearer
group by serving.bearer, serving.bearer_kind, serving.task
