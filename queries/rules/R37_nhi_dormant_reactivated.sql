-- rule: R37
-- slug: nhi-dormant-reactivated
-- title: Dormant machine identity or key woke up and made a controlled change
-- severity: medium
-- grain: one row per awakening of a non-human identity or long-lived key that had slept long enough; one per identity that never did; one for all whose first record the logs are too short to judge
-- question: Which machine identities and keys that nobody had used for long were suddenly used to change something?
-- why: What nobody uses nobody watches; a key that comes back to life is often in other hands.
-- misses: Identities that make no controlled change within a week of waking; accounts of which no record says that they are machines.
-- false-positives: Quarterly and yearly jobs, and recovery drills, that calendar.csv does not list.
-- remedy: Ask the owner whether it was them; disable identities and keys that nobody used for the time that policy allows.
-- needs: execution
-- param: dormant_days = 90 — PCI DSS 8.2.6; RULES.md B.0 dormant_after
-- param: soon_dormant_days = 45 — where the product's own benchmark asks for less (CIS AWS 1.12); RULES.md B.0 dormant_after
-- ref: RULES.md B.5 R37

with slept as (
    select
        *,
        epoch_us(woke_at) - epoch_us(searched_from_at) as idle_us,
        (case when is_soon_dormant then $soon_dormant_days else $dormant_days end * 86400000000)::bigint as allowed_us,
        case when is_soon_dormant then $soon_dormant_days else $dormant_days end as allowed_days
    from fct_idle_stretches
),

judged as (
    select
        *,
        case
            when idle_us >= allowed_us then
                case
                    when explained_by is not null then 'excepted'
                    when hole_reason is not null then 'hole'
                    -- nothing says that it was there to sleep: it may have been made somewhere that no log shows
                    when idle_basis = 'unseen' and is_older_than_logs is not true then 'newcomer'
                    else 'gap'
                end
            when idle_basis = 'unseen' then 'window'
            else 'pass'
        end as state
    from slept
),

settled as (
    -- a key and the identity that holds it wake as one: the identity is told
    select judged.*
    from judged
    left join (select distinct execution_event_id from judged where subject_kind = 'identity' and state in ('gap', 'excepted', 'hole', 'newcomer')) as told
        on told.execution_event_id = judged.execution_event_id and judged.subject_kind = 'credential'
    where told.execution_event_id is null
),

restless as (
    select
        subject_kind, subject, min(identity) as identity, max(idle_us) as idle_us, min(allowed_days) as allowed_days,
        arg_max(execution_event_id, in_order(execution_lo, execution_event_id)) as event_id, max(execution_lo) as occurred_at
    from settled
    group by subject_kind, subject
    having bool_and(state = 'pass')
),

unseen as (
    select
        count(*) as subjects,
        list_sort(list(distinct subject)) as names,
        list_sort(list(distinct identity) filter (where identity is not null)) as identities,
        min(searched_from_at) as searched_from_at,
        min(execution_lo) as occurred_at,
        max(allowed_days) as allowed_days,
        shown(list(execution_event_id order by execution_lo, execution_event_id)) as event_ids
    from settled
    where state = 'window'
)

select
    null::varchar as task,
    subject as person,
    list_sort(list_distinct([identity])) as identities,
    execution_lo as occurred_at,
    case state when 'hole' then 'insufficient' when 'newcomer' then 'lead' else state end as verdict,
    case when state in ('gap', 'newcomer') then subject_kind end as sub,
    null::varchar as severity,
    case state when 'newcomer' then 0.6 else 1.0 end::double as confidence,
    null::varchar as basis,
    case when state = 'hole' then hole_reason end as reason,
    case when state = 'hole' then case when hole_reason = 'filtered' then 'an export that leaves nothing out: ' else '' end || 'the records of ' || coalesce(hole_system, array_to_string(systems, ', ')) || ' from ' || utc(searched_from_at) || ' to ' || utc(woke_at) end as needs,
    subject || ' executed ' || deed(operation, entitlement, target, resource) || ' at ' || utc(execution_lo) || case idle_basis
        when 'log' then ' after ' || span_us(idle_us) || ' without a use (since ' || utc(idle_from_at) || ')'
        when 'list' then ' after ' || span_us(idle_us) || ' without a use (last used at ' || utc(idle_from_at) || ' by the list of keys)'
        when 'made' then ', its first use, ' || span_us(idle_us) || ' after it was made at ' || utc(idle_from_at)
        else '; in the ' || span_us(idle_us) || ' before, which the logs cover, it was never used'
    end || case state
        when 'gap' then '; ' || allowed_days || ' days are allowed and no job or drill is planned.'
        when 'excepted' then '; planned: ' || explained_by || '.'
        when 'newcomer' then '; no record tells when it was made, so it may be new.'
        else ', but the logs are not whole in that time: ' || reason_in_words(hole_reason) || '.'
    end as message,
    list_filter([previous_event_id, case when waking_event_id <> execution_event_id then waking_event_id end, execution_event_id], lambda id: id is not null) as event_ids
from settled
where state in ('gap', 'excepted', 'hole', 'newcomer')

union all by name

select
    subject as person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    'pass' as verdict,
    1.0 as confidence,
    subject || ' never slept longer than ' || span_us(idle_us) || '; ' || allowed_days || ' days are allowed.' as message,
    [event_id] as event_ids
from restless

union all by name

select
    identities,
    occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'window' as reason,
    'logs that begin ' || allowed_days || ' days earlier, or a list with the last use of each key and role' as needs,
    counted(subjects, 'machine identity or key made a controlled change', 'machine identities and keys made controlled changes')
    || ' within a week of the first record of each, and the logs, which begin at ' || utc(searched_from_at) || ', are too short to tell whether any had slept before: '
    || first_named(names) || '.' as message,
    event_ids
from unseen
where subjects > 0
order by occurred_at, message
