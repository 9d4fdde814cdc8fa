-- grain: one row per event that an id names
-- By our event id, or by the vendor's own id; the file and record it was read from.

with chosen as (
    select event_id
    from stg_events
    where event_id = $id or native_id = $id
),

known as (
    select event_id, min(person) as person, min(kind) as kind
    from (
        select event_id, person, kind from fct_chain_steps where event_id in (select event_id from chosen)
        union all
        select event_id, person, kind from fct_executions where event_id in (select event_id from chosen)
        union all
        select event_id, person, kind from fct_approvals where event_id in (select event_id from chosen)
    )
    group by event_id
)

select
    event.event_id,
    event.native_id,
    event.connector,
    source.file,
    source.sha256,
    source.format,
    event.record_no,
    event.occurred_at,
    event.stage,
    event.activity,
    event.operation,
    event.outcome,
    event.change_class,
    event.actor,
    known.person,
    known.kind,
    event.on_behalf_of,
    event.subject,
    event.resource,
    event.entitlement,
    event.change,
    event.decision,
    event.credential,
    event.issued_credential,
    event.session,
    event.source_ip,
    event.refs,
    event.text,
    event.copies
from stg_events as event
inner join stg_sources as source on source.source_id = event.source_id
left join known on known.event_id = event.event_id
where event.event_id in (select event_id from chosen)
order by event.event_id
