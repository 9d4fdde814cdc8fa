-- rule: R03
-- slug: approval-after-execution
-- title: First valid approval is later than the execution
-- severity: high
-- grain: one row per effective controlled execution whose change class demands an approval and whose chain holds at least one approval
-- question: Which changes were approved only after they had been made?
-- why: An approval after the fact decides nothing; it documents that the control was passed by.
-- misses: Approvals whose records were written later with an earlier date; verbal approvals entered afterwards.
-- false-positives: An emergency that was declared in a system that was not supplied; a re-approval after an extension whose first approval is not in the exports.
-- remedy: Ask why it could not wait; declare emergencies as such; make the pipeline wait for the decision.
-- needs: approval
-- ref: RULES.md B.1 R03; order gate B.0 (after is only what lies outside both clocks' tolerance)

with executions as (
    select *
    from fct_executions
    where is_effective and approvals_required > 0 and is_platform is not true and task is not null
),

decisions as (
    select
        execution.event_id,
        execution.task,
        approval.event_id as approval_event_id,
        approval.person,
        approval.identity,
        approval.occurred_at,
        approval.lo,
        approval.link_confidence,
        approval.is_time_exact,
        approval.system,
        decision_order(
            approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) as place
    from executions as execution
    inner join fct_approvals as approval
        on approval.task = execution.task and approval.decision = 'approved' and approval.link_confidence >= 0.5
),

-- the decision that matters: one certainly before, else one that may have been before, else the first that came after
first_decisions as (
    select
        *,
        row_number() over (
            partition by event_id, task
            order by case place when 'before' then 1 when 'unknown' then 2 else 3 end, lo, approval_event_id
        ) as rank
    from decisions
),

judged as (
    select
        execution.*,
        decision.approval_event_id,
        named(decision.person, decision.identity) as approver,
        decision.person as approver_person,
        decision.identity as approver_identity,
        decision.occurred_at as approved_at,
        decision.is_time_exact,
        decision.system as approval_system,
        least(execution.link_confidence, decision.link_confidence) as confidence,
        case
            when decision.place = 'before' then 'pass'
            when execution.standing_approval is not null or execution.break_glass = 'declared' then 'excepted'
            when decision.place = 'unknown' then 'unordered'
            else 'gap'
        end as state
    from executions as execution
    inner join first_decisions as decision
        on decision.event_id = execution.event_id and decision.task = execution.task and decision.rank = 1
),

settled as (
    select
        *,
        is_undecided(event_id, is_ambiguous, state) as is_open
    from judged
)

select
    task,
    approver_person as person,
    list_sort(list_distinct([approver_identity, identity])) as identities,
    occurred_at,
    case when is_open or state = 'unordered' then 'insufficient' else state end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    confidence,
    null::varchar as basis,
    case when is_open then 'link_ambiguous' when state = 'unordered' then 'clock_uncertain' end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'unordered' and is_time_exact is not true
            then 'the history of the approval in ' || approval_system || ': this record only has the time of its last update, or none'
        when state = 'unordered' then 'the measured offset between the clocks of ' || approval_system || ' and ' || system
    end as needs,
    approver || ' approved ' || coalesce(task_key, task) || case
        when is_open then ', and another task claims ' || deed(operation, entitlement, subject, resource) || ' with about equal weight, so which approval counts is open.'
        when state = 'pass' then ' at ' || utc(approved_at) || ', before ' || named(person, identity) || ' executed '
            || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || '.'
        when state = 'excepted' then case when is_time_exact then ' at ' || utc(approved_at) else '' end || '; ' || named(person, identity) || ' executed '
            || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at)
            || case when standing_approval is not null then ' under standing approval ' || standing_approval || '.' else ' in a declared emergency.' end
        when state = 'unordered' then case when is_time_exact then ' at ' || utc(approved_at) else ' at a time the record does not hold' end
            || ', and ' || named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at)
            || ': which came first cannot be told.'
        else ' at ' || utc(approved_at) || ', ' || span(occurred_at, approved_at) || ' after ' || named(person, identity)
            || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || '.'
    end as message,
    case when approved_at <= occurred_at then [approval_event_id, event_id] else [event_id, approval_event_id] end as event_ids
from settled
order by occurred_at, event_id, task
