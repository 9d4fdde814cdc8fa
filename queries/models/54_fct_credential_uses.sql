-- grain: one row per use of a credential after an end it should have respected
-- The end is its revocation, its expiry, or the closing of the one task it was issued for. Uses before any end are counted in fct_credentials.

with ends as (
    select credential, task, link_confidence, 'revoked' as end_kind, revoked_lo as end_lo, revoked_hi as end_hi, system as end_system, revoke_event_id as end_event_id
    from fct_credentials
    where revoked_lo is not null
    union all
    select credential, task, link_confidence, 'expired', expires_at, expires_at + interval 1 second, system, issue_event_id
    from fct_credentials
    where expires_at is not null
    union all
    select credential.credential, credential.task, credential.link_confidence, 'task_closed', task.closed_lo, task.closed_hi, task.system, task.close_event_id
    from fct_credentials as credential
    inner join fct_tasks as task on task.task = credential.task
    where task.closed_lo is not null and credential.link_confidence >= 0.8 and not credential.is_ambiguous and credential.class <> 'static'
),

loans as (
    select
        task,
        person,
        role,
        system,
        link_confidence,
        issued_lo,
        coalesce(revoked_lo <= expires_at, revoked_lo is not null) as is_revoked,
        least(revoked_lo, expires_at) as end_lo,
        least(revoked_hi, expires_at) + interval 1 second as end_hi,
        case when coalesce(revoked_lo <= expires_at, revoked_lo is not null) then revoke_event_id else issue_event_id end as end_event_id
    from fct_credentials
    where class = 'grant' and task is not null and coalesce(revoked_lo, expires_at) is not null
),

grant_ends as (
    -- sessions opened under a lent grant end with it
    select
        session.credential,
        loan.task,
        least(session.link_confidence, loan.link_confidence) as link_confidence,
        case when loan.is_revoked then 'revoked' else 'expired' end as end_kind,
        loan.end_lo,
        loan.end_hi,
        loan.system as end_system,
        loan.end_event_id,
        loan.person as borrower,
        loan.role
    from loans as loan
    inner join fct_credentials as session on session.task = loan.task and session.class = 'session' and session.person = loan.person
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
    past.end_event_id,
    actor.person,
    actor.identity,
    past.link_confidence,
    event.operation,
    event.is_write
from stg_events as event
inner join (select * from ends union all by name select * from grant_ends) as past
    on past.credential = event.credential and event.hi > past.end_lo
left join int_event_actors as actor on actor.event_id = event.event_id
where event.outcome = 'success'
    -- lent again, or longer, by another grant of the same task
    and not exists (
        select 1 from loans as other
        where other.task = past.task and other.person = past.borrower and other.role is not distinct from past.role
            and other.issued_lo <= event.lo and other.end_lo > event.lo
    )
qualify row_number() over (
    partition by event.event_id, past.task
    -- of several loans the last that had ended
    order by case past.end_kind when 'revoked' then 0 when 'expired' then 1 else 2 end, past.borrower is not null,
        case when past.borrower is null then past.end_lo end, past.end_lo desc, past.end_system, past.link_confidence, past.end_event_id
) = 1
