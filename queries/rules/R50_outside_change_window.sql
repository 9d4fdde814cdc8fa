-- rule: R50
-- slug: outside-change-window
-- title: Change outside its window or inside a freeze
-- severity: medium
-- grain: one row per effective controlled execution that needs an approval, and chain, where the record plans a window or the calendar has one
-- question: Which changes were made outside the window that was agreed for them, or while changes were frozen?
-- why: The window is when people watch and the business can bear it; outside it nobody is there to notice and to undo.
-- misses: Changes whose window stands only in free text; freezes that no calendar.csv names.
-- false-positives: Planned dates read in a zone that the export does not state; emergencies that no record calls so; a roll-out that began in time and ended late.
-- remedy: Agree on a new window before carrying on; enter freezes into the pipeline, where they stop what they should.
-- needs: request, execution
-- param: window_tolerance_minutes = 0 — slack at both ends of a window, RULES.md R50 (5 allowed)
-- ref: RULES.md B.7 R50; sub-codes freeze, early, late and closed; high for freezes and privileged classes, medium otherwise

-- A window agreed for this change goes before the general maintenance windows. Zones a reader had to assume may be wrong by up to fourteen hours.

with examined as (
    select
        execution.*,
        tasks.system as task_system,
        coalesce(tasks.is_emergency, false) or execution.break_glass = 'declared' as is_emergency,
        tasks.kind = 'change' as is_change,
        planned.planned_start_at,
        planned.planned_end_at,
        planned.edit_event_id,
        planned.is_unread,
        planned.is_zone_assumed,
        planned.freeze_note,
        planned.freeze_to_at,
        planned.calendar_window,
        planned.has_calendar_window,
        planned.is_in_calendar_window,
        ($window_tolerance_minutes * 60000000)::bigint as slack_us
    from fct_executions as execution
    inner join fct_change_windows as planned on planned.event_id = execution.event_id and planned.task is not distinct from execution.task
    left join fct_tasks as tasks on tasks.task = execution.task
    where execution.is_effective and execution.is_platform is not true and execution.approvals_required > 0
),

placed as (
    select
        *,
        case
            when planned_end_at is null then 'within'
            else beyond_end(planned_end_at, planned_end_at, task_system, slack_us, lo, hi, system)
        end as at_end,
        case
            when planned_start_at is null then false
            else is_before(lo, hi, system, planned_start_at - to_microseconds(slack_us), planned_start_at - to_microseconds(slack_us), task_system)
        end as is_early
    from examined
),

judged as (
    select
        *,
        case
            when (freeze_note is not null or at_end = 'past' or is_early) and is_emergency then 'emergency'
            when freeze_note is not null then 'freeze'
            when is_unread then 'unread'
            when planned_start_at is null and planned_end_at is null then
                case when is_in_calendar_window then 'open' when has_calendar_window then 'closed' when standing_approval is not null then 'standing' when is_change then 'none' else 'free' end
            when (at_end = 'past' or is_early) and is_zone_assumed
                and lo < coalesce(planned_end_at, planned_start_at) + interval 14 hour and hi > coalesce(planned_start_at, planned_end_at) - interval 14 hour then 'zone'
            when at_end = 'past' and is_revocation then 'cleanup'
            when at_end = 'past' then 'late'
            when is_early then 'early'
            when at_end = 'unknown' or is_early is null then 'unordered'
            else 'within'
        end as state
    from placed
),

settled as (
    select
        *,
        state <> 'freeze' and is_undecided(event_id, is_ambiguous, state) as is_open
    from judged
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case
        when is_open then 'insufficient'
        when state in ('within', 'open', 'cleanup', 'standing', 'free') then 'pass'
        when state = 'emergency' then 'excepted'
        when state in ('freeze', 'closed', 'late', 'early') then 'gap'
        else 'insufficient'
    end as verdict,
    case when not is_open and state in ('freeze', 'closed', 'late', 'early') then state end as sub,
    case when state = 'freeze' or change_class in ('priv_grant', 'trust_policy', 'secret_issue') then 'high' end as severity,
    -- a freeze holds for whatever task it was
    case when state in ('freeze', 'closed') then 1.0 else link_confidence end as confidence,
    null::varchar as basis,
    case
        when is_open then 'link_ambiguous'
        when state in ('zone', 'unordered') then 'clock_uncertain'
        when state in ('unread', 'none') then 'structural'
    end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'zone' then 'the zone of the dates in the export of ' || task_system || ': `timezone` of its source in approvenance.yaml'
        when state = 'unordered' then 'the measured offset between the clocks of ' || task_system || ' and ' || system
        when state = 'unread' then 'the planned dates of ' || coalesce(task_key, task) || ' before they were edited, in a form that can be read'
        when state = 'none' then 'the planned start and end of ' || coalesce(task_key, task) || ', or a window of calendar.csv (see R51)'
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at)
    || coalesce(' under ' || coalesce(task_key, task), '') || case
        when is_open then ', and another task with another window claims it with about equal weight.'
        when state = 'freeze' then ', while changes were frozen (' || freeze_note || coalesce(', until ' || utc(freeze_to_at), '') || ').'
        when state = 'emergency' then ', outside the time for changes, in a declared emergency.'
        when state = 'closed' then ', when no window of the calendar was open for it (' || calendar_window || ').'
        when state = 'open' then ', in a window of the calendar (' || calendar_window || ').'
        when state = 'free' then ', when no freeze was in force.'
        when state = 'standing' then ', under a standing approval, which needs no window.'
        when state = 'late' then ', ' || span(planned_end_at, occurred_at) || ' after the end of its window at ' || utc(planned_end_at)
            || case when edit_event_id is not null then ', which was moved only afterwards' else '' end || '.'
        when state = 'early' then ', ' || span(occurred_at, planned_start_at) || ' before its window opened at ' || utc(planned_start_at)
            || case when edit_event_id is not null then ', which was moved only afterwards' else '' end || '.'
        when state = 'cleanup' then ', after the end of its window: it takes something away again, which may follow.'
        when state = 'zone' then '; its window from ' || utc(planned_start_at) || ' to ' || utc(planned_end_at) || ' was written in a zone that had to be assumed.'
        when state = 'unordered' then ', too close to an end of its window (' || utc(planned_start_at) || ' to ' || utc(planned_end_at) || ') to tell.'
        when state = 'unread' then '; its window was moved afterwards, and what it was before cannot be read.'
        when state = 'none' then '; no window was on record when it was made.'
        else ' in its window, ' || utc(planned_start_at) || ' to ' || utc(planned_end_at) || '.'
    end as message,
    list_filter([event_id, case when state in ('late', 'early', 'unread') then edit_event_id end], lambda id: id is not null) as event_ids
from settled
order by occurred_at, event_id, task
