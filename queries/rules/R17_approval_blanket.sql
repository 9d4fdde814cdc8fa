-- rule: R17
-- slug: approval-blanket
-- title: One approval used as a standing licence
-- severity: medium
-- grain: one row per decision to approve and chain, on which an effective controlled execution rests
-- question: Which approvals were used for more than they enumerate, without a limit, or again and again?
-- why: Whoever approves one thing has weighed one thing. Used for everything that follows, the approval weighs nothing.
-- misses: One approval that several chains cite, each of them for little, for uses are counted chain by chain; licences agreed in prose; items in attachments; approvals of one tracker that people have in mind when they work under another.
-- false-positives: Standard changes and playbooks whose standing approval is not registered; containers that are approved as such.
-- remedy: Enumerate the items in the request and give the approval an end; register real standing licences in standing_approvals.csv, with an end.
-- needs: request, approval, execution
-- param: least_excess = 3 — things beyond the enumerated; fewer are drift, which R44 tells [J]
-- param: least_uses = 3 — executions on days of their own after the approval had run out (N of R17) [J]
-- param: validity_hours = 168 — how long an approval without an end is meant for, B.0 approval_validity [J]
-- ref: RULES.md B.2 R17; sub-codes fan-out, unbounded and reused; high where privileges were given

-- An execution rests on the latest approval before it. What it changed is a thing: resource, else who received what. The removal of what was given is
-- no further use.

with uses as (
    select
        approval.event_id as approval_event_id,
        approval.task,
        execution.event_id,
        execution.occurred_at,
        execution.lo,
        coalesce(execution.resource, concat_ws(' for ', execution.entitlement, execution.subject), execution.operation) as thing,
        date_trunc('day', execution.occurred_at at time zone 'UTC') as day,
        execution.change_class in ('priv_grant', 'trust_policy', 'secret_issue') as is_privileged,
        execution.standing_approval,
        least(execution.link_confidence, approval.link_confidence) as confidence,
        execution.is_ambiguous
    from fct_executions as execution
    inner join fct_decisions as approval
        on approval.task = execution.task and approval.decision = 'approved' and approval.link_confidence >= 0.8
    where execution.is_effective and execution.approvals_required > 0 and execution.is_platform is not true and execution.is_revocation is not true
        and execution.link_confidence >= 0.8
        and decision_order(
            approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact,
            execution.lo, execution.hi, execution.occurred_at, execution.system
        ) = 'before'
    qualify row_number() over (partition by execution.event_id, execution.task order by approval.lo desc, approval.is_time_exact desc, approval.event_id) = 1
),

used as (
    select
        uses.approval_event_id,
        uses.task,
        any_value(approval.decider) as person,
        any_value(approval.identity) as identity,
        any_value(approval.occurred_at) as approved_at,
        any_value(approval.valid_until) as valid_until,
        any_value(coalesce(approval.event_ids, [approval.event_id])) as approval_event_ids,
        any_value(approval.text) as approval_text,
        count(distinct uses.thing) as things,
        list(distinct lower(uses.thing)) as thing_names,
        count(*) as executions,
        count(distinct uses.day) filter (where uses.lo > approval.hi + to_hours($validity_hours::int)) as late_days,
        bool_or(uses.is_privileged) as is_privileged,
        bool_or(uses.is_ambiguous) as is_ambiguous,
        bool_and(uses.standing_approval is not null) as is_standing,
        min(uses.standing_approval) as standing_approval,
        min(uses.confidence) as confidence,
        max(uses.occurred_at) as last_at,
        list(uses.event_id order by uses.lo, uses.event_id) as event_ids
    from uses
    inner join fct_decisions as approval on approval.event_id = uses.approval_event_id and approval.task = uses.task
    group by uses.approval_event_id, uses.task
),

measured as (
    select
        used.*,
        task.task_key,
        coalesce(used.valid_until, task.planned_end_at) as ends_at,
        coalesce(len(task.scope), 0) as items,
        coalesce(task.scope, []::varchar[]) as scope,
        -- a place in which things are, and no thing; an account is one where nothing says what may be had there
        coalesce(len(list_filter(
            task.scope, lambda item: contains(item, '*') or is_account(item) and coalesce(len(task.scope_entitlements), 0) = 0
        )), 0) > 0 as is_container,
        coalesce(len(list_filter(task.scope, lambda item: is_account(item))), 0) > 0 as is_account_named,
        -- a project, namespace or path that was approved as such: what lies in it is no further item
        case when used.things >= coalesce(len(task.scope), 0) + $least_excess then coalesce(len(list_filter(
            task.scope, lambda item: len(list_filter(
                used.thing_names, lambda thing: starts_with(thing, lower(rtrim(item, '/:')) || '/') or starts_with(thing, lower(rtrim(item, '/:')) || ':')
            )) > 0
        )), 0) > 0 else false end as is_path,
        coalesce(regexp_matches(
            lower(concat_ws(' ', used.approval_text, task.title)),
            '\b(from now on|until further notice|no need to ask( me)?( again)?|blanket|standing (approval|licen[cs]e)|(all|any) (future|further)|whenever (you|they|needed)|bis auf weiteres|ab sofort immer|pauschal|jusqu''à nouvel ordre|hasta nuevo aviso)\b'
        ), false) as is_standing_by_words
    from used
    inner join fct_tasks as task on task.task = used.task
),

judged as (
    select
        *,
        case
            when items > 0 and not is_container and not is_account_named and not is_path and things >= items + $least_excess then 'fan-out'
            when is_container and ends_at is null and things > 1 then 'unbounded'
            when is_standing_by_words and ends_at is null and executions > greatest(items, 1) then 'unbounded'
            when ends_at is null and late_days >= $least_uses then 'reused'
            when items = 0 and things >= 1 + $least_excess then 'unlisted'
            else 'pass'
        end as found
    from measured
),

settled as (
    select
        *,
        case
            when found = 'pass' then 'pass'
            when is_standing then 'excepted'
            when is_ambiguous then 'ambiguous'
            when found = 'unlisted' then 'unlisted'
            else 'gap'
        end as state
    from judged
)

select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    approved_at as occurred_at,
    case when state in ('unlisted', 'ambiguous') then 'insufficient' else state end as verdict,
    case when state = 'gap' then found end as sub,
    case when state = 'gap' and is_privileged then 'high' end as severity,
    confidence,
    null::varchar as basis,
    case state when 'unlisted' then 'structural' when 'ambiguous' then 'link_ambiguous' end as reason,
    case state
        when 'unlisted' then 'the list of what ' || coalesce(task_key, task) || ' asks for: the fields of the request, or its attachment'
        when 'ambiguous' then 'a record that ties the executions of ' || coalesce(task_key, task) || ' to one task'
    end as needs,
    named(person, identity) || ' approved ' || coalesce(task_key, task) || ' at ' || utc(approved_at) || '; ' || executions || ' execution'
    || case when executions = 1 then ' rests' else 's rest' end || ' on it, on ' || counted(things, 'thing', 'things')
    || ', the last at ' || utc(last_at) || case
        when state = 'excepted' then '; standing approval ' || standing_approval || ' covers them.'
        when state = 'ambiguous' then ', but another task claims some of them with about equal weight.'
        when state = 'unlisted' then ', and the request as exported lists none of them.'
        when state = 'pass' and items > 0 then '; ' || counted(items, 'was', 'were') || ' enumerated.'
        when state = 'pass' then '.'
        when found = 'fan-out' then '; only ' || counted(items, 'was', 'were') || ' enumerated (' || first_named(scope) || ').'
        when found = 'reused' then ': on ' || late_days || ' days after the ' || $validity_hours || ' h that an approval without an end is meant for.'
        when is_container then '; its scope is a whole place (' || first_named(scope) || ') and it has no end.'
        else '; its words make it a standing one (' || left(coalesce(approval_text, ''), 80) || ') and it has no end.'
    end as message,
    list_concat(approval_event_ids, event_ids) as event_ids
from settled
order by approved_at, approval_event_id, task
