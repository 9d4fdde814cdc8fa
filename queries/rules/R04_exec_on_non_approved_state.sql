-- rule: R04
-- slug: exec-on-non-approved-state
-- title: Executed while the request was pending, denied, withdrawn, cancelled or expired
-- severity: critical
-- grain: one row per effective controlled execution whose change class demands an approval and whose chain holds a decision, a cancellation or an approval state that may lie before it
-- question: Which changes were made although the request stood at something other than approved?
-- why: Somebody was asked and had not said yes, or had said no. Doing it anyway is worse than not having asked.
-- misses: A state that was changed and changed back between two exports; denials given outside the approval record.
-- false-positives: Approval paths in parallel where one group's denial is advice; workflow states that the connector's table does not know.
-- remedy: Undo the change or have it decided anew; find the path that let it through without looking at the state.
-- needs: approval
-- ref: RULES.md B.1 R04; ServiceNow turns open approvals to not_required when a task is cancelled (RULES.md R04), so not_required never counts as approval

-- The state at the execution is each approver's last decision before it. Where the order of a decision is not certain, the state is worked out with
-- and without it: if the two disagree the clocks cannot tell.

with executions as (
    select *
    from fct_executions
    where is_effective and approvals_required > 0 and is_platform is not true and task is not null
),

decisions as (
    select
        execution.event_id,
        execution.task,
        approval.event_id as move_event_id,
        case
            when approval.decision in ('withdrawn', 'expired') then 'the request'
            when approval.decision = 'cancelled' and approval.medium in ('request', 'iam', 'pull_request') then 'the request'
            else coalesce(approval.person, approval.identity, 'unnamed')
        end as path,
        approval.decision,
        named(approval.person, approval.identity) as who,
        approval.occurred_at,
        approval.lo,
        approval.link_confidence,
        decision_order(
            approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) as place
    from executions as execution
    inner join fct_approvals as approval on approval.task = execution.task and approval.link_confidence >= 0.5
),

cancellations as (
    select
        execution.event_id,
        execution.task,
        status.event_id as move_event_id,
        'the task' as path,
        case status.activity when 'cancel' then 'cancelled' else 'reopened' end as decision,
        named(status.person, null) as who,
        status.lo as occurred_at,
        status.lo,
        1.0 as link_confidence,
        decision_order(
            status.lo, status.hi, status.lo, status.system, true,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) as place
    from executions as execution
    inner join fct_status_changes as status on status.task = execution.task and status.activity in ('cancel', 'reopen')
),

moves as (
    select * from decisions where place <> 'after'
    union all
    select * from cancellations where place <> 'after'
),

readings as (
    select moves.*, reading.reading
    from moves
    inner join (values ('certain'), ('possible')) as reading (reading) on moves.place = 'before' or reading.reading = 'possible'
),

-- where each path stands; at one moment an answer is later than the question
standing as (
    select *
    from readings
    qualify row_number() over (
        partition by event_id, task, reading, path
        order by lo desc nulls last, case decision when 'requested' then 0 else 1 end desc, move_event_id desc
    ) = 1
),

states as (
    select
        event_id,
        task,
        reading,
        count(*) filter (where decision = 'approved') as approved,
        max(lo) filter (where decision = 'approved') as approved_at,
        count(*) filter (where decision = 'denied') as denied,
        max(lo) filter (where decision = 'denied') as denied_at,
        count(*) filter (where decision = 'requested') as requested,
        count(*) filter (where decision = 'cancelled' and path not in ('the request', 'the task')) as dropped,
        count(*) filter (where decision = 'not_required') as not_required,
        arg_max(decision, in_order(lo, decision)) filter (where path in ('the request', 'the task') and decision <> 'reopened') as ended_by,
        max(lo) filter (where path in ('the request', 'the task') and decision <> 'reopened') as ended_at
    from standing
    group by event_id, task, reading
),

named_states as (
    select
        event_id,
        task,
        reading,
        case
            when ended_at is not null and (approved_at is null or ended_at > approved_at) then ended_by
            when approved = 0 and denied > 0 then 'denied'
            when approved = 0 and dropped > 0 then 'cancelled'
            when approved = 0 and requested > 0 then 'pending'
            when approved = 0 and not_required > 0 then 'not_required'
            when denied > 0 and denied_at > approved_at then 'denied_in_parallel'
            else 'approved'
        end as state
    from states
),

readings_joined as (
    select
        possible.event_id,
        possible.task,
        coalesce(certain.state, 'none') as certain_state,
        possible.state as possible_state
    from named_states as possible
    left join named_states as certain
        on certain.event_id = possible.event_id and certain.task = possible.task and certain.reading = 'certain'
    where possible.reading = 'possible'
),

-- the record that carries the state in each reading, for the reader
carrying as (
    select event_id, task, reading, move_event_id, decision, who, occurred_at, link_confidence
    from standing
    where decision <> 'reopened'
    qualify row_number() over (
        partition by event_id, task, reading
        order by place = 'unknown' desc, case when decision in ('denied', 'withdrawn', 'cancelled', 'expired') then 1 when decision = 'requested' then 2 else 3 end,
            lo desc nulls last, move_event_id
    ) = 1
),

judged as (
    select
        execution.*,
        carrying.move_event_id,
        carrying.who,
        carrying.decision,
        carrying.occurred_at as moved_at,
        least(execution.link_confidence, carrying.link_confidence) as confidence,
        tasks.approval_state,
        coalesce(nullif(joined.certain_state, 'none'), joined.possible_state) as request_state,
        case
            when joined.event_id is null then 'final_state_only'
            when joined.certain_state in ('none', 'approved') and joined.possible_state = 'approved' then 'pass'
            when joined.certain_state in ('pending', 'denied', 'withdrawn', 'cancelled', 'expired')
                and joined.possible_state in ('pending', 'denied', 'withdrawn', 'cancelled', 'expired') then 'gap'
            when joined.certain_state = joined.possible_state and joined.possible_state = 'denied_in_parallel' then 'lead'
            when joined.certain_state = joined.possible_state then 'not_required'
            else 'unordered'
        end as state
    from executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    left join readings_joined as joined on joined.event_id = execution.event_id and joined.task = execution.task
    left join carrying
        on carrying.event_id = execution.event_id and carrying.task = execution.task
        and carrying.reading = case when joined.certain_state in ('pending', 'denied', 'withdrawn', 'cancelled', 'expired') and joined.possible_state <> 'approved' then 'certain' else 'possible' end
    where joined.event_id is not null
        or (tasks.approval_state in ('requested', 'denied', 'cancelled')
            and tasks.task not in (select task from fct_approvals where task is not null))
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
        when state = 'pass' and not is_open then 'pass'
        when is_open then 'insufficient'
        when state in ('gap', 'lead') then state
        else 'insufficient'
    end as verdict,
    case when state = 'gap' and not is_open then request_state when state = 'lead' and not is_open then 'denied' end as sub,
    null::varchar as severity,
    coalesce(confidence, link_confidence) as confidence,
    null::varchar as basis,
    case
        when is_open then 'link_ambiguous'
        when state = 'unordered' then 'clock_uncertain'
        when state in ('not_required', 'final_state_only') then 'structural'
    end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'unordered' then 'the history of the approvals of ' || coalesce(task_key, task) || ' with the time of each decision'
        when state = 'not_required' then 'the history of ' || coalesce(task_key, task) || ': why its approval became "not required"'
        when state = 'final_state_only' then 'the history of ' || coalesce(task_key, task) || ': the export holds its last state only'
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || ' under '
    || coalesce(task_key, task) || case
        when is_open then ', but another task claims it with about equal weight, and the two were not in the same state.'
        when state = 'pass' then ', which stood at approved.'
        when state = 'gap' and request_state = 'pending' then ' while the request was pending: approval had been asked for at ' || utc(moved_at) || ', and nobody had answered.'
        when state = 'gap' then ', which had been ' || request_state || ' at ' || utc(moved_at)
            || case when decision = 'denied' then ' by ' || who else '' end || ', ' || span(moved_at, occurred_at) || ' before.'
        when state = 'lead' then ', which one approver had approved and ' || who || ' had denied at ' || utc(moved_at)
            || '; whether that denial binds, the record does not say.'
        when state = 'unordered' then '; what the request stood at then depends on a decision (' || decision || ' by ' || who || ') that lies too close, or has no time of its own.'
        when state = 'not_required' then ', whose approval had become "not required" without anybody approving.'
        else ', whose approval field says ' || approval_state || '; since when, the export does not say.'
    end as message,
    case
        when move_event_id is null then [event_id]
        when moved_at <= occurred_at then [move_event_id, event_id]
        else [event_id, move_event_id]
    end as event_ids
from settled
order by occurred_at, event_id, task
