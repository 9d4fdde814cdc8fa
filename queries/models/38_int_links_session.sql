-- grain: one row per event and chain that it shares a session with
-- kept: while the models run
-- A session whose controlled calls all lead to one task was opened for it: its issue and its harmless calls belong to that task too. Its other
-- controlled calls do not: what nobody asked for must not hide behind what somebody did.

with placed as (
    select event_id, task, max(confidence) as confidence
    from (
        select event_id, task, confidence from int_links_reference
        union all
        select event_id, task, confidence from int_links_identity
        where confidence >= 0.9
        qualify count(*) over (partition by event_id) = 1
    )
    where confidence >= 0.9
    group by event_id, task
),

sessions as (
    select
        event.credential,
        min(placed.task) as task,
        min(placed.confidence) as confidence
    from placed
    inner join stg_events as event on event.event_id = placed.event_id
    inner join int_credentials as credential on credential.credential = event.credential and not credential.is_static
    group by event.credential
    having count(distinct placed.task) = 1
)

select
    event.event_id,
    sessions.task,
    'session' as method,
    sessions.confidence * 0.995 as confidence,
    'the session ' || sessions.credential || ' was used for ' || sessions.task as evidence
from stg_events as event
inner join sessions on sessions.credential = event.credential
where event.event_id not in (select event_id from int_controlled)
union all
select
    credential.issue_event_id,
    sessions.task,
    'session' as method,
    sessions.confidence * 0.995,
    'issued the session ' || sessions.credential || ', used for ' || sessions.task
from int_credentials as credential
inner join sessions on sessions.credential = credential.credential
