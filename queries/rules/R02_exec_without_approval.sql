-- rule: R02
-- slug: exec-without-approval
-- title: Execution with no approval
-- severity: critical
-- grain: one row per effective controlled execution whose change class demands an approval, and chain that claims it; orphans too. Denied and failed attempts changed nothing and are not examined.
-- question: Which changes that need an approval were made without one?
-- why: The approval is the control. Without it the change is one person's, or one machine's, decision alone.
-- misses: Approvals given in a system that was not supplied and not declared; a decision that says yes and means something else.
-- false-positives: Pre-approved standard changes that are not registered as such; entitlements that their own policy sets to "no approval required".
-- remedy: Find who would have had to decide and let them decide now; undo the change if they decline; close the path that allowed it.
-- needs: approval
-- ref: RULES.md B.1 R02; severity critical for priv_grant, trust_policy and secret_issue, high otherwise

-- An approval counts when its record is tied to the chain and lies before the execution. "not_required" is no approval. A later approval is R03's
-- to describe, a decision in chat R19's, an approval by a machine R14's; here only whether there was one.

with executions as (
    select *
    from fct_executions
    where is_effective and approvals_required > 0 and is_platform is not true
),

decisions as (
    select
        execution.event_id,
        execution.task,
        approval.person,
        approval.identity,
        approval.occurred_at,
        approval.lo,
        approval.link_confidence,
        decision_order(
            approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) as place
    from executions as execution
    inner join fct_approvals as approval on approval.task = execution.task and approval.decision = 'approved'
),

counted as (
    select
        event_id,
        task,
        count(*) filter (where place = 'before' and link_confidence >= 0.8) as earlier,
        count(*) filter (where place = 'unknown' and link_confidence >= 0.8) as unordered,
        count(*) filter (where place <> 'after' and link_confidence < 0.8) as weak,
        count(*) filter (where place = 'after') as later,
        max(link_confidence) filter (where place <> 'after' and link_confidence < 0.8) as weak_confidence,
        arg_min(named(person, identity), in_order(lo, named(person, identity))) filter (where place = 'before' and link_confidence >= 0.8) as approver,
        min(occurred_at) filter (where place = 'before' and link_confidence >= 0.8) as approved_at,
        arg_min(named(person, identity), in_order(lo, named(person, identity))) filter (where place <> 'before' or link_confidence < 0.8) as other_approver,
        min(occurred_at) filter (where place = 'after') as later_at
    from decisions
    group by event_id, task
),

refused as (
    -- what was decided is told, though it changes nothing here: going on in spite of it is R04's
    select
        execution.event_id,
        execution.task,
        arg_max(named(approval.person, approval.identity), in_order(approval.lo, named(approval.person, approval.identity))) as refuser,
        max(approval.occurred_at) as refused_at
    from executions as execution
    inner join fct_approvals as approval on approval.task = execution.task and approval.decision = 'denied' and approval.link_confidence >= 0.8
    where decision_order(
            approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) = 'before'
    group by execution.event_id, execution.task
),

judged as (
    select
        execution.*,
        refused.refuser,
        refused.refused_at,
        counted.approver,
        counted.approved_at,
        counted.other_approver,
        counted.later_at,
        counted.weak_confidence,
        absence.reason as absence_reason,
        absence.needs as absence_needs,
        absence.searched,
        absence.searched_from,
        absence.searched_to,
        case
            when counted.earlier > 0 then 'pass'
            when execution.standing_approval is not null or execution.break_glass = 'declared' then 'excepted'
            when counted.unordered > 0 then 'unordered'
            when counted.weak > 0 then 'lead'
            when absence.is_covered then 'gap'
            else 'insufficient'
        end as state
    from executions as execution
    left join counted on counted.event_id = execution.event_id and counted.task = execution.task
    left join refused on refused.event_id = execution.event_id and refused.task = execution.task
    left join fct_absence as absence
        on absence.event_id = execution.event_id and absence.task is not distinct from execution.task and absence.stage = 'approval'
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
    case when is_open or state = 'unordered' then 'insufficient' else state end as verdict,
    null::varchar as sub,
    case when change_class in ('priv_grant', 'trust_policy', 'secret_issue') then 'critical' else 'high' end as severity,
    case when task is null then 1.0 when state = 'lead' then least(link_confidence, weak_confidence) else link_confidence end as confidence,
    null::varchar as basis,
    case
        when is_open then 'link_ambiguous'
        when state = 'unordered' then 'clock_uncertain'
        when state = 'insufficient' then coalesce(absence_reason, 'no_source')
    end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
        when state = 'unordered' then 'the history of the approval of ' || coalesce(task_key, task) || ' with the time of the decision itself'
        when state = 'insufficient' then coalesce(absence_needs, 'the export of the system in which ' || coalesce(task_key, 'such changes') || ' is approved')
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at)
    || coalesce(' under ' || coalesce(task_key, task), ' under no task') || case
        when is_open then ', but another task claims it with about equal weight, and the two do not agree on the approval.'
        when state = 'pass' then '; ' || approver || ' had approved at ' || utc(approved_at) || '.'
        when state = 'excepted' and standing_approval is not null then '; standing approval ' || standing_approval || ' covers it.'
        when state = 'excepted' then '; no approval yet, an emergency was declared for it.'
        when state = 'unordered' then '; ' || other_approver || ' approved it, but the record does not tell whether before or after.'
        when state = 'lead' then '; the only approval that may belong to it, by ' || other_approver || ', is tied to it no more firmly than ' || chance(weak_confidence) || '.'
        when state = 'gap' then '; nobody had approved it'
            || coalesce(' (' || other_approver || ' did so ' || span(occurred_at, later_at) || ' later)', '')
            || coalesce(', and ' || refuser || ' had denied it at ' || utc(refused_at), '')
            || '. Searched: ' || coalesce(searched, 'every covered approval source')
            || coalesce(', ' || utc(searched_from) || ' to ' || utc(searched_to), '') || '.'
        else '; no approval was found, but none can be ruled out: ' || reason_in_words(coalesce(absence_reason, 'no_source'))
            || coalesce(' (searched: ' || searched || ')', '') || '.'
    end as message,
    [event_id] as event_ids
from settled
order by occurred_at, event_id, task
