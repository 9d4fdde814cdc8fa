-- rule: R11
-- slug: approver-unauthorised
-- title: The approver was not entitled to approve this
-- severity: high
-- grain: one row per decision to approve and chain under which something that needs an approval was done; one per chain and change class that lacks a role; where nobody can say, one per actor, per class, or for the case
-- question: Which changes rest on the word of somebody who may not approve that class of change on that thing, or lack the word of the business?
-- why: An approval says that somebody who answers for the risk took it. Given by anybody else it only looks like one.
-- misses: Entitlements that no line of approvers.csv writes down; a group's members where the exports begin after they joined; the word of a role where lines name none.
-- false-positives: A matrix that was not kept up to date; people who took an office before the matrix said so.
-- remedy: Have one of the people whom the matrix names decide now; narrow who can press the button to who may.
-- needs: approval
-- ref: RULES.md B.2 R11; the matrix as it was at the time of the decision, delegations (R20) included; decisions in chat count where no other was made

with pairs as (
    select
        rights.event_id as execution_event_id,
        rights.standing,
        rights.roles,
        rights.line,
        rights.via,
        rights.delegator,
        rights.lapsed_from_at,
        rights.lapsed_to_at,
        rights.lapsed_scope,
        execution.change_class,
        execution.operation,
        execution.entitlement,
        execution.subject,
        execution.resource,
        execution.task_key,
        execution.lo as execution_lo,
        coalesce(execution.approvals_required, 1) as approvals_required,
        execution.required_roles,
        coalesce(execution.is_ambiguous, false) or coalesce(decision.is_ambiguous, false) as is_open,
        least(execution.link_confidence, decision.link_confidence) as tie,
        decision.*
    from fct_approver_rights as rights
    inner join fct_decisions as decision on decision.event_id = rights.approval_event_id and decision.task = rights.task
    inner join fct_executions as execution on execution.event_id = rights.event_id and execution.task = rights.task
    where decision.decider_kind <> 'system'
        and decision_order(
            decision.lo, decision.hi, decision.occurred_at, decision.system, decision.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) <> 'after'
        and (decision.is_durable or rights.task not in (select task from fct_decisions where decision = 'approved' and is_durable))
),

-- how many entitled people stand behind each execution: a further word, of somebody who is not, is one too many and does no harm
backed as (
    select
        execution_event_id,
        task,
        count(distinct decider) filter (where standing in ('named', 'group', 'delegated')) as entitled,
        list_distinct(flatten(list(roles) filter (where roles is not null))) as roles
    from pairs
    group by execution_event_id, task
),

ranked as (
    select
        pairs.*,
        backed.entitled,
        case
            when standing in ('named', 'group', 'delegated') then 'entitled'
            when backed.entitled >= approvals_required then 'surplus'
            when standing = 'unnamed' and is_open then 'open'
            else standing
        end as state
    from pairs
    inner join backed on backed.execution_event_id = pairs.execution_event_id and backed.task = pairs.task
),

-- the worst that a decision was used for speaks for it
worst as (
    select *
    from ranked
    qualify row_number() over (
        partition by event_id, task
        order by list_position(['unnamed', 'open', 'unmapped', 'anonymous', 'group_unknown', 'unruled', 'no_matrix', 'surplus', 'entitled'], state), tie desc, execution_lo, execution_event_id
    ) = 1
),

decided as (
    select
        *,
        named(decider, identity) as approver,
        coalesce(task_key, task) || ' was approved by ' || named(decider, identity) || case when is_time_exact then ' at ' || utc(occurred_at) else '' end as saying,
        deed(operation, entitlement, subject, resource) as done
    from worst
),

lacking as (
    select
        task,
        change_class,
        arg_min(task_key, in_order(execution_lo, execution_event_id)) as task_key,
        arg_min(execution_event_id, in_order(execution_lo, execution_event_id)) as execution_event_id,
        arg_min(execution_lo, in_order(execution_lo, execution_event_id)) as execution_lo,
        arg_min(missing, in_order(execution_lo, execution_event_id)) as missing,
        min(tie) as tie,
        string_agg(distinct approver, ', ' order by approver) as approvers,
        list_sort(list(distinct event_id)) as event_ids,
        list_sort(list(distinct identity)) as identities,
        bool_or(standing not in ('named', 'group', 'delegated', 'unnamed')) as is_unsure,
        bool_or(is_open) as is_open,
        bool_or(len(missing) > 0) as is_lacking
    from (
        select
            pairs.*,
            named(pairs.decider, pairs.identity) as approver,
            list_filter(pairs.required_roles, lambda role: not list_contains(coalesce(backed.roles, []::varchar[]), role)) as missing
        from pairs
        inner join backed on backed.execution_event_id = pairs.execution_event_id and backed.task = pairs.task
        where len(pairs.required_roles) > 0 and backed.entitled > 0
    )
    group by task, change_class
)

select
    task,
    approver as person,
    list_sort([identity]) as identities,
    occurred_at,
    case state when 'unnamed' then 'gap' when 'open' then 'insufficient' else 'pass' end as verdict,
    case when state = 'unnamed' then case when lapsed_scope is null then 'not-listed' else 'delegation-lapsed' end end as sub,
    null::varchar as severity,
    tie as confidence,
    null::varchar as basis,
    case when state = 'open' then 'link_ambiguous' end as reason,
    case when state = 'open' then 'a record that ties ' || execution_event_id || ' to one task' end as needs,
    saying || case state
        when 'unnamed' then ', whom no line of the approver matrix entitled then to approve ' || change_class || ' on ' || coalesce(resource, 'it')
            || case
                when lapsed_scope is null then ''
                when lapsed_from_at > occurred_at then ' (the delegation by ' || delegator || ' began at ' || utc(lapsed_from_at) || ')'
                when lapsed_to_at <= occurred_at then ' (the delegation by ' || delegator || ' had ended at ' || utc(lapsed_to_at) || ')'
                else ' (the delegation by ' || delegator || ' is for ' || lapsed_scope || ')'
            end || '; ' || done || ' was done on it.'
        when 'open' then ', whom the matrix does not entitle to ' || change_class || ', but another task claims ' || done || ' with about equal weight.'
        when 'surplus' then ', whom the matrix does not entitle; ' || entitled || ' who are entitled approved it too.'
        else case standing
            when 'delegated' then ' for ' || delegator || ', as the delegation allowed (' || line || ').'
            when 'group' then ', entitled as a member of ' || via || ' (' || line || ').'
            else ', whom the matrix names (' || line || ').'
        end
    end as message,
    list_append(event_ids, execution_event_id) as event_ids
from decided
where state in ('unnamed', 'open', 'surplus', 'entitled')

union all by name

select
    task,
    identities,
    execution_lo as occurred_at,
    case when not is_lacking then 'pass' when is_unsure or is_open then 'insufficient' else 'gap' end as verdict,
    case when is_lacking then 'no-' || missing[1] || '-approver' end as sub,
    tie as confidence,
    case when is_lacking and is_open then 'link_ambiguous' when is_lacking and is_unsure then 'identity_unmapped' end as reason,
    case when is_lacking and (is_open or is_unsure) then 'who all the approvers of ' || coalesce(task_key, task) || ' are, and the role of each in approvers.csv' end as needs,
    coalesce(task_key, task) || ' needs an approval of each role that ' || change_class || ' asks for; it was approved by ' || approvers || case
        when not is_lacking then ', which are all of them.'
        when is_unsure or is_open then ', and whether one of them stands for ' || array_to_string(missing, ' and ') || ' cannot be told.'
        else ', none of whom the matrix names as ' || array_to_string(missing, ' or ') || '.'
    end as message,
    list_append(event_ids, execution_event_id) as event_ids
from lacking

union all by name

-- an account that nobody is known behind: once, whatever it approved
select
    sole(task) as task,
    approver as person,
    [identity] as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'identity_unmapped' as reason,
    'a directory export, or a row in identities.csv, that ties ' || coalesce(identity, 'the approver') || ' to a person' as needs,
    approver || ' approved ' || counted(count(distinct task), 'task', 'tasks') || ' (' || min(coalesce(task_key, task))
    || '); nothing ties the account to a person, so whether the matrix entitles them cannot be told.' as message,
    list_sort(list(distinct event_id)) as event_ids
from decided
where state = 'unmapped'
group by approver, identity

union all by name

select
    task,
    list_filter([identity], lambda account: account is not null) as identities,
    occurred_at,
    'insufficient' as verdict,
    tie as confidence,
    'structural' as reason,
    'the record of the decision itself, with the one who made it' as needs,
    coalesce(task_key, task) || ' is approved according to its record, which does not say by whom.' as message,
    list_append(event_ids, execution_event_id) as event_ids
from decided
where state = 'anonymous'

union all by name

-- a group whose members nobody lists, and a class of which the matrix does not speak: once each
select
    sole(task) as task,
    list_sort(list(distinct identity)) as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    case state when 'group_unknown' then 'no_source' else 'structural' end as reason,
    case state
        when 'group_unknown' then 'who was in ' || min(via) || ' at the time: its directory''s log and a list of its members'
        else 'a line of approvers.csv for ' || change_class || ', valid at the time of the decisions'
    end as needs,
    counted(count(distinct task), 'task', 'tasks') || ' with ' || change_class || ' (' || min(coalesce(task_key, task)) || ') approved by '
    || string_agg(distinct approver, ', ' order by approver) || case state
        when 'group_unknown' then '; the matrix names ' || min(via) || ', whose members then no export tells.'
        else '; no line of the approver matrix spoke then of what was done under them.'
    end as message,
    list_sort(list(distinct event_id)) as event_ids
from decided
where state in ('group_unknown', 'unruled')
group by state, change_class

union all by name

select
    []::varchar[] as identities,
    min(occurred_at) as occurred_at,
    'insufficient' as verdict,
    1.0 as confidence,
    'no_source' as reason,
    'approvers.csv: who may approve which change class on what, since when' as needs,
    count(distinct event_id) || ' decisions were made by ' || count(distinct approver) || ' people; no approver matrix was supplied, so whether they were entitled cannot be told.' as message,
    shown(list_sort(list(distinct event_id))) as event_ids
from decided
where state = 'no_matrix'
having count(*) > 0
order by occurred_at, event_ids, task
