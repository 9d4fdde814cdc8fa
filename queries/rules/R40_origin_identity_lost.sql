-- rule: R40
-- slug: origin-identity-lost
-- title: Nobody can be named behind the executing identity
-- severity: medium
-- grain: one row per session or account that executed controlled operations, and chain; accounts that are tied to nobody in one row each
-- question: Which executions are signed by a principal behind which neither a person nor the run of an agent can be found?
-- why: A generic principal makes everybody who can reach it a suspect, and nobody answerable.
-- misses: A name or source identity that is false; a run id that no other record knows.
-- false-positives: Machines of one purpose and one owner, whose sessions need no name.
-- remedy: Set a source identity, or the run as session name and tag, where the first session is opened; refuse sessions without.
-- needs: credential, execution
-- ref: RULES.md B.5 R40

-- The lineage of the session's key is walked to its first hop. A session opened in a log that was not exported may well have a name there, so that is
-- no gap. A named person, a run, a task named when the session was opened, the platform itself: each is an origin.

with chains as (
    select event_id, task, task_key, link_confidence, is_ambiguous, change_class, operation, standing_approval, break_glass
    from fct_executions
    where is_effective
    qualify row_number() over (partition by event_id order by link_confidence desc nulls last, task nulls last) = 1
),

judged as (
    select
        origins.*,
        chains.task,
        chains.task_key,
        chains.change_class,
        chains.operation,
        chains.standing_approval,
        case
            when origins.origin in ('lost', 'hop_missing', 'unmapped') and (chains.break_glass = 'declared' or chains.standing_approval is not null) then 'excepted'
            when origins.origin in ('lost', 'hop_missing', 'unmapped') then origins.origin
            else 'pass'
        end as state
    from fct_origins as origins
    inner join chains on chains.event_id = origins.event_id
),

told as (
    -- whom nobody is tied to is one question, however often they acted
    select
        case when state = 'unmapped' then null else task end as task,
        case when state = 'unmapped' then null else task_key end as task_key,
        identity,
        system,
        state,
        case when state = 'lost' then loss end as loss,
        min(person) as person,
        min(origin) as origin,
        min(origin_person) as origin_person,
        min(agent_run) as agent_run,
        min(root) as root,
        max(hops) as hops,
        min(missing_hop) as missing_hop,
        min(standing_approval) as standing_approval,
        min(session_name) as session_name,
        min(occurred_at) as occurred_at,
        count(*) as executions,
        arg_min(operation, in_order(lo, event_id)) as operation,
        bool_or(change_class in ('priv_grant', 'trust_policy', 'secret_issue')) as is_privileged,
        -- enough of them to look at; the message has their number
        shown(list(event_id order by lo, event_id)) as event_ids,
        any_value(issue_event_ids) as issue_event_ids
    from judged
    group by all
)

select
    task,
    person,
    list_filter([identity], lambda alias: alias is not null) as identities,
    occurred_at,
    case state when 'lost' then 'gap' when 'pass' then 'pass' when 'excepted' then 'excepted' else 'insufficient' end as verdict,
    loss as sub,
    case when is_privileged then 'high' else 'medium' end as severity,
    1.0::double as confidence,
    null::varchar as basis,
    case state when 'hop_missing' then case when root is null then 'window' else 'no_source' end when 'unmapped' then case when identity is null then 'structural' else 'identity_unmapped' end end as reason,
    case state
        when 'hop_missing' then missing_hop || ' of ' || named(person, identity) || ', in the exports of the account that opened it'
        when 'unmapped' then case
            when identity is null then 'records of ' || system || ' that name who acted'
            else 'a directory export, or a row in identities.csv, that says who or what ' || identity || ' is'
        end
    end as needs,
    coalesce(identity, 'Somebody whom the record does not name') || ' executed ' || operation || case when executions > 1 then ' and ' || (executions - 1) || ' more' else '' end
    || ' at ' || utc(occurred_at) || coalesce(' under ' || coalesce(task_key, task), '') || case
        when state = 'pass' then '; ' || case origin
            when 'person' then 'behind it stands ' || coalesce(origin_person, person) || '.'
            when 'platform' then 'the platform did it by itself.'
            when 'agent_run' then 'it was ' || coalesce('run ' || agent_run, 'the run in its name') || ' of ' || person || '.'
            when 'task' then 'the session names the task it was opened for.'
            when 'run' then 'the session names the run it was opened for.'
            else 'it is ' || person || ', a machine of its own.'
        end
        when state = 'excepted' then '; nobody is named behind it, ' || coalesce('standing approval ' || standing_approval || ' covers it.', 'an emergency was declared for it.')
        when state = 'hop_missing' then '; who opened the session is not in the exports: ' || missing_hop || ' is missing.'
        when state = 'unmapped' then '; nothing says whether that ' || case when identity is null then 'was' else 'is' end || ' a person or a machine.'
        when loss = 'flattened-agent' then '; that is an agent, and no record names the run or the person it worked for.'
        when loss = 'generic-session-name' then '; the session is called ' || coalesce('"' || session_name || '"', 'by a default')
            || ', as everybody''s would be, and its ' || hops || ' hops lead to ' || coalesce(root, 'nobody') || '.'
        when loss = 'role-chain-lost' then '; ' || hops || ' sessions back it begins with ' || coalesce(root, 'nobody') || ', and none of them names a person or a run.'
        else '; ' || case when hops > 0 then 'it was opened by ' || coalesce(root, 'nobody') || ' without a source identity' else 'several people may use it, and no record names one' end || '.'
    end as message,
    case when state in ('lost', 'hop_missing', 'excepted') then list_concat(issue_event_ids, event_ids) else event_ids end as event_ids
from told
order by occurred_at, identity, task
