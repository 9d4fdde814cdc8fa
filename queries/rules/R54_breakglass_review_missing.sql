-- rule: R54
-- slug: breakglass-review-missing
-- title: Emergency access was not reviewed, or its credential not changed
-- severity: high
-- grain: one row per use of an emergency path that somebody has to review: no drill, no mere look, no emergency change that was approved before
-- question: Did somebody else review each emergency access in time, and was the credential changed afterwards?
-- why: The review afterwards stands in for the approval that was skipped; without it nobody ever decided.
-- misses: Whether a review was begun within a day: only its end is judged; reviews held in a meeting whose notes were not exported; a review that was written and not read.
-- false-positives: Reviews in a tool that was not supplied; a credential that ends with each use and needs no change.
-- remedy: Review it now by somebody who did not use it, write down the outcome, and change the credential.
-- needs: break_glass, review, credential
-- ref: RULES.md B.8 R54; review_hours is the configuration's break_glass, B.0 breakglass_review_sla [J]

-- A review counts when a person writes in the chain of the emergency, after the use, that it was made, or decides one. That it is missing counts
-- only once the time for it is over, and where it would have been seen.

with reviewed as (
    select glass.*, tasks.task_key, settings.as_of, glass.review_lo > glass.review_due_at as is_late
    from fct_break_glass as glass
    cross join fct_settings as settings
    left join fct_tasks as tasks on tasks.task = glass.task
    where glass.drill is null and not coalesce(glass.is_approved_before, false) and not (glass.is_look_only and glass.path = 'identity')
),

holes as (
    -- a review is written where the emergency is declared, or in a system for reviews that is known to exist
    select reviewed.use_id, 'review' as wanted, hole.reason, hole.needs, hole.weight
    from reviewed
    inner join fct_stage_holes as hole
        on (hole.stage = 'break_glass' or (hole.stage = 'review' and hole.system is not null))
        and hole.from_at < reviewed.review_due_at and hole.to_at > reviewed.to_lo
    union all
    select reviewed.use_id, 'renewal', hole.reason, hole.needs, hole.weight
    from reviewed
    inner join fct_stage_holes as hole
        on hole.stage = 'identity' and hole.system = reviewed.account_system
        and hole.from_at < reviewed.review_due_at and hole.to_at > reviewed.to_lo
),

first_holes as (
    select use_id, wanted, arg_min(reason, weight * 1000 + length(needs)) as reason, arg_min(needs, weight * 1000 + length(needs)) as needs
    from holes
    group by use_id, wanted
),

judged as (
    select
        reviewed.*,
        coalesce(unseen.reason, unchanged.reason) as hole_reason,
        coalesce(unseen.needs, unchanged.needs) as hole_needs,
        case
            when review_event_id is null or is_review_independent = false or coalesce(is_late, false) then
                case
                    when as_of <= review_due_at then 'due'
                    when unseen.use_id is not null then 'uncovered'
                    when review_event_id is null then 'missing'
                    when is_review_independent = false then 'own'
                    else 'late'
                end
            when is_review_independent is null then 'nameless'
            when not needs_renewal or renewal_lo <= review_due_at then 'pass'
            when as_of <= review_due_at then 'renewal-due'
            when account_system is null or unchanged.use_id is not null then 'renewal-uncovered'
            else 'unchanged'
        end as state
    from reviewed
    left join first_holes as unseen on unseen.use_id = reviewed.use_id and unseen.wanted = 'review'
    left join first_holes as unchanged on unchanged.use_id = reviewed.use_id and unchanged.wanted = 'renewal'
)

select
    task,
    holder as person,
    identities,
    to_lo as occurred_at,
    case when state = 'pass' then 'pass' when state in ('own', 'late', 'missing', 'unchanged') then 'gap' else 'insufficient' end as verdict,
    case state when 'missing' then 'no-review' when 'own' then 'not-independent' when 'late' then 'late' when 'unchanged' then 'not-rotated' end as sub,
    case when state = 'late' then 'medium' end as severity,
    case when state in ('own', 'late') then confidence else 1.0 end as confidence,
    null::varchar as basis,
    case
        when state in ('due', 'renewal-due') then 'window'
        when state = 'nameless' then 'identity_unmapped'
        when state = 'uncovered' then hole_reason
        when state = 'renewal-uncovered' then coalesce(hole_reason, 'no_source')
    end as reason,
    case
        when state in ('due', 'renewal-due') then 'the same exports after ' || utc(review_due_at)
        when state = 'nameless' and len(users) > 0 then 'a row in identities.csv that says who ' || reviewer || ' is'
        when state = 'nameless' then 'the record of who checked out or used ' || holder || ' at ' || utc(from_lo)
        when state = 'uncovered' then hole_needs
        when state = 'renewal-uncovered' then coalesce(hole_needs, 'the log of the system that holds the password or key of ' || holder)
    end as needs,
    case path when 'identity' then holder when 'bypass' then 'The bypass by ' || holder else 'Emergency change ' || coalesce(task_key, task) end
    || ', used until ' || utc(to_lo) || coalesce(' under ' || coalesce(task_key, task), '') || ', ' || case
        when state = 'pass' then 'was reviewed by ' || reviewer || ' at ' || utc(review_lo)
            || case when renewal_how = 'record' then ', and its credential was changed at ' || utc(renewal_lo) when renewal_how = 'statement' then ', who or whose record says that its credential was changed' else '' end || '.'
        when state = 'own' then 'was reviewed by ' || reviewer || ', who used it or was charged with it, and by nobody else.'
        when state = 'late' then 'was reviewed by ' || reviewer || ' at ' || utc(review_lo) || ', ' || span(review_due_at, review_lo) || ' after the review was due.'
        when state = 'missing' then 'was due for review by ' || utc(review_due_at) || ', and nobody wrote one'
            || case when needs_renewal and renewal_event_id is null then ', nor is there a sign that its credential was changed' else '' end || '.'
        when state = 'unchanged' then 'was reviewed by ' || reviewer || ', but its credential had not been changed by ' || utc(review_due_at) || case when renewal_lo is not null then ', only at ' || utc(renewal_lo) else '' end || '.'
        when state = 'due' then 'is not yet due for review: that is at ' || utc(review_due_at) || ', and the exports end before.'
        when state = 'renewal-due' then 'was reviewed by ' || reviewer || '; that its credential is changed is due at ' || utc(review_due_at) || ', and the exports end before.'
        when state = 'nameless' and len(users) > 0 then 'was reviewed by ' || reviewer || ', and whether that is ' || array_to_string(users, ' or ') || ', who used it, nothing says.'
        when state = 'nameless' then 'was reviewed by ' || reviewer || ', and no record says who had used it.'
        when state = 'uncovered' then 'shows no review by ' || utc(review_due_at) || ', but none can be ruled out: ' || reason_in_words(hole_reason) || '.'
        else 'was reviewed by ' || reviewer || '; whether its credential was changed cannot be told: ' || reason_in_words(coalesce(hole_reason, 'no_source')) || '.'
    end as message,
    list_filter(
        flatten([[declaration_event_id], event_ids, [review_event_id, nullif(renewal_event_id, review_event_id)]]),
        lambda id: id is not null
    ) as event_ids
from judged
order by to_lo, use_id
