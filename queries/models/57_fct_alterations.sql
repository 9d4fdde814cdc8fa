-- grain: one row per later change or deletion of a record that asks for something or decides it, and chain
-- Evidence that did not stay as it was written, as far as its source tells: texts that were edited, messages, comments and approval rows that were
-- deleted, fields of a request that were rewritten. Of a deletion that left nothing behind nobody knows what was deleted: its role is unknown.

with bearing as (
    -- what a chain rests on: its decisions, its request, and the first message of a thread that belongs to it
    select event_id, task, 'approval' as role
    from fct_approvals
    where decision in ('approved', 'denied')
    union
    select request_event_id, task, 'request'
    from fct_tasks
    where request_event_id is not null
    union
    select arg_min(event.event_id, in_order(event.lo, event.event_id)), link.task, 'request'
    from fct_links as link
    inner join stg_events as event on event.event_id = link.event_id
    where starts_with(event.task, 'thread:') and event.activity = 'message' and link.confidence >= 0.8
    group by link.task, event.task
),

records as (
    select
        bearing.task,
        min(bearing.role) as role,
        event.event_id,
        event.connector,
        event.native_id,
        event.system,
        event.lo,
        event.text,
        event.text_edited_at,
        event.activity,
        actor.identity,
        actor.kind,
        json_extract_string(event.attributes, '$.edited_by') as edited_by
    from bearing
    inner join stg_events as event on event.event_id = bearing.event_id
    left join int_event_actors as actor on actor.event_id = event.event_id
    group by all
),

changes as (
    select
        event.event_id,
        event.connector,
        event.native_id,
        event.system,
        event.activity,
        event.stage,
        event.operation,
        event.lo,
        event.hi,
        event.occurred_at,
        has_own_time(event.attributes) as is_time_known,
        event.before,
        event.after,
        lower(coalesce(json_extract_string(event.attributes, '$.field'), event.operation)) as field,
        json_extract_string(event.attributes, '$.comment') is not null as is_comment,
        coalesce(json_extract_string(event.attributes, '$.is_reply'), 'true') <> 'false' as is_reply,
        -- the product's own clearing up: messages that ran out, what nobody but the platform removed
        coalesce(regexp_matches(lower(json_extract_string(event.attributes, '$.deletion')), 'expir|retention'), false) or coalesce(actor.kind = 'system', false) as is_clearing,
        actor.identity,
        actor.person,
        actor.kind,
        own.object
    from stg_events as event
    left join int_event_actors as actor on actor.event_id = event.event_id
    left join int_event_refs as own on own.event_id = event.event_id and own.origin = 'record' and own.object is not null
    where event.activity in ('edit', 'delete', 'update') and event.outcome <> 'failure' and event.outcome <> 'denied'
),

-- an edit or deletion that bears the id of the record
told as (
    select
        record.task, record.event_id as altered_event_id, record.role, case change.activity when 'delete' then 'deleted' else 'edited' end as how,
        change.event_id, change.system, change.lo, change.hi, change.occurred_at, change.is_time_known,
        coalesce(change.before, case when change.activity = 'delete' then record.text end) as before, change.after,
        change.identity, change.person, change.kind,
        record.identity as author, record.kind as author_kind, change.is_clearing
    from records as record
    inner join changes as change
        on change.connector = record.connector and change.native_id = record.native_id and change.event_id <> record.event_id
        and change.activity in ('edit', 'delete') and change.lo >= record.lo
),

-- the record itself says that its text is not the first; the edit has no record of its own
marked as (
    select
        record.task, record.event_id as altered_event_id, record.role, 'edited' as how,
        record.event_id, record.system, record.text_edited_at as lo, record.text_edited_at + interval 1 second as hi, record.text_edited_at as occurred_at, true as is_time_known,
        null as before, record.text as after,
        coalesce(record.edited_by, record.identity) as identity, null as person, case when record.edited_by is null then record.kind end as kind,
        record.identity as author, record.kind as author_kind, false as is_clearing
    from records as record
    where record.text_edited_at is not null and record.activity <> 'edit'
        and not exists (
            select 1 from told where told.altered_event_id = record.event_id and told.task = record.task and told.how = 'edited'
        )
),

-- what is asked for was rewritten, field by field
rewritten as (
    select
        link.task, task.request_event_id as altered_event_id,
        case when change.field = 'sysapproval_approver.approver' or change.operation = 'sysapproval_approver.approver' then 'approval' else 'request' end as role,
        'rewritten' as how,
        change.event_id, change.system, change.lo, change.hi, change.occurred_at, change.is_time_known, change.before, change.after,
        change.identity, change.person, change.kind,
        null as author, null as author_kind, change.is_clearing
    from changes as change
    inner join fct_links as link on link.event_id = change.event_id and link.confidence >= 0.8
    inner join fct_tasks as task on task.task = link.task
    where change.object is not null and change.activity in ('update', 'edit') and change.before is distinct from change.after
        and (
            change.field in ('description', 'summary', 'title', 'short_description', 'justification')
            or change.operation = 'sysapproval_approver.approver'
            or change.event_id in (select event_id from fct_scope_changes)
        )
),

-- something was deleted of which nothing else is left
gone as (
    select
        link.task, null as altered_event_id,
        case
            when change.stage = 'approval' then 'approval'
            when change.is_comment or starts_with(change.object, 'thread:') and change.is_reply then 'unknown'
            else 'request'
        end as role,
        'deleted' as how,
        change.event_id, change.system, change.lo, change.hi, change.occurred_at, change.is_time_known, change.before, change.after,
        change.identity, change.person, change.kind,
        null as author, null as author_kind, change.is_clearing
    from changes as change
    inner join fct_links as link on link.event_id = change.event_id and link.confidence >= 0.8
    left join told on told.event_id = change.event_id and told.task = link.task
    where change.activity = 'delete' and change.stage in ('context', 'approval', 'request') and change.object is not null and told.event_id is null
),

alterations as (
    select * from told
    union all
    select * from marked
    union all
    select * from rewritten
    union all
    select * from gone
)

select
    event_id,
    altered_event_id,
    task,
    system,
    role,
    how,
    lo,
    hi,
    occurred_at,
    is_time_known,
    before,
    after,
    identity,
    person,
    author,
    -- an app that brings its own card up to date, and what changes no word
    how = 'edited' and coalesce(author_kind in ('workload', 'agent', 'system'), false) and coalesce(identity = author, true) as is_card_update,
    coalesce(before = after, false) as is_same_text,
    is_clearing
from alterations
