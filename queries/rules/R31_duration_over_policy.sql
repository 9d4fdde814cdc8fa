-- rule: R31
-- slug: duration-over-policy
-- title: Credential or grant lives longer than policy allows
-- severity: high
-- grain: one row per issued credential, and per self-ending grant whose change class has a limit
-- question: Which credentials were issued for longer than they may live?
-- why: What lives longer than its task can be used, stolen and forgotten for longer than its task.
-- misses: Sessions renewed in steps that are each short enough; keys issued before the exports begin (R36).
-- false-positives: Refresh tokens taken for access tokens; a longer limit that was agreed and is not in the configuration.
-- remedy: Lower the maximum session duration of the role or the grant's policy; for the exception write down who needs it and until when.
-- needs: credential
-- param: task_hours = 12 — hard maximum for a task's credential where its class names none, B.0 ttl_task_credential
-- param: tolerance_seconds = 60 — issue and expiry are written in whole seconds, sometimes by two machines [J]
-- ref: RULES.md B.5 R31; B.0 ttl_task_credential (AWS role chaining is capped at 1 h)

with subjects as (
    select
        task,
        person,
        identity,
        class = 'static' as is_static,
        case when class = 'grant' then 'grant' when class = 'unknown' then 'credential' else class || ' credential' end as what,
        credential as name,
        role as target,
        issue_event_id as event_id,
        issued_lo,
        issued_hi,
        expires_at,
        is_expiry_logged,
        coalesce(max_seconds, $task_hours * 3600) as limit_seconds
    from fct_credentials
    union all
    select
        owned.task,
        coalesce(owned.subject_person, owned.person),
        owned.identity,
        false,
        'grant',
        owned.entitlement,
        owned.resource,
        owned.grant_event_id,
        owned.granted_lo,
        owned.granted_hi,
        owned.due_at,
        true,
        execution.max_hours * 3600
    from fct_grants as owned
    inner join (select event_id, min(max_hours) as max_hours from fct_executions where max_hours is not null group by event_id) as execution
        on execution.event_id = owned.grant_event_id
    where owned.is_self_expiring
        and owned.grant_event_id not in (select issue_event_id from fct_credentials where issue_event_id is not null)
),

judged as (
    select
        *,
        (epoch_us(expires_at) - epoch_us(issued_hi)) / 1000000.0 as shortest,
        (epoch_us(expires_at) - epoch_us(issued_lo)) / 1000000.0 as longest,
        case
            -- a static key lives until somebody removes it, so that no end is logged is its end
            when expires_at is null and not is_static and is_expiry_logged is not true then 'unlogged'
            when expires_at is null then 'permanent'
            when (epoch_us(expires_at) - epoch_us(issued_hi)) / 1000000.0 > limit_seconds + $tolerance_seconds then 'over'
            when (epoch_us(expires_at) - epoch_us(issued_lo)) / 1000000.0 <= limit_seconds + $tolerance_seconds then 'pass'
            else 'coarse'
        end as state
    from subjects
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    issued_lo as occurred_at,
    case state when 'pass' then 'pass' when 'over' then 'gap' when 'permanent' then 'gap' else 'insufficient' end as verdict,
    case state when 'over' then 'over' when 'permanent' then 'permanent' end as sub,
    null::varchar as severity,
    1.0::double as confidence,
    null::varchar as basis,
    case state when 'unlogged' then 'not_logged_by_product' when 'coarse' then 'clock_uncertain' end as reason,
    case state
        when 'unlogged' then 'the inventory of the issuing system with the expiry of ' || name
        when 'coarse' then 'a record of the issue of ' || name || ' with a finer time'
    end as needs,
    named(person, identity) || ' was given the ' || what || ' ' || name || coalesce(' (' || target || ')', '') || ' at ' || utc(issued_lo) || case state
        when 'pass' then ' until ' || utc(expires_at) || ', within the limit of ' || span_us((limit_seconds * 1000000)::bigint) || '.'
        when 'over' then ' until ' || utc(expires_at) || ': ' || span(issued_lo, expires_at) || ', where ' || span_us((limit_seconds * 1000000)::bigint) || ' are allowed.'
        when 'permanent' then ' without an end, where ' || span_us((limit_seconds * 1000000)::bigint) || ' are allowed.'
        when 'unlogged' then '; the log does not say until when.'
        else ' until ' || utc(expires_at) || '; the time of issue is too coarse to tell whether that is within ' || span_us((limit_seconds * 1000000)::bigint) || '.'
    end as message,
    [event_id] as event_ids
from judged
order by issued_lo, event_id, name
