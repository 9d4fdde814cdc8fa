-- rule: R33
-- slug: cred-used-after-end
-- title: Credential used after revocation, expiry or task close
-- severity: high
-- grain: one row per use of a credential near or beyond its end
-- question: Which credentials were used after they should have been dead?
-- why: Use after the end means that the end did not work, or that somebody kept the key.
-- misses: Uses in systems that do not log the credential; ends that no log holds.
-- false-positives: Ends that take time to spread; a key id that was activated again; AWS role sessions that outlive a policy they no longer hold.
-- remedy: Revoke again and prove it; find where the credential lies; treat what was done with it as unauthorised until answered for.
-- needs: credential, revocation
-- param: propagation_minutes = 5 — time for a revocation to take effect everywhere, RULES.md R33
-- param: human_grace_minutes = 15 — B.0 task_grace [J]
-- param: workload_grace_minutes = 5 — B.0 task_grace [J]
-- ref: RULES.md B.5 R33; severity critical after a revocation, high after expiry or closing

with uses as (
    select
        used.*,
        issued.kind,
        -- an end of the credential itself needs no task; the end of a grant or task it was opened under rests on the link
        coalesce(used.end_lo = issued.revoked_lo or used.end_lo = issued.expires_at, false) as is_own_end,
        tasks.task_key,
        (case
            when used.end_kind <> 'task_closed' then $propagation_minutes
            when issued.kind in ('workload', 'agent', 'system') then $workload_grace_minutes
            else $human_grace_minutes
        end * 60000000)::bigint as grace_us
    from fct_credential_uses as used
    left join (
        select
            credential,
            min(kind) as kind,
            min(revoked_lo) as revoked_lo,
            min(expires_at) as expires_at
        from fct_credentials
        group by credential
    ) as issued on issued.credential = used.credential
    left join fct_tasks as tasks on tasks.task = used.task
),

judged as (
    select *, beyond_end(end_lo, end_hi, end_system, grace_us, lo, hi, system) as place
    from uses
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    lo as occurred_at,
    case place when 'past' then 'gap' when 'within' then 'pass' else 'insufficient' end as verdict,
    case when place = 'past' then case end_kind when 'task_closed' then 'task-closed' else end_kind end end as sub,
    case end_kind when 'revoked' then 'critical' else 'high' end as severity,
    case when is_own_end and end_kind <> 'task_closed' then 1.0 else link_confidence end as confidence,
    null::varchar as basis,
    case when place = 'unknown' then 'clock_uncertain' end as reason,
    case when place = 'unknown' then 'a record of ' || coalesce(end_system, 'the end') || ' with a finer time for when ' || credential || ' ended' end as needs,
    named(person, identity) || ' used ' || credential || ' for ' || operation || ' at ' || utc(lo) || case place
        when 'within' then ', not later than '
        when 'past' then ', ' || span(end_lo, lo) || ' after '
        else '; whether that was after '
    end || case end_kind
        when 'revoked' then case when is_own_end then 'it' else 'the grant under which it was opened' end || ' was revoked'
        when 'expired' then case when is_own_end then 'it' else 'the grant under which it was opened' end || ' expired'
        else coalesce(task_key, task, 'its task') || ' was closed'
    end || coalesce(' at ' || strftime(end_lo at time zone 'UTC', '%Y-%m-%d %H:%MZ'), '')
    || case place when 'within' then ' with its grace of ' || span_us(grace_us) || '.' when 'past' then '.' else ' cannot be told.' end as message,
    list_filter(
        [end_event_id, event_id],
        lambda id: id is not null
    ) as event_ids
from judged
order by lo, event_id, end_kind, task
