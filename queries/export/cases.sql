-- grain: one row per event and task it belongs to or may belong to, task by task in the order of time
-- The log of a process with one case notion: the chain is the projection on its task. Other objects of an event stand in columns of their own.
-- For a range of tasks, the one behind it not included; null: to the last.

with chosen as (
    select *
    from fct_event_objects
    where type = 'task' and object >= $from_task and ($to_task::varchar is null or object < $to_task)
),

others as (
    select
        tied.event_id,
        string_agg(distinct object.name, '; ' order by object.name) filter (where tied.type = 'request') as requests,
        string_agg(distinct object.name, '; ' order by object.name) filter (where tied.type = 'approval') as approvals,
        string_agg(distinct object.name, '; ' order by object.name) filter (where tied.type = 'credential') as credentials,
        string_agg(distinct object.name, '; ' order by object.name) filter (where tied.type = 'session') as sessions,
        string_agg(distinct object.name, '; ' order by object.name) filter (where tied.type = 'grant') as grants,
        string_agg(distinct object.name, '; ' order by object.name) filter (where tied.type = 'resource') as resources,
        string_agg(distinct object.name, '; ' order by object.name) filter (where tied.type = 'agent_run') as agent_runs
    from fct_event_objects as tied
    inner join fct_objects as object on object.object = tied.object
    where tied.type <> 'task' and tied.event_id in (select event_id from chosen)
    group by tied.event_id
)

select
    tied.object as case_id,
    event.stage || ' ' || coalesce(event.decision, event.activity) as activity,
    event.occurred_at as timestamp,
    coalesce(step.person, step.identity, event.actor) as resource,
    step.kind as resource_kind,
    task.name as task,
    task.title,
    tied.qualifier <> 'may belong to' as is_certain,
    tied.method as link_method,
    tied.confidence as link_confidence,
    event.operation,
    event.outcome,
    event.entitlement,
    event.subject,
    others.requests,
    others.approvals,
    others.credentials,
    others.sessions,
    others.grants,
    others.resources,
    others.agent_runs,
    event.event_id,
    event.connector,
    source.file,
    event.record_no
from chosen as tied
inner join fct_objects as task on task.object = tied.object
inner join stg_events as event on event.event_id = tied.event_id
inner join stg_sources as source on source.source_id = event.source_id
left join others on others.event_id = tied.event_id
left join fct_chain_steps as step on step.task = tied.object and step.event_id = tied.event_id
order by tied.object, event.occurred_at, event.event_id
