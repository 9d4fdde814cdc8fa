-- rule: R14
-- slug: approval-by-bot
-- title: Decision made by a non-human actor
-- severity: critical
-- grain: one row per approval in a chain with an effective controlled execution whose change class demands a human approval; records of one decision within a minute by one actor count once
-- question: Which approvals that a human must give came from a machine?
-- why: Accountability cannot be assigned to a model or a script; a machine's yes is a setting somebody made earlier, for everything.
-- misses: Bots that act with a person's own token or session (R23); a person who lets a script click.
-- false-positives: Apps that relay a human click without naming the human.
-- remedy: Have a human decide; take the approving right from the identity, or register a standing approval with an owner and an end.
-- needs: approval
-- ref: RULES.md B.2 R14; a relay that names the person is judged by that person, one that does not is insufficient

with marked as (
    select
        *,
        case
            when lo <= lag(lo) over same_actor + interval 1 minute then 0
            else 1
        end as is_new
    from fct_approvals
    where decision = 'approved'
    window same_actor as (partition by task, coalesce(person, identity), is_relayed, relayed_person order by lo, event_id)
),

numbered as (
    select
        *,
        sum(is_new) over (
            partition by task, coalesce(person, identity), is_relayed, relayed_person order by lo, event_id rows unbounded preceding
        ) as decision_no
    from marked
),

-- a click that the request and its history both record is one decision; the best tied of its records speaks
decisions as (
    select
        *,
        list_sort(list(event_id) over same_decision) as event_ids,
        row_number() over (
            partition by task, coalesce(person, identity), is_relayed, relayed_person, decision_no order by link_confidence desc, is_time_exact desc, lo, event_id
        ) as rank
    from numbered
    window same_decision as (partition by task, coalesce(person, identity), is_relayed, relayed_person, decision_no)
),

demanding as (
    select
        task,
        arg_min(operation, in_order(lo, operation)) as operation,
        min(occurred_at) as first_executed_at,
        max(link_confidence) as link_confidence,
        bool_and(is_ambiguous) as is_ambiguous
    from fct_executions
    where is_effective and requires_human_approval and is_platform is not true and task is not null
    group by task
),

judged as (
    select
        approval.*,
        demanding.operation,
        demanding.is_ambiguous,
        least(approval.link_confidence, demanding.link_confidence) as confidence,
        tasks.task_key,
        case
            when approval.is_relayed and approval.relayed_person is not null then 'pass'
            when approval.is_relayed then 'relayed'
            when approval.kind = 'human' then 'pass'
            when approval.kind in ('agent', 'workload', 'system') and demanding.is_ambiguous then 'ambiguous'
            when approval.kind in ('agent', 'workload', 'system') then 'gap'
            else 'unknown'
        end as state
    from decisions as approval
    inner join demanding on demanding.task = approval.task
    left join fct_tasks as tasks on tasks.task = approval.task
    where approval.rank = 1
)

select
    task,
    coalesce(relayed_person, person) as person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case when state in ('pass', 'gap') then state else 'insufficient' end as verdict,
    case when state = 'gap' then kind end as sub,
    null::varchar as severity,
    confidence,
    null::varchar as basis,
    case state when 'ambiguous' then 'link_ambiguous' when 'pass' then null when 'gap' then null else 'identity_unmapped' end as reason,
    case state
        when 'relayed' then 'the record of the app that posted the decision, with the person who clicked'
        when 'unknown' then 'a directory export, or a row in identities.csv, that says what ' || coalesce(identity, 'the approver') || ' is'
        when 'ambiguous' then 'a record that ties the executions of ' || coalesce(task_key, task) || ' to one task'
    end as needs,
    coalesce(task_key, task) || ' was approved at ' || utc(occurred_at) || ' by ' || named(person, identity) || case state
        when 'pass' then case when is_relayed then ' for ' || relayed_person || ', who decided.' else ', a human.' end
        when 'gap' then ', ' || kind_in_words(kind)
            || '; ' || operation || ' needs a human decision.'
        when 'relayed' then ' for somebody the record does not name; ' || operation || ' needs a human decision.'
        when 'ambiguous' then ', which is no human, but every execution that needs one is claimed by another task with about equal weight.'
        else ', and whether that is a human is not known (' || coalesce(kind, 'unknown') || '); ' || operation || ' needs a human decision.'
    end as message,
    event_ids
from judged
order by occurred_at, event_id, task
