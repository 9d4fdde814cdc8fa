-- grain: one row per item that was revoked: whether it went, came back, or was used afterwards
-- Removed in time, removed late, still held, gone before, not due yet, or not to be told. A use counts where its record names the thing itself; later
-- intervals that the same holder got are the thing come back.

with revoked as (
    select * from cert_progress where decision = 'revoke'
),

first_interval as (
    -- what was held when it was decided; of several that which lasted longest
    select *
    from cert_followed
    where is_of_decision
    qualify row_number() over (
        partition by item order by coalesce(held_to_hi, timestamptz '9999-12-31 00:00:00+00') desc, interval_no desc, holding
    ) = 1
),

again as (
    select
        followed.item,
        arg_min(followed.grant_event_id, in_order(followed.held_from_hi, followed.grant_event_id)) as grant_event_id,
        arg_min(coalesce(followed.granted_by, ''), in_order(followed.held_from_hi, followed.grant_event_id)) as granted_by,
        arg_min(coalesce(followed.grant_task, ''), in_order(followed.held_from_hi, followed.grant_event_id)) as grant_task,
        min(followed.held_from_hi) as at_latest,
        bool_or(followed.ended = 'held') as is_still
    from cert_followed as followed
    inner join revoked on revoked.item = followed.item
    where not followed.is_of_decision and followed.held_from_hi > revoked.decided_at
    group by followed.item
),

uses as (
    select revoked.item, max(uses.last_lo) as last_lo, arg_max(uses.last_event_id, in_order(uses.last_lo, uses.last_event_id)) as last_event_id
    from revoked
    inner join fct_account_uses as uses on uses.subject = revoked.subject and uses.thing in (lower(revoked.entitlement), lower(revoked.resource))
    where uses.uses is not null and uses.last_lo > revoked.remove_by
    group by revoked.item
)

select
    revoked.item,
    revoked.subject,
    revoked.person,
    revoked.entitlement,
    revoked.resource,
    revoked.system,
    revoked.is_privileged,
    revoked.reviewer,
    revoked.decided_by,
    revoked.decided_at,
    revoked.remove_by,
    interval.ended,
    interval.held_to_lo,
    interval.held_to_hi,
    interval.shown_until_at,
    interval.removal_event_id,
    interval.removed_by,
    again.at_latest as returned_at,
    again.grant_event_id as return_event_id,
    nullif(again.granted_by, '') as returned_by,
    nullif(again.grant_task, '') as return_task,
    coalesce(again.is_still, false) as is_back_still,
    uses.last_lo as used_at,
    uses.last_event_id as use_event_id,
    case
        when interval.item is null then 'unknown'
        when interval.was_over then 'gone'
        when interval.ended <> 'held' and interval.held_to_hi <= revoked.remove_by then 'removed'
        when interval.ended <> 'held' and interval.held_to_lo > revoked.remove_by then 'late'
        when interval.ended = 'held' and interval.shown_until_at > revoked.remove_by then 'held'
        when settings.as_of <= revoked.remove_by then 'not_due'
        else 'unfollowed'
    end as state
from revoked
cross join fct_settings as settings
left join first_interval as interval on interval.item = revoked.item
left join again on again.item = revoked.item
left join uses on uses.item = revoked.item
