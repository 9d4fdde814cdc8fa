-- grain: one row per event that belongs to a chain, carries a finding or is accounted for by no task, in the order of time
-- What happened and by whom, where it is recorded, which tasks it belongs to and how that is known, and what the rules say of it. Background is left out.
-- For a stretch of time, its end not included; null: to the end.

with chosen as (
    select *
    from stg_events
    where occurred_at >= make_timestamptz($from_us::bigint)
        and ($to_us::bigint is null or occurred_at < make_timestamptz($to_us::bigint))
),

steps as (
    select
        step.event_id,
        list(coalesce(task.task_key, step.task) order by step.task) as tasks,
        list(distinct chain.grade order by chain.grade) filter (where chain.grade is not null) as grades,
        list(step.link_method order by step.task) as link_methods,
        list(step.link_confidence order by step.task) as link_confidences
    from fct_chain_steps as step
    left join fct_tasks as task on task.task = step.task
    left join fct_chains as chain on chain.task = step.task
    where step.event_id in (select event_id from chosen)
    group by step.event_id
),

said as (
    select
        event_id,
        list(distinct finding_id order by finding_id) as findings,
        list(distinct rule order by rule) as rules,
        list(distinct verdict order by verdict) as verdicts
    from (select finding_id, rule, verdict, unnest(event_ids) as event_id from findings)
    where event_id in (select event_id from chosen)
    group by event_id
),

actors as (
    select event_id, min(identity) as identity, min(person) as person, min(kind) as kind
    from (
        select event_id, identity, person, kind from fct_chain_steps
        union all
        select event_id, identity, person, kind from fct_executions
        union all
        select event_id, identity, person, kind from fct_approvals
    )
    where event_id in (select event_id from chosen)
    group by event_id
)

select
    event.event_id,
    event.native_id,
    event.connector,
    source.system_class,
    source.file,
    event.record_no,
    event.occurred_at,
    event.stage,
    event.activity,
    event.operation,
    event.outcome,
    event.is_write,
    event.change_class,
    coalesce(actors.identity, event.actor) as identity,
    actors.person,
    coalesce(actors.kind, event.actor_kind_hint) as kind,
    event.on_behalf_of,
    event.subject,
    event.account,
    event.resource,
    event.entitlement,
    event.change,
    event.decision,
    event.session,
    event.credential,
    event.issued_credential,
    event.issued_expires_at,
    event.source_ip,
    event.user_agent,
    event.text,
    steps.tasks,
    steps.grades,
    steps.link_methods,
    steps.link_confidences,
    said.findings,
    said.rules,
    said.verdicts,
    unaccounted.why as unaccounted
from chosen as event
inner join stg_sources as source on source.source_id = event.source_id
left join steps on steps.event_id = event.event_id
left join said on said.event_id = event.event_id
left join actors on actors.event_id = event.event_id
left join fct_unaccounted as unaccounted on unaccounted.event_id = event.event_id
where steps.event_id is not null or said.event_id is not null or unaccounted.event_id is not null
order by event.occurred_at, event.event_id
