-- grain: one row per use of a credential after an end it should have respected
-- The end is its revocation, its expiry, or the closing of the one task it was issued for. Uses before any end are counted in fct_credentials.

with ends as (
    select credential, task, link_confidence, 'revoked' as end_kind, revoked_lo as end_lo, revoked_hi as end_hi, system as end_system
    from fct_credentials
    where revoked_lo is not null
    union all
    select credential, task, link_confidence, 'expired', expires_at, expires_at + interval 1 second, system
    from fct_credentials
    where expires_at is not null
    union all
    select credential.credential, credential.task, credential.link_confidence, 'task_closed', task.closed_lo, task.closed_hi, task.system
    from fct_credentials as credential
    inner join fct_tasks as task on task.task = credential.task
    where task.closed_lo is not null and credential.link_confidence >= 0.8 and not credential.is_ambiguous and credential.class <> 'static'
),

grant_ends as (
    -- sessions opened under a lent grant end with it
    select
        session.credential,
        lent.task,
        least(session.link_confidence, lent.link_confidence) as link_confidence,
        case when lent.revoked_lo is not null and lent.revoked_lo <= lent.expires_at then 'revoked' else 'expired' end as end_kind,
        least(coalesce(lent.revoked_lo, lent.expires_at), lent.expires_at) as end_lo,
        least(coalesce(lent.revoked_hi, lent.expires_at), lent.expires_at) + interval 1 second as end_hi,
        lent.system as end_system
    from fct_credentials as lent
    inner join fct_credentials as session on session.task = lent.task and session.class = 'session' and session.person = lent.person
    where lent.class = 'grant' and lent.task is not null and coalesce(lent.revoked_lo, lent.expires_at) is not null
)

select
    event.credential,
    event.event_id,
    event.system,
    event.lo,
    event.hi,
    past.task,
    past.end_kind,
    past.end_lo,
    past.end_hi,
    past.end_system,
    actor.person,
    actor.identity,
    past.link_confidence,
    event.operation,
    event.is_write
from stg_events as event
inner join (select * from ends union all select * from grant_ends) as past
    on past.credential = event.credential and event.hi > past.end_lo
left join int_event_actors as actor on actor.event_id = event.event_id
where event.outcome = 'success'
qualify row_number() over (
    partition by event.event_id, past.task order by case past.end_kind when 'revoked' then 0 when 'expired' then 1 else 2 end, past.end_lo, past.end_system, past.link_confidence
) = 1
