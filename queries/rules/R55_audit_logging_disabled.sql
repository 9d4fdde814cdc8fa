-- rule: R55
-- slug: audit-logging-disabled
-- title: Audit logging was stopped or reduced
-- severity: critical
-- grain: one row per event that stops, reduces or restores logging
-- question: When did somebody switch off the record that everything else here rests on?
-- why: What happens while logging is off leaves no trace; it is also the first thing an intruder does.
-- misses: Logging that was off before the exports begin; changes to logging in systems that do not log them.
-- false-positives: A move to another trail whose log was not supplied.
-- remedy: Switch it back on; ask who decided; treat the interval as unobserved in every conclusion.
-- needs: logging
-- ref: RULES.md B.9 R55; a second trail that kept recording is the proof that excuses it

with judged as (
    select
        *,
        case
            when is_reducing is false then 'pass'
            when outcome in ('failure', 'denied') then 'attempt'
            when outcome is distinct from 'success' or is_reducing is null then 'unknown'
            when has_overlap and task is not null then 'excepted'
            else 'gap'
        end as state
    from fct_logging
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    lo as occurred_at,
    case state when 'attempt' then 'lead' when 'unknown' then 'insufficient' else state end as verdict,
    case state when 'attempt' then 'attempt' end as sub,
    case when state = 'attempt' then 'medium' when state = 'gap' and has_overlap then 'high' end as severity,
    1.0::double as confidence,
    null::varchar as basis,
    case state when 'unknown' then 'not_logged_by_product' end as reason,
    case state when 'unknown' then 'the settings of ' || coalesce(source_label, system) || ' before and after ' || utc(lo) end as needs,
    named(person, identity) || case state
        when 'pass' then ' called ' || operation || ' on ' || coalesce(source_label, system) || ' at ' || utc(lo) || ', which takes nothing from the record.'
        when 'attempt' then ' tried ' || operation || ' on ' || coalesce(source_label, system) || ' at ' || utc(lo) || ' and was refused (' || outcome || ').'
        when 'unknown' then ' called ' || operation || ' on ' || coalesce(source_label, system) || ' at ' || utc(lo) || '; whether that reduced logging the record does not say.'
        else ' reduced logging of ' || coalesce(source_label, system) || ' with ' || operation || ' at ' || utc(lo)
            || case
                when until_hi is null then ', and nothing in the exports restores it'
                else ', restored at ' || utc(until_hi) || ' after ' || span(lo, until_hi)
            end
            || case
                when state = 'excepted' then ' under ' || task || '; a second trail kept recording.'
                when has_overlap then '; other records of the account lie in that time, so something kept recording, but no task asks for the change.'
                else '. ' || coalesce(affected_events, 0) || ' events of ' || coalesce(affected_tasks, 0) || ' tasks lie in that time, and what else happened is not recorded.' end
    end as message,
    [event_id] as event_ids
from judged
order by lo, event_id
