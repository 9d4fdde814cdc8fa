-- rule: R53
-- slug: breakglass-undeclared-or-exceeded
-- title: Emergency access undeclared, or beyond what was declared
-- severity: critical
-- grain: one row per use of an emergency path: an identity for emergencies, a bypass the product records as one, an emergency change
-- question: Was every emergency access declared, kept to its time and kept to what was declared?
-- why: Emergency access passes every control but the one of saying so; unsaid, it is the way around all of them.
-- misses: Emergency identities that the configuration does not name; declarations by telephone; what a declaration meant but did not write.
-- false-positives: Drills and health checks that calendar.csv does not list; an incident that is declared in a system that was not supplied.
-- remedy: Find who used it and why, have it declared and reviewed now, and change its credential.
-- needs: break_glass, execution
-- ref: RULES.md B.8 R53; declare_minutes and max_hours are the configuration's break_glass [J]

-- A drill in the calendar is no emergency. Signing in and doing nothing else may be a health check: a lead. That nothing was declared counts only
-- where the places in which it would be declared could be seen from as long before to as long after.

with holed as (
    select glass.use_id, min(hole.weight) as weight, arg_min(hole.reason, hole.weight * 1000 + length(hole.needs)) as reason,
        arg_min(hole.needs, hole.weight * 1000 + length(hole.needs)) as needs
    from fct_break_glass as glass
    inner join fct_stage_holes as hole
        on hole.stage = 'break_glass'
        and hole.from_at < glass.from_hi + to_minutes(glass.declare_minutes) and hole.to_at > glass.from_lo - to_minutes(glass.declare_minutes)
    group by glass.use_id
),

judged as (
    select
        glass.*,
        tasks.task_key,
        coalesce(calendar.entries, 0) > 0 as has_calendar,
        holed.reason as hole_reason,
        holed.needs as hole_needs,
        glass.path <> 'emergency_change' and glass.to_lo > glass.must_end_at as is_exceeded,
        case
            when glass.drill is not null then 'drill'
            when glass.is_approved_before then 'approved'
            when glass.declaration = 'unknown' then 'unknown'
            when glass.declaration = 'declared' then 'declared'
            when glass.is_look_only and glass.path = 'identity' then 'look'
            -- a newer declaration may lie where nobody can look
            when holed.use_id is not null then 'uncovered'
            when glass.declaration = 'spent' then 'spent'
            else 'undeclared'
        end as state
    from fct_break_glass as glass
    left join holed on holed.use_id = glass.use_id
    left join fct_tasks as tasks on tasks.task = glass.task
    left join fct_references as calendar on calendar.reference = 'calendar'
),

told as (
    select
        *,
        case path
            when 'identity' then holder || ' was used'
            when 'bypass' then holder || ' bypassed a protection of ' || system
            else 'emergency change ' || coalesce(task_key, task) || ' was carried out'
        end
        || ' from ' || utc(from_lo) || case when to_lo > from_lo then ' to ' || utc(to_lo) else '' end
        || ' (' || counted(acts, 'act', 'acts') || coalesce(' by ' || nullif(array_to_string(users, ', '), ''), '') || ')' as told
    from judged
)

select
    task,
    case when path = 'emergency_change' then users[1] else holder end as person,
    identities,
    from_lo as occurred_at,
    case
        when state in ('drill', 'approved') then 'pass'
        when state = 'look' then 'lead'
        when state in ('unknown', 'uncovered') then 'insufficient'
        when state = 'declared' and not is_exceeded and stray_resources = 0 then 'pass'
        else 'gap'
    end as verdict,
    case
        when state = 'undeclared' then 'undeclared'
        when state = 'spent' or (state = 'declared' and is_exceeded) then 'exceeded'
        when state = 'declared' and stray_resources > 0 then 'outside-scope'
    end as sub,
    case when state = 'look' then 'low' end as severity,
    case when state in ('declared', 'spent') and not is_exceeded then confidence else 1.0 end as confidence,
    null::varchar as basis,
    case state when 'unknown' then 'clock_uncertain' when 'uncovered' then hole_reason end as reason,
    case state
        when 'unknown' then 'a record of the declaration or of the use from one clock: they are about ' || declare_minutes || ' minutes apart'
        when 'uncovered' then hole_needs
    end as needs,
    told || case
        when state = 'drill' then '; the calendar lists it: ' || drill || '.'
        when state = 'approved' then '; it had been approved before.'
        when state = 'look' then '; nothing was declared, and nothing but looking was done: a health check, if the calendar says so.'
        when state = 'unknown' then '; ' || coalesce(declared_in, 'a record') || ' declares it at ' || utc(declared_lo) || ', and the clocks cannot tell whether that is within ' || declare_minutes || ' minutes.'
        when state = 'uncovered' and declaration = 'spent' then '; the only declaration found, ' || coalesce(declared_in, 'a record') || ', was ' || span(declared_lo, from_lo) || ' old; of a newer one none can be ruled out: '
            || reason_in_words(hole_reason) || '.'
        when state = 'uncovered' then '; no declaration was found within ' || declare_minutes || ' minutes, but none can be ruled out: ' || reason_in_words(hole_reason) || '.'
        when state = 'undeclared' then '; nobody declared an emergency or opened an incident for it within ' || declare_minutes || ' minutes'
            || case when has_calendar then ', and the calendar lists no drill.' else '; no calendar.csv was supplied that would list it as a drill.' end
        when state = 'spent' then '; the only declaration, ' || coalesce(declared_in, 'a record') || ', was ' || span(declared_lo, from_lo) || ' old, and an emergency lasts ' || span_us((max_minutes * 60000000)::bigint) || ' at most.'
        else '; declared in ' || coalesce(declared_in, task_key, task, 'a record') || coalesce(' by ' || declared_by, '') || ' at ' || utc(declared_lo) || case
            when is_exceeded then ', but it went on ' || span(must_end_at, to_lo) || ' beyond the ' || span_us((max_minutes * 60000000)::bigint) || ' an emergency may last.'
            when stray_resources > 0 then ', but it also changed ' || stray_resource
                || case when stray_resources > 1 then ' and ' || (stray_resources - 1) || ' more' else '' end || ', which the declaration does not name.'
            else '.'
        end
    end as message,
    list_filter(
        list_prepend(
            case when state in ('declared', 'unknown', 'spent') then declaration_event_id end,
            case when state = 'declared' and stray_resources > 0 and not is_exceeded then stray_event_ids else event_ids end
        ),
        lambda id: id is not null
    ) as event_ids
from told
order by from_lo, use_id
