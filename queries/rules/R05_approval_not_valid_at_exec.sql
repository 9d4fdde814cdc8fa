-- rule: R05
-- slug: approval-not-valid-at-exec
-- title: The approval did not cover this execution any more
-- severity: high
-- grain: one row per effective controlled execution whose change class demands an approval and whose chain holds an approval before it
-- question: Which changes rest on an approval that had run out, had been taken back, or was given for something else?
-- why: An approval is given for a time and a state of things. Used later it says nothing about the risk that was taken.
-- misses: Changes of what was approved in free text or attachments; code that changed after its review (needs pull requests); validity agreed in prose.
-- false-positives: An approval that was prolonged in a record outside the exports; work that began in the window and ended after it.
-- remedy: Have it approved again before it is used again; give approvals an end in the record.
-- needs: approval
-- param: approval_validity_hours = 24 — privileged and just-in-time changes, B.0 approval_validity [J]
-- param: approval_validity_other_hours = 168 — every other change class, B.0 approval_validity [J]
-- ref: RULES.md B.1 R05; sub-codes expired, dismissed and content-changed; edits of other fields than scope, entitlement, end and beneficiary are cosmetic

-- The end of an approval is what its record says; else the planned end of a change; else a number of hours by class. An execution passes if any
-- approval before it was still good.

with approvals as (
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
        approval.hi,
        approval.system,
        tasks.kind in ('ticket', 'change') and tasks.has_history is not true as is_history_missing,
        execution.lo as e_lo,
        execution.hi as e_hi,
        execution.system as e_system,
        approval_end(
            approval.valid_until, tasks.kind, tasks.planned_end_at, execution.change_class,
            case when approval.is_time_exact then approval.occurred_at else approval.hi end, $approval_validity_hours, $approval_validity_other_hours
        ) as ends_at,
        case
            when approval.valid_until is not null then 'its record'
            when tasks.kind = 'change' and tasks.planned_end_at is not null then 'the planned end of the change'
            else 'the hours its class allows'
        end as ends_by,
        case when approval.valid_until is null and tasks.kind = 'change' and tasks.planned_end_at is not null then tasks.system else approval.system end as end_system
    from fct_executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    inner join fct_approvals as approval
        on approval.task = execution.task and approval.decision = 'approved' and approval.link_confidence >= 0.8
    where execution.is_effective and execution.approvals_required > 0 and execution.is_platform is not true
        and decision_order(
            approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) = 'before'
),

dismissals as (
    select approvals.event_id, approvals.task, approvals.approval_event_id, min(dismissal.event_id) as dismissal_event_id, min(dismissal.occurred_at) as dismissed_at
    from approvals
    inner join fct_approvals as dismissal
        on dismissal.task = approvals.task and dismissal.decision = 'dismissed' and dismissal.lo >= approvals.lo
        and is_before(dismissal.lo, dismissal.hi, dismissal.system, approvals.e_lo, approvals.e_hi, approvals.e_system)
    group by approvals.event_id, approvals.task, approvals.approval_event_id
),

-- what the task asks for was edited after this approval, for certain or perhaps, and before the execution
edits as (
    select
        approvals.event_id,
        approvals.task,
        approvals.approval_event_id,
        bool_or(
            is_before(approvals.lo, approvals.hi, approvals.system, edit.lo, edit.hi, edit.system)
            and is_before(edit.lo, edit.hi, edit.system, approvals.e_lo, approvals.e_hi, approvals.e_system)
            and approvals.is_time_exact
        ) as is_certain,
        arg_max(edit.event_id, in_order(edit.lo, edit.event_id)) as edit_event_id,
        arg_max(edit.field, in_order(edit.lo, edit.event_id)) as field,
        arg_max(edit.before, in_order(edit.lo, edit.event_id)) as before,
        arg_max(edit.after, in_order(edit.lo, edit.event_id)) as after,
        max(edit.occurred_at) as edited_at
    from approvals
    inner join fct_scope_changes as edit
        on edit.task = approvals.task
        and coalesce(is_before(approvals.lo, approvals.hi, approvals.system, edit.lo, edit.hi, edit.system), true)
        and coalesce(is_before(edit.lo, edit.hi, edit.system, approvals.e_lo, approvals.e_hi, approvals.e_system), true)
    group by approvals.event_id, approvals.task, approvals.approval_event_id
),

-- the end of validity is a moment; hours counted from a time that is only "last updated" may have run out earlier
states as (
    select
        approvals.*,
        dismissals.dismissal_event_id,
        dismissals.dismissed_at,
        edits.edit_event_id,
        edits.field,
        edits.before,
        edits.after,
        edits.edited_at,
        case
            when dismissals.dismissal_event_id is not null then 'dismissed'
            when edits.is_certain then 'content-changed'
            when beyond_end(ends_at, ends_at, end_system, 0, e_lo, e_hi, e_system) = 'past' then 'expired'
            when beyond_end(ends_at, ends_at, end_system, 0, e_lo, e_hi, e_system) = 'within'
                and (is_time_exact or ends_by <> 'the hours its class allows') and edits.edit_event_id is null then
                case when is_history_missing then 'no_history' else 'good' end
            else 'unknown'
        end as state
    from approvals
    left join dismissals
        on dismissals.event_id = approvals.event_id and dismissals.task = approvals.task
        and dismissals.approval_event_id = approvals.approval_event_id
    left join edits
        on edits.event_id = approvals.event_id and edits.task = approvals.task and edits.approval_event_id = approvals.approval_event_id
),

best as (
    select *
    from states
    qualify row_number() over (
        partition by event_id, task
        order by case state when 'good' then 1 when 'no_history' then 2 when 'unknown' then 3 else 4 end, lo desc, approval_event_id
    ) = 1
),

judged as (
    select
        execution.*,
        best.approval_event_id,
        best.dismissal_event_id,
        best.dismissed_at,
        best.edit_event_id,
        best.field,
        best.before,
        best.after,
        best.edited_at,
        best.person as approver_person,
        best.identity as approver_identity,
        named(best.person, best.identity) as approver,
        best.occurred_at as approved_at,
        best.ends_at,
        best.ends_by,
        best.is_time_exact,
        least(execution.link_confidence, best.link_confidence) as confidence,
        case
            when best.state = 'good' then 'pass'
            when execution.standing_approval is not null or execution.break_glass = 'declared' then 'excepted'
            else best.state
        end as state
    from fct_executions as execution
    inner join best on best.event_id = execution.event_id and best.task = execution.task
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
    case
        when is_open or state in ('unknown', 'no_history') then 'insufficient'
        when state in ('expired', 'dismissed', 'content-changed') then 'gap'
        else state
    end as verdict,
    case when not is_open and state in ('expired', 'dismissed', 'content-changed') then state end as sub,
    null::varchar as severity,
    confidence,
    null::varchar as basis,
    case when is_open then 'link_ambiguous' when state = 'unknown' then 'clock_uncertain' when state = 'no_history' then 'structural' end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'no_history' then 'the change history of ' || coalesce(task_key, task) || ': the export does not show whether it was edited after its approval'
        when state = 'unknown' and is_time_exact is not true then 'the history of the approval of ' || coalesce(task_key, task) || ' with the time of the decision itself'
        when state = 'unknown' then 'a record with a finer time for the approval or the execution'
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || ' under '
    || coalesce(task_key, task) || case
        when is_open then ', but another task claims it with about equal weight, and the two do not agree on the approval.'
        when state = 'pass' then ', within the approval of ' || approver || ' (good until ' || utc(ends_at) || ' by ' || ends_by || ').'
        when state = 'excepted' then ' on an approval of ' || approver || ' that had ended, but '
            || case when standing_approval is not null then 'standing approval ' || standing_approval || ' covers it.' else 'an emergency was declared for it.' end
        when state = 'content-changed' then '; after the approval of ' || approver || ' of ' || utc(approved_at) || ', ' || field || ' was changed from "' || before || '" to "'
            || coalesce(after, '') || '" at ' || utc(edited_at) || ', and nobody approved it anew.'
        when state = 'no_history' then ', within the approval of ' || approver || '; whether the request was changed after that, its record does not show.'
        when state = 'dismissed' then '; the approval of ' || approver || ' of ' || utc(approved_at) || ' had been dismissed at ' || utc(dismissed_at) || '.'
        when state = 'expired' then '; the approval of ' || approver || ' of ' || utc(approved_at) || ' had ended at ' || utc(ends_at) || ' by ' || ends_by
            || ', ' || span(ends_at, occurred_at) || ' before.'
        else '; whether the approval of ' || approver || ' was still good then cannot be told (it ends at ' || utc(ends_at) || ' by ' || ends_by || ' at the latest).'
    end as message,
    list_filter(
        [approval_event_id, case when state = 'dismissed' and not is_open then dismissal_event_id end,
            case when state in ('content-changed', 'unknown') and not is_open then edit_event_id end, event_id],
        lambda id: id is not null
    ) as event_ids
from settled
order by occurred_at, event_id, task
