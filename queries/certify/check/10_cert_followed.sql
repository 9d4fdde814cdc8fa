-- grain: one row per item that was revoked, and interval of the later ledger in which its holder held the same thing
-- The ledger under the account that was reviewed, or under another of the same person; the place decides only where both name one.

with revoked as (
    select * from cert_progress where decision = 'revoke'
),

same as (
    select revoked.item, held.*
    from revoked
    inner join fct_entitlement_intervals as held on held.subject = revoked.subject and lower(held.entitlement) = lower(revoked.entitlement)
    union
    select revoked.item, held.*
    from revoked
    inner join fct_entitlement_intervals as held on held.subject_person = revoked.person and lower(held.entitlement) = lower(revoked.entitlement)
),

placed as (
    -- of several places the one that was reviewed; a record that names no place may mean it
    select same.*, place_held(same.subject, same.entitlement, same.resource) = place_held(revoked.subject, revoked.entitlement, revoked.resource) as is_exact
    from same
    inner join revoked on revoked.item = same.item
    where place_held(same.subject, same.entitlement, same.resource) = place_held(revoked.subject, revoked.entitlement, revoked.resource)
        or same.resource is null or revoked.resource is null
),

nearest as (
    select *
    from placed
    qualify is_exact or not bool_or(is_exact) over (partition by item)
)

select
    nearest.item,
    nearest.holding,
    nearest.interval_no,
    nearest.began,
    nearest.held_from_lo,
    nearest.held_from_hi,
    nearest.ended,
    nearest.held_to_lo,
    nearest.held_to_hi,
    nearest.shown_until_at,
    nearest.grant_event_id,
    nearest.granted_by,
    nearest.grant_task,
    nearest.removal_event_id,
    nearest.removed_by,
    nearest.is_regrant,
    -- held when it was decided, or taken up again afterwards
    coalesce(nearest.held_from_lo, nearest.held_from_hi) <= revoked.decided_at or nearest.held_from_lo is null as is_of_decision,
    nearest.held_to_hi is not null and nearest.held_to_hi <= revoked.decided_at as was_over
from nearest
inner join revoked on revoked.item = nearest.item
