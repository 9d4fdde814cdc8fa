-- rule: R52
-- slug: exec-after-task-closed-or-reopened
-- title: Execution after the task was closed, or reopened without a new approval
-- severity: high
-- grain: one row per effective controlled execution and chain whose task can be closed
-- question: Which changes were made under a task that was already closed?
-- why: Nobody looks at a closed task; work done under it escapes review, and a reopened one carries an approval for what was done before.
-- misses: Work under a task that should have been closed and was not; cancelled tasks (R04).
-- false-positives: Tasks that a bot closes early; clean-up that the record does not mark as a removal.
-- remedy: Open a task for the work and have it approved; close tasks when the work is done, not before.
-- needs: request, execution
-- param: human_grace_minutes = 15 — B.0 task_grace [J]
-- param: workload_grace_minutes = 5 — B.0 task_grace [J]
-- param: reopen_minutes = 10 — a close that is undone so soon was a slip, RULES.md R52
-- ref: RULES.md B.7 R52

with executions as (
    select
        execution.*,
        (case when execution.kind in ('workload', 'agent', 'system') then $workload_grace_minutes else $human_grace_minutes end * 60000000)::bigint as grace_us,
        tasks.has_history,
        tasks.closed_lo,
        tasks.closed_hi,
        tasks.close_event_id,
        tasks.system as task_system
    from fct_executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    where execution.is_effective and execution.is_platform is not true and execution.requires_request
        and tasks.kind not in ('thread', 'agent_run')
),

turns as (
    select task, event_id, system, activity, lo, hi, approval_needed_after,
        lead(activity) over (partition by task order by lo, event_id) as next_activity,
        lead(lo) over (partition by task order by lo, event_id) as next_lo,
        lag(activity) over (partition by task order by lo, event_id) as previous_activity,
        lag(lo) over (partition by task order by lo, event_id) as previous_lo
    from fct_status_changes
    where activity in ('close', 'reopen')
),

-- closings that lasted, from the history; else the bare closing time of the record
closings as (
    select task, event_id, system, lo, hi, case when next_activity = 'reopen' then next_lo end as reopened_lo
    from turns
    where activity = 'close' and not coalesce(next_activity = 'reopen' and next_lo <= lo + to_seconds($reopen_minutes * 60), false)
    union all
    select task, close_event_id, system, closed_lo, closed_hi, null
    from fct_tasks
    where closed_lo is not null and task not in (select task from fct_status_changes where activity in ('close', 'cancel') and task is not null)
),

reopenings as (
    select task, event_id, system, lo, hi
    from turns
    where activity = 'reopen' and approval_needed_after
        and not coalesce(previous_activity = 'close' and lo <= previous_lo + to_seconds($reopen_minutes * 60), false)
),

closed_before as (
    select
        execution.event_id,
        execution.task,
        closing.event_id as turn_event_id,
        closing.lo as turned_at,
        case
            when beyond_end(closing.lo, closing.hi, closing.system, execution.grace_us, execution.lo, execution.hi, execution.system) = 'past'
                and (closing.reopened_lo is null or execution.hi <= closing.reopened_lo) then 'closed'
            when beyond_end(closing.lo, closing.hi, closing.system, execution.grace_us, execution.lo, execution.hi, execution.system) = 'unknown' then 'unordered'
        end as state
    from executions as execution
    inner join closings as closing on closing.task = execution.task
),

reopened_before as (
    select
        execution.event_id,
        execution.task,
        reopening.event_id as turn_event_id,
        reopening.lo as turned_at,
        case is_before(reopening.lo, reopening.hi, reopening.system, execution.lo, execution.hi, execution.system)
            when true then case
                when exists (
                    select 1
                    from fct_approvals as approval
                    where approval.task = execution.task and approval.decision = 'approved' and approval.lo >= reopening.lo
                        and decision_order(
                            approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact,
                            execution.lo, execution.hi, execution.occurred_at, execution.system
                        ) <> 'after'
                ) then null
                else 'reopened'
            end
        end as state
    from executions as execution
    inner join reopenings as reopening on reopening.task = execution.task
    where execution.approvals_required > 0
),

worst as (
    select *
    from (
        select * from closed_before where state is not null
        union all
        select * from reopened_before where state is not null
    )
    qualify row_number() over (
        partition by event_id, task
        order by case state when 'closed' then 1 when 'reopened' then 2 else 3 end, turned_at desc, turn_event_id
    ) = 1
),

judged as (
    select
        execution.*,
        worst.turn_event_id,
        worst.turned_at,
        case
            when worst.state in ('closed', 'reopened') and execution.is_revocation then 'cleanup'
            when worst.state in ('closed', 'reopened') and (execution.standing_approval is not null or execution.break_glass = 'declared') then 'excepted'
            when worst.state is not null then worst.state
            when execution.has_history is not true and execution.closed_lo is null then 'unknown'
            else 'pass'
        end as state
    from executions as execution
    left join worst on worst.event_id = execution.event_id and worst.task = execution.task
),

settled as (
    select
        *,
        is_undecided(event_id, is_ambiguous, state) as is_open
    from judged
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case
        when is_open then 'insufficient'
        when state in ('closed', 'reopened') then 'gap'
        when state in ('pass', 'cleanup') then 'pass'
        when state = 'excepted' then 'excepted'
        else 'insufficient'
    end as verdict,
    case when not is_open and state in ('closed', 'reopened') then state end as sub,
    null::varchar as severity,
    link_confidence as confidence,
    null::varchar as basis,
    case
        when is_open then 'link_ambiguous'
        when state = 'unordered' then 'clock_uncertain'
        when state = 'unknown' then 'structural'
    end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'unordered' then 'the measured offset between the clocks of ' || task_system || ' and ' || system
        when state = 'unknown' then 'the status history of ' || coalesce(task_key, task)
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || case
        when is_open then '; ' || coalesce(task_key, task) || ' and another task claim it with about equal weight, and the two were not in the same state.'
        when state = 'closed' then ', ' || span(turned_at, occurred_at) || ' after ' || coalesce(task_key, task) || ' was closed at ' || utc(turned_at) || '.'
        when state = 'reopened' then ' after ' || coalesce(task_key, task) || ' was reopened at ' || utc(turned_at) || ', without a new approval.'
        when state = 'cleanup' then ' after ' || coalesce(task_key, task) || ' was closed: it takes something away again, which may follow.'
        when state = 'excepted' then ' after ' || coalesce(task_key, task) || ' was closed, under a standing approval or a declared emergency.'
        when state = 'unordered' then '; whether ' || coalesce(task_key, task) || ' was closed by then (' || utc(turned_at) || ', with a grace of ' || span_us(grace_us) || ') cannot be told.'
        when state = 'unknown' then '; when ' || coalesce(task_key, task) || ' was open the export does not say.'
        else ' while ' || coalesce(task_key, task) || ' was open.'
    end as message,
    list_filter([case when state in ('closed', 'reopened', 'unordered', 'cleanup') then turn_event_id end, event_id], lambda id: id is not null) as event_ids
from settled
order by occurred_at, event_id, task
