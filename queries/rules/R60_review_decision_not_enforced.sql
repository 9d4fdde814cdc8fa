-- rule: R60
-- slug: review-decision-not-enforced
-- title: Access that a reviewer took away was not removed
-- severity: high
-- grain: one row per decision of a review that access must go; one per source whose decisions do not say what was decided
-- question: Which access did a reviewer deny that was still there, or was used, when it should have been gone?
-- why: A review that removes nothing is paper; the reviewer believes that the access is gone, and nobody looks again.
-- misses: Access under another name than the one reviewed, where the record names an account or another place and not the thing; removals that the reviewed system does not log.
-- false-positives: Access that had ended by itself without a record of it; removals by hand whose ticket lies in a tracker that was not supplied.
-- remedy: Remove it now; let the review tool remove what is denied, or follow its tickets to their end.
-- needs: review, revocation
-- param: remedy_days = 7 — time to remove what was denied, RULES.md B.10 R60 [J]
-- param: privileged_hours = 24 — the same for privileged access, RULES.md B.10 R60 [J]
-- param: privileged_pattern = (^|[^a-z])(admin|administrator|owner|root|superuser|super user|privileged|power ?user|break.?glass) — names of privileged access, lower case [J]
-- ref: RULES.md B.10 R60

with decisions as (
    select
        review.*,
        case when is_firm(review.subject_basis) then review.subject_person end as subject_known_person,
        review.hi + to_seconds(case when regexp_matches(lower(coalesce(review.reviewed, '')), $privileged_pattern) then $privileged_hours * 3600 else $remedy_days * 86400 end) as due_by,
        regexp_matches(lower(coalesce(review.reviewed, '')), $privileged_pattern) as is_privileged
    from fct_reviews as review
    where review.kind = 'decision'
),

denied as (
    select * from decisions where decision = 'denied'
),

revised as (
    -- what was set back is no longer denied either; a second denial is judged by itself
    select denied.event_id, arg_min(coalesce(later.decision, 'undecided'), in_order(later.lo, later.event_id)) as decision
    from denied
    inner join decisions as later
        on later.system = denied.system and later.subject = denied.subject and coalesce(later.reviewed, '') = coalesce(denied.reviewed, '')
    where later.lo > denied.lo and later.lo <= denied.due_by and (later.decision is not null or later.is_undecided)
    group by denied.event_id
),

remedies as (
    select
        denied.event_id,
        arg_min(remedy.event_id, in_order(remedy.lo, remedy.event_id)) filter (where remedy.kind = 'remedy') as remedy_event_id,
        min(remedy.hi) filter (where remedy.kind = 'remedy') as remedy_hi,
        min(remedy.lo) filter (where remedy.kind = 'remedy_asked') as asked_at
    from denied
    inner join fct_reviews as remedy on remedy.system = denied.system and remedy.subject = denied.subject
    where remedy.kind in ('remedy', 'remedy_asked') and remedy.lo >= denied.lo
        and (remedy.reviewed is null or denied.reviewed is null or remedy.reviewed = denied.reviewed or remedy.resource = denied.thing)
    group by denied.event_id
),

places as (
    select distinct resource from fct_entitlement_intervals where resource is not null
),

same as (
    -- the ledger under the account that was reviewed, or under another of the same person for the same thing
    select denied.event_id, held.*
    from denied
    inner join fct_entitlement_intervals as held on held.subject = denied.subject
    where lower(held.entitlement) = lower(denied.entitlement) or held.resource = denied.thing
    union
    select denied.event_id, held.*
    from denied
    inner join fct_entitlement_intervals as held on held.subject_person = denied.subject_known_person
    where lower(held.entitlement) = lower(denied.entitlement) or held.resource = denied.thing
),

placed as (
    select
        same.*,
        same.resource = denied.thing
            or place_held(same.subject, same.entitlement, same.resource) = place_held(denied.subject, denied.entitlement, denied.resource) as is_exact,
        -- the same name at another place is something else, unless the ledger spells places in another way than the review
        same.resource is not null and places.resource is not null as is_placed
    from same
    inner join denied on denied.event_id = same.event_id
    left join places on places.resource = denied.resource
),

holdings as (
    select *
    from placed
    where coalesce(is_exact, false) or not is_placed
    qualify coalesce(is_exact, false) or not coalesce(bool_or(is_exact) over (partition by event_id), false)
),

held as (
    -- what was held when it was denied, else what was held before or gone already
    select
        denied.event_id,
        holdings.ended,
        holdings.held_to_lo,
        holdings.held_to_hi,
        holdings.shown_until_at,
        holdings.removal_event_id,
        holdings.held_to_hi <= denied.lo as was_gone
    from denied
    inner join holdings on holdings.event_id = denied.event_id
    where holdings.held_from_lo is null or holdings.held_from_lo <= denied.hi
    qualify row_number() over (partition by denied.event_id order by coalesce(holdings.held_to_hi, timestamptz '9999-12-31 00:00:00+00') desc, holdings.holding) = 1
),

again as (
    -- given again after it was denied: a use may be of that
    select distinct holdings.event_id
    from holdings
    inner join denied on denied.event_id = holdings.event_id
    where coalesce(holdings.held_from_lo, holdings.held_from_hi) > denied.hi
),

tickets as (
    -- somebody was asked in a ticket to take it away, and it is still open
    select denied.event_id, min(tasks.task_key) as task_key
    from denied
    inner join fct_tasks as tasks on tasks.beneficiary_person = denied.subject_known_person
    where tasks.created_lo >= denied.lo and tasks.created_lo <= denied.due_by and (tasks.closed_lo is null or tasks.closed_lo > denied.due_by)
        and (list_contains(tasks.scope_entitlements, denied.entitlement) or list_contains(tasks.scope, denied.thing))
        and regexp_matches(lower(coalesce(tasks.title, '')), 'remov|revok|withdraw|take away|entzieh|offboard')
    group by denied.event_id
),

removed_by_hand as (
    -- a review that names no entitlement is carried out by whatever is taken from the subject next
    select denied.event_id, arg_min(removal.removal_event_id, in_order(removal.held_to_lo, removal.removal_event_id)) as removal_event_id, min(removal.held_to_hi) as held_to_hi
    from denied
    inner join fct_entitlement_intervals as removal on removal.subject = denied.subject
    where removal.removal_event_id is not null and removal.held_to_lo >= denied.lo and denied.entitlement is null
    group by denied.event_id
),

obstacles as (
    select denied.event_id, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from denied
    inner join fct_stage_holes as hole on hole.stage = 'review' and hole.system = denied.system
    where hole.from_at < denied.due_by and hole.to_at > denied.lo
    group by denied.event_id
),

judged as (
    select
        denied.*,
        remedies.remedy_event_id,
        coalesce(remedies.remedy_hi, removed_by_hand.held_to_hi) as remedy_hi,
        coalesce(tickets.task_key, 'the review tool') as asked_in,
        held.ended,
        held.held_to_lo,
        held.held_to_hi,
        held.shown_until_at,
        coalesce(held.removal_event_id, removed_by_hand.removal_event_id) as removal_event_id,
        obstacles.reason as obstacle,
        obstacles.needs as obstacle_needs,
        case
            when revised.decision is not null and revised.decision <> 'denied' then 'revised'
            when held.was_gone then 'gone'
            when denied.last_use_lo > denied.due_by and (held.held_to_hi is null or denied.last_use_lo > held.held_to_hi and again.event_id is null) then 'used'
            when held.ended <> 'held' and held.held_to_hi <= denied.due_by then 'removed'
            when held.ended <> 'held' and held.held_to_lo > denied.due_by then 'late'
            when held.ended is null and remedies.remedy_hi <= denied.due_by then 'removed'
            when held.ended is null and removed_by_hand.held_to_hi <= denied.due_by then 'removed'
            when remedies.asked_at is not null or tickets.task_key is not null then 'asked'
            when held.ended = 'held' and held.shown_until_at > denied.due_by then 'held'
            when held.ended is null and coalesce(remedies.remedy_hi, removed_by_hand.held_to_hi) > denied.due_by then 'late'
            when settings.as_of < denied.due_by then 'not_due'
            when obstacles.reason is not null then 'uncovered'
            when held.ended is not null then 'unfollowed'
            else 'never'
        end as state
    from denied
    cross join fct_settings as settings
    left join revised on revised.event_id = denied.event_id
    left join remedies on remedies.event_id = denied.event_id
    left join held on held.event_id = denied.event_id
    left join again on again.event_id = denied.event_id
    left join tickets on tickets.event_id = denied.event_id
    left join removed_by_hand on removed_by_hand.event_id = denied.event_id
    left join obstacles on obstacles.event_id = denied.event_id
),

single as (
    select
        null::varchar as task,
        coalesce(subject_known_person, subject) as person,
        list_sort(list_distinct(list_filter([subject, identity], lambda alias: alias is not null))) as identities,
        occurred_at,
        case
            when state in ('revised', 'gone', 'removed') then 'pass'
            when state in ('used', 'held', 'late', 'never') then 'gap'
            when state = 'asked' then 'excepted'
            else 'insufficient'
        end as verdict,
        case when state in ('used', 'held', 'late', 'never') then state end as sub,
        null::varchar as severity,
        -- that nothing at all was removed is said of the name the review knows; the access may have gone under another
        case when state = 'never' and entitlement is null then 0.9 else 1.0 end as confidence,
        null::varchar as basis,
        case when state in ('not_due', 'unfollowed') then 'window' when state = 'uncovered' then obstacle end as reason,
        case
            when state = 'not_due' then system || ' export that reaches to ' || utc(due_by)
            when state = 'unfollowed' then 'a list of who holds ' || coalesce(reviewed, 'it') || ' after ' || utc(due_by)
            when state = 'uncovered' then obstacle_needs
        end as needs,
        named(person, identity) || ' denied ' || coalesce(subject_known_person, subject) || ' ' || coalesce(reviewed, 'the access under review') || ' at ' || utc(occurred_at) || case
            when state = 'revised' then ' and revised that before it was due.'
            when state = 'gone' then '; it had ended at ' || utc(held_to_hi) || ' already.'
            when state = 'removed' then '; it was removed by ' || utc(coalesce(held_to_hi, remedy_hi)) || '.'
            when state = 'used' then '; it should have been gone by ' || utc(due_by) || ' and was used at ' || utc(last_use_lo) || '.'
            when state = 'held' then '; it should have been gone by ' || utc(due_by) || case when is_privileged then ' (privileged)' else '' end || ' and was still held at ' || utc(shown_until_at) || '.'
            when state = 'late' then '; it should have been gone by ' || utc(due_by) || ' and was removed ' || span(due_by, coalesce(held_to_hi, remedy_hi)) || ' later.'
            when state = 'asked' then '; its removal by hand was asked for in ' || asked_in || ' and is still open.'
            when state = 'not_due' then '; it is to be gone by ' || utc(due_by) || ', which the evidence does not reach.'
            when state = 'unfollowed' then '; until when it was held cannot be followed: the log that would show it ends before ' || utc(due_by) || '.'
            when state = 'uncovered' then '; no removal was found, but none can be ruled out: ' || reason_in_words(obstacle) || '.'
            else '; until ' || utc(due_by) || ' nothing was removed: neither the review tool nor ' || system || ' records it.'
        end as message,
        list_filter(
            [event_id, case when state in ('late', 'removed') then coalesce(removal_event_id, remedy_event_id) when state = 'used' then last_use_event_id end], lambda id: id is not null
        ) as event_ids
    from judged
),

untold as (
    select
        null::varchar as task,
        null::varchar as person,
        []::varchar[] as identities,
        min(occurred_at) as occurred_at,
        'insufficient' as verdict,
        null::varchar as sub,
        null::varchar as severity,
        1.0 as confidence,
        null::varchar as basis,
        'structural' as reason,
        'the decisions themselves: an export of the campaigns of ' || system || ', or its log with debug data' as needs,
        count(*) || ' decisions of access reviews in ' || system || ' do not say what was decided, for example on ' || any_value(coalesce(reviewed, subject) order by lo, event_id) || '.' as message,
        shown(list(event_id order by lo, event_id)) as event_ids
    from decisions
    where decision is null and not is_undecided
    group by system
)

select * from single
union all by name
select * from untold
order by occurred_at, event_ids
