-- rule: R35
-- slug: static-credential-in-task
-- title: Long-lived secret used where a short-lived identity is expected
-- severity: medium
-- grain: one row per credential and chain in which it did controlled work, and one per system whose records do not tell with what its changes were made
-- question: Which controlled work was done with a key that never expires by itself?
-- why: Whoever finds or copies the key can do the same, from anywhere, until somebody notices; it proves what the caller knows, not who the caller is.
-- misses: Keys in systems whose records do not name the credential; a long-lived secret that was exchanged for a session in a log that was not supplied.
-- false-positives: Bootstrap and legacy systems that cannot do otherwise: register them in standing_approvals.csv with the scope static_credential.
-- remedy: Give the workload an identity of its own or lend the access for the task; then delete the key.
-- needs: execution, credential
-- ref: RULES.md B.5 R35; severity high where the key itself granted access, changed trust or made secrets

with served as (
    select
        *,
        case
            when class in ('session', 'federated', 'certificate', 'grant') then 'pass'
            when class = 'unknown' then 'insufficient'
            when standing_approval is not null then 'excepted'
            else 'gap'
        end as state
    from fct_credential_tasks
    where bearer_kind <> 'agent_run'
),

nameless as (
    -- one row per system: a row per execution would drown people
    select
        system,
        count(distinct event_id) as executions,
        coalesce(list_sort(list(distinct identity) filter (where identity is not null)), []::varchar[]) as identities,
        min(occurred_at) as occurred_at,
        shown(list_sort(list(distinct event_id))) as event_ids
    from fct_executions
    where is_effective and credential is null and session is null and is_platform is not true
    group by system
),

unclassed as (
    select
        systems[1] as system,
        sum(executions)::bigint as executions,
        coalesce(list_sort(list(distinct identity) filter (where identity is not null)), []::varchar[]) as identities,
        min(first_lo) as occurred_at,
        shown(list_sort(list_distinct(flatten(list(event_ids))))) as event_ids
    from served
    where state = 'insufficient'
    group by systems[1]
),

unclear as (
    select 'of which credential it was made' as what, * from nameless
    union all
    select 'of what kind the credential is that it was made with', * from unclassed
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    last_lo as occurred_at,
    state as verdict,
    case when state = 'gap' then case via when 'itself' then 'used' when 'session' then 'behind-session' else 'made-for-task' end end as sub,
    case when is_privileged and via = 'itself' then 'high' else 'medium' end as severity,
    -- that the key did it does not depend on which task it was; that it was made for the task does
    case when state = 'gap' and via = 'issued' then link_confidence else 1.0 end as confidence,
    null::varchar as basis,
    null::varchar as reason,
    null::varchar as needs,
    named(person, identity) || case
        when state = 'pass' then ' worked ' || coalesce('under ' || coalesce(task_key, task), 'under no task') || ' with the ' || class || ' ' || bearer || ', which ends by itself.'
        when via = 'issued' then ' uses the long-lived key ' || bearer || ', which was made under ' || coalesce(task_key, task, 'no task') || ' at ' || utc(first_lo)
        else
            ' made ' || counted(executions, 'controlled change', 'controlled changes')
            || coalesce(' under ' || coalesce(task_key, task), ' under no task') || ' with '
            || case via when 'session' then 'sessions issued to the long-lived key ' || bearer else 'the long-lived key ' || bearer end
            || case when utc(first_lo) = utc(last_lo) then ' at ' || utc(last_lo) else ', from ' || utc(first_lo) || ' to ' || utc(last_lo) end
    end || case state when 'gap' then '; nothing ends it but its deletion.' when 'excepted' then '; standing approval ' || standing_approval || ' allows the key.' else '' end as message,
    event_ids
from served
where state <> 'insufficient'

union all by name

select
    identities,
    occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'structural' as reason,
    'the records of ' || system || ' that name the credential of each call, or its log of sign-ins and tokens' as needs,
    'The records of ' || system || ' do not say ' || what || ': ' || counted(executions, 'controlled change', 'controlled changes')
    || case len(identities) when 0 then ', by whom they do not say either' when 1 then ' by 1 account' else ' by ' || len(identities) || ' accounts' end || '.' as message,
    event_ids
from unclear
order by occurred_at, task, message
