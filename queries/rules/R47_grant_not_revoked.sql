-- rule: R47
-- slug: grant-not-revoked
-- title: Grant was not taken back by its due time
-- severity: high
-- grain: one row per time-bound grant that is due, or ended before
-- question: Which access was lent and never taken back?
-- why: Access that was meant to end and did not is how privileges pile up; nobody asks for it and nobody misses it.
-- misses: Grants whose end nobody wrote down; removals of only a part of what was granted.
-- false-positives: Ends that a condition in a policy enforces; groups that a rule fills again.
-- remedy: Remove it now; let the system that grants it end it.
-- needs: revocation
-- param: revoke_grace_minutes = 15 — time to take a grant back after its end, B.0 task_grace [J]
-- ref: RULES.md B.6 R47

-- A grant ends by itself, by a removal, or by giving way to a later grant of the same. That no removal happened counts only where one would be in
-- the log until the due time and its grace.

with due as (
    select
        owned.* exclude (revoked_lo, revoked_hi, revoke_event_id),
        -- what the log does not show taken back by name may have ended with its holder, in another system, or be missing from a later list
        coalesce(owned.revoked_lo, ledger.held_to_lo) as revoked_lo,
        coalesce(owned.revoked_hi, ledger.held_to_hi) as revoked_hi,
        coalesce(owned.revoke_event_id, ledger.removal_event_id) as revoke_event_id,
        tasks.task_key,
        owned.due_at + to_seconds($revoke_grace_minutes * 60) as late_from,
        (
            select min(again.grant_event_id)
            from fct_grants as again
            where again.subject = owned.subject and again.entitlement is not distinct from owned.entitlement
                and again.resource is not distinct from owned.resource and again.grant_event_id <> owned.grant_event_id
                and again.granted_lo > owned.granted_lo and again.granted_lo <= owned.due_at + to_seconds($revoke_grace_minutes * 60)
                and (again.due_at is null or again.due_at > owned.due_at)
        ) as next_grant_event_id
    from fct_grants as owned
    left join fct_tasks as tasks on tasks.task = owned.task
    left join fct_entitlement_intervals as ledger
        on ledger.grant_event_id = owned.grant_event_id and ledger.subject = owned.subject and lower(ledger.entitlement) = lower(owned.entitlement)
        and ledger.ended <> 'held' and owned.revoked_lo is null
    cross join fct_settings as settings
    where owned.due_at is not null
        and (owned.revoked_lo is not null or ledger.held_to_hi is not null or owned.is_self_expiring or settings.as_of is null
            or owned.due_at + to_seconds($revoke_grace_minutes * 60) < settings.as_of
            or owned.is_covered is not true)
),

judged as (
    select
        *,
        case
            when is_self_expiring then 'expires'
            when revoked_hi <= late_from then 'pass'
            when next_grant_event_id is not null then 'renewed'
            when revoked_lo is not null and revoked_lo < late_from then 'unordered'
            when is_ambiguous and contains(due_basis, 'class') is not true then 'ambiguous'
            when revoked_lo is not null then 'late'
            when is_covered then 'never'
            else 'insufficient'
        end as state
    from due
)

select
    task,
    coalesce(subject_person, subject) as person,
    list_sort(list_distinct([subject, identity])) as identities,
    due_at as occurred_at,
    case
        when state in ('expires', 'pass', 'renewed') then 'pass'
        when state in ('late', 'never') then 'gap'
        else 'insufficient'
    end as verdict,
    case when state in ('late', 'never') then state end as sub,
    null::varchar as severity,
    -- the limit of a change class needs no task; an end that a request names rests on the link to it
    case when contains(due_basis, 'class') then 1.0 else coalesce(link_confidence, 1.0) end as confidence,
    null::varchar as basis,
    case state when 'unordered' then 'clock_uncertain' when 'ambiguous' then 'link_ambiguous' when 'insufficient' then coalesce(reason, 'window') end as reason,
    case state
        when 'unordered' then 'a record of the removal with a finer time'
        when 'ambiguous' then 'a record that ties ' || grant_event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when 'insufficient' then coalesce(needs, 'the export of ' || system || ' until ' || utc(late_from))
    end as needs,
    named(person, identity) || ' granted ' || coalesce(entitlement, 'access') || ' to ' || coalesce(subject_person, subject, 'somebody')
    || case when resource is null or coalesce(subject = resource or ends_with(subject, ':' || resource), false) then '' else ' on ' || resource end
    || ' at ' || utc(granted_lo) || coalesce(' under ' || coalesce(task_key, task), '') || ', due to end at ' || utc(due_at)
    || coalesce(' (' || due_basis || ')', '') || '; ' || case state
        when 'expires' then 'it ends by itself.'
        when 'pass' then case when revoke_event_id is null then 'it was gone by ' || utc(revoked_hi) else 'it was removed at ' || utc(revoked_lo) end || '.'
        when 'renewed' then 'it was granted again before that.'
        when 'unordered' then case when revoke_event_id is null then 'it was gone by ' || utc(revoked_hi) || ', and was there at ' else 'it was removed at ' end || utc(revoked_lo) || ', too close to the end of the grace to tell.'
        when 'ambiguous' then 'whether that end is the right one is open, because another task claims the grant with about equal weight.'
        when 'late' then 'it was removed at ' || utc(revoked_lo) || ', ' || span(due_at, revoked_lo) || ' late.'
        when 'never' then 'no removal is in the log of ' || system || '.'
        else 'no removal was found, but none can be ruled out: ' || reason_in_words(coalesce(reason, 'window')) || '.'
    end as message,
    list_filter(
        [grant_event_id, due_event_id, case when state = 'renewed' then next_grant_event_id end, case when state <> 'renewed' then revoke_event_id end],
        lambda id: id is not null
    ) as event_ids
from judged
order by due_at, grant_event_id, task
