-- grain: one row per effective controlled execution and chain that has a window of its own, or that the calendar has a word on
-- When the change was to be made: the planned start and end as the record gave them at that moment (an edit afterwards cannot move a window), and the
-- freezes and maintenance windows of calendar.csv that concern its class, resource or system. Schedules are cron in UTC, open in each minute they name.

with done as (
    select event_id, task, change_class, resource, system, lo, hi
    from fct_executions
    where is_effective and is_platform is not true
),

edits as (
    -- a window that was edited after the execution: what it was before
    select
        done.event_id,
        done.task,
        json_extract_string(event.attributes, '$.field_role') as role,
        event.event_id as edit_event_id,
        event.before,
        row_number() over (partition by done.event_id, done.task, json_extract_string(event.attributes, '$.field_role') order by event.lo, event.event_id) as turn
    from done
    inner join int_event_refs as own on own.object = done.task and own.origin = 'record'
    inner join stg_events as event on event.event_id = own.event_id
    where event.activity = 'update' and json_extract_string(event.attributes, '$.field_role') in ('planned_start', 'planned_end')
        and is_before(done.lo, done.hi, done.system, event.lo, event.hi, event.system)
),

earlier as (
    select
        event_id,
        task,
        role,
        edit_event_id,
        before is not null as had_value,
        coalesce(
            try_strptime(before, ['%Y-%m-%dT%H:%M:%S.%f%z', '%Y-%m-%dT%H:%M:%S%z', '%Y-%m-%dT%H:%M%z'])::timestamptz,
            try_strptime(before, ['%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d %H:%M']) at time zone 'UTC',
            try_strptime(before, '%Y-%m-%d') at time zone 'UTC' + case when role = 'planned_end' then interval 1 day else interval 0 day end
        ) as value_at
    from edits
    where turn = 1
),

planned as (
    select
        done.event_id,
        done.task,
        case when first_edit.event_id is null then task.planned_start_at else first_edit.value_at end as planned_start_at,
        case when last_edit.event_id is null then task.planned_end_at else last_edit.value_at end as planned_end_at,
        coalesce(last_edit.edit_event_id, first_edit.edit_event_id) as edit_event_id,
        (first_edit.had_value and first_edit.value_at is null) is true or (last_edit.had_value and last_edit.value_at is null) is true as is_unread,
        coalesce(json_extract_string(own.attributes, '$.zone_assumed') = 'true', false) as is_zone_assumed
    from done
    inner join fct_tasks as task on task.task = done.task
    inner join stg_tasks as own on own.task = done.task
    left join earlier as first_edit on first_edit.event_id = done.event_id and first_edit.task = done.task and first_edit.role = 'planned_start'
    left join earlier as last_edit on last_edit.event_id = done.event_id and last_edit.task = done.task and last_edit.role = 'planned_end'
    where task.kind = 'change' or task.planned_start_at is not null
),

concerned as (
    -- what a row of the calendar is about is decided per class and resource, of which there are fewer than executions
    select thing.change_class, thing.resource, thing.system, plan.*
    from (select distinct change_class, resource, system from done) as thing
    inner join ref_calendar as plan
        on plan.kind in ('freeze', 'window')
        and (plan.subject = '*' or lower(plan.subject) in (lower(thing.change_class), lower(thing.system), name_of(thing.resource))
            or coalesce(scope_covers(plan.subject, thing.resource), false))
),

calendar as (
    select
        done.event_id,
        done.task,
        plan.kind,
        coalesce(plan.note, plan.subject) as label,
        plan."from" as from_at,
        plan."to" as to_at,
        (plan."from" is null or done.lo >= plan."from") and (plan."to" is null or done.lo < plan."to")
        and (plan.schedule is null or cron_is_open(trim(regexp_replace(plan.schedule, '\s+', ' ', 'g')), done.lo)) as is_in
    from done
    inner join concerned as plan
        on plan.change_class = done.change_class and plan.system = done.system and plan.resource is not distinct from done.resource
),

looked_up as (
    select
        event_id,
        task,
        min(label) filter (where kind = 'freeze' and is_in) as freeze_note,
        min(from_at) filter (where kind = 'freeze' and is_in) as freeze_from_at,
        max(to_at) filter (where kind = 'freeze' and is_in) as freeze_to_at,
        coalesce(
            min(label) filter (where kind = 'window' and is_in),
            min(label) filter (where kind = 'window')
        ) as open_window,
        count(*) filter (where kind = 'window') > 0 as has_calendar_window,
        coalesce(bool_or(is_in) filter (where kind = 'window'), false) as is_in_calendar_window
    from calendar
    group by event_id, task
)

select
    done.event_id,
    done.task,
    planned.planned_start_at,
    planned.planned_end_at,
    planned.edit_event_id,
    coalesce(planned.is_unread, false) as is_unread,
    coalesce(planned.is_zone_assumed, false) as is_zone_assumed,
    looked_up.freeze_note,
    looked_up.freeze_from_at,
    looked_up.freeze_to_at,
    looked_up.open_window as calendar_window,
    coalesce(looked_up.has_calendar_window, false) as has_calendar_window,
    coalesce(looked_up.is_in_calendar_window, false) as is_in_calendar_window
from done
left join planned on planned.event_id = done.event_id and planned.task = done.task
left join looked_up on looked_up.event_id = done.event_id and looked_up.task is not distinct from done.task
where planned.event_id is not null or looked_up.event_id is not null
