-- grain: one row per subject, entitlement and place, and interval in which it was held
-- The entitlement ledger: grants, removals, expiries and snapshots folded, with the chain that put it there and the chain that took it away. Repeated
-- grants and removals change nothing and are counted. Only what is granted to the subject itself: what a group passes on is held by the group.

select
    interval.holding,
    interval.interval_no,
    interval.subject,
    interval.subject_person,
    interval.entitlement,
    interval.resource,
    interval.system,
    interval.systems,
    -- granted; listed: first seen in a snapshot; unknown: only its removal is recorded
    case interval.begin_says when 'removed' then 'unknown' else interval.begin_says end as began,
    case
        when interval.begin_says = 'granted' then interval.begin_lo
        when interval.said_before <> 'nothing' then interval.said_before_lo
    end as held_from_lo,
    interval.begin_hi as held_from_hi,
    grant_told.event_id as grant_event_id,
    grant_told.person as granted_by,
    grant_told.task as grant_task,
    grant_told.method as grant_link_method,
    grant_told.confidence as grant_link_confidence,
    grant_told.is_ambiguous as is_grant_ambiguous,
    grant_told.before,
    grant_told.after,
    grant_told.expires_at,
    -- removed, deleted (with its subject), expired, missing (from a snapshot), or held still
    coalesce(interval.end_says, 'held') as ended,
    case when interval.end_says = 'missing' then interval.last_held_lo else interval.end_lo end as held_to_lo,
    interval.end_hi as held_to_hi,
    removal_told.event_id as removal_event_id,
    removal_told.person as removed_by,
    removal_told.task as removal_task,
    removal_told.method as removal_link_method,
    removal_told.confidence as removal_link_confidence,
    removal_told.is_ambiguous as is_removal_ambiguous,
    interval.grants,
    interval.lists,
    interval.interval_no > 1 as is_regrant,
    -- until when the records show that it was held
    coalesce(interval.end_hi, span.covered_to, interval.last_held_hi) as shown_until_at,
    coalesce(span.is_covered, false) as is_replayable,
    case when interval.begin_says = 'removed' then 'window' else span.reason end as reason,
    span.needs
from int_held_intervals as interval
left join int_held_spans as span
    on span.holding = interval.holding and span.interval_no = interval.interval_no and span.side = 'whole'
left join int_held_tellings as grant_told
    on grant_told.holding = interval.holding and grant_told.interval_no = interval.interval_no and grant_told.side = 'grant'
left join int_held_tellings as removal_told
    on removal_told.holding = interval.holding and removal_told.interval_no = interval.interval_no and removal_told.side = 'removal'
