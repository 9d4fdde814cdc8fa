-- rule: R32
-- slug: cred-outlives-task
-- title: Credential outlives its task
-- severity: medium
-- grain: one row per credential that was issued under a task which is closed
-- question: Which credentials still worked after the task they were issued for was closed?
-- why: A credential without a task is an open door that nobody watches.
-- misses: Grants and memberships (R47); static keys, which are made to last (R35, R36); credentials that no link ties to a task; tasks that were never closed.
-- false-positives: Tasks that a bot closed early; long umbrella tasks.
-- remedy: Revoke at closing; issue for the length of the task, not of the day.
-- needs: credential, revocation
-- param: human_grace_minutes = 15 — B.0 task_grace [J]
-- param: workload_grace_minutes = 5 — B.0 task_grace [J]
-- param: ttl_floor_minutes = 60 — a credential that lives no longer than this from issue to end is as short as products issue; AWS AssumeRole gives 1 h by default, B.0 ttl_task_credential
-- ref: RULES.md B.5 R32; severity high when it was used after the end

-- The end of a credential is its revocation or its expiry, whichever comes first. That nothing revoked it counts only where the log of its system
-- reaches over the closing and its grace without a hole.

with issued as (
    select
        credential.*,
        tasks.task_key,
        tasks.system as task_system,
        tasks.closed_lo,
        tasks.closed_hi,
        tasks.close_event_id,
        (case when credential.kind in ('workload', 'agent', 'system') then $workload_grace_minutes else $human_grace_minutes end * 60000000)::bigint as grace_us,
        case
            when credential.revoked_lo is not null and (credential.expires_at is null or credential.revoked_lo < credential.expires_at) then credential.revoked_lo
            else credential.expires_at
        end as ends_lo,
        case
            when credential.revoked_lo is not null and (credential.expires_at is null or credential.revoked_lo < credential.expires_at) then credential.revoked_hi
            else credential.expires_at
        end as ends_hi
    from fct_credentials as credential
    inner join fct_tasks as tasks on tasks.task = credential.task
    where tasks.closed_lo is not null and credential.issued_lo < tasks.closed_hi and credential.class <> 'static'
),

covered as (
    select
        issued.credential,
        issued.task,
        coalesce(bool_or(systems.covers_to >= issued.closed_hi + to_microseconds(issued.grace_us) + to_seconds(coalesce(systems.lag_seconds, 0))), false) as is_reached,
        count(hole.from_at) > 0 as has_hole
    from issued
    left join fct_systems as systems on systems.system = issued.system and systems.is_supplied
    left join fct_gaps as hole
        on hole.system = issued.system and hole.is_explained is not true and hole.gap_kind = 'silence'
        and hole.from_at < issued.closed_hi + to_microseconds(issued.grace_us) and hole.to_at > issued.closed_lo
    group by issued.credential, issued.task
),

judged as (
    select
        issued.*,
        covered.is_reached,
        covered.has_hole,
        beyond_end(closed_lo, closed_hi, task_system, grace_us, last_use_lo, last_use_hi, system) = 'past' as is_used_after,
        case
            when ends_lo is not null and beyond_end(closed_lo, closed_hi, task_system, grace_us, ends_lo, ends_hi, system) = 'within' then 'pass'
            when expires_at is not null and expires_at <= issued_hi + to_seconds($ttl_floor_minutes * 60) then 'floor'
            when is_ambiguous then 'ambiguous'
            when ends_lo is null and is_expiry_logged is not true then 'unlogged'
            when ends_lo is not null and beyond_end(closed_lo, closed_hi, task_system, grace_us, ends_lo, ends_hi, system) = 'unknown' then 'unordered'
            when revoked_lo is not null then 'gap'
            when not covered.is_reached then 'window'
            when covered.has_hole then 'silence'
            else 'gap'
        end as state
    from issued
    inner join covered on covered.credential = issued.credential and covered.task = issued.task
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    closed_lo as occurred_at,
    case state when 'pass' then 'pass' when 'floor' then 'pass' when 'gap' then 'gap' else 'insufficient' end as verdict,
    case when state = 'gap' and is_used_after then 'used' end as sub,
    case when is_used_after then 'high' end as severity,
    link_confidence as confidence,
    null::varchar as basis,
    case state
        when 'unlogged' then 'not_logged_by_product'
        when 'unordered' then 'clock_uncertain'
        when 'ambiguous' then 'link_ambiguous'
        when 'window' then 'window'
        when 'silence' then 'silence'
    end as reason,
    case state
        when 'unlogged' then 'the inventory of ' || system || ' with the expiry or revocation of ' || credential
        when 'unordered' then 'the measured offset between the clocks of ' || system || ' and ' || task_system
        when 'ambiguous' then 'a record that ties the issue of ' || credential || ' to one task'
        when 'window' then 'the export of ' || system || ' up to ' || utc(closed_hi + to_microseconds(grace_us))
        when 'silence' then 'the records of ' || system || ' around ' || utc(closed_lo)
    end as needs,
    'The ' || case when class = 'grant' then 'grant' when class = 'unknown' then 'credential' else class || ' credential' end || ' ' || credential || ' of ' || named(person, identity) || ', issued at ' || utc(issued_lo)
    || ' under ' || task_key || ' (closed at ' || utc(closed_lo) || '), ' || case state
        when 'pass' then 'ended at ' || utc(ends_lo) || ', in time.'
        when 'floor' then 'ended at ' || utc(ends_lo) || '; its whole life was ' || span(issued_lo, expires_at) || ', as short as such credentials are issued.'
        when 'unlogged' then 'has neither expiry nor revocation in the log.'
        when 'unordered' then 'ended at ' || utc(ends_lo) || ': whether within the grace of ' || span_us(grace_us) || ' cannot be told.'
        when 'ambiguous' then 'may belong to another task as well, which claims it with about equal weight.'
        when 'window' then 'was not seen to end, but the export of ' || system || ' stops before the grace of ' || span_us(grace_us) || ' is over.'
        when 'silence' then 'was not seen to end, but ' || system || ' is silent in the time that had to be searched.'
        else case
            when ends_lo is null then 'has no end'
            else 'stayed good until ' || utc(ends_lo) || ', ' || span(closed_lo, ends_lo) || ' longer'
        end || case when is_used_after then '; it was last used at ' || utc(last_use_lo) || ', ' || span(closed_lo, last_use_lo) || ' after the closing.' else '; it was not used after the closing.' end
    end as message,
    list_filter(
        [issue_event_id, close_event_id, case when state in ('gap', 'pass') then revoke_event_id end, case when is_used_after then last_use_event_id end],
        lambda id: id is not null
    ) as event_ids
from judged
order by closed_lo, credential, task
