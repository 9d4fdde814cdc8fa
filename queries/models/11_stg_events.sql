-- grain: one row per distinct event
-- Copies of one record in several exports, and twins of one action delivered to several accounts, count once; how many there were is kept.
-- The interval lo..hi is the written time, less the declared clock offset of its source, as wide as the record's resolution.

with shared as (
    -- native ids that more than one record carries; the rest, by far the most, was told once
    select connector, native_id
    from raw_events
    where native_id is not null
    group by connector, native_id
    having min(source_id) <> max(source_id) or min(record_no) <> max(record_no)
),

copies as (
    select
        event.event_id,
        count(*) over same_record as copies,
        row_number() over (same_record order by event.task is null, event.event_id) as copy_no
    from raw_events as event
    semi join shared on shared.connector = event.connector and shared.native_id = event.native_id
    window same_record as (
        partition by
            event.connector, event.native_id, event.occurred_at, event.operation, event.activity,
            event.subject, event.resource, event.entitlement, event.actor, event.decision
    )
),

twins as (
    select
        event_id,
        row_number() over (
            partition by twin_id, operation
            -- the account of the caller knows who called; the account of the target may only know which account it was;
            -- of the beginning and the end of one operation the end knows how it went; else whoever knows best when
            order by
                issued_credential is null, credential is null, on_behalf_of is null, actor is null, is_account(substr(actor, 5)), resource is null, outcome = 'pending',
                resolution_us, event_id
        ) as twin_no
    from raw_events
    where twin_id is not null and event_id not in (select event_id from copies where copy_no > 1)
),

dropped as (
    select event_id from copies where copy_no > 1
    union all
    select event_id from twins where twin_no > 1
)

select
    event.event_id,
    event.source_id,
    event.record_no,
    event.connector,
    event.connector as system,
    event.native_id,
    event.occurred_at,
    event.occurred_at - to_microseconds(source.clock_offset_us) as lo,
    event.occurred_at - to_microseconds(source.clock_offset_us) + to_microseconds(event.resolution_us) as hi,
    event.stage,
    event.activity,
    event.operation,
    event.outcome,
    event.is_write,
    event.change_class,
    event.task,
    event.actor,
    event.actor_kind_hint,
    event.on_behalf_of,
    event.agent_run,
    event.session,
    event.credential,
    event.credential_class,
    -- a record that issues tells the class of what it issues, unless it names both
    coalesce(event.used_class, case when event.issued_credential is null and event.stage <> 'credential' then event.credential_class end) as used_class,
    event.issued_credential,
    event.issued_expires_at,
    event.subject,
    event.account,
    event.resource,
    event.entitlement,
    event.change,
    event.before,
    event.after,
    event.decision,
    event.refs,
    event.ref_origins,
    event.text,
    event.text_edited_at,
    event.source_ip,
    event.user_agent,
    event.attributes,
    coalesce(copies.copies, 1) as copies
from raw_events as event
inner join stg_sources as source on source.source_id = event.source_id
left join (select event_id, copies from copies where copies > 1) as copies on copies.event_id = event.event_id
anti join dropped on dropped.event_id = event.event_id
