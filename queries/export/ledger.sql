-- grain: one row per subject, entitlement and place, and interval in which it was held
-- The entitlement ledger as a whole, with the task that put each there and the one that took it away.

select
    interval.subject,
    interval.subject_person as person,
    interval.entitlement,
    interval.resource,
    interval.began,
    interval.held_from_lo as from_at,
    interval.held_from_hi as from_latest_at,
    interval.ended,
    interval.held_to_lo as to_earliest_at,
    interval.held_to_hi as to_at,
    interval.shown_until_at,
    interval.grant_event_id,
    interval.granted_by,
    coalesce(given.task_key, interval.grant_task) as grant_task,
    interval.grant_link_method,
    interval.grant_link_confidence,
    interval.is_grant_ambiguous,
    interval.removal_event_id,
    interval.removed_by,
    coalesce(taken.task_key, interval.removal_task) as removal_task,
    interval.removal_link_method,
    interval.removal_link_confidence,
    interval.is_removal_ambiguous,
    interval.before,
    interval.after,
    interval.expires_at,
    interval.grants,
    interval.lists,
    interval.is_replayable,
    interval.reason,
    interval.needs,
    interval.systems
from fct_entitlement_intervals as interval
left join fct_tasks as given on given.task = interval.grant_task
left join fct_tasks as taken on taken.task = interval.removal_task
order by interval.subject, interval.entitlement, interval.resource, interval.holding, interval.interval_no
