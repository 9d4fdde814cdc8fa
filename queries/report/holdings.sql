-- grain: one row per interval in which a subject held an entitlement
-- The ledger of a subject (account, person) or of an entitlement (whole or its last part), at one moment or over all time. At a moment it is `held`
-- where the records show so, and `unclear` where it began or ended at an unknown time around it, or the records end before it.

with chosen as (
    select
        interval.*,
        make_timestamptz($at_us::bigint) as moment
    from fct_entitlement_intervals as interval
    where lower($name) in (
            lower(interval.subject), lower(substr(interval.subject, strpos(interval.subject, ':') + 1)), lower(interval.subject_person),
            lower(interval.entitlement), lower(split_part(interval.entitlement, '/', -1)), lower(split_part(interval.subject, '/', -1))
        )
),

stated as (
    select
        *,
        case
            when moment is null then null
            when moment >= held_to_hi or moment < held_from_lo then 'no'
            when moment >= held_from_hi and moment < coalesce(held_to_lo, shown_until_at) then 'held'
            else 'unclear'
        end as state
    from chosen
)

select
    stated.subject,
    stated.subject_person as person,
    stated.entitlement,
    stated.resource,
    stated.state,
    stated.began,
    stated.held_from_lo as from_at,
    stated.held_from_hi as from_latest_at,
    stated.ended,
    stated.held_to_lo as to_earliest_at,
    stated.held_to_hi as to_at,
    stated.shown_until_at,
    stated.grant_event_id,
    stated.granted_by,
    coalesce(given.task_key, stated.grant_task) as grant_task,
    stated.grant_link_method,
    stated.grant_link_confidence,
    stated.is_grant_ambiguous,
    stated.removal_event_id,
    stated.removed_by,
    coalesce(taken.task_key, stated.removal_task) as removal_task,
    stated.removal_link_method,
    stated.removal_link_confidence,
    stated.is_removal_ambiguous,
    stated.before,
    stated.after,
    stated.expires_at,
    stated.grants,
    stated.lists,
    stated.is_replayable,
    stated.reason,
    stated.needs,
    stated.systems
from stated
left join fct_tasks as given on given.task = stated.grant_task
left join fct_tasks as taken on taken.task = stated.removal_task
where stated.state is null or stated.state <> 'no'
order by stated.subject, stated.entitlement, stated.resource, stated.holding, stated.interval_no
