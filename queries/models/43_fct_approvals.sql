-- grain: one row per approval decision and chain
-- Decisions as records state them, then what chat says, then the bare state of the item when nothing else tells of a decision. Where one system
-- holds an exact and an inexact time of the same decision by the same person, the exact one stands.

with recorded as (
    select
        event.event_id,
        link.task,
        event.system,
        event.decision,
        event.lo,
        event.hi,
        event.occurred_at,
        has_own_time(event.attributes) as is_time_exact,
        actor.identity,
        actor.person,
        actor.kind,
        actor.basis,
        case
            when object.kind in ('ticket', 'change') then 'ticket'
            when object.kind in ('request', 'grant') then 'request'
            when object.kind = 'pull_request' then 'pull_request'
            when catalog.class = 'chat' then 'chat'
            when catalog.class = 'ticketing' then 'ticket'
            else 'iam'
        end as medium,
        event.on_behalf_of,
        event.text,
        link.confidence as link_confidence,
        link.is_ambiguous
    from stg_events as event
    inner join fct_links as link on link.event_id = event.event_id and link.confidence >= 0.5
    left join int_event_actors as actor on actor.event_id = event.event_id
    left join int_event_refs as own on own.event_id = event.event_id and own.origin = 'record' and own.object is not null
    left join stg_tasks as object on object.task = own.object
    left join cfg_connectors as catalog on catalog.connector = event.connector
    where event.stage = 'approval' and event.decision is not null
),

written as (
    -- an edited text is as it was left: what was decided is known from the edit on, and not since when
    select
        event.event_id,
        link.task,
        event.system,
        decision.reading as decision,
        event.lo,
        greatest(event.hi, coalesce(event.text_edited_at, event.hi)) as hi,
        event.occurred_at,
        event.text_edited_at is null as is_time_exact,
        actor.identity,
        actor.person,
        actor.kind,
        actor.basis,
        case when decision.is_chat then 'chat' else 'comment' end as medium,
        event.on_behalf_of,
        event.text,
        link.confidence as link_confidence,
        link.is_ambiguous
    from int_text_decisions as decision
    inner join stg_events as event on event.event_id = decision.event_id
    inner join fct_links as link on link.event_id = event.event_id and link.confidence >= 0.5
    left join int_event_actors as actor on actor.event_id = event.event_id
    where decision.reading <> 'unclear'
),

stated as (
    select
        task.request_event_id as event_id,
        task.task,
        task.system,
        task.approval_state as decision,
        task.created_lo as lo,
        settings.as_of as hi,
        task.created_lo as occurred_at,
        false as is_time_exact,
        null as identity,
        null as person,
        'unknown' as kind,
        'unmapped' as basis,
        'ticket' as medium,
        null::varchar[] as on_behalf_of,
        null as text,
        1.0 as link_confidence,
        false as is_ambiguous
    from fct_tasks as task
    cross join fct_settings as settings
    where task.approval_state = 'approved' and task.request_event_id is not null
        and task.task not in (select task from recorded where decision in ('approved', 'denied'))
),

decisions as (
    select * from recorded
    union all
    select * from written
    union all
    select * from stated
),

with_exact as (
    select
        *,
        bool_or(is_time_exact) over same_decision as has_exact,
        -- the words of a decision stand in its record, whose time is the last update's; the history that dates it has none. Two texts: whose is whose?
        case when min(text) filter (where not is_time_exact) over same_decision = max(text) filter (where not is_time_exact) over same_decision
            then min(text) filter (where not is_time_exact) over same_decision end as recorded_text,
        min(event_id) filter (where not is_time_exact and text is not null) over same_decision as recorded_event_id
    from decisions
    window same_decision as (partition by task, system, decision, coalesce(person, identity))
)

select
    decision.event_id,
    decision.task,
    decision.system,
    decision.decision,
    decision.lo,
    decision.hi,
    decision.occurred_at,
    decision.is_time_exact,
    decision.identity,
    decision.person,
    coalesce(decision.kind, 'unknown') as kind,
    coalesce(decision.basis, 'unmapped') as basis,
    decision.medium,
    decision.medium <> 'chat' as is_durable,
    decision.kind in ('workload', 'agent', 'system') and decision.on_behalf_of is not null as is_relayed,
    relayed.person as relayed_person,
    null::timestamptz as valid_until,
    decision.link_confidence,
    decision.is_ambiguous,
    coalesce(decision.text, decision.recorded_text) as text,
    case when decision.text is null and decision.recorded_text is not null then decision.recorded_event_id end as text_event_id
from with_exact as decision
left join int_alias_persons as relayed
    on relayed.alias = decision.on_behalf_of[1]
    and decision.occurred_at >= relayed.valid_from and decision.occurred_at < relayed.valid_to
where decision.is_time_exact or not decision.has_exact
