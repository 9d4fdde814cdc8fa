-- grain: one row per chain task (the topmost tracked item of each chain)
-- What was asked, by whom, for whom, when it opened and for good closed, and what scope it names: its own, with that of the requests below it.

with people as (
    select alias, person, kind, basis, valid_from, valid_to from int_alias_persons
),

scopes as (
    select
        root.root as task,
        list_sort(list_distinct(flatten(list(task.scope) filter (where task.scope is not null)))) as scope,
        list_sort(list_distinct(flatten(list(task.scope_entitlements) filter (where task.scope_entitlements is not null)))) as scope_entitlements
    from stg_tasks as task
    inner join int_object_roots as root on root.object = task.task
    group by root.root
),

bare as (
    -- a name that is neither an id nor a place in full: a thing's, or what people call a service, an application or a group of things
    select task, name
    from (select task, unnest(scope) as name from scopes)
    where not regexp_matches(lower(name), '[:/*]|[0-9a-f]{8}')
),

borne as (
    select distinct name_of(event.resource) as name
    from int_controlled as controlled
    inner join stg_events as event on event.event_id = controlled.event_id
    where name_of(event.resource) in (select lower(name) from bare)
),

strange as (
    select task, list_sort(list(name)) as names
    from bare
    where lower(name) not in (select name from borne)
    group by task
),

turns as (
    select own.object, event.event_id, event.activity, event.lo, event.hi
    from stg_events as event
    inner join int_event_refs as own on own.event_id = event.event_id and own.origin = 'record' and own.object is not null
    where event.activity in ('close', 'reopen', 'cancel') and event.stage <> 'approval'
),

last_close as (
    select closing.object, arg_max(closing.event_id, in_order(closing.lo, closing.event_id)) as event_id, max(closing.lo) as lo, max(closing.hi) as hi
    from turns as closing
    where closing.activity in ('close', 'cancel')
        and not exists (
            select 1 from turns as reopening
            where reopening.object = closing.object and reopening.activity = 'reopen' and reopening.lo > closing.lo
        )
    group by closing.object
),

first_request as (
    select task, arg_min(event_id, in_order(lo, event_id)) as event_id, min(lo) as lo, min(hi) as hi
    from stg_events
    where stage in ('request', 'break_glass') and activity = 'create' and task is not null
    group by task
),

bulk as (
    select task, count(*) over (partition by connector, opened_by, date_trunc('minute', created_at)) >= 20 and opened_by is not null as is_imported
    from stg_tasks
)

select
    task.task,
    task.key as task_key,
    task.connector as system,
    task.kind,
    task.title,
    task.type,
    task.status,
    task.requester,
    requester.person as requester_person,
    coalesce(requester.kind, 'unknown') as requester_kind,
    coalesce(requester.basis, 'unmapped') as requester_basis,
    beneficiary.person as beneficiary_person,
    beneficiary.basis as beneficiary_basis,
    assignee.person as assignee_person,
    assignee.basis as assignee_basis,
    coalesce(first_request.lo, task.created_at) as created_lo,
    coalesce(first_request.hi, task.created_at + to_microseconds(task.resolution_us)) as created_hi,
    task.requested_on_at,
    bulk.is_imported,
    case when last_close.event_id is not null then last_close.lo when task.is_closed then task.closed_at end as closed_lo,
    case when last_close.event_id is not null then last_close.hi when task.is_closed then task.closed_at + to_microseconds(task.resolution_us) end as closed_hi,
    last_close.event_id as close_event_id,
    task.planned_start_at,
    task.planned_end_at,
    case when len(scopes.scope) > 0 then scopes.scope else written.scope end as scope,
    case when len(scopes.scope_entitlements) > 0 then scopes.scope_entitlements else written.scope_entitlements end as scope_entitlements,
    case when len(scopes.scope) > 0 or len(scopes.scope_entitlements) > 0 then 'field' when written.task is not null then 'text' end as scope_basis,
    strange.names as unknown_scope,
    task.has_history or last_close.event_id is not null as has_history,
    first_request.event_id as request_event_id,
    lower(coalesce(task.type, '')) = 'emergency' as is_emergency,
    lower(coalesce(task.type, '')) = 'standard' as is_standard,
    task.approval_state,
    task.source_id,
    task.record_no
from stg_tasks as task
inner join int_object_roots as root on root.object = task.task and root.root = task.task
left join scopes on scopes.task = task.task
left join strange on strange.task = task.task
left join int_text_scopes as written on written.task = task.task
left join last_close on last_close.object = task.task
left join first_request on first_request.task = task.task
left join bulk on bulk.task = task.task
left join people as requester
    on requester.alias = task.requester and task.created_at >= requester.valid_from and task.created_at < requester.valid_to
left join people as beneficiary
    on beneficiary.alias = task.requested_for and task.created_at >= beneficiary.valid_from and task.created_at < beneficiary.valid_to
left join people as assignee
    on assignee.alias = task.assignee and task.created_at >= assignee.valid_from and task.created_at < assignee.valid_to
