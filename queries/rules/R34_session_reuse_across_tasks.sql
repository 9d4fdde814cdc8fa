-- rule: R34
-- slug: session-reuse-across-tasks
-- title: One session or credential served several tasks
-- severity: medium
-- grain: one row per credential, session or agent run that did controlled work under a task
-- question: Which sessions and credentials were used for more than one task?
-- why: A credential that serves two tasks gives each of them the other's access, and the log no longer tells which of the two a call was for.
-- misses: Reuse for work that no task claims, and in systems whose records name neither credential nor session.
-- false-positives: Tickets that were decided together by one approval; tickets that are parts of one another and were exported apart.
-- remedy: Open a session for each task and let it carry the key of the task; give each workflow a credential of its own.
-- needs: execution, request
-- param: firm_link = 0.95 — a task counts for a session only where its link is at least this firm, RULES.md R34
-- ref: RULES.md B.5 R34

with shared_approvals as (
    select event_id
    from fct_approvals
    where decision = 'approved'
    group by event_id
    having count(distinct task) > 1
),

together as (
    -- tasks that one approval decided are one thing to be done
    select approval.task, min(approval.event_id) as approval
    from fct_approvals as approval
    semi join shared_approvals on shared_approvals.event_id = approval.event_id
    where approval.decision = 'approved'
    group by approval.task
),

served as (
    select
        service.*,
        coalesce(together.approval, service.task) as work,
        service.link_confidence >= $firm_link and not service.is_ambiguous as is_firm
    from fct_credential_tasks as service
    left join together on together.task = service.task
    -- making a key for a task is no use of it
    where service.task is not null and service.via <> 'issued'
),

counted as (
    select
        bearer,
        bearer_kind,
        min(class) as class,
        count(distinct work) as works,
        count(distinct work) filter (where is_firm) as firm_works,
        count(distinct task) as tasks,
        list_sort(list(distinct coalesce(task_key, task))) as keys,
        list_sort(list(distinct coalesce(task_key, task)) filter (where is_firm)) as firm_keys,
        min(link_confidence) filter (where is_firm) as confidence,
        min(first_lo) as first_lo,
        max(last_lo) as last_lo,
        arg_max(identity, in_order(last_lo, task)) as identity,
        arg_max(person, in_order(last_lo, task)) as person,
        arg_max(kind, in_order(last_lo, task)) as kind,
        list_sort(list_distinct(flatten(list(systems)))) as systems,
        shown(list_sort(list_distinct(flatten(list(event_ids))))) as event_ids
    from served
    group by bearer, bearer_kind
),

judged as (
    select
        *,
        case
            when works = 1 then 'pass'
            -- a pipeline's session is one run of the pipeline; its long-lived key is not
            when kind in ('workload', 'system') and class <> 'static' then 'pipeline'
            when firm_works > 1 then 'gap'
            else 'insufficient'
        end as state
    from counted
)

select
    null::varchar as task,
    person,
    list_sort(list_distinct([identity])) as identities,
    last_lo as occurred_at,
    case state when 'pipeline' then 'pass' else state end as verdict,
    case when state = 'gap' then case when bearer_kind = 'agent_run' then 'agent-run' when class = 'static' then 'static' else 'session' end end as sub,
    null::varchar as severity,
    case when state = 'gap' then confidence else 1.0 end as confidence,
    null::varchar as basis,
    case when state = 'insufficient' then 'link_ambiguous' end as reason,
    case when state = 'insufficient' then 'a record that ties the work of ' || bearer || ' to one task each: a ticket key in the session name, a tag or the request' end as needs,
    case bearer_kind when 'agent_run' then 'Run ' when 'session' then 'Session ' else case class when 'static' then 'Long-lived key ' else 'Credential ' end end || bearer
    || ' of ' || named(person, identity) || case
        when state = 'pass' and tasks > 1 then ' served ' || tasks || ' tickets that one approval decided: ' || first_named(keys) || '.'
        when state = 'pass' then ' served ' || keys[1] || ' alone.'
        when state = 'pipeline' then ' is a run of a pipeline; it served ' || works || ' tasks.'
        when state = 'gap' then ' served ' || firm_works || ' tasks, ' || first_named(firm_keys)
            || ', from ' || utc(first_lo) || ' to ' || utc(last_lo) || ' in ' || array_to_string(systems, ', ') || '.'
        else ' may have served ' || works || ' tasks (' || first_named(keys) || '), but the links are not firm enough to say so.'
    end as message,
    event_ids
from judged
order by occurred_at, bearer
