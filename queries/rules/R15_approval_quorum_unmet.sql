-- rule: R15
-- slug: approval-quorum-unmet
-- title: Fewer people approved than had to
-- severity: high
-- grain: one row per effective controlled execution whose change class demands two approvals or more, and chain that claims it and holds an approval
-- question: Which changes that need the word of several people went ahead on the word of fewer?
-- why: A second approver is there because one person can be wrong, tired or in on it; counting one of them twice is the same as not asking.
-- misses: Quorums that the approval system demands and approvenance.yaml does not; two people who agreed on one click.
-- false-positives: A group that voted elsewhere and let one person click; an approval that stands in a system nobody exported and nobody named.
-- remedy: Get the missing approvals now, or undo the change; let the system count people, not clicks.
-- needs: approval
-- param: approval_validity_hours = 24 — privileged and just-in-time changes, B.0 approval_validity [J]
-- param: approval_validity_other_hours = 168 — every other change class, B.0 approval_validity [J]
-- param: lines_of_duty = 0 — 1: the approvers must also be of as many different teams (dual control)
-- ref: RULES.md B.2 R15; distinct people, entitled by the matrix where there is one (R11), neither requester nor beneficiary, still good when it was done

with executions as (
    select *
    from fct_executions
    where is_effective and task is not null and is_platform is not true and (approvals_required >= 2 or approvals_required is null)
),

words as (
    select
        execution.event_id,
        execution.task,
        execution.requires_human_approval,
        decision.event_id as decision_event_id,
        decision.event_ids,
        decision.identity,
        decision.decider,
        decision.decider_basis,
        decision.decider_kind,
        decision.lo,
        decision.occurred_at,
        decision.link_confidence,
        tasks.requester_person,
        tasks.requester_basis,
        tasks.beneficiary_person,
        tasks.beneficiary_basis,
        tasks.requester,
        rights.standing,
        decision_order(
            decision.lo, decision.hi, decision.occurred_at, decision.system, decision.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) as place,
        beyond_end(
            ends.ends_at, ends.ends_at,
            case when decision.valid_until is null and tasks.kind = 'change' and tasks.planned_end_at is not null then tasks.system else decision.system end, 0,
            execution.lo, execution.hi, execution.system
        ) as validity
    from executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    inner join fct_decisions as decision on decision.task = execution.task and decision.decision = 'approved'
    left join fct_approver_rights as rights
        on rights.event_id = execution.event_id and rights.task = execution.task and rights.approval_event_id = decision.event_id
    cross join lateral (
        select approval_end(
            decision.valid_until, tasks.kind, tasks.planned_end_at, execution.change_class,
            case when decision.is_time_exact then decision.occurred_at else decision.hi end, $approval_validity_hours, $approval_validity_other_hours
        ) as ends_at
    ) as ends
),

-- a word that was taken back before it was used: dismissed by anybody, withdrawn or turned into a refusal by whoever gave it
taken_back as (
    select distinct words.event_id, words.task, words.decision_event_id
    from words
    inner join executions as execution on execution.event_id = words.event_id and execution.task = words.task
    inner join fct_decisions as later
        on later.task = words.task and later.decision in ('dismissed', 'withdrawn', 'denied') and later.lo > words.lo
        and is_before(later.lo, later.hi, later.system, execution.lo, execution.hi, execution.system)
    where later.decision = 'dismissed' or later.decider = words.decider or later.identity = words.identity
),

weighed as (
    select
        words.*,
        team.team,
        case
            when place = 'after' then 'later'
            when taken_back.decision_event_id is not null then 'taken back'
            when validity = 'past' then 'run out'
            when decider_kind in ('agent', 'workload', 'system') and coalesce(requires_human_approval, true) then 'not a person'
            when identity = requester or (decider = requester_person and is_firm(decider_basis) and is_firm(requester_basis)) then 'the requester'
            when decider = beneficiary_person and is_firm(decider_basis) and is_firm(beneficiary_basis) then 'the beneficiary'
            when standing = 'unnamed' then 'not entitled'
            when place = 'unknown' or validity = 'unknown' then 'undated'
            when decider is null or decider_kind = 'group' then 'nobody named'
            -- whoever is the requester by looks alone may be a second person, or the same
            when decider_basis in ('unmapped', 'heuristic') or decider in (requester_person, beneficiary_person) then 'unmapped'
            when standing = 'group_unknown' then 'perhaps entitled'
            when link_confidence < 0.8 then 'perhaps of another task'
            else 'good'
        end as worth
    from words
    left join taken_back
        on taken_back.event_id = words.event_id and taken_back.task = words.task and taken_back.decision_event_id = words.decision_event_id
    left join (
        select person, min(team) as team from fct_people where team is not null group by person having count(distinct team) = 1
    ) as team on team.person = words.decider
),

counted as (
    select
        event_id,
        task,
        count(distinct decider) filter (where worth = 'good') as people,
        count(distinct team) filter (where worth = 'good') as teams,
        count(*) filter (where worth = 'good') as clicks,
        count(distinct coalesce(decider, identity, decision_event_id)) filter (where worth in ('undated', 'nobody named', 'unmapped', 'perhaps entitled', 'perhaps of another task')) as doubtful,
        min(worth) filter (where worth in ('undated', 'nobody named', 'unmapped', 'perhaps entitled', 'perhaps of another task')) as doubt,
        min(named(decider, identity)) filter (where worth in ('undated', 'nobody named', 'unmapped', 'perhaps entitled', 'perhaps of another task')) as doubtful_name,
        string_agg(distinct decider, ', ' order by decider) filter (where worth = 'good') as names,
        string_agg(distinct named(decider, identity) || ' (' || worth || ')', ', ' order by named(decider, identity) || ' (' || worth || ')')
            filter (where worth in ('taken back', 'run out', 'not a person', 'the requester', 'the beneficiary', 'not entitled')) as discounted,
        min(link_confidence) filter (where worth = 'good') as tie,
        bool_or(worth <> 'later') as is_any,
        list_sort(list_distinct(flatten(list(event_ids) filter (where worth <> 'later')))) as event_ids
    from weighed
    group by event_id, task
),

judged as (
    select
        execution.*,
        counted.people,
        counted.teams,
        counted.clicks,
        counted.doubt,
        counted.doubtful_name,
        counted.names,
        counted.discounted,
        counted.event_ids,
        coalesce(least(execution.link_confidence, counted.tie), execution.link_confidence) as confidence,
        absence.reason as absence_reason,
        absence.needs as absence_needs,
        case when $lines_of_duty = 1 then least(counted.people, counted.teams) else counted.people end as standing_people,
        case
            when execution.standing_approval is not null or execution.break_glass = 'declared' then 'excepted'
            when execution.approvals_required is null then 'unknown_quorum'
            when case when $lines_of_duty = 1 then least(counted.people, counted.teams) else counted.people end >= execution.approvals_required then 'pass'
            when counted.people + counted.doubtful >= execution.approvals_required and counted.doubtful > 0 then 'doubtful'
            when absence.event_id is not null and absence.is_covered is not true then 'uncovered'
            else 'gap'
        end as state
    from executions as execution
    inner join counted on counted.event_id = execution.event_id and counted.task = execution.task and counted.is_any
    left join fct_absence as absence
        on absence.event_id = execution.event_id and absence.task = execution.task and absence.stage = 'approval'
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
    case when is_open then 'insufficient' when state in ('gap', 'pass', 'excepted') then state else 'insufficient' end as verdict,
    case when state = 'gap' and $lines_of_duty = 1 and people >= approvals_required then 'one-line-of-duty' when state = 'gap' then 'too-few' end as sub,
    null::varchar as severity,
    confidence,
    null::varchar as basis,
    case
        when is_open then 'link_ambiguous'
        when state = 'unknown_quorum' then 'structural'
        when state = 'doubtful' then case doubt when 'undated' then 'clock_uncertain' when 'perhaps of another task' then 'link_ambiguous' when 'perhaps entitled' then 'no_source' else 'identity_unmapped' end
        when state = 'uncovered' then coalesce(absence_reason, 'no_source')
    end as reason,
    case
        when is_open then 'a record that ties ' || event_id || ' to one task'
        when state = 'unknown_quorum' then 'how many approvals ' || change_class || ' needs: change_classes in approvenance.yaml'
        when state = 'doubtful' then case doubt
            when 'undated' then 'the history of the approvals of ' || coalesce(task_key, task) || ' with the time of each decision'
            when 'nobody named' then 'the record of the decision itself, with the person who made it'
            when 'perhaps entitled' then 'who was in the group that approvers.csv names, at the time of the decision'
            when 'perhaps of another task' then 'a record that ties the approval by ' || doubtful_name || ' to its task'
            else 'a directory export, or a row in identities.csv, that ties ' || doubtful_name || ' to a person'
        end
        when state = 'uncovered' then coalesce(absence_needs, 'the export of the system in which ' || coalesce(task_key, task) || ' is approved')
    end as needs,
    named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || ' under ' || coalesce(task_key, task)
    || case when state = 'unknown_quorum' then '; how many people have to approve that is not said anywhere.'
        else ', which needs ' || approvals_required || ' approvers; '
            || case when people = 0 then 'nobody whose word counts' when clicks > people then names || ' (' || clicks || ' clicks)' else names end || ' had approved it'
            || coalesce('; not counted: ' || discounted, '')
            || case
                when is_open then '; another task claims it with about equal weight.'
                when state = 'pass' then '.'
                when state = 'excepted' and standing_approval is not null then '; standing approval ' || standing_approval || ' covers it.'
                when state = 'excepted' then '; an emergency was declared for it.'
                when state = 'doubtful' then '; whether ' || coalesce(doubtful_name, 'a further approval') || ' counts too cannot be told (' || doubt || ').'
                when state = 'uncovered' then '; a further approval cannot be ruled out: ' || reason_in_words(coalesce(absence_reason, 'no_source')) || '.'
                when $lines_of_duty = 1 and people >= approvals_required then ', all of one team.'
                else '.'
            end
    end as message,
    list_append(event_ids, event_id) as event_ids
from settled
order by occurred_at, event_ids, task
