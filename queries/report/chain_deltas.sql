-- grain: one row per chain and execution that changed what somebody may do
-- What each change found and left, how that is known, and what has become of it since, for a range of chains.

with tied as (
    select distinct task, event_id
    from fct_executions
    where task between $first_task and $last_task
        and ($tasks::varchar[] is null or task in (select unnest($tasks::varchar[])))
        and link_confidence >= 0.8
),

held as (
    -- one record can grant several things; the one that lasted longest speaks for what became of it
    select grant_event_id, ended, held_to_hi, removal_event_id, removal_task
    from fct_entitlement_intervals
    where grant_event_id in (select event_id from tied)
    qualify row_number() over (partition by grant_event_id order by held_to_hi desc nulls first, holding, interval_no) = 1
)

select
    tied.task,
    delta.event_id,
    delta.operation,
    delta.change,
    delta.subject,
    delta.subject_person,
    delta.subject_kind,
    delta.entitlement,
    delta.resource,
    delta.lo as occurred_at,
    delta.before,
    delta.after,
    delta.known_by,
    delta.added,
    delta.held_after,
    delta.reason,
    delta.needs,
    delta.expires_at,
    delta.is_wildcard,
    held.ended,
    held.held_to_hi as ended_at,
    removal.task_key as removal_task
from tied
inner join fct_deltas as delta on delta.event_id = tied.event_id
left join held on held.grant_event_id = delta.event_id
left join fct_tasks as removal on removal.task = held.removal_task
order by tied.task, delta.lo, delta.event_id
