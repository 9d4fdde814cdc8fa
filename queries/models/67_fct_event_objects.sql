-- grain: one row per event, object and what the one is to the other
-- An event may have many objects: the tasks it belongs to, the requests it is a record of or names, the decision it is, the credential it issues, uses
-- or revokes, its session, the grant it gives or takes back, the resource it acts on, the agent run it is part of. A chain is what is tied to one task.
-- Only events that matter to a chain (int_chain_events).

with tasks as (
    select task from fct_tasks
    union
    select task from fct_links
),

told as (
    -- an interval of the ledger is the grant that its events give and take back
    select state.event_id, 'grant:' || interval.grant_event_id as object, case when state.says = 'granted' then 'gives' else 'takes back' end as qualifier
    from int_entitlement_states as state
    inner join fct_entitlement_intervals as interval
        on interval.holding = state.holding and interval.interval_no = state.interval_no and interval.grant_event_id is not null
    where state.event_id is not null
),

credentials as (
    select event_id, credential, 'uses' as qualifier from int_chain_events where credential is not null
    union all
    select event_id, issued_credential, case when stage = 'revocation' then 'revokes' else 'issues' end
    from int_chain_events
    where issued_credential is not null
),

objects as (
    select
        event.event_id,
        link.task as object,
        'task' as type,
        case
            when link.is_ambiguous or link.confidence < 0.8 then 'may belong to'
            when event.stage = 'request' then 'asks for'
            when event.stage = 'approval' then 'decides on'
            when event.stage = 'credential' then 'issues for'
            when event.stage = 'execution' then 'carries out'
            when event.stage = 'revocation' then 'takes back for'
            else 'belongs to'
        end as qualifier,
        link.method,
        link.confidence
    from int_chain_events as event
    inner join fct_links as link on link.event_id = event.event_id
    union all
    select
        ref.event_id,
        ref.object,
        case when starts_with(ref.object, 'run:') then 'agent_run' else 'request' end,
        case ref.origin when 'record' then 'is a record of' else 'names' end,
        ref.origin,
        case ref.origin when 'record' then 1.0 when 'field' then 0.99 when 'tag' then 0.99 when 'session' then 0.97 when 'branch' then 0.97 when 'text' then 0.96 else 0.5 end
    from int_event_refs as ref
    semi join int_chain_events as event on event.event_id = ref.event_id
    where ref.object is not null and ref.object not in (select task from tasks)
    union all
    select event_id, 'run:' || agent_run, 'agent_run', 'is a step of', 'record', 1.0
    from int_chain_events
    where agent_run is not null and 'run:' || agent_run not in (select task from tasks)
    union all
    select event_id, 'approval:' || event_id, 'approval', 'is', 'record', 1.0 from fct_approvals where event_id is not null
    union all
    select event_id, 'credential:' || credential, 'credential', qualifier, 'record', 1.0 from credentials
    union all
    select event_id, 'session:' || session, 'session', 'happens in', 'record', 1.0 from int_chain_events where session is not null
    union all
    select event_id, object, 'grant', qualifier, 'record', 1.0 from told
    union all
    select event_id, 'resource:' || resource, 'resource', 'acts on', 'record', 1.0
    from int_chain_events
    where resource is not null and stage in ('execution', 'credential', 'revocation')
)

select
    event_id,
    object,
    type,
    qualifier,
    arg_max(method, by_weight(confidence, method)) as method,
    max(confidence) as confidence
from objects
group by event_id, object, type, qualifier
