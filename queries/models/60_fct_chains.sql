-- grain: one row per chain: tasks that somebody acted on, decided or executed under, and tasks still only asked
-- The four corners: who asked, who approved, which identity executed, what changed; each with the records and the weakest link it rests on.
-- Provable: all four answered at 0.95 or better, asked and approved by known humans, the executor resolved. Unprovable: no more than one is.

with linked as (
    select link.task, link.event_id, link.method, link.confidence, link.is_ambiguous, event.system
    from fct_links as link
    inner join stg_events as event on event.event_id = link.event_id
),

shape as (
    select
        task,
        count(*) as events,
        min(confidence) as weakest_confidence,
        count(*) filter (where method = 'identity_resource_window') as heuristic_links,
        count(*) filter (where is_ambiguous) as ambiguous_links,
        list_sort(list(distinct system)) as systems
    from linked
    group by task
),

approved as (
    select
        task,
        arg_min(person, in_order(lo, event_id)) as person,
        arg_min(kind, in_order(lo, event_id)) as kind,
        max(link_confidence) as confidence,
        list(distinct event_id order by event_id) as event_ids,
        bool_or(kind = 'human' and is_firm(basis)) as is_human
    from fct_approvals
    where decision = 'approved' and link_confidence >= 0.8
    group by task
),

executed as (
    select
        task,
        arg_min(person, in_order(lo, event_id)) as person,
        arg_min(kind, in_order(lo, event_id)) as kind,
        min(link_confidence) as confidence,
        list(event_id order by lo, event_id) as event_ids,
        count(*) as executions,
        bool_and(is_firm(basis)) as is_resolved,
        list_sort(list(distinct identity) filter (where basis = 'unmapped' and identity is not null)) as unmapped_identities
    from fct_executions
    where task is not null and is_effective and not is_platform and link_confidence >= 0.8
    group by task
),

changed as (
    select
        task,
        min(link_confidence) as confidence,
        list(event_id order by lo, event_id) as event_ids,
        bool_and(resource is not null) as has_resource,
        string_agg(distinct concat_ws(' ', change, entitlement, 'on', resource), '; ' order by concat_ws(' ', change, entitlement, 'on', resource)) as what
    from fct_executions
    where task is not null and outcome = 'success' and not is_platform and link_confidence >= 0.8 and resource is not null
    group by task
),

corners as (
    select
        task.task,
        task.task_key,
        task.system,
        task.kind,
        task.title,
        task.requester_person as asked_person,
        task.requester_kind as asked_kind,
        case when task.request_event_id is not null and task.requester is not null then 1.0 end as asked_confidence,
        case when task.request_event_id is not null then [task.request_event_id] end as asked_event_ids,
        task.requester_basis,
        approved.person as approved_person,
        approved.kind as approved_kind,
        approved.confidence as approved_confidence,
        approved.event_ids as approved_event_ids,
        approved.is_human,
        executed.person as executed_person,
        executed.kind as executed_kind,
        executed.confidence as executed_confidence,
        executed.event_ids as executed_event_ids,
        executed.is_resolved,
        executed.unmapped_identities,
        coalesce(executed.executions, 0) as executions,
        changed.what as changed_what,
        changed.confidence as changed_confidence,
        changed.event_ids as changed_event_ids,
        shape.events,
        shape.weakest_confidence,
        coalesce(shape.heuristic_links, 0) as heuristic_links,
        coalesce(shape.ambiguous_links, 0) as ambiguous_links,
        shape.systems
    from fct_tasks as task
    left join shape on shape.task = task.task
    left join approved on approved.task = task.task
    left join executed on executed.task = task.task
    left join changed on changed.task = task.task
)

select
    *,
    (coalesce(asked_confidence, 0) >= 0.95 and asked_kind = 'human' and is_firm(requester_basis))::int
        + (coalesce(approved_confidence, 0) >= 0.95 and coalesce(is_human, false))::int
        + (coalesce(executed_confidence, 0) >= 0.95 and coalesce(is_resolved, false))::int
        + (coalesce(changed_confidence, 0) >= 0.95)::int as corners_proven,
    case
        when executions = 0 then null
        when coalesce(asked_confidence, 0) >= 0.95 and asked_kind = 'human' and is_firm(requester_basis)
            and coalesce(approved_confidence, 0) >= 0.95 and coalesce(is_human, false)
            and coalesce(executed_confidence, 0) >= 0.95 and coalesce(is_resolved, false)
            and coalesce(changed_confidence, 0) >= 0.95 then 'provable'
        when (asked_confidence is not null)::int + (approved_confidence is not null)::int + (executed_confidence is not null)::int
            + (changed_confidence is not null)::int >= 2 then 'partial'
        else 'unprovable'
    end as grade
from corners
