-- Functions that rules share: the order of a decision and an execution, and the words of their messages. DuckDB's; needs macros.sql.

-- where a decision lies to an execution: before, after or unknown. A time that is only "last updated" can prove that the decision came before,
-- never that it came after. One clock that gives both the same moment decides by meaning: the decision comes first.
create or replace macro decision_order(d_lo, d_hi, d_at, d_system, d_is_exact, e_lo, e_hi, e_at, e_system) as (
    case
        when d_lo is null or e_lo is null then 'unknown'
        when is_before(d_lo, d_hi, d_system, e_lo, e_hi, e_system) then 'before'
        when d_is_exact is not true then 'unknown'
        when not is_before(d_lo, d_hi, d_system, e_lo, e_hi, e_system) then 'after'
        when d_system = e_system and d_at <= e_at and epoch_us(d_hi) - epoch_us(d_lo) <= 2000000 then 'before'
        else 'unknown'
    end
);

-- how far a moment plus a grace (microseconds) lies to an event: 'past' when the event is certainly later, 'within' when certainly not, else 'unknown'
create or replace macro beyond_end(end_lo, end_hi, end_system, grace_us, e_lo, e_hi, e_system) as (
    case
        when end_lo is null or e_lo is null then 'unknown'
        when epoch_us(end_hi) + grace_us + ahead_us(end_system, e_system) <= epoch_us(e_lo) then 'past'
        when epoch_us(e_hi) + ahead_us(e_system, end_system) <= epoch_us(end_lo) + grace_us then 'within'
        else 'unknown'
    end
);

-- until when an approval is good: what its record says; else the planned end of a change; else a number of hours by class
create or replace macro approval_end(valid_until, task_kind, planned_end_at, change_class, decided_at, hours, other_hours) as (
    case
        when valid_until is not null then valid_until
        when task_kind = 'change' and planned_end_at is not null then planned_end_at
        when change_class in ('priv_grant', 'trust_policy', 'secret_issue', 'nhi_create') then decided_at + to_seconds(hours * 3600)
        else decided_at + to_seconds(other_hours * 3600)
    end
);

-- the link gate between chains: what is claimed by several of about equal weight is decided only where all of them give the same state; one whose
-- rival is not examined is open
create or replace macro is_undecided(event_id, is_ambiguous, state) as (
    is_ambiguous and (
        count(*) over (partition by event_id) = 1
        or min(state) over (partition by event_id) <> max(state) over (partition by event_id)
    )
);

-- 2026-03-02 10:00Z
create or replace macro utc(moment) as (
    coalesce(strftime(moment at time zone 'UTC', '%Y-%m-%d %H:%MZ'), 'an unknown time')
);

-- 45 s, 12 min, 3 h 12 min, 5 d 2 h
create or replace macro span_us(micros) as (
    case
        when abs(micros) < 60000000 then (abs(micros) // 1000000)::varchar || ' s'
        when abs(micros) < 3600000000 then (abs(micros) // 60000000)::varchar || ' min'
        when abs(micros) < 172800000000
            then (abs(micros) // 3600000000)::varchar || ' h ' || (abs(micros) % 3600000000 // 60000000)::varchar || ' min'
        else (abs(micros) // 86400000000)::varchar || ' d ' || (abs(micros) % 86400000000 // 3600000000)::varchar || ' h'
    end
);

-- the time from one moment to another, in words
create or replace macro span(earlier, later) as (
    span_us(epoch_us(later) - epoch_us(earlier))
);

-- a person, else the account, else what we can say
create or replace macro named(person, identity) as (
    coalesce(person, identity, 'somebody the record does not name')
);

-- AttachUserPolicy of AdministratorAccess to svc-build on arn:…
create or replace macro deed(operation, entitlement, subject, resource) as (
    operation
    || coalesce(' of ' || entitlement, '')
    || case when subject is null or coalesce(subject = resource or ends_with(subject, ':' || resource), false) then '' else ' for ' || subject end
    || coalesce(' on ' || resource, '')
);

-- 0.87
create or replace macro chance(confidence) as (
    printf('%.2f', coalesce(confidence, 1.0)::double)
);

-- what an actor that is no human is, for people
create or replace macro kind_in_words(kind) as (
    case kind when 'agent' then 'an AI agent' when 'workload' then 'an automation' else 'the platform itself' end
);

-- why absence cannot be told, for people
create or replace macro reason_in_words(reason) as (
    case reason
        when 'no_source' then 'no export of a system that could hold it was supplied'
        when 'window' then 'the exports do not reach over the time that had to be searched'
        when 'logging_disabled' then 'logging was switched off in the time that had to be searched'
        when 'silence' then 'a source is silent in the time that had to be searched'
        when 'filtered' then 'the export leaves out what had to be searched'
        when 'not_logged_by_product' then 'the product does not log it'
        when 'identity_unmapped' then 'the accounts involved are not tied to people'
        when 'link_ambiguous' then 'two tasks claim the record with about equal weight'
        when 'clock_uncertain' then 'the clocks cannot tell the order'
        when 'structural' then 'the record does not hold it'
        else 'the evidence does not reach'
    end
);
