-- grain: one row per request, approval or effective controlled execution in which an agent had a hand, and chain; task null where no chain claims it
-- An agent under its own account, or through the account of a person: a record made in an agent's session says so by the run it belongs to, by calling
-- its actor an agent though the account is a person's, or by the client that sent it. `perhaps`: an approval through a client that scripts use.

with deeds as (
    select request_event_id as event_id, task, 'request' as stage, requester_person as person, requester_kind as kind, 1.0 as link_confidence, false as is_ambiguous
    from fct_tasks
    where request_event_id is not null
    union all
    select event_id, task, 'approval', coalesce(relayed_person, person), case when relayed_person is not null then 'human' else kind end, link_confidence, is_ambiguous
    from fct_approvals
    where decision = 'approved'
    union all
    select event_id, task, 'execution', person, kind, coalesce(link_confidence, 1.0), is_ambiguous
    from fct_executions
    where is_effective and is_platform is not true
),

runs as (
    select distinct agent_run as run from stg_events where agent_run is not null
),

-- whose own log was supplied: only of them can it be said what they did not record
logged_agents as (
    select distinct person from int_agent_records where kind = 'agent' and person is not null
),

logged_runs as (
    select distinct run from int_agent_records where run is not null
),

told as (
    select
        deed.*,
        event.system,
        event.lo,
        event.hi,
        event.occurred_at,
        event.actor as identity,
        event.user_agent,
        event.operation,
        coalesce(event.agent_run, runs.run) as run,
        -- in an agent's own log everything has a run, what people tell the agent too
        catalog.class is distinct from 'agent' as is_elsewhere,
        coalesce(event.actor_kind_hint = 'agent', false) as says_agent,
        is_agent_client(event.user_agent) as is_agent_client,
        deed.stage = 'approval' and is_script_client(event.user_agent) as is_script_client
    from deeds as deed
    inner join stg_events as event on event.event_id = deed.event_id
    left join cfg_connectors as catalog on catalog.connector = event.connector
    -- a session may be named for the run it was opened in
    left join runs on runs.run = regexp_extract(event.actor, '/([^/]+)$', 1) and event.agent_run is null
)

select
    event_id,
    task,
    stage,
    system,
    operation,
    lo,
    hi,
    occurred_at,
    identity,
    coalesce(person, identity, 'an agent that ' || system || ' does not name') as person,
    kind,
    run,
    case
        when kind = 'agent' then 'own account'
        when says_agent or is_agent_client or (run is not null and is_elsewhere) then 'through a person''s account'
        else 'perhaps'
    end as hand,
    case
        when kind = 'agent' then 'the account is an agent''s'
        when says_agent then 'the record calls its actor an agent'
        when run is not null then 'the record belongs to agent run ' || run
        else 'the client is ' || user_agent
    end as shown_by,
    coalesce(person in (select person from logged_agents) or run in (select run from logged_runs), false) as has_log,
    link_confidence,
    is_ambiguous
from told
where kind = 'agent' or says_agent or is_agent_client or is_script_client or (run is not null and is_elsewhere)
